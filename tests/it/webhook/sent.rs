//! What is sent, and to whom.

use serde_json::{Value, json};

use super::{customers, deliver, endpoint, log, receiver, rename, rows, told};
use crate::harness::{Receiver, Reply, on_both};

on_both! {
    async fn an_event_arrives_as_the_documents_say(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["customer.updated"]).await;
        customers(shop, &["cus_1"]).await;
        rename(shop, "cus_1", "Vera").await;
        assert_eq!(deliver(&shop.app).await, 1);
        let heard = receiver.heard().remove(0);
        let delivery = log(shop, &id).await.remove(0);
        assert_eq!(heard.header("webhook-id"), delivery["id"]);
        assert_eq!(heard.header("content-type"), "application/json");
        assert!(heard.header("user-agent").starts_with("patronage/"));
        let sent: i64 = heard.header("webhook-timestamp").parse().expect("seconds");
        assert!((shop.clock.now().0 / 1000 - sent).abs() < 60);
        let admin = shop.staff(&["admin"]).await;
        let query = "{ events(filter: {types: [\"customer.updated\"]}) { nodes { id occurredAt actor } } }";
        let events = admin.gql(query, json!({})).await.ok();
        let event = events.data("events.nodes.0");
        let expected = json!({"type": "customer.updated", "timestamp": event["occurredAt"], "data": {
            "eventId": event["id"], "customerId": "cus_1", "customerGroupId": Value::Null,
            "actor": event["actor"], "changed": ["firstName"]}});
        assert_eq!(heard.json(), expected);
        assert_eq!(delivery["state"], "SUCCEEDED");
        assert_eq!(delivery["attempts"], 1);
        assert_eq!(delivery["responseStatus"], 204);
        assert_eq!(delivery["lastError"], Value::Null);
        assert_eq!(delivery["nextAttemptAt"], Value::Null);
        assert_eq!(delivery["event"], json!({"type": "customer.updated", "customerId": "cus_1"}));
        assert_eq!(deliver(&shop.app).await, 0, "once is enough");
    }
}

on_both! {
    async fn each_endpoint_gets_the_types_it_names(shop: &Shop) {
        let all = receiver(shop, &["*"]).await.0;
        let groups = receiver(shop, &["customer_group.*"]).await.0;
        let created = receiver(shop, &["customer.created", "customer_group.created"]).await.0;
        customers(shop, &["cus_1"]).await;
        rename(shop, "cus_1", "Vera").await;
        let staff = shop.staff(&["groups:write"]).await;
        let query = "mutation { createCustomerGroup(input: {id: \"cgroup_1\", name: \"vip\"}) { userErrors { code field message } } }";
        staff.gql(query, json!({})).await.ok();
        assert_eq!(deliver(&shop.app).await, 6);
        let [one, two, three] = [
            ("customer.created", "cus_1"), ("customer.updated", "cus_1"), ("customer_group.created", "cgroup_1"),
        ].map(|(kind, id)| told(kind, &[id]).remove(0));
        let mut heard = all.told();
        heard.sort();
        assert_eq!(heard, [one.clone(), two, three.clone()]);
        assert_eq!(groups.told(), std::slice::from_ref(&three));
        let mut heard = created.told();
        heard.sort();
        assert_eq!(heard, [one, three]);
    }
}

on_both! {
    async fn only_what_comes_after_the_endpoint_is_sent(shop: &Shop) {
        customers(shop, &["cus_before"]).await;
        let receiver = receiver(shop, &["*"]).await.0;
        customers(shop, &["cus_after"]).await;
        deliver(&shop.app).await;
        assert_eq!(receiver.told(), told("customer.created", &["cus_after"]));
    }
}

on_both! {
    async fn what_is_undone_is_not_sent(shop: &Shop) {
        let receiver = receiver(shop, &["*"]).await.0;
        let staff = shop.staff(&["customers:write"]).await;
        let twice = "mutation { createCustomers(input: {customers: [{id: \"cus_1\"}, {id: \"cus_1\"}]}) { userErrors { code } } }";
        let refused = staff.gql(twice, json!({})).await;
        assert!(!refused.user_errors().is_empty());
        assert_eq!(deliver(&shop.app).await, 0);
        assert!(receiver.heard().is_empty());
    }
}

on_both! {
    async fn any_answer_of_200_to_299_will_do_and_redirects_will_not(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        let elsewhere = Receiver::start().await;
        let statuses = [200, 201, 202, 299, 301, 302, 307, 308, 304, 404, 500];
        for status in statuses {
            receiver.next(Reply::status(status).with("location", &elsewhere.url));
            customers(shop, &[&format!("cus_{status}")]).await;
            deliver(&shop.app).await;
        }
        let mut states: Vec<_> = log(shop, &id).await.iter()
            .map(|delivery| (delivery["responseStatus"].as_u64().expect("a status"), delivery["state"] == "SUCCEEDED"))
            .collect();
        states.reverse();
        let expected = statuses.map(|status| (u64::from(status), status < 300));
        assert_eq!(states, expected);
        assert!(elsewhere.heard().is_empty());
        assert_eq!(log(shop, &id).await[4]["lastError"], "The answer was 307; redirects are not followed.");
    }
}

on_both! {
    async fn a_receiver_that_is_not_there_is_told(shop: &Shop) {
        let url = format!("http://127.0.0.1:{}/", crate::harness::free_port());
        let (id, _) = endpoint(shop, &url, &["*"]).await;
        customers(shop, &["cus_1"]).await;
        assert_eq!(deliver(&shop.app).await, 1);
        let delivery = log(shop, &id).await.remove(0);
        assert_eq!(delivery["state"], "PENDING");
        assert_eq!(delivery["responseStatus"], Value::Null);
        let error = delivery["lastError"].as_str().expect("a reason");
        assert!(error.contains("refused") && !error.contains("127.0.0.1:"), "{error}");
        assert_eq!(rows(shop).await.len(), 1);
    }
}
