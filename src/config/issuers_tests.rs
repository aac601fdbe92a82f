use serde_json::json;

use super::*;

const KEY: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

fn provider() -> Value {
    json!({"name": "google", "issuer": "https://accounts.google.com", "audiences": ["shop"],
        "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs"})
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

fn refusal(entries: &[Value]) -> String {
    providers(&json!(entries).to_string()).unwrap_err()
}

#[test]
fn a_list_of_providers_is_read() {
    let keys = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": KEY}]});
    let inline = with(without(provider(), "jwks_uri"), "jwks", keys);
    let inline = with(inline, "name", json!("our-own_2.0"));
    let read = providers(&json!([provider(), inline]).to_string()).unwrap();
    assert!(matches!(read.0[0].keys, KeySource::Url(_)));
    assert!(matches!(read.0[1].keys, KeySource::Inline(_)));
    assert_eq!(read.0[1].audiences, ["shop"]);
    assert!(providers("[]").unwrap().0.is_empty());
}

#[test]
fn a_wrong_list_is_told_by_what_is_wrong() {
    for (entry, expected) in [
        (without(provider(), "issuer"), "missing field `issuer`"),
        (
            with(provider(), "isuer", json!("x")),
            "unknown field `isuer`",
        ),
        (with(provider(), "name", json!(1)), "invalid type"),
        (with(provider(), "name", json!("a b")), "`name`"),
        (with(provider(), "name", json!("")), "`name`"),
        (with(provider(), "name", json!("emailpass")), "emailpass"),
        (with(provider(), "issuer", json!("")), "`issuer` is empty"),
        (with(provider(), "audiences", json!([])), "`audiences`"),
        (with(provider(), "audiences", json!([""])), "`audiences`"),
        (
            with(provider(), "jwks_uri", json!("certs")),
            "`jwks_uri` is no URL",
        ),
        (
            without(provider(), "jwks_uri"),
            "either `jwks` or `jwks_uri`",
        ),
        (
            with(provider(), "jwks", json!({"keys": []})),
            "either `jwks` or `jwks_uri`",
        ),
        (
            with(without(provider(), "jwks_uri"), "jwks", json!({"keys": []})),
            "`jwks`: the key set",
        ),
        (json!("google"), "give a JSON object"),
    ] {
        let why = refusal(&[with(provider(), "name", json!("first")), entry]);
        assert!(
            why.starts_with("provider 2: ") && why.contains(expected),
            "{why}"
        );
    }
    assert_eq!(
        refusal(&[provider(), provider()]),
        "two providers are named google"
    );
    for text in ["", "{}", "[", "google"] {
        assert!(
            providers(text)
                .unwrap_err()
                .starts_with("give a JSON list of providers: ")
        );
    }
}

#[test]
fn a_staff_issuer_is_read() {
    let given = json!({"issuer": "https://staff.example", "audience": "patronage",
        "jwks_uri": "https://staff.example/jwks"});
    let read = staff_issuer(&given.to_string()).unwrap();
    assert_eq!(read.scope_claim, "scope");
    let named = with(given.clone(), "scope_claim", json!("scp"));
    assert_eq!(staff_issuer(&named.to_string()).unwrap().scope_claim, "scp");
    for (bad, expected) in [
        (
            without(given.clone(), "audience"),
            "missing field `audience`",
        ),
        (
            with(given.clone(), "audience", json!("")),
            "`audience` is empty",
        ),
        (
            with(given.clone(), "name", json!("x")),
            "unknown field `name`",
        ),
        (json!([given]), "give a JSON object"),
    ] {
        let why = staff_issuer(&bad.to_string()).unwrap_err();
        assert!(why.contains(expected), "{why}");
    }
}

#[test]
fn loopback_is_told_from_elsewhere() {
    for (url, expected) in [
        ("http://localhost:9000/jwks", true),
        ("http://127.0.0.5/jwks", true),
        ("http://[::1]:80/jwks", true),
        ("http://localhost.example/jwks", false),
        ("http://10.0.0.1/jwks", false),
        ("http://127.0.0.1.example/jwks", false),
    ] {
        assert_eq!(is_loopback(&Url::parse(url).unwrap()), expected, "{url}");
    }
}
