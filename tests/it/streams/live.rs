//! Events as they are committed, and who gets them.

use serde_json::{Value, json};

use super::{create, create_many, event, rename, socket, stream};
use crate::harness::{Shop, on_both};
use crate::outbox;

on_both! {
    with ["--event-poll=50ms"]
    async fn customers_get_their_own(shop: &Shop) {
        let (one, other) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["admin"]).await;
        let mut sockets = [socket(shop, &one, Value::Null).await, socket(shop, &other, Value::Null).await];
        // The sockets have waited until what came before is settled.
        let mut own = stream(&one, json!({})).await;
        rename(&staff, &one.id, "Ada").await;
        rename(&other, &other.id, "Bea").await;
        rename(&one, &one.id, "Cora").await;
        let by_staff = json!({"type": "customer.updated", "actor": null, "customerId": one.id, "customerGroupId": null, "data": {"changed": ["firstName"]}});
        let by_one = json!({"type": "customer.updated", "actor": one.id, "customerId": one.id, "customerGroupId": null, "data": {"changed": ["firstName"]}});
        for expected in [by_staff, by_one] {
            for answer in [sockets[0].answer("1", "next").await, own.answer().await] {
                let mut event = event(&answer).clone();
                let id = event.as_object_mut().expect("an event").remove("id");
                assert!(id.is_some_and(|id| id.as_str().is_some_and(|id| id.starts_with("evt_"))));
                assert_eq!(event, expected);
            }
        }
        assert_eq!(event(&sockets[1].answer("1", "next").await)["customerId"], other.id);
        let [first, second] = sockets;
        first.bye().await;
        second.bye().await;
    }
}

on_both! {
    with ["--event-poll=50ms", "--stream-heartbeat=50ms"]
    async fn customers_get_nothing_of_others(shop: &Shop) {
        let (one, other) = (shop.customer().await, shop.customer().await);
        outbox::settled(&shop.app.db).await;
        let mut theirs = stream(&other, json!({})).await;
        let mut nothing = stream(&one, json!({"filter": {"customerId": other.id}})).await;
        rename(&other, &other.id, "Bea").await;
        event(&theirs.answer().await);
        nothing.only_alive(5).await;
    }
}

on_both! {
    with ["--event-poll=50ms"]
    async fn staff_gets_what_the_filter_lets_through(shop: &Shop) {
        let staff = shop.staff(&["events:read", "customers:write", "groups:write"]).await;
        create(&staff, "cus_a").await;
        create(&staff, "cus_b").await;
        let filters = [
            (json!(null), vec!["customer.updated cus_a", "customer_group.created ", "customer_group.customer_added cus_b", "customer.updated cus_b"]),
            (json!({"types": ["customer_group.*"]}), vec!["customer_group.created ", "customer_group.customer_added cus_b"]),
            (json!({"customerId": "cus_b"}), vec!["customer_group.customer_added cus_b", "customer.updated cus_b"]),
            (json!({"customerId": "cus_b", "types": ["customer.updated"]}), vec!["customer.updated cus_b"]),
            (json!({"customerGroupId": "cgroup_1"}), vec!["customer_group.created ", "customer_group.customer_added cus_b"]),
            (json!({"occurredAt": {"gt": "2020-01-01T00:00:00Z"}, "types": ["customer.*"]}), vec!["customer.updated cus_a", "customer.updated cus_b"]),
        ];
        outbox::settled(&shop.app.db).await;
        let mut streams = Vec::new();
        for (filter, expected) in filters {
            streams.push((stream(&staff, json!({"filter": filter})).await, expected));
        }
        rename(&staff, "cus_a", "Ada").await;
        let group = "mutation { createCustomerGroup(input: {id: \"cgroup_1\", name: \"vip\"}) { userErrors { code } }
            addCustomersToGroup(input: {pairs: [{customerId: \"cus_b\", customerGroupId: \"cgroup_1\"}]}) { userErrors { code } } }";
        staff.gql(group, json!({})).await.ok();
        rename(&staff, "cus_b", "Bea").await;
        for (mut stream, expected) in streams {
            let mut met = Vec::new();
            while met.len() < expected.len() {
                let answer = stream.answer().await;
                let event = event(&answer);
                met.push(format!("{} {}", event["type"].as_str().expect("a type"), event["customerId"].as_str().unwrap_or_default()));
            }
            assert_eq!(met, expected);
        }
    }
}

on_both! {
    with ["--stream-heartbeat=50ms"]
    async fn filters_of_nothing_give_nothing(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        for filter in [json!({"types": []}), json!({"types": ["unknown"]}), json!({"customerId": "nobody"}), json!({"customerGroupId": "cus_a"}),
            json!({"occurredAt": {"isNull": true}}), json!({"occurredAt": {"lt": "2020-01-01T00:00:00Z"}})] {
            // It is accepted, and lasts.
            let mut stream = stream(&staff, json!({ "filter": filter })).await;
            create(&staff, &format!("cus_{}", filter.to_string().len())).await;
            stream.only_alive(3).await;
        }
    }
}

/// Another reader of the same database, told by nobody in its own process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_processes_are_told_on_postgres() {
    use patronage::event::feed::Feed;
    use patronage::event::graphql::EventFilter;
    let Some(shop) = Shop::open(crate::harness::Backend::Postgres, &[]).await else {
        return;
    };
    let staff = shop.staff(&["admin"]).await;
    let replica = shop.other().await;
    // It would not look by itself before the test is over.
    let feed = Feed::new(replica.clone(), std::time::Duration::from_hours(1));
    let mut heard = feed
        .subscribe(EventFilter::default(), None)
        .await
        .expect("a subscription");
    let mut number = 0;
    let first = loop {
        // Until it listens, and until no older transaction of another test is under way.
        number += 1;
        create(&staff, &format!("cus_{number}")).await;
        let soon = tokio::time::timeout(std::time::Duration::from_millis(300), heard.recv()).await;
        if let Ok(delivery) = soon {
            break delivery.expect("a feed that goes on").expect("an event");
        }
        assert!(number < 50, "no word came");
    };
    assert_eq!(
        first
            .event
            .customer_id
            .as_ref()
            .expect("a customer")
            .to_string(),
        "cus_1",
        "nothing is left out"
    );
    drop(heard);
    replica.close().await;
    shop.finish().await;
}

on_both! {
    with ["--event-poll=50ms"]
    async fn who_does_not_read_is_told_and_can_go_on(shop: &Shop) {
        use patronage::error::Error;
        use patronage::event::graphql::EventFilter;
        let staff = shop.staff(&["admin"]).await;
        let mut slow = shop.app.feed.subscribe(EventFilter::default(), None).await.expect("a subscription");
        let mut quick = stream(&staff, json!({})).await;
        let mut last = String::new();
        for from in (0..1000).step_by(100) {
            create_many(&staff, from, 100).await;
            for _ in 0..100 {
                event(&quick.answer().await)["id"].as_str().expect("an id").clone_into(&mut last);
            }
        }
        let mut read = Vec::new();
        let end = loop {
            match slow.recv().await.expect("a reason to end") {
                Ok(placed) => read.push(placed),
                Err(error) => break error,
            }
        };
        assert!(matches!(end, Error::TooSlow), "{end:?}");
        assert!(read.len() < 500, "{} were kept", read.len());
        assert!(slow.recv().await.is_none());
        let from = read.last().expect("some events").place();
        let mut rest = shop.app.feed.subscribe(EventFilter::default(), Some(from)).await.expect("a subscription");
        while read.len() < 1000 {
            read.push(rest.recv().await.expect("an event").expect("an event"));
        }
        let ids: Vec<_> = read.iter().map(|placed| placed.event.customer_id.as_ref().expect("a customer").to_string()).collect();
        assert!(ids.iter().enumerate().all(|(n, id)| *id == format!("cus_{n:05}")), "in order, each once");
        assert_eq!(read[999].event.id.to_string(), last);
    }
}
