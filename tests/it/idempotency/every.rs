//! Every mutation, one table: sent twice it runs once, and its outcome is kept in the transaction of its
//! change.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use super::keyed;
use crate::access::{filled, root_fields, stocked};
use crate::harness::{Shop, on_both};
use crate::outbox::recorded;

/// Who sends it: an API key that may do everything, or nobody. The owner of a credential that the
/// mutation itself ends cannot show it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Admin,
    Anyone,
}
use Who::{Admin, Anyone};

/// A mutation that goes well, who sends it, its arguments and selection, and how many events it writes.
/// In an order in which each finds what it needs; the words are those of [`words`].
const TABLE: [(&str, Who, &str, usize); 26] = [
    (
        "registerCustomer",
        Anyone,
        "(input: {email: \"rita@shop.example\", password: \"tulip-carbon-95-mosaic\", addresses: [{city: \"Bari\"}]}) {
            customer { id addresses { id } } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        3,
    ),
    (
        "login",
        Anyone,
        "(input: {email: EMAIL, password: PASSWORD}) {
            customer { id } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        1,
    ),
    (
        "refreshTokens",
        Anyone,
        "(input: {refreshToken: REFRESH}) {
            customer { id } tokens { refreshToken tokenType refreshExpiresAt } userErrors { code } }",
        0,
    ),
    ("logout", Anyone, "{ accepted userErrors { code } }", 0),
    (
        "findOrCreateCustomer",
        Admin,
        "(input: {email: \"f@shop.example\"}) { customer { id } email created matchedBy userErrors { code } }",
        1,
    ),
    (
        "createCustomer",
        Admin,
        "(input: {firstName: \"Vera\", addresses: [{city: \"Bari\"}], groupIds: [GROUP]}) {
            customer { id firstName addresses { id } groups { id } } userErrors { code } }",
        3,
    ),
    (
        "updateCustomer",
        Admin,
        "(input: {id: CUSTOMER, lastName: \"Lind\", expectedVersion: 1}) {
            customer { id lastName version } userErrors { code } }",
        1,
    ),
    (
        "createCustomerAddress",
        Admin,
        "(input: {customerId: CUSTOMER, city: \"Bari\"}) { address { id } customer { id } userErrors { code } }",
        1,
    ),
    (
        "updateCustomerAddress",
        Admin,
        "(input: {id: ADDRESS, city: \"Bari\", expectedVersion: 1}) {
            address { id version } customer { id } userErrors { code } }",
        1,
    ),
    (
        "deleteCustomerAddresses",
        Admin,
        "(input: {ids: [ADDRESS]}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "createCustomerGroup",
        Admin,
        "(input: {name: \"new\"}) { customerGroup { id name } userErrors { code } }",
        1,
    ),
    (
        "updateCustomerGroup",
        Admin,
        "(input: {id: GROUP, name: \"gold\", expectedVersion: 1}) {
            customerGroup { id version } userErrors { code } }",
        1,
    ),
    (
        "removeCustomersFromGroup",
        Admin,
        "(input: {pairs: [PAIR]}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "addCustomersToGroup",
        Admin,
        "(input: {pairs: [PAIR]}) { memberships { id customerId } userErrors { code } }",
        1,
    ),
    (
        "deleteCustomerGroups",
        Admin,
        "(input: {ids: [GROUP]}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "restoreCustomerGroups",
        Admin,
        "(input: {ids: [GROUP]}) { customerGroups { id version } userErrors { code } }",
        1,
    ),
    (
        "deleteCustomers",
        Admin,
        "(input: {ids: [CUSTOMER]}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "restoreCustomers",
        Admin,
        "(input: {ids: [CUSTOMER]}) { customers { id version } userErrors { code } }",
        1,
    ),
    (
        "createCustomers",
        Admin,
        "(input: {customers: [{id: \"cus_from\", addresses: [{city: \"Bari\"}]}, {firstName: \"Vera\"}]}) {
            customers { id firstName } userErrors { code } }",
        3,
    ),
    (
        "updateCustomers",
        Admin,
        "(input: {ids: [CUSTOMER], changes: {companyName: \"Lind\"}}) {
            customers { id version } userErrors { code } }",
        1,
    ),
    (
        "createCustomerAddresses",
        Admin,
        "(input: {addresses: [{customerId: CUSTOMER, city: \"Bari\"}]}) { addresses { id } userErrors { code } }",
        1,
    ),
    (
        "createCustomerGroups",
        Admin,
        "(input: {groups: [{name: \"one\"}, {name: \"two\"}]}) { customerGroups { id } userErrors { code } }",
        2,
    ),
    (
        "endCustomerSessions",
        Admin,
        "(input: {id: CUSTOMER}) { accepted userErrors { code } }",
        0,
    ),
    (
        "mergeCustomers",
        Admin,
        "(input: {fromId: \"cus_from\", intoId: CUSTOMER}) { customer { id version } userErrors { code } }",
        2,
    ),
    (
        "removeCustomerAccount",
        Admin,
        "(input: {id: CUSTOMER}) { deletedIds userErrors { code } }",
        1,
    ),
    (
        "eraseCustomer",
        Admin,
        "(input: {id: CUSTOMER}) { deletedIds userErrors { code } }",
        2,
    ),
];

#[test]
fn every_mutation_is_in_the_table() {
    let tabled: BTreeSet<_> = TABLE
        .iter()
        .map(|(field, ..)| (*field).to_owned())
        .collect();
    let fields = root_fields().into_iter();
    let mutations = fields.filter_map(|(keyword, name)| (keyword == "mutation").then_some(name));
    assert_eq!(tabled.len(), TABLE.len(), "no field twice");
    assert_eq!(tabled, mutations.collect());
}

/// The words of the table of callers, and those of a login.
async fn words(shop: &Shop) -> Vec<(&'static str, String)> {
    let (owner, mut words) = stocked(shop).await;
    words.extend([
        ("EMAIL", format!("{:?}", owner.email)),
        ("PASSWORD", format!("{:?}", owner.password)),
        ("REFRESH", format!("{:?}", owner.refresh_token)),
    ]);
    words
}

on_both! {
    async fn every_mutation_runs_once(shop: &Shop) {
        let (admin, anyone) = (shop.staff(&["admin"]).await, shop.anonymous());
        let words = words(shop).await;
        let before = newest_event(shop).await;
        for (field, who, rest, expected) in TABLE {
            let caller = keyed(if who == Admin { &admin } else { &anyone }, field);
            let document = format!("mutation {{ {field} {} }}", filled(rest, &words));
            let (first, events) = recorded(shop, caller.gql(&document, json!({}))).await;
            let first = first.ok();
            assert_eq!(events.len(), expected, "{field}: {events:?}");
            let (again, events) = recorded(shop, caller.gql(&document, json!({}))).await;
            assert_eq!(again.json, first.json, "{field}");
            assert!(events.is_empty(), "{field}: {events:?}");
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
