//! What is another customer's is as unknown, whatever is asked of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::table::rows;
use super::{document, stocked};
use crate::harness::{Answer, Shop, on_both};

/// Root fields that take ids of what customers own, beyond those of the table.
const MORE: [(&str, &str); 6] = [
    (
        "customerAddresses",
        "(filter: {customerId: {eq: CUSTOMER}}) { nodes { id } totalCount }",
    ),
    (
        "deleteCustomerAddresses",
        "(input: {ids: [ADDRESS]}) { deletedIds }",
    ),
    ("unlinkIdentity", "(input: {id: LOGIN}) { customer { id } }"),
    ("revokeSession", "(input: {id: SESSION}) { accepted }"),
    ("node", "(id: ADDRESS) { id }"),
    ("nodes", "(ids: [LOGIN, SESSION, GROUP]) { id }"),
];

/// Names the id of something in a document, and one of nothing.
const UNKNOWN: [(&str, &str); 5] = [
    ("CUSTOMER", "\"cus_nobody\""),
    ("ADDRESS", "\"addr_nothing\""),
    ("GROUP", "\"cgroup_nothing\""),
    ("LOGIN", "\"authid_nothing\""),
    ("SESSION", "\"sess_nothing\""),
];

/// An answer without the ids that were asked for.
fn told(answer: &Answer, words: &[(&str, String)]) -> String {
    let text = format!("{} {}", answer.status, answer.text);
    words
        .iter()
        .fold(text, |text, (word, id)| text.replace(id.as_str(), word))
}

async fn export(shop: &Shop, id: &str) -> Value {
    const EXPORT: &str = "query ($id: ID!) { customerDataExport(customerId: $id) }";
    let staff = shop.staff(&["admin"]).await;
    let mut held = staff
        .gql(EXPORT, json!({ "id": id }))
        .await
        .ok()
        .data("customerDataExport")
        .clone();
    // Names who asked, and when.
    held.as_object_mut()
        .expect("an object")
        .retain(|name, _| name != "exportedAt");
    held
}

on_both! {
    async fn anothers_is_as_unknown(shop: &Shop) {
        let (owner, mut words) = stocked(shop).await;
        let own = owner.gql("{ me { identities { id } sessions { id } } }", json!({})).await.ok();
        words.retain(|(word, _)| *word != "PAIR");
        words.push(("LOGIN", format!("{:?}", own.str("me.identities.0.id"))));
        words.push(("SESSION", format!("{:?}", own.str("me.sessions.0.id"))));
        let unknown = UNKNOWN.map(|(word, id)| (word, id.to_owned()));
        let other = shop.customer().await;
        let before = export(shop, &owner.id).await;

        let rows = rows().map(|(field, rest, _)| (field, rest)).chain(MORE);
        let naming = rows.filter(|(_, rest)| words.iter().any(|(word, _)| rest.contains(word)));
        let mut tried = BTreeSet::new();
        for (field, rest) in naming {
            let theirs = other.gql(&document(field, rest, &words), json!({})).await;
            let nobodys = other.gql(&document(field, rest, &unknown), json!({})).await;
            assert_eq!(told(&theirs, &words), told(&nobodys, &unknown), "{field} {rest}");
            tried.insert(field);
        }
        assert!(tried.len() > 15, "{tried:?}");
        assert_eq!(export(shop, &owner.id).await, before);
    }
}
