//! Ways to write the same selection, and what their answers look like.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::Result;
use crate::exchange::Exchange;
use crate::shape::{ADDRESS, GROUP, PAGE, SCALARS, Shape, fields};

/// A way to write a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Every field by another name.
    Aliases,
    /// Every set of fields by a fragment, named or inline.
    Fragments,
    /// Every field on a condition, which is a variable and true.
    Include,
}

impl Form {
    /// Each of them.
    pub(super) const ALL: [Self; 3] = [Self::Aliases, Self::Fragments, Self::Include];

    /// As the table calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Aliases => "aliases",
            Self::Fragments => "fragments",
            Self::Include => "@include",
        }
    }

    /// The document of a shape in this form, with variables.
    pub(super) fn body(self, shape: Shape, id: &str) -> Value {
        let (variable, field, value) = match shape {
            Shape::Page => (
                "$first: Int!",
                "customers(first: $first) { nodes {",
                json!(PAGE),
            ),
            Shape::Customer | Shape::Static => ("$id: ID!", "customer(id: $id) {", json!(id)),
        };
        let (selection, fragments) = self.selection();
        let condition = match self {
            Self::Include => ", $yes: Boolean!",
            Self::Aliases | Self::Fragments => "",
        };
        let end = if shape == Shape::Page { "} }" } else { "}" };
        let query =
            format!("query ({variable}{condition}) {{ {field} {selection} {end} }} {fragments}");
        let name = if shape == Shape::Page { "first" } else { "id" };
        let mut variables = json!({ name: value });
        if self == Self::Include {
            variables["yes"] = json!(true);
        }
        json!({"query": query, "variables": variables})
    }

    /// What is asked of each customer, and the fragments for it.
    fn selection(self) -> (String, String) {
        match self {
            Self::Aliases => (
                each_field(|name| format!("{}: {name}", alias(name))),
                String::new(),
            ),
            Self::Include => (
                each_field(|name| format!("{name} @include(if: $yes)")),
                String::new(),
            ),
            Self::Fragments => (
                "...Scalars ... on Customer { addresses { ...Place } groups { ...Name } }"
                    .to_owned(),
                format!(
                    "fragment Scalars on Customer {{ {SCALARS} }} fragment Place on CustomerAddress {{ {ADDRESS} }} fragment Name on CustomerGroup {{ {GROUP} }}"
                ),
            ),
        }
    }

    /// What an answer to the plain form is in this one.
    pub(super) fn answer(self, plain: &[u8]) -> Result<Vec<u8>> {
        let mut text = std::str::from_utf8(plain)?.to_owned();
        if self == Self::Aliases {
            let mut names: Vec<_> = names().collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                text = text.replace(&format!("\"{name}\":"), &format!("\"{}\":", alias(name)));
            }
        }
        Ok(text.into_bytes())
    }
}

/// The words of a selection that are names, as they come, some of them twice.
fn names() -> impl Iterator<Item = &'static str> {
    let words = [SCALARS, "addresses", ADDRESS, "groups", GROUP];
    words.into_iter().flat_map(str::split_whitespace)
}

fn alias(name: &str) -> String {
    format!("my_{name}")
}

/// The whole selection, with something else for each name.
fn each_field(write: impl Fn(&str) -> String) -> String {
    let fields = fields();
    let written = fields.split_whitespace().map(|word| match word {
        "{" | "}" => word.to_owned(),
        name => write(name),
    });
    written.collect::<Vec<_>>().join(" ")
}

/// Several customers by id in one document, each by an alias, and the answer to it.
///
/// # Errors
/// When what is known of one of them is no customer.
pub(super) fn several(ids: &[String], known: &[Exchange]) -> Result<(Value, Vec<u8>)> {
    let (mut heads, mut selections) = (Vec::new(), String::new());
    let (mut variables, mut rows) = (json!({}), Vec::new());
    for (number, (id, known)) in ids.iter().zip(known).enumerate() {
        heads.push(format!("$id{number}: ID!"));
        write!(
            selections,
            " c{number}: customer(id: $id{number}) {{ {} }}",
            fields()
        )?;
        variables[format!("id{number}")] = json!(id);
        rows.push(format!(r#""c{number}":{}"#, row(&known.expected)?));
    }
    let query = format!("query ({}) {{{selections} }}", heads.join(", "));
    let body = json!({"query": query, "variables": variables});
    let expected = format!(r#"{{"data":{{{}}}}}"#, rows.join(","));
    Ok((body, expected.into_bytes()))
}

/// The customer of an answer to one by id.
///
/// # Errors
/// When there is none.
pub(super) fn row(answer: &[u8]) -> Result<&str> {
    let text = std::str::from_utf8(answer)?;
    let row = text.strip_prefix(r#"{"data":{"customer":"#);
    let row = row.and_then(|row| row.strip_suffix("}}"));
    Ok(row.ok_or("there is no customer")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = r#"{"data":{"customer":{"id":"cus_1","firstName":"\"id\":","groups":[{"id":"g","name":"n"}]}}}"#;

    #[test]
    fn each_form_asks_for_every_field() {
        for form in Form::ALL {
            let body = form.body(Shape::Page, "");
            let query = body["query"].as_str().expect("a document");
            for name in names() {
                assert!(query.contains(name), "{form:?}: {name}");
            }
            assert_eq!(
                query.matches('{').count(),
                query.matches('}').count(),
                "{query}"
            );
            assert_eq!(body["variables"]["first"], PAGE);
            assert_eq!(body["variables"]["yes"].is_boolean(), form == Form::Include);
        }
        let one = Form::Include.body(Shape::Customer, "cus_1");
        assert_eq!(one["variables"]["id"], "cus_1");
        assert_eq!(
            one["query"]
                .as_str()
                .expect("text")
                .matches("@include")
                .count(),
            21
        );
    }

    #[test]
    fn answers_are_those_of_the_plain_form() {
        let aliased = Form::Aliases.answer(PLAIN.as_bytes()).expect("text");
        assert_eq!(
            String::from_utf8(aliased).expect("text"),
            r#"{"data":{"customer":{"my_id":"cus_1","my_firstName":"\"id\":","my_groups":[{"my_id":"g","my_name":"n"}]}}}"#
        );
        let same = Form::Fragments.answer(PLAIN.as_bytes()).expect("text");
        assert_eq!(same, PLAIN.as_bytes());
    }

    #[test]
    fn several_customers_are_in_one_answer() {
        let known = ["1", "2"].map(|id| Exchange {
            request: Vec::new(),
            expected: format!(r#"{{"data":{{"customer":{{"id":"{id}"}}}}}}"#).into_bytes(),
        });
        let ids = ["1", "2"].map(str::to_owned);
        let (body, answer) = several(&ids, &known).expect("two customers");
        assert_eq!(answer, br#"{"data":{"c0":{"id":"1"},"c1":{"id":"2"}}}"#);
        assert_eq!(body["variables"], json!({"id0": "1", "id1": "2"}));
        assert!(row(b"{}").is_err());
    }
}
