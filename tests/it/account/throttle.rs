//! Those who guess are slowed down, and nobody else is.

use std::time::Duration;

use entity::throttle;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::replica::Replica;
use super::{PASSWORD, login, me, register, successor};
use crate::harness::{Answer, Caller, Shop, on_both};

/// Somebody who calls from an address, as a proxy tells.
fn from(shop: &Shop, address: &str) -> Caller {
    shop.anonymous().with_header("x-forwarded-for", address)
}

async fn guess(caller: &Caller, email: &str) -> Answer {
    login(caller, email, "a wrong password").await
}

/// Asserts that an attempt was held back, and gives for how many seconds.
#[track_caller]
fn seconds(answer: &Answer) -> u64 {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    assert_eq!(answer.error_code(), "RATE_LIMITED");
    assert_eq!(answer.json["data"], Value::Null);
    let wait = &answer.json["errors"][0]["extensions"]["retryAfter"];
    wait.as_u64().unwrap_or_else(|| panic!("{}", answer.text))
}

on_both! {
    with ["--throttle=on"]
    async fn guessing_is_slowed_down_before_the_password_is_looked_at(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        for _ in 0..6 {
            assert_eq!(guess(&anyone, &customer.email).await.user_errors(), ["INVALID_CREDENTIALS"]);
        }
        let (answer, statements) = shop.statements(login(&anyone, &customer.email, &customer.password)).await;
        assert_eq!(seconds(&answer), 1);
        assert_eq!(statements, 2, "the login, which is read for unknown ones too, and the counters");
        shop.clock.advance(Duration::from_secs(1));
        login(&anyone, &customer.email, &customer.password).await.ok();
        // The owner was at home all the time.
        me(&customer).await.ok();
        successor(&anyone, &customer.refresh_token).await;
    }
}

on_both! {
    with ["--throttle=on", "--trusted-proxies=127.0.0.0/8"]
    async fn known_and_unknown_addresses_are_slowed_down_alike(shop: &Shop) {
        let customer = shop.customer().await;
        let stranger = from(shop, "198.51.100.1");
        let mut answers = Vec::new();
        for email in [customer.email.as_str(), "nobody@shop.example"] {
            let mut told = Vec::new();
            for _ in 0..8 {
                told.push(guess(&stranger, email).await.text);
            }
            answers.push(told);
        }
        assert_eq!(answers[0], answers[1]);
        assert!(answers[0][5].contains("INVALID_CREDENTIALS") && answers[0][6].contains("RATE_LIMITED"));
    }
}

on_both! {
    with ["--throttle=on", "--trusted-proxies=127.0.0.0/8"]
    async fn the_victim_of_an_attack_gets_in_at_the_first_try(shop: &Shop) {
        let home = from(shop, "192.0.2.7");
        let input = json!({"email": "vera@shop.example", "password": PASSWORD});
        let answer = register(&home, input).await.ok();
        let attacker = from(shop, "198.51.100.1");
        // Once a second for five minutes.
        let mut held = 0;
        for _ in 0..300 {
            shop.clock.advance(Duration::from_secs(1));
            held += u32::from(!guess(&attacker, "vera@shop.example").await.json["errors"].is_null());
        }
        assert!(held > 280, "{held} of 300 were held back");
        login(&home, "vera@shop.example", PASSWORD).await.ok();
        // From a network that the account does not know, but on a device that is logged in.
        let device = from(shop, "203.0.113.5").bearer(answer.str("registerCustomer.tokens.accessToken"));
        login(&device, "vera@shop.example", PASSWORD).await.ok();
        // A stranger there has to wait, with the right password as well.
        assert!(seconds(&login(&from(shop, "203.0.113.6"), "vera@shop.example", PASSWORD).await) > 1);
    }
}

on_both! {
    with ["--throttle=on"]
    async fn a_spoofed_address_changes_nothing(shop: &Shop) {
        for n in 0..6 {
            guess(&from(shop, &format!("198.51.100.{n}")), "vera@shop.example").await;
        }
        assert_eq!(seconds(&guess(&from(shop, "198.51.100.99"), "vera@shop.example").await), 1);
    }
}

on_both! {
    // Fifty hashes take their time on a busy machine.
    with ["--throttle=on", "--request-timeout=60s"]
    async fn guesses_in_parallel_count_on_every_replica(shop: &Shop) {
        let customer = shop.customer().await;
        let replica = Replica::of(shop).await;
        let anyone = shop.anonymous();
        let under_way: Vec<_> = (0..50).map(|n| {
            let caller = if n % 2 == 0 { anyone.clone() } else { replica.seen_by(&anyone) };
            let email = customer.email.clone();
            tokio::spawn(async move { guess(&caller, &email).await })
        }).collect();
        let mut answered = 0;
        for answer in under_way {
            let answer = answer.await.expect("a task that ends");
            if answer.json["errors"].is_null() {
                assert_eq!(answer.user_errors(), ["INVALID_CREDENTIALS"]);
                answered += 1;
            } else {
                seconds(&answer);
            }
        }
        assert_eq!(answered, 6);
        for server in [anyone.clone(), replica.seen_by(&anyone)] {
            let wait = seconds(&login(&server, &customer.email, &customer.password).await);
            assert!((2..=900).contains(&wait), "{wait}");
        }
        replica.finish().await;
    }
}

on_both! {
    with ["--throttle=on"]
    async fn one_document_tries_one_password(shop: &Shop) {
        let login = "login(input: {email: \"vera@shop.example\", password: \"no\"}) { customer { id } }";
        let answer = shop.anonymous().gql(&format!("mutation {{ a: {login} b: {login} }}"), json!({})).await;
        assert_eq!(answer.error_code(), "QUERY_TOO_COMPLEX");
    }
}

on_both! {
    with ["--throttle=on"]
    async fn a_login_costs_two_statements_more(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        login(&anyone, &customer.email, &customer.password).await.ok();
        let (answer, statements) = shop.statements(login(&anyone, &customer.email, &customer.password)).await;
        answer.ok();
        assert_eq!(statements, PLAIN + 2);
    }
}

on_both! {
    async fn a_login_costs_so_many_statements_without_the_throttle(shop: &Shop) {
        let customer = shop.customer().await;
        let (answer, statements) = shop.statements(login(&shop.anonymous(), &customer.email, &customer.password)).await;
        answer.ok();
        assert_eq!(statements, PLAIN);
    }
}

/// Statements of a login that nobody counts: the login is read and its use noted, the account is read,
/// session and event are written.
const PLAIN: u64 = 5;

on_both! {
    with ["--throttle=on", "--trusted-proxies=127.0.0.0/8"]
    async fn a_hundred_registrations_an_hour_are_taken_from_a_network(shop: &Shop) {
        use patronage::account::throttle::{Quota, take};
        let client = patronage::actor::Client { ip: "198.51.100.1".parse().ok(), user_agent: None };
        for _ in 0..99 {
            take(&shop.app, &client, Quota::Registrations).await.expect("one of a hundred");
        }
        let network = from(shop, "198.51.100.1");
        let input = |n: u32| json!({"email": format!("vera{n}@shop.example"), "password": PASSWORD});
        register(&network, input(1)).await.ok();
        assert!((3500..=3600).contains(&seconds(&register(&network, input(2)).await)));
        register(&from(shop, "198.51.100.2"), input(3)).await.ok();
        shop.clock.advance(Duration::from_hours(1));
        register(&network, input(2)).await.ok();
    }
}

/// How many counters are about an account.
async fn about_accounts(shop: &Shop) -> usize {
    let counters = throttle::Entity::find().filter(throttle::Column::Account.is_not_null());
    let counters = counters.all(shop.app.db.read()).await;
    counters.expect("the counters").len()
}

on_both! {
    with ["--throttle=on", "--trusted-proxies=127.0.0.0/8"]
    async fn nothing_that_was_counted_of_an_account_outlives_its_erasure(shop: &Shop) {
        const ERASE: &str = "mutation ($id: ID!) { eraseCustomer(input: {id: $id}) { deletedIds userErrors { code field message } } }";
        let (customer, other) = (shop.customer().await, shop.customer().await);
        let before = about_accounts(shop).await;
        login(&from(shop, "192.0.2.7"), &customer.email, &customer.password).await.ok();
        for caller in [from(shop, "198.51.100.1"), from(shop, "192.0.2.7"), (*customer).clone()] {
            guess(&caller, &customer.email).await;
        }
        guess(&from(shop, "198.51.100.1"), &other.email).await;
        assert_eq!((before, about_accounts(shop).await), (2, 6), "two networks, the account, the device; and the other's");
        let staff = shop.staff(&["customers:write"]).await;
        staff.gql(ERASE, json!({"id": customer.id})).await.ok();
        assert_eq!(about_accounts(shop).await, 2, "the other's network and account");
    }
}
