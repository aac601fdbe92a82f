//! Texts that libFuzzer makes up, against lexer, parser and gate: nothing panics, nothing takes long,
//! and what passes is no larger than it says, expanded in earnest.
//!
//! A record separator (U+001E) ends the document; after it come variables as JSON.

#![no_main]

mod config;
mod error;
mod expand;
mod graphql;

use std::sync::LazyLock;

use async_graphql::{Request, Variables};
use libfuzzer_sys::{Corpus, fuzz_target};

use self::config::Limits;
use self::graphql::gate::{Document, Gate};

/// What routers ask, which `schema.graphql` leaves out.
const OF_ROUTERS: &str = "
scalar _Any
union _Entity = Customer | CustomerAddress | CustomerGroup
type _Service { sdl: String! }
type Query {
  _entities(representations: [_Any!]!): [_Entity]!
  _service: _Service!
";

static GATE: LazyLock<Gate> = LazyLock::new(|| {
    let sdl = include_str!("../../schema.graphql").replacen("\ntype Query {\n", OF_ROUTERS, 1);
    Gate::new(&sdl, &Limits::DEFAULT).expect("our schema")
});

fuzz_target!(|input: &[u8]| -> Corpus {
    let Ok(input) = std::str::from_utf8(input) else {
        return Corpus::Reject;
    };
    let (text, variables) = input.split_once('\u{1e}').unwrap_or((input, ""));
    if let Ok(document) = GATE.inspect(text.to_owned()) {
        passed(&document, variables);
    }
    Corpus::Keep
});

/// What must hold for a document that passed.
fn passed(document: &Document, variables: &str) {
    let parsed = async_graphql::parser::parse_query(document.text()).expect("it passed");
    let size = expand::size(&parsed);
    assert!(size <= 2_000, "{size} selections");
    assert!(document.weight() >= document.text().len());
    let variables: serde_json::Value = serde_json::from_str(variables).unwrap_or_default();
    for (name, operation) in parsed.operations.iter() {
        let mut request = Request::new("").variables(Variables::from_json(variables.clone()));
        request.operation_name = name.map(ToString::to_string);
        if let Ok(admitted) = GATE.admit(document, &mut request, false) {
            assert_eq!(admitted.operation, operation.node.ty);
            assert!(admitted.cost <= GATE.max_cost());
        }
    }
}
