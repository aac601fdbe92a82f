//! Staff who call with a token of their issuer.

use serde_json::{Value, json};

use super::assert_unauthenticated;
use crate::harness::issuer::Answers;
use crate::harness::{Caller, Issuer, Shop, SigningKey, on_both};

const CREATE: &str = "mutation { createCustomer(input: {firstName: \"Vera\"}) {
    customer { id createdBy } userErrors { code field message } } }";

/// What a good token says, now.
fn claims(shop: &Shop, scope: &Value) -> Value {
    let now = shop.clock.now().0 / 1000;
    json!({"iss": Issuer::staff_of(shop).url, "aud": "patronage-staff", "sub": "ada", "exp": now + 600,
        "iat": now, "scope": scope})
}

fn bearer(shop: &Shop, claims: &Value) -> Caller {
    shop.anonymous()
        .bearer(&Issuer::staff_of(shop).sign(claims))
}

/// What comes of reading customers and of reading groups.
async fn rights(staff: &Caller) -> [String; 2] {
    let mut rights = [String::new(), String::new()];
    for (place, query) in rights.iter_mut().zip([
        "{ customers { nodes { id } } }",
        "{ customerGroups { nodes { id } } }",
    ]) {
        *place = staff.gql(query, json!({})).await.error_codes().concat();
    }
    rights
}

on_both! {
    with [crate::harness::issuer::staff_issuer("scope").as_str()]
    async fn the_scopes_of_the_token_are_its_rights(shop: &Shop) {
        const F: &str = "FORBIDDEN";
        for (scope, expected) in [
            (json!("customers:read"), ["", F]),
            (json!("openid groups:write orders:read"), [F, ""]),
            (json!(["customers:write", "groups:read"]), ["", ""]),
            (json!("admin"), ["", ""]),
            (json!("Admin customers"), [F, F]),
            (json!(""), [F, F]),
            (json!(null), [F, F]),
            (json!(7), [F, F]),
        ] {
            assert_eq!(rights(&bearer(shop, &claims(shop, &scope))).await, expected, "{scope}");
        }
        let mut without = claims(shop, &json!(null));
        without.as_object_mut().expect("claims").remove("scope");
        assert_eq!(rights(&bearer(shop, &without)).await, [F, F]);
    }
}

on_both! {
    with [crate::harness::issuer::staff_issuer("permissions").as_str()]
    async fn the_claim_may_have_another_name(shop: &Shop) {
        let mut claims = claims(shop, &json!("admin"));
        assert_eq!(rights(&bearer(shop, &claims)).await, ["FORBIDDEN", "FORBIDDEN"]);
        claims["permissions"] = json!(["admin"]);
        assert_eq!(rights(&bearer(shop, &claims)).await, ["", ""]);
    }
}

on_both! {
    with [crate::harness::issuer::staff_issuer("scope").as_str()]
    async fn the_subject_is_who_did_it(shop: &Shop) {
        let staff = bearer(shop, &claims(shop, &json!("customers:write")));
        let answer = staff.gql(CREATE, json!({})).await.ok();
        assert_eq!(answer.str("createCustomer.customer.createdBy"), "ada");
        let events = super::events(shop, answer.str("createCustomer.customer.id")).await;
        assert_eq!(events[0].actor.as_deref(), Some("ada"));
        // Staff is no customer.
        let answer = staff.gql("{ me { id } }", json!({})).await.ok();
        assert_eq!(answer.data("me"), &Value::Null);
    }
}

on_both! {
    with [crate::harness::issuer::staff_issuer("scope").as_str()]
    async fn a_token_that_is_not_good_is_nobodys(shop: &Shop) {
        let good = claims(shop, &json!("admin"));
        let now = good["iat"].as_i64().expect("a time");
        for (name, value) in [
            ("aud", json!("patronage")),
            ("aud", json!(["patronage-staff", "else"])),
            ("exp", json!(now - 61)),
            ("exp", Value::Null),
            ("nbf", json!(now + 120)),
            ("sub", json!("")),
            ("sub", json!("a\u{0}")),
            ("iss", json!("https://evil.example")),
        ] {
            let mut claims = good.clone();
            claims[name] = value;
            assert_unauthenticated(&bearer(shop, &claims)).await;
        }
        let issuer = Issuer::staff_of(shop);
        let foreign = SigningKey::ed25519("first").sign(&good);
        assert_unauthenticated(&shop.anonymous().bearer(&foreign)).await;
        let mut header = issuer.key().header.clone();
        header.typ = Some("logout+jwt".to_owned());
        assert_unauthenticated(&shop.anonymous().bearer(&issuer.key().sign_as(&header, &good))).await;
        for kind in ["at+jwt", "JWT", "application/at+jwt"] {
            header.typ = Some(kind.to_owned());
            let staff = shop.anonymous().bearer(&issuer.key().sign_as(&header, &good));
            staff.gql("{ customers { nodes { id } } }", json!({})).await.ok();
        }
    }
}

on_both! {
    with [crate::harness::issuer::staff_issuer("scope").as_str()]
    async fn api_keys_and_customers_go_on_besides(shop: &Shop) {
        let issuer = Issuer::staff_of(shop);
        issuer.answers(Answers::Status(500));
        let staff = bearer(shop, &claims(shop, &json!("admin")));
        let answer = staff.gql("{ me { id } }", json!({})).await;
        assert_eq!((answer.status.as_u16(), answer.error_code()), (503, "UNAVAILABLE"));
        let customer = shop.customer().await;
        super::me(&customer).await.ok();
        shop.staff(&["customers:read"]).await.gql("{ customers { nodes { id } } }", json!({})).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::staff_issuer("scope").as_str(), crate::harness::issuer::provider().as_str()]
    async fn tokens_of_customers_providers_are_no_staff_tokens(shop: &Shop) {
        let provider = Issuer::provider_of(shop);
        let mut claims = claims(shop, &json!("admin"));
        assert_unauthenticated(&shop.anonymous().bearer(&provider.sign(&claims))).await;
        claims["iss"] = json!(provider.url);
        assert_unauthenticated(&shop.anonymous().bearer(&provider.sign(&claims))).await;
    }
}
