//! Endpoints by the API.

use serde_json::{Value, json};

use super::{CREATE, LOG, act, customers, deliver, endpoint, log, receiver, staff, told, update};
use crate::harness::{Shop, on_both};

const URL: &str = "https://shop.example/hooks";
const LIST: &str = "{ webhookEndpoints { id url eventTypes enabled description } }";

async fn refusal(shop: &Shop, input: Value) -> Vec<String> {
    let answer = staff(shop)
        .await
        .gql(CREATE, json!({ "input": input }))
        .await;
    answer.user_errors()
}

on_both! {
    async fn an_endpoint_is_made_listed_changed_and_deleted(shop: &Shop) {
        let staff = staff(shop).await;
        let input = json!({"url": URL, "eventTypes": ["customer.*", "customer.*"], "description": " the till "});
        let made = staff.gql(CREATE, json!({ "input": input })).await.ok();
        let shown = made.data("createWebhookEndpoint.webhookEndpoint").clone();
        assert!(shown["id"].as_str().expect("an id").starts_with("whe_"));
        assert_eq!((&shown["url"], &shown["eventTypes"]), (&json!(URL), &json!(["customer.*"])));
        assert_eq!((&shown["enabled"], &shown["description"]), (&json!(true), &json!("the till")));
        assert!(made.str("createWebhookEndpoint.secret").starts_with("whsec_"));
        let id = shown["id"].as_str().expect("an id");

        let changed = update(shop, json!({"id": id, "eventTypes": ["*"], "url": "https://shop.example/other", "description": null})).await.ok();
        let expected = json!({"id": id, "url": "https://shop.example/other", "eventTypes": ["*"], "enabled": true,
            "disabledReason": null, "description": null});
        assert_eq!(changed.data("updateWebhookEndpoint.webhookEndpoint"), &expected);
        let same = update(shop, json!({"id": id})).await.ok();
        assert_eq!(same.data("updateWebhookEndpoint.webhookEndpoint"), &expected);
        let listed = staff.gql(LIST, json!({})).await.ok();
        assert_eq!(listed.data("webhookEndpoints").as_array().expect("a list").len(), 1);
        assert!(!listed.text.contains("whsec_"), "shown once");

        let deleted = act(shop, "deleteWebhookEndpoint", id).await.ok();
        assert_eq!(deleted.data("deleteWebhookEndpoint.deletedIds"), &json!([id]));
        assert_eq!(staff.gql(LIST, json!({})).await.ok().data("webhookEndpoints"), &json!([]));
        for mutation in ["deleteWebhookEndpoint", "rotateWebhookSecret"] {
            assert_eq!(act(shop, mutation, id).await.user_errors(), ["NOT_FOUND input.id"]);
        }
        assert_eq!(update(shop, json!({"id": id})).await.user_errors(), ["NOT_FOUND input.id"]);
    }
}

on_both! {
    async fn all_that_is_wrong_is_told_at_once(shop: &Shop) {
        let input = json!({"url": "nonsense", "eventTypes": ["*", "customer.sold"], "description": "a\nb"});
        let mut refused = refusal(shop, input).await;
        refused.sort();
        assert_eq!(refused, ["INVALID input.description", "INVALID input.eventTypes.1", "INVALID input.url"]);
        assert_eq!(refusal(shop, json!({"url": URL, "eventTypes": []})).await, ["REQUIRED input.eventTypes"]);
        let (id, _) = endpoint(shop, URL, &["*"]).await;
        let input = json!({"id": id, "url": null, "eventTypes": null, "enabled": null});
        let mut refused = update(shop, input).await.user_errors();
        refused.sort();
        assert_eq!(refused, ["REQUIRED input.enabled", "REQUIRED input.eventTypes", "REQUIRED input.url"]);
        let mut refused = update(shop, json!({"id": "nonsense", "url": "x"})).await.user_errors();
        refused.sort();
        assert_eq!(refused[0], "NOT_FOUND input.id");
    }
}

on_both! {
    async fn there_are_a_hundred_at_most(shop: &Shop) {
        for _ in 0..100 {
            assert_eq!(refusal(shop, json!({"url": URL, "eventTypes": ["*"]})).await, Vec::<String>::new());
        }
        assert_eq!(refusal(shop, json!({"url": URL, "eventTypes": ["*"]})).await, ["LIMIT_REACHED input"]);
    }
}

on_both! {
    async fn a_deleted_endpoint_takes_its_queue_along(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        customers(shop, &["cus_1"]).await;
        super::queue(&shop.app).await;
        act(shop, "deleteWebhookEndpoint", &id).await.ok();
        assert_eq!(deliver(&shop.app).await, 0);
        assert!(super::rows(shop).await.is_empty() && receiver.heard().is_empty());
    }
}

on_both! {
    async fn the_log_has_pages_and_is_read_together(shop: &Shop) {
        let (one, id) = receiver(shop, &["*"]).await;
        let ids: Vec<_> = (0..5).map(|number| format!("cus_{number}")).collect();
        let ids: Vec<_> = ids.iter().map(String::as_str).collect();
        customers(shop, &ids).await;
        deliver(&shop.app).await;
        assert_eq!(one.told(), told("customer.created", &ids));
        let caller = staff(shop).await;
        let first = caller.gql(LOG, json!({"id": id, "first": 2})).await.ok();
        assert_eq!(first.data("node.deliveries.nodes.0.event.customerId"), "cus_4", "the newest first");
        let after = first.str("node.deliveries.pageInfo.endCursor");
        let rest = caller.gql(LOG, json!({"id": id, "first": 3, "after": after})).await.ok();
        assert_eq!(rest.data("node.deliveries.nodes.0.event.customerId"), "cus_2");
        assert_eq!(rest.data("node.deliveries.pageInfo.hasNextPage"), &json!(false));
        assert_eq!(log(shop, &id).await.len(), 5);
        for bad in [json!({"id": id, "first": 101}), json!({"id": id, "after": "x"})] {
            assert_eq!(caller.gql(LOG, bad).await.error_code(), "BAD_USER_INPUT");
        }

        let all = "{ webhookEndpoints { id deliveries(first: 3) { nodes { id event { id } } } } }";
        caller.gql(all, json!({})).await.ok();
        let (_, few) = shop.statements(caller.gql(all, json!({}))).await;
        for _ in 0..4 {
            receiver(shop, &["*"]).await;
        }
        customers(shop, &["cus_more"]).await;
        deliver(&shop.app).await;
        let (answer, many) = shop.statements(caller.gql(all, json!({}))).await;
        assert_eq!(answer.ok().data("webhookEndpoints").as_array().expect("a list").len(), 5);
        assert_eq!(few, many, "statements for 1 and for 5 endpoints");
    }
}

on_both! {
    async fn a_secret_is_shown_again_to_a_repetition_alone(shop: &Shop) {
        let keyed = staff(shop).await.with_header("idempotency-key", "k");
        let input = json!({"input": {"url": URL, "eventTypes": ["*"]}});
        let first = keyed.gql(CREATE, input.clone()).await.ok();
        let again = keyed.gql(CREATE, input.clone()).await.ok();
        assert_eq!(again.json, first.json);
        act(shop, "rotateWebhookSecret", first.str("createWebhookEndpoint.webhookEndpoint.id")).await.ok();
        let late = keyed.gql(CREATE, input).await.ok();
        assert_eq!(late.data("createWebhookEndpoint.secret"), &Value::Null, "another was made since");
    }
}
