//! How many pairs there may be.

use entity::{Folded, Timestamp, customer_group};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{add, made, refusals, take_out};
use crate::harness::{Shop, on_both};

/// Puts groups into the database, past the API, which makes them one by one.
async fn stock(shop: &Shop, groups: usize) -> Vec<String> {
    let now: Timestamp = shop.app.clock.now();
    let rows = (0..groups).map(|n| {
        let mut row = customer_group::Model {
            id: shop.app.clock.id(),
            name: format!("group {n}"),
            metadata: None,
            created_by: None,
            version: 1,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            name_fold: String::new(),
            created_by_fold: None,
            search: String::new(),
        };
        row.fold();
        row
    });
    let rows: Vec<_> = rows.collect();
    let ids = rows.iter().map(|row| row.id.to_string()).collect();
    let rows = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    customer_group::Entity::insert_many(rows)
        .exec_without_returning(shop.app.db.write())
        .await
        .expect("groups");
    ids
}

on_both! {
    async fn a_call_takes_a_thousand_pairs(shop: &Shop) {
        let one = shop.customer().await;
        let staff = shop.staff(&["groups:write"]).await;
        assert_eq!(refusals(&add(&staff, &[]).await), ["REQUIRED input.pairs"]);
        assert_eq!(refusals(&take_out(&staff, &[]).await), ["REQUIRED input.pairs"]);
        let group = made(&staff, "vip").await;
        let many = vec![(one.id.as_str(), group.as_str()); 1001];
        assert_eq!(refusals(&add(&staff, &many).await), ["LIMIT_REACHED input.pairs"]);
        assert_eq!(refusals(&take_out(&staff, &many).await), ["LIMIT_REACHED input.pairs"]);
    }
}

on_both! {
    async fn a_customer_is_in_a_thousand_groups_at_most(shop: &Shop) {
        let (one, two) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["groups:write"]).await;
        let groups = stock(shop, 1001).await;
        let (last, first) = groups.split_last().expect("groups");
        let all: Vec<_> = first.iter().map(|group| (one.id.as_str(), group.as_str())).collect();
        let answer = add(&staff, &all).await.ok();
        assert_eq!(answer.data("addCustomersToGroup.memberships").as_array().map(Vec::len), Some(1000));

        let answer = add(&staff, &[(&two.id, last), (&one.id, last)]).await;
        assert_eq!(refusals(&answer), ["LIMIT_REACHED input.pairs.1"]);
        // Those that exist need no room, and one that leaves makes some.
        add(&staff, &all[..10]).await.ok();
        let out = take_out(&staff, &all[..1]).await.ok();
        assert_eq!(out.data("removeCustomersFromGroup.deletedIds").as_array().map(Vec::len), Some(1));
        add(&staff, &[(&one.id, last)]).await.ok();
        let count = one.gql("{ me { groups { id } } }", json!({})).await.ok();
        assert_eq!(count.data("me.groups").as_array().map(Vec::len), Some(1000));
        assert_eq!(take_out(&staff, &all).await.ok().data("removeCustomersFromGroup.deletedIds").as_array().map(Vec::len), Some(999));
    }
}
