//! Every mutation, one table: sent twice it runs once, and its outcome is kept in the transaction of its
//! change.

mod table;

use std::collections::BTreeSet;

use patronage::webhook::fan_out;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use self::table::Who::{Admin, Anyone, Leaver, Owner};
use self::table::rows;
use super::keyed;
use crate::access::{filled, root_fields, stocked};
use crate::harness::{Customer, Issuer, Shop, on_both};
use crate::outbox::{recorded, settled};

#[test]
fn every_mutation_is_in_the_table() {
    let tabled: BTreeSet<_> = rows().map(|(field, ..)| field.to_owned()).collect();
    let fields = root_fields().into_iter();
    let mutations = fields.filter_map(|(keyword, name)| (keyword == "mutation").then_some(name));
    assert_eq!(tabled.len(), rows().count(), "no field twice");
    assert_eq!(tabled, mutations.collect());
}

/// An ID token about somebody.
fn id_token(shop: &Shop, subject: &str) -> String {
    let issuer = Issuer::provider_of(shop);
    let now = shop.clock.now().0 / 1000;
    let claims = json!({"iss": issuer.url, "aud": "shop", "sub": subject, "iat": now, "exp": now + 600,
        "email": "mina@shop.example", "email_verified": true});
    format!("{:?}", issuer.sign(&claims))
}

/// Lets a customer log in by an outside identity; gives its id.
async fn linked(shop: &Shop, owner: &Customer) -> String {
    let link = format!(
        "mutation {{ linkIdentity(input: {{provider: \"google\", idToken: {}}}) {{ userErrors {{ code field message }} }} }}",
        id_token(shop, "first")
    );
    owner.gql(&link, json!({})).await.ok();
    let found = owner.gql("{ me { identities { id provider } } }", json!({}));
    let found = found.await.ok();
    let mut identities = found
        .data("me.identities")
        .as_array()
        .expect("a list")
        .iter();
    let outside = identities.find(|identity| identity["provider"] == "google");
    outside.expect("the one linked")["id"].to_string()
}

/// A customer, and the words of the table of callers, those of a login, a session of another device, and
/// outside identities.
async fn words(shop: &Shop) -> (Customer, Vec<(&'static str, String)>) {
    const LOGIN: &str = "mutation ($input: LoginInput!) { login(input: $input) {
        tokens { accessToken } userErrors { code field message } } }";
    let (owner, mut words) = stocked(shop).await;
    let input = json!({"email": owner.email, "password": owner.password});
    let device = shop.anonymous().gql(LOGIN, json!({ "input": input })).await;
    let device = shop
        .anonymous()
        .bearer(device.ok().str("login.tokens.accessToken"));
    let sessions = device.gql("{ me { sessions { id current } } }", json!({}));
    let sessions = sessions.await.ok();
    let mut sessions = sessions
        .data("me.sessions")
        .as_array()
        .expect("a list")
        .iter();
    let session = sessions.find(|session| session["current"] == true);
    words.extend([
        ("NEW_TOKEN", id_token(shop, "new")),
        ("FURTHER_TOKEN", id_token(shop, "further")),
        ("IDENTITY", linked(shop, &owner).await),
        ("SESSION", session.expect("its own")["id"].to_string()),
        ("EMAIL", format!("{:?}", owner.email)),
        ("PASSWORD", format!("{:?}", owner.password)),
        ("REFRESH", format!("{:?}", owner.refresh_token)),
        ("KEY", spare_key(shop).await),
    ]);
    words.extend(mailed(shop).await);
    words.extend(hooked(shop).await);
    (owner, words)
}

/// The id of an API key that nobody uses.
async fn spare_key(shop: &Shop) -> String {
    shop.staff(&["customers:read"]).await;
    let keys = patronage::account::api_key::list(&shop.app).await;
    let spare = keys.expect("the keys").pop().expect("one");
    format!("{:?}", spare.id.to_string())
}

/// An endpoint, and a delivery to it.
async fn hooked(shop: &Shop) -> Vec<(&'static str, String)> {
    let admin = shop.staff(&["admin"]).await;
    let create = "mutation { createWebhookEndpoint(input: {url: \"http://127.0.0.1:4000/\", eventTypes: [\"*\"]}) {
        webhookEndpoint { id } userErrors { code field message } } }";
    let made = admin.gql(create, json!({})).await.ok();
    shop.customer().await;
    settled(&shop.app.db).await;
    while fan_out(&shop.app).await.expect("the outbox") {}
    let log = admin.gql(
        "{ webhookEndpoints { deliveries(first: 1) { nodes { id } } } }",
        json!({}),
    );
    let log = log.await.ok();
    let delivery = log.data("webhookEndpoints.0.deliveries.nodes.0.id");
    let endpoint = made.data("createWebhookEndpoint.webhookEndpoint.id");
    vec![
        ("ENDPOINT", endpoint.to_string()),
        ("DELIVERY", delivery.to_string()),
    ]
}

/// Tokens and a code out of mails, each of an account of its own, and a registration token.
async fn mailed(shop: &Shop) -> Vec<(&'static str, String)> {
    const BEGIN: &str = "mutation { createAuthIdentity(input: {email: \"second@shop.example\", password: \"tulip-carbon-95-mosaic\"}) {
        registrationToken userErrors { code field message } } }";
    let anyone = shop.anonymous();
    let [mover, forgetful, guest] = [
        shop.customer().await,
        shop.customer().await,
        shop.customer().await,
    ];
    let change = format!(
        "mutation {{ requestEmailChange(input: {{newEmail: \"moved@shop.example\", password: {:?}}}) {{ userErrors {{ code field message }} }} }}",
        mover.password
    );
    mover.gql(&change, json!({})).await.ok();
    for (field, email) in [
        ("requestPasswordReset", &forgetful.email),
        ("requestLoginCode", &guest.email),
    ] {
        let request = format!(
            "mutation {{ {field}(input: {{email: {email:?}}}) {{ userErrors {{ code field message }} }} }}"
        );
        anyone.gql(&request, json!({})).await.ok();
    }
    let begun = anyone.gql(BEGIN, json!({})).await.ok();
    let token = async |kind, to| format!("{:?}", shop.mail(kind, to).await.token.expect("one"));
    vec![
        ("VERIFICATION", token("verify-email", &mover.email).await),
        ("CHANGE", token("email-change", "moved@shop.example").await),
        ("RESET", token("password-reset", &forgetful.email).await),
        ("RECIPIENT", format!("{:?}", guest.email)),
        ("CODE", token("login-code", &guest.email).await),
        (
            "REGISTRATION",
            begun
                .data("createAuthIdentity.registrationToken")
                .to_string(),
        ),
    ]
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn every_mutation_runs_once(shop: &Shop) {
        let (admin, anyone) = (shop.staff(&["admin"]).await, shop.anonymous());
        let ((owner, words), leaver) = (words(shop).await, shop.customer().await);
        let before = newest_event(shop).await;
        for (field, who, rest, expected) in rows() {
            let caller = match who {
                Admin => &admin,
                Owner => &*owner,
                Leaver => &*leaver,
                Anyone => &anyone,
            };
            let caller = keyed(caller, field);
            let document = format!("mutation {{ {field} {} }}", filled(rest, &words));
            let (first, events) = recorded(shop, caller.gql(&document, json!({}))).await;
            let first = first.ok();
            assert_eq!(events.len(), expected, "{field}: {events:?}");
            let (again, events) = recorded(shop, caller.gql(&document, json!({}))).await;
            assert!(events.is_empty(), "{field}: {events:?}");
            if who == Leaver {
                assert_eq!(again.error_code(), "UNAUTHENTICATED", "{field}");
                continue;
            }
            assert_eq!(again.json, first.json, "{field}");
            let other = caller.gql(&format!("{document} # again"), json!({})).await;
            assert_eq!(other.error_code(), "IDEMPOTENCY_CONFLICT", "{field}");
        }
        assert_eq!(events_without_an_outcome(shop, before).await, Vec::<String>::new());
    }
}

async fn newest_event(shop: &Shop) -> i64 {
    let ((), events) = recorded(shop, async {}).await;
    assert!(events.is_empty());
    let sql = "SELECT max(position) FROM event";
    let row = shop.app.db.read().query_one_raw(statement(shop, sql)).await;
    let row = row.expect("the outbox").expect("a row");
    row.try_get_by_index(0).expect("a position")
}

/// The types of later events that a transaction wrote without the outcome of its mutation. Only
/// PostgreSQL tells which transaction wrote a row.
async fn events_without_an_outcome(shop: &Shop, position: i64) -> Vec<String> {
    if shop.app.db.backend() != DbBackend::Postgres {
        return Vec::new();
    }
    let sql = format!(
        "SELECT type FROM event WHERE position > {position}
            AND xact NOT IN (SELECT xmin::text::bigint FROM idempotency)"
    );
    let rows = shop
        .app
        .db
        .read()
        .query_all_raw(statement(shop, &sql))
        .await;
    let rows = rows.expect("the outbox").into_iter();
    rows.map(|row| row.try_get_by_index(0).expect("a type"))
        .collect()
}

fn statement(shop: &Shop, sql: &str) -> Statement {
    Statement::from_string(shop.app.db.backend(), sql)
}
