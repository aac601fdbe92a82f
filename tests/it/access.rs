//! Who may call what: every root field, every kind of caller, one table.

mod fields;
mod roots;
mod strangers;
mod table;

use std::collections::BTreeSet;

use serde_json::{Value, json};

pub(crate) use self::roots::root_fields;
use self::table::{SUBSCRIPTIONS, rows};
use crate::harness::{Answer, Caller, Customer, Events, Shop, asked, on_both};

#[test]
fn every_root_field_is_in_the_table() {
    let tabled: BTreeSet<_> = rows().map(|(field, ..)| field).collect();
    assert_eq!(tabled.len(), rows().count(), "no field twice");
    let subscribed: BTreeSet<_> = SUBSCRIPTIONS.iter().map(|(field, ..)| *field).collect();
    let (all, of_streams): (Vec<_>, Vec<_>) = root_fields()
        .into_iter()
        .partition(|(keyword, _)| *keyword != "subscription");
    let names = |fields: &[(_, String)]| -> BTreeSet<String> {
        fields.iter().map(|(_, field)| field.clone()).collect()
    };
    assert_eq!(tabled, names(&all).iter().map(String::as_str).collect());
    assert_eq!(
        subscribed,
        names(&of_streams).iter().map(String::as_str).collect()
    );
}

/// The document of a row of the table, which tells user errors too.
pub(super) fn document(field: &str, rest: &str, words: &[(&str, String)]) -> String {
    let (keyword, _) = root_fields()
        .into_iter()
        .find(|(keyword, name)| name == field && *keyword != "subscription")
        .expect("a root field");
    let rest = filled(rest, words);
    match rest.strip_suffix('}') {
        Some(open) if keyword == "mutation" => {
            format!("mutation {{ {field} {open} userErrors {{ code field message }} }} }}")
        }
        _ => format!("{keyword} {{ {field} {rest} }}"),
    }
}

/// A customer who has an address and is in a group, an endpoint for webhooks, and the words of the table for their ids.
pub(crate) async fn stocked(shop: &Shop) -> (Customer, Vec<(&'static str, String)>) {
    let owner = shop.customer().await;
    let admin = shop.staff(&["admin"]).await;
    let query = "mutation ($id: ID!) {
        createCustomerAddress(input: {id: \"addr_1\", customerId: $id}) { userErrors { code field message } }
        createCustomerGroup(input: {id: \"cgroup_1\", name: \"vip\"}) { userErrors { code field message } }
        addCustomersToGroup(input: {pairs: [{customerId: $id, customerGroupId: \"cgroup_1\"}]}) {
            userErrors { code field message } }
        createWebhookEndpoint(input: {url: \"http://127.0.0.1:4000/\", eventTypes: [\"*\"]}) {
            userErrors { code field message } } }";
    admin.gql(query, json!({"id": owner.id})).await.ok();
    let pair = format!(
        "{{customerId: {:?}, customerGroupId: \"cgroup_1\"}}",
        owner.id
    );
    let words = vec![
        ("CUSTOMER", format!("{:?}", owner.id)),
        ("ADDRESS", "\"addr_1\"".to_owned()),
        ("GROUP", "\"cgroup_1\"".to_owned()),
        ("PAIR", pair),
    ];
    (owner, words)
}

/// The callers, in the order of the table's columns.
async fn callers(shop: &Shop, owner: &Caller) -> Vec<(&'static str, Caller)> {
    let other = shop.customer().await;
    let mut callers = vec![
        ("anonymous", shop.anonymous()),
        ("owner", owner.clone()),
        ("other", (*other).clone()),
    ];
    for scope in [
        "customers:read",
        "customers:write",
        "groups:read",
        "groups:write",
        "admin",
    ] {
        callers.push((scope, shop.staff(&[scope]).await));
    }
    callers
}

fn outcome(answer: &Answer, field: &str) -> char {
    if !answer.json["errors"].is_null() {
        return match answer.error_code() {
            "UNAUTHENTICATED" => 'U',
            "FORBIDDEN" => 'F',
            other => panic!("{field}: {other} {}", answer.text),
        };
    }
    let errors = answer.user_errors();
    if errors.iter().any(|error| error.starts_with("NOT_FOUND")) {
        return 'N';
    }
    match answer.data(field) {
        Value::Null => '0',
        Value::Array(all) if all.iter().all(Value::is_null) => '0',
        _ => '+',
    }
}

async fn outcomes(callers: &[(&str, Caller)], document: &str, field: &str) -> String {
    let mut outcomes = String::new();
    for (_, caller) in callers {
        let answer = caller.gql(document, json!({})).await;
        outcomes.push(outcome(&answer, field));
    }
    outcomes
}

pub(crate) fn filled(text: &str, words: &[(&str, String)]) -> String {
    words.iter().fold(text.to_owned(), |text, (word, value)| {
        text.replace(word, value)
    })
}

on_both! {
    async fn root_fields_are_for_those_who_may(shop: &Shop) {
        let (owner, words) = stocked(shop).await;
        let callers = callers(shop, &owner).await;
        let mut wrong = Vec::new();
        for (field, rest, expected) in rows() {
            let document = document(field, rest, &words);
            let found = outcomes(&callers, &document, field).await;
            if found != expected {
                wrong.push(format!("{field}: {found} instead of {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

on_both! {
    async fn subscriptions_are_for_those_who_may(shop: &Shop) {
        let (owner, _) = stocked(shop).await;
        for (field, rest, expected) in SUBSCRIPTIONS {
            let document = format!("subscription {{ {field} {rest} }}");
            let mut found = String::new();
            for (_, caller) in callers(shop, &owner).await {
                found.push(match Events::send(asked(&caller, &document, &json!({}))).await {
                    Ok(_) => '+',
                    Err(refused) => outcome(&refused, field),
                });
            }
            assert_eq!(found, expected, "{field}");
        }
    }
}

/// Whoever asks for a credential need not have a good one.
const ISSUE_CREDENTIALS: [&str; 12] = [
    "registerCustomer",
    "createAuthIdentity",
    "createCustomerAccount",
    "login",
    "loginWithIdToken",
    "requestLoginCode",
    "loginWithCode",
    "refreshTokens",
    "verifyEmail",
    "confirmEmailChange",
    "requestPasswordReset",
    "resetPassword",
];

on_both! {
    async fn bad_credentials_are_nobodys(shop: &Shop) {
        let (_, words) = stocked(shop).await;
        for token in ["sk_unknown", "nonsense", "a.b.c"] {
            let caller = shop.anonymous().bearer(token);
            for (field, rest, _) in rows() {
                let answer = caller.gql(&document(field, rest, &words), json!({})).await;
                let issues = ISSUE_CREDENTIALS.contains(&field);
                assert_eq!(outcome(&answer, field) == 'U', !issues, "{field} with {token}");
            }
        }
    }
}
