//! Addresses that are never called.

use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{CREATE, customers, deliver, endpoint, log, staff};
use crate::harness::{Receiver, Shop, on_both};

async fn refusal(shop: &Shop, url: &str) -> Vec<String> {
    let input = json!({"url": url, "eventTypes": ["*"]});
    let answer = staff(shop)
        .await
        .gql(CREATE, json!({ "input": input }))
        .await;
    let errors = answer.data("createWebhookEndpoint.userErrors").to_string();
    assert!(
        url.trim().is_empty() || !errors.contains(url),
        "a refused value is not told: {errors}"
    );
    answer.user_errors()
}

on_both! {
    with ["--public-url=https://shop.example", "--throttle=on"]
    async fn production_takes_public_https_alone(shop: &Shop) {
        for url in [
            "http://shop.example/", "https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://2130706433/",
            "https://0x7f.1/", "https://10.0.0.1/", "https://169.254.169.254/", "https://[::ffff:10.0.0.1]/",
            "https://[fe80::1]/", "https://[64:ff9b::7f00:1]/", "https://jane:x@shop.example/", "https://shop.example:22/",
            "ftp://shop.example/", "nonsense",
        ] {
            assert_eq!(refusal(shop, url).await, ["INVALID input.url"], "{url}");
        }
        assert_eq!(refusal(shop, " ").await, ["REQUIRED input.url"]);
        assert_eq!(refusal(shop, &format!("https://shop.example/{}", "a".repeat(2050))).await, ["TOO_LONG input.url"]);
    }
}

on_both! {
    async fn an_address_is_looked_at_again_when_it_is_called(shop: &Shop) {
        // Made while it was development, and called once it is not.
        let receiver = Receiver::start().await;
        let (id, _) = endpoint(shop, &receiver.url, &["*"]).await;
        customers(shop, &["cus_1"]).await;
        let production = shop.replica(|settings| "https://shop.example".clone_into(&mut settings.listen.public_url)).await;
        assert_eq!(deliver(&production).await, 1);
        assert_eq!(log(shop, &id).await[0]["lastError"], "The URL must begin with https://.");
        // A name whose addresses are this machine's tells so only when it is resolved.
        let named = receiver.url.replace("http://127.0.0.1", "https://localhost");
        let rename = format!("UPDATE webhook_endpoint SET url = '{named}'");
        shop.app.db.write().execute_unprepared(&rename).await.expect("a statement");
        customers(shop, &["cus_2"]).await;
        assert_eq!(deliver(&production).await, 1);
        assert_eq!(log(shop, &id).await[0]["lastError"], "The address is not a public one.");
        assert!(receiver.heard().is_empty());
    }
}

on_both! {
    async fn private_networks_are_for_the_operator_to_open(shop: &Shop) {
        assert_eq!(refusal(shop, "http://10.0.0.1/").await, ["INVALID input.url"], "development opens loopback alone");
        assert_eq!(refusal(shop, "http://localhost:4000/").await, Vec::<String>::new());
    }
}

on_both! {
    with ["--public-url=https://shop.example", "--throttle=on", "--webhook-allow-private"]
    async fn once_open_they_are_called_by_https(shop: &Shop) {
        assert_eq!(refusal(shop, "https://10.0.0.1/").await, Vec::<String>::new());
        assert_eq!(refusal(shop, "https://[fd12::1]/").await, Vec::<String>::new());
        for url in ["http://10.0.0.1/", "https://169.254.169.254/", "https://[fd00:ec2::254]/", "https://0.0.0.0/"] {
            assert_eq!(refusal(shop, url).await, ["INVALID input.url"], "{url}");
        }
    }
}
