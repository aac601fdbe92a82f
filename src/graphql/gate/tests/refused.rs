use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn a_mutation_is_not_named_twice() {
    let create = "createCustomer { customer { id } }";
    assert_eq!(
        refused(&format!("mutation {{ {create} ... {{ {create} }} }}")),
        ErrorCode::GraphqlValidationFailed
    );
    admit(&format!(
        "mutation {{ a: {create} b: {create} __typename __typename }}"
    ))
    .unwrap();
}

#[test]
fn typename_is_a_plain_value() {
    for good in [
        "{ __typename @skip(if: true) }",
        "query($a: Boolean!) { me { __typename @include(if: $a) @skip(if: false) } }",
    ] {
        admit_with(good, json!({"a": true})).unwrap();
    }
    for bad in [
        "(a: 1)",
        "{ id }",
        "@nothing",
        "@skip",
        "@skip(if: 1)",
        "@skip(unless: true)",
        "@include(if: true, a: 1)",
    ] {
        for query in [
            format!("{{ __typename {bad} }}"),
            format!("{{ me {{ ...F }} }} fragment F on Customer {{ a: __typename {bad} }}"),
        ] {
            assert_eq!(
                refused(&query),
                ErrorCode::GraphqlValidationFailed,
                "{query}"
            );
        }
    }
}

#[test]
fn wrong_documents_are_told_apart() {
    for (query, code) in [
        ("", ErrorCode::GraphqlParseFailed),
        ("{ me { id }", ErrorCode::GraphqlParseFailed),
        ("{ a } query B { b }", ErrorCode::GraphqlParseFailed),
        ("fragment F on Query { a }", ErrorCode::GraphqlParseFailed),
        ("query A { a } query B { b }", ErrorCode::BadRequest),
        (
            "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
            ErrorCode::GraphqlValidationFailed,
        ),
        (
            "query($a: [Nothing!] = [1]) { me { id } }",
            ErrorCode::GraphqlValidationFailed,
        ),
        (
            "query($a: Customer) { me { id } }",
            ErrorCode::GraphqlValidationFailed,
        ),
    ] {
        assert_eq!(refused(query), code, "{query}");
    }
    let named = Request::new("query A { me { id } }").operation_name("B");
    assert_eq!(
        admit_request(named).unwrap_err().code,
        ErrorCode::BadRequest
    );
    let syntax = admit("{ me(secret: ) }").unwrap_err();
    assert_eq!(syntax.locations.len(), 1);
    assert!(
        syntax.message.starts_with("Syntax error at line 1, column")
            && !syntax.message.contains("secret")
    );
}

#[test]
fn variables_are_checked_without_quoting_them() {
    let query = "query($n: Int!, $f: Filter, $l: LoginInput) { me { id } }";
    for (variables, message) in [
        (json!({}), "Variable $n: a value of type Int! is required."),
        (json!({"n": null}), "Variable $n: null is not allowed."),
        (
            json!({"n": "secret"}),
            "Variable $n: expected a value of type Int.",
        ),
        (
            json!({"n": 2_147_483_648_i64}),
            "Variable $n: expected a value of type Int.",
        ),
        (
            json!({"n": 1, "f": {"and": [{}, {"sort": "secret"}]}}),
            "Variable $f.and.1.sort: expected a value of type Sort.",
        ),
        (
            json!({"n": 1, "f": {"ids": [1, null]}}),
            "Variable $f.ids.1: null is not allowed.",
        ),
        (
            json!({"n": 1, "f": {"none": 1}}),
            "Variable $f.none: no such field.",
        ),
        (
            json!({"n": 1, "f": 1}),
            "Variable $f: expected a value of type Filter.",
        ),
        (
            json!({"n": 1, "l": {"email": "a"}}),
            "Variable $l.password: a value is required.",
        ),
    ] {
        assert_eq!(admit_with(query, variables).unwrap_err().message, message);
    }
    let good = json!({"n": 1, "f": {"and": {"f": 1}, "ids": 7, "metadata": {"a": [1]}, "sort": "ASC", "n": null}, "extra": 1});
    admit_with(query, good).unwrap();
}

#[test]
fn defaults_are_filled_in_and_absent_stays_absent() {
    let request = Request::new("query($a: Int = 3, $b: Int) { me { id } }");
    let (_, request) = admit_request(request).unwrap();
    assert_eq!(
        serde_json::to_value(&request.variables).unwrap(),
        json!({"a": 3})
    );
}

proptest! {
    #[test]
    fn arbitrary_text_does_not_panic(text in "\\PC{0,200}") {
        let _ = admit(&text);
    }

    #[test]
    fn arbitrary_documents_do_not_panic(words in prop::collection::vec(
        prop::sample::select(vec![
            "{", "}", "(", ")", "[", "]", ":", "...", "on", "query", "mutation", "fragment F", "...F", "me", "customers",
            "nodes", "Query", "Customer", "@skip", "(if: $a)", "($a: Int = 1)", "first: 5", "\"x\"", "\"\"\"", "__schema",
            "types", "{ id }", "{ me { id } }", "fragment F on Query { me { id } }",
        ]),
        0..40,
    )) {
        let _ = admit(&words.join(" "));
    }
}
