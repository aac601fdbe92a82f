use serde_json::json;

use super::*;
use crate::testing::settings;

fn read(manifest: &str) -> Result<Trusted, String> {
    let gate = Gate::new("type Query { a: Int b: [Query!]! }", &settings(&[]).limits).unwrap();
    Trusted::read(manifest, &gate)
}

fn apollo(operations: &Value) -> String {
    json!({"format": APOLLO, "version": 1, "operations": operations}).to_string()
}

fn operation(id: &str, body: &str) -> Value {
    json!({"id": id, "name": "A", "type": "query", "body": body})
}

#[test]
fn both_forms_are_read() {
    let text = "query A { a }";
    let md5 = "0123456789abcdef0123456789abcdef";
    let by_apollo = apollo(&json!([
        operation("x-1", "{ b { a } }"),
        operation(md5, text)
    ]));
    let by_relay = json!({"x-1": "{ b { a } }", md5: text}).to_string();
    for manifest in [by_apollo, by_relay] {
        let trusted = read(&manifest).unwrap();
        for name in [Name::of_id(md5), Name::of_hash(md5), Name::of_id("x-1")] {
            assert!(trusted.named(&name).is_some(), "{name:?}");
        }
        assert_eq!(trusted.named(&Name::of_id(md5)).unwrap().text(), text);
        assert_eq!(trusted.of_text(&Digest::of(text)).unwrap().text(), text);
        assert!(trusted.of_text(&Digest::of("query A {a}")).is_none());
        assert!(trusted.named(&Name::of_id("x-2")).is_none());
    }
}

#[test]
fn the_hash_of_a_text_names_it_whatever_its_id() {
    let hash = "71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b";
    let gate = Gate::new(
        "type Query { user(id: ID!): User } type User { name: String }",
        &settings(&[]).limits,
    )
    .unwrap();
    let text = "query($id:ID!){user(id:$id){name}}";
    for id in [hash.to_owned(), format!("sha256:{hash}"), "user".to_owned()] {
        let trusted = Trusted::read(&json!({id: text}).to_string(), &gate).unwrap();
        for name in [Name::of_id(&format!("sha256:{hash}")), Name::of_hash(hash)] {
            assert!(trusted.named(&name).is_some(), "{name:?}");
        }
    }
}

#[test]
fn what_is_wrong_is_told_with_the_document() {
    let deep = "{ b ".repeat(13) + "{ a }" + &"}".repeat(13);
    for (manifest, told) in [
        ("[]".to_owned(), "no JSON object"),
        ("{".to_owned(), "no JSON object"),
        (json!({"a": 1}).to_string(), "document a: no text"),
        (
            json!({"format": APOLLO, "version": 1}).to_string(),
            "no manifest of Apollo's: missing field `operations`",
        ),
        (
            json!({"format": APOLLO, "version": 2, "operations": []}).to_string(),
            "version 2, not 1",
        ),
        (
            json!({"broken": "{ a"}).to_string(),
            "document broken: Syntax error at line 1",
        ),
        (
            apollo(&json!([operation("deep", &deep)])),
            "document deep: The document has more than 12 levels",
        ),
        (
            apollo(&json!([
                operation("a", "{ a }"),
                operation("a", "{ b { a } }")
            ])),
            "document a: the id is there twice",
        ),
    ] {
        let error = read(&manifest).err().unwrap();
        assert!(error.contains(told), "{error}");
    }
}
