//! Documents that do not parse, do not fit the schema, or are too much.

use std::fmt::Write;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Row, Senders, differs, request, same};
use crate::harness::on_both;

/// A row whose document is refused with a code: 200 or 400.
fn refused(what: &'static str, query: &str, code: &str) -> Row {
    let body = request(query, &json!({}));
    match code {
        "PARSE" => differs(
            what,
            body,
            "200, GRAPHQL_PARSE_FAILED, no data",
            "400, GRAPHQL_PARSE_FAILED, no data",
        ),
        "INVALID" => differs(
            what,
            body,
            "200, GRAPHQL_VALIDATION_FAILED, no data",
            "400, GRAPHQL_VALIDATION_FAILED, no data",
        ),
        "TOO MUCH" => differs(
            what,
            body,
            "200, QUERY_TOO_COMPLEX, no data",
            "400, QUERY_TOO_COMPLEX, no data",
        ),
        _ => same(what, body, "400, BAD_REQUEST, no data"),
    }
}

/// Fragments that each spread the next one twice: 2^depth fields in a kilobyte.
fn bomb(depth: usize) -> String {
    let mut bomb = "{...a0 ...a0}".to_owned();
    for level in 0..depth - 1 {
        let next = level + 1;
        write!(bomb, "fragment a{level} on Query{{...a{next} ...a{next}}}").expect("a text");
    }
    write!(bomb, "fragment a{} on Query{{me{{id}}}}", depth - 1).expect("a text");
    bomb
}

on_both! {
    async fn documents_that_are_wrong_are_told_apart(shop: &Shop) {
        let senders = Senders::of(shop).await;
        for (what, query, code) in [
            ("an empty document", "", "PARSE"),
            ("a document that breaks off", "{ me { id }", "PARSE"),
            ("a text that does not end", "{ customer(id: \"cus_) { id } }", "PARSE"),
            ("no GraphQL", "SELECT * FROM customer", "PARSE"),
            ("a NUL", "{ me { id\u{0} } }", "PARSE"),
            ("an unknown field", "{ me { passwordHash } }", "INVALID"),
            ("an unknown root field", "{ drop }", "INVALID"),
            ("an unknown argument", "{ me(id: 1) { id } }", "INVALID"),
            ("an argument of the wrong type", "{ customers(first: \"ten\") { nodes { id } } }", "INVALID"),
            ("a missing argument", "{ customer { id } }", "INVALID"),
            ("an unknown value of an enum", "{ customers(orderBy: [{field: PASSWORD}]) { nodes { id } } }", "INVALID"),
            ("no selection where one is needed", "{ me }", "INVALID"),
            ("a selection where none can be", "{ me { id { id } } }", "INVALID"),
            ("an unknown fragment", "{ me { ...F } }", "INVALID"),
            ("fragments in a circle", "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }", "INVALID"),
            ("@defer", "{ ... @defer { me { id } } }", "INVALID"),
            ("an unknown directive", "{ me @nothing { id } }", "INVALID"),
            ("an unknown directive on __typename", "{ __typename @nothing }", "INVALID"),
            ("an argument of __typename", "{ __typename(a: 1) }", "INVALID"),
            ("an unknown directive of an operation", "query @nothing { __typename }", "INVALID"),
            ("a selection of __typename", "{ __typename { id } }", "INVALID"),
            ("a mutation twice under one name", "mutation { logout { accepted } logout { accepted } }", "INVALID"),
            ("a variable that is not declared", "query { customer(id: $id) { id } }", "INVALID"),
            ("a subscription", "subscription { customerChanged { id } }", "BAD"),
            ("two operations without a name", "{ me { id } } { me { email } }", "PARSE"),
            ("two operations, and none chosen", "query A { me { id } } query B { me { id } }", "BAD"),
        ] {
            senders.assert_answers(&senders.anyone, refused(what, query, code)).await;
        }
        let unknown = json!({"query": "query A { me { id } }", "operationName": "B"}).to_string();
        senders.assert_answers(&senders.anyone, same("an unknown operationName", unknown, "400, BAD_REQUEST, no data")).await;
    }
}

on_both! {
    async fn documents_that_are_too_much_are_refused_quickly(shop: &Shop) {
        let senders = Senders::of(shop).await;
        let aliases = (0..1_000).fold(String::new(), |all, number| all + &format!("a{number}: id "));
        let roots = (0..1_000).fold(String::new(), |all, number| all + &format!("a{number}: __typename "));
        let deep = (0..40).fold("id".to_owned(), |inner, _| format!("addresses {{ customer {{ {inner} }} }}"));
        assert!(bomb(32).len() < 1_400, "a bomb of a kilobyte");
        for (what, query) in [
            ("a fragment bomb of depth 32", bomb(32)),
            ("a fragment bomb of depth 25", bomb(25)),
            ("nothing but opening braces", "{".repeat(5_000)),
            ("opening brackets in a value", format!("{{ customer(id: {}", "[".repeat(5_000))),
            ("fields nested too deep", format!("{{ me {{ {deep} }} }}")),
            ("a thousand aliases", format!("{{ me {{ {aliases} }} }}")),
            ("a thousand root fields", format!("{{ {roots} }}")),
            ("too many tokens", format!("{{ me {{ {} }} }}", "id ".repeat(6_000))),
            ("too much text", format!("{{ me {{ id }} }} #{}", "x".repeat(65_536))),
            ("too many directives", format!("{{ me {{ id {} }} }}", "@include(if: true) ".repeat(11))),
            ("lists in lists", "{ customers(first: 100) { nodes { addresses { customer { addresses { id } } } } } }".to_owned()),
        ] {
            let begun = Instant::now();
            senders.assert_answers(&senders.anyone, refused(what, &query, "TOO MUCH")).await;
            // What would be walked in full takes minutes; a busy machine, some milliseconds more.
            assert!(begun.elapsed() < Duration::from_secs(2), "{what} took {:?}", begun.elapsed());
        }
    }
}

on_both! {
    with ["--introspection=off"]
    async fn introspection_can_be_off(shop: &Shop) {
        let senders = Senders::of(shop).await;
        for query in ["{ __schema { types { name } } }", "{ __type(name: \"Customer\") { name } }", "{ me { id } ...F } fragment F on Query { __schema { types { name } } }"] {
            senders.assert_answers(&senders.anyone, refused("introspection", query, "INVALID")).await;
            let body = request(query, &json!({}));
            senders.assert_answers(&senders.staff, same("introspection by staff", body, "200, data")).await;
        }
        // Nor are names suggested to those who may not ask for them.
        let answer = senders.anyone.gql("{ customer(id: \"1\") { emai } }", Value::Null).await;
        assert!(!answer.text.contains("Did you mean"), "{}", answer.text);
        let answer = senders.anyone.get("/schema.graphql").await;
        assert_eq!(answer.status.as_u16(), 404);
    }
}
