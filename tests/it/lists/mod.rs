//! Every filter, order and way through the three lists, held against plain code over the same rows.
//!
//! `src/page/tests` does so for the machinery, on SQLite; here whole requests go to both databases, with
//! every member of the API's filters.

mod asks;
mod fields;
mod memory;
mod models;
mod rows;

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use self::asks::Ask;
use self::fields::List;
use self::rows::{Stock, stock};
use crate::harness::{Caller, Shop, on_both};

/// Sets of rows, and questions about each: some four seconds for a list and a database.
const STOCKS: u32 = 12;
const ASKS: usize = 12;

/// The cursor of each row in an order.
async fn cursors(staff: &Caller, list: List, ask: &Ask) -> HashMap<String, Value> {
    let query = list.query("first: 100", "edges { cursor node { id } }");
    let all = json!({"orderBy": ask.order, "includeDeleted": true});
    let answer = staff.gql(&query, all).await.ok();
    let edges = answer.data("list.edges").as_array().expect("a list").iter();
    edges
        .map(|edge| {
            let id = edge["node"]["id"].as_str().expect("an id");
            (id.to_owned(), edge["cursor"].clone())
        })
        .collect()
}

/// Asks one question of the server and of memory.
async fn held(staff: &Caller, stock: &Stock, list: List, ask: &Ask) -> Result<(), TestCaseError> {
    let rows = memory::sorted(&stock.rows(list), &ask.order);
    let ids: Vec<_> = rows
        .iter()
        .map(|row| row["id"].as_str().expect("an id"))
        .collect();
    let all = cursors(staff, list, ask).await;
    // Of a list without deleted ones there are no cursors of them.
    let at = |place: Option<usize>| {
        place.filter(|n| ids.get(*n).is_some_and(|id| all.contains_key(*id)))
    };
    // Between cursors that cross there is nothing to be ahead of or behind.
    let after = at(ask.after);
    let before = at(ask.before).filter(|before| after.is_none_or(|after| after < *before));
    let cursor = |place: Option<usize>| place.map(|n| all[ids[n]].clone());
    let args = json!({
        "filter": ask.filter, "orderBy": ask.order, "includeDeleted": ask.include_deleted,
        "first": ask.size.filter(|_| !ask.backward), "last": ask.size.filter(|_| ask.backward),
        "after": cursor(after), "before": cursor(before), "offset": ask.offset,
    });
    let query = list.query(
        "first: $first, after: $after, last: $last, before: $before, offset: $offset, filter: $filter",
        "nodes { id } totalCount pageInfo { hasPreviousPage hasNextPage }",
    );
    let answer = staff.gql(&query, args.clone()).await;
    let expected = memory::page(&rows, list, ask, after, before);
    prop_assert_eq!(
        &answer.json["data"]["list"],
        &expected,
        "{} {}",
        args,
        answer.text
    );
    Ok(())
}

/// Holds random questions about random rows.
fn hold(shop: &Shop, staff: &Caller, list: List) {
    let config = Config {
        cases: STOCKS,
        max_shrink_iters: 300,
        failure_persistence: None,
        ..Config::default()
    };
    let asks = prop::collection::vec(asks::ask(list), ASKS);
    let outcome = TestRunner::new(config).run(&(stock(), asks), |(stock, asks)| {
        Handle::current().block_on(async {
            stock.store(&shop.app.db).await;
            for ask in asks {
                held(staff, &stock, list, &ask).await?;
            }
            Ok(())
        })
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

on_both! {
    async fn customers_are_what_memory_makes_of_them(shop: &Shop) {
        let staff = shop.staff(&["customers:read"]).await;
        block_in_place(|| hold(shop, &staff, List::Customers));
    }
}

on_both! {
    async fn addresses_are_what_memory_makes_of_them(shop: &Shop) {
        let staff = shop.staff(&["customers:read"]).await;
        block_in_place(|| hold(shop, &staff, List::Addresses));
    }
}

on_both! {
    async fn groups_are_what_memory_makes_of_them(shop: &Shop) {
        let staff = shop.staff(&["groups:read"]).await;
        block_in_place(|| hold(shop, &staff, List::Groups));
    }
}
