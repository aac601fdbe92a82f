//! The same at once.

use futures_util::future::join_all;
use serde_json::json;

use super::{add, create, delete, groups_of, made, refusals, restore, take_out, update};
use crate::harness::{Answer, on_both};
use crate::outbox::{recorded, told};

/// Runs the same request many times at once.
async fn at_once<T: Future<Output = Answer> + Send + 'static>(
    times: usize,
    request: impl Fn(usize) -> T,
) -> Vec<Answer> {
    let tasks = (0..times).map(|n| tokio::spawn(request(n)));
    join_all(tasks)
        .await
        .into_iter()
        .map(|answer| answer.expect("a request that ends"))
        .collect()
}

on_both! {
    async fn one_of_twenty_gets_the_name(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let twins = at_once(20, |n| {
            let staff = staff.clone();
            async move { create(&staff, json!({"name": if n % 2 == 0 { "vip" } else { " VIP" }})).await }
        });
        let (answers, events) = recorded(shop, twins).await;
        let (refused, made): (Vec<_>, Vec<_>) = answers.iter().map(refusals).partition(|refusals| !refusals.is_empty());
        assert_eq!((made.len(), refused.len()), (1, 19));
        assert!(refused.iter().all(|refusals| *refusals == ["NAME_TAKEN input.name"]), "{refused:?}");
        assert_eq!(told(&events), [("customer_group.created", json!({}))]);
    }
}

on_both! {
    async fn twenty_adds_of_one_pair_make_one_membership(shop: &Shop) {
        let customer = shop.customer().await;
        let staff = shop.staff(&["groups:write"]).await;
        let vip = made(&staff, "vip").await;
        let twins = at_once(20, |_| {
            let (staff, customer, vip) = (staff.clone(), customer.id.clone(), vip.clone());
            async move { add(&staff, &[(&customer, &vip)]).await.ok() }
        });
        let (answers, events) = recorded(shop, twins).await;
        let first = answers[0].data("addCustomersToGroup.memberships");
        for answer in &answers {
            assert_eq!(answer.data("addCustomersToGroup.memberships"), first);
        }
        assert_eq!(told(&events), [("customer_group.customer_added", json!({"membershipId": first[0]["id"]}))]);
        assert_eq!(groups_of(&customer).await, ["vip"]);
    }
}

on_both! {
    async fn pairs_in_any_order_do_not_block_each_other(shop: &Shop) {
        let (one, two) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["groups:write"]).await;
        let (a, b) = (made(&staff, "a").await, made(&staff, "b").await);
        let answers = at_once(20, |n| {
            let (staff, one, two, a, b) = (staff.clone(), one.id.clone(), two.id.clone(), a.clone(), b.clone());
            async move {
                let mut pairs = [(one.as_str(), a.as_str()), (&two, &b), (&one, &b), (&two, &a)];
                if n % 2 == 0 {
                    pairs.reverse();
                }
                if n % 5 == 0 { take_out(&staff, &pairs).await } else { add(&staff, &pairs).await }
            }
        });
        for answer in answers.await {
            answer.ok();
        }
        add(&staff, &[(&one.id, &a), (&one.id, &b)]).await.ok();
        assert_eq!(groups_of(&one).await, ["a", "b"]);
    }
}

on_both! {
    async fn one_of_many_is_renamed_made_or_restored_under_a_name(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let mut deleted = Vec::new();
        for _ in 0..5 {
            let id = made(&staff, "vip").await;
            delete(&staff, &[&id]).await.ok();
            deleted.push(id);
        }
        let others = join_all((0..5).map(|n| made(&staff, ["a", "b", "c", "d", "e"][n]))).await;
        let twins = at_once(15, |n| {
            let (staff, deleted, other) = (staff.clone(), deleted[n / 3].clone(), others[n / 3].clone());
            async move {
                match n % 3 {
                    0 => create(&staff, json!({"name": "vip"})).await,
                    1 => update(&staff, json!({"id": other, "name": "VIP"})).await,
                    _ => restore(&staff, &[&deleted]).await,
                }
            }
        });
        let answers = twins.await;
        let won = answers.iter().map(refusals).filter(|refusals| {
            assert!(refusals.iter().all(|refusal| refusal.starts_with("NAME_TAKEN input.")), "{refusals:?}");
            refusals.is_empty()
        });
        assert_eq!(won.count(), 1);
        let list = "{ customerGroups(filter: {name: {eq: \"vip\"}}) { totalCount } }";
        assert_eq!(staff.gql(list, json!({})).await.ok().data("customerGroups.totalCount"), &json!(1));
    }
}
