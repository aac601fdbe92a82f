//! Settings of outside issuers: wrong ones are told in one line that names what is wrong.

use serde_json::{Value, json};

use super::binary::{Binary, Done};

const PROVIDERS: &str = "PATRONAGE_OIDC_PROVIDERS";
const STAFF: &str = "PATRONAGE_STAFF_ISSUER";

fn provider(jwks_uri: &str) -> Value {
    json!({"name": "google", "issuer": "https://accounts.google.com", "audiences": ["shop"], "jwks_uri": jwks_uri})
}

fn staff(issuer: &str, audience: &str) -> String {
    json!({"issuer": issuer, "audience": audience, "jwks_uri": "https://staff.example/jwks"})
        .to_string()
}

/// Runs a command with these variables.
fn run(variables: &[(&'static str, &str)]) -> Done {
    let set = |binary: Binary, (name, value): &(&'static str, &str)| binary.with(name, value);
    variables.iter().fold(Binary::new(), set).run(&["schema"])
}

#[test]
fn what_is_wrong_with_issuers_is_told_in_one_line() {
    const PUBLIC: (&str, &str) = ("PATRONAGE_PUBLIC_URL", "https://accounts.shop.example");
    let list = |jwks_uri: &str| json!([provider(jwks_uri)]).to_string();
    let (good, plain, home) = (
        list("https://a.example/jwks"),
        list("http://a.example/jwks"),
        list("http://localhost:9/jwks"),
    );
    let own = staff("https://accounts.shop.example", "staff");
    let same = staff("https://accounts.google.com", "shop");
    let fine = staff("https://accounts.google.com", "staff");
    for (variables, expected) in [
        (
            &[(PROVIDERS, "google")][..],
            "give a JSON list of providers",
        ),
        (
            &[(PROVIDERS, "[{\"name\": \"google\"}]")],
            "provider 1: missing field `issuer`",
        ),
        (
            &[(STAFF, "{\"issuer\": \"x\"}")],
            "missing field `audience`",
        ),
        (
            &[(PROVIDERS, &plain)],
            "PATRONAGE_OIDC_PROVIDERS: google: `jwks_uri` must be https",
        ),
        (
            &[(PROVIDERS, &list("file:///etc/passwd"))],
            "google: `jwks_uri` must be https",
        ),
        // Only while developing.
        (
            &[(PROVIDERS, &home), PUBLIC],
            "google: `jwks_uri` must be https",
        ),
        (
            &[(STAFF, &own), PUBLIC],
            "PATRONAGE_STAFF_ISSUER: the issuer is PATRONAGE_PUBLIC_URL",
        ),
        (
            &[(STAFF, &same), (PROVIDERS, &good)],
            "PATRONAGE_STAFF_ISSUER: google has the same issuer and audience",
        ),
    ] {
        let (status, said) = run(variables).failed();
        assert_eq!((status, said.lines().count()), (2, 1), "{said}");
        assert!(said.contains(expected), "{said}");
    }
    for variables in [
        &[(PROVIDERS, home.as_str())][..],
        &[(PROVIDERS, &good), PUBLIC],
        &[(STAFF, &fine), (PROVIDERS, &good)],
        &[(PROVIDERS, "[]")],
    ] {
        run(variables).ok();
    }
}
