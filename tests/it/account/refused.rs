//! Registrations that are refused.

use serde_json::{Value, json};

use super::{PASSWORD, login, register};
use crate::harness::{Answer, Shop, on_both};

fn assert_nothing_came_of_it(answer: &Answer) {
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(answer.data("registerCustomer.customer"), &Value::Null);
    assert_eq!(answer.data("registerCustomer.tokens"), &Value::Null);
}

/// How many customers there are.
async fn customers(shop: &Shop) -> usize {
    let staff = shop.staff(&["customers:read"]).await;
    let answer = staff
        .gql("{ customers { nodes { id } } }", json!({}))
        .await
        .ok();
    answer
        .data("customers.nodes")
        .as_array()
        .map_or(0, Vec::len)
}

on_both! {
    async fn every_problem_is_told_at_once_with_its_place(shop: &Shop) {
        let long = "x".repeat(256);
        let answer = register(&shop.anonymous(), json!({
            "email": "no e-mail",
            "password": "short-7",
            "firstName": long,
            "lastName": "line\nbreak",
            "companyName": long,
            "phone": "call me",
            "metadata": ["no object"],
            "addresses": [
                {"city": "Whitby"},
                {"id": "addr_mine", "countryCode": "Atlantis", "city": long, "phone": "-", "metadata": 7},
            ],
        })).await;
        let mut errors = answer.user_errors();
        errors.sort_unstable();
        assert_eq!(errors, [
            "INVALID input.addresses.1.countryCode",
            "INVALID input.addresses.1.metadata",
            "INVALID input.addresses.1.phone",
            "INVALID input.email",
            "INVALID input.lastName",
            "INVALID input.metadata",
            "INVALID input.phone",
            "NOT_ALLOWED input.addresses.1.id",
            "PASSWORD_REJECTED input.password",
            "TOO_LONG input.addresses.1.city",
            "TOO_LONG input.companyName",
            "TOO_LONG input.firstName",
        ]);
        assert_nothing_came_of_it(&answer);
        for refused in [&long, "no e-mail", "short-7", "call me", "Atlantis"] {
            assert!(!answer.text.contains(refused), "{refused} is repeated");
        }
        assert_eq!(customers(shop).await, 0);
    }
}

on_both! {
    async fn an_address_has_no_id_of_the_customers_choice(shop: &Shop) {
        for id in ["addr_01ARZ3NDEKTSV4RRFFQ69G5FAV", "anything", ""] {
            let input = json!({"email": "vera@shop.example", "password": PASSWORD, "addresses": [{"id": id}]});
            let answer = register(&shop.anonymous(), input).await;
            assert!(answer.user_errors().contains(&"NOT_ALLOWED input.addresses.0.id".to_owned()), "{}", answer.text);
            assert_nothing_came_of_it(&answer);
        }
        assert_eq!(customers(shop).await, 0);
    }
}

on_both! {
    async fn more_addresses_than_a_customer_may_have_are_refused(shop: &Shop) {
        let input = |count: usize| json!({
            "email": "vera@shop.example", "password": PASSWORD, "addresses": vec![json!({}); count],
        });
        let answer = register(&shop.anonymous(), input(101)).await;
        assert_eq!(answer.user_errors(), ["LIMIT_REACHED input.addresses"]);
        assert_nothing_came_of_it(&answer);
        register(&shop.anonymous(), input(100)).await.ok();
    }
}

on_both! {
    async fn an_email_of_an_account_is_taken_however_it_is_spelt(shop: &Shop) {
        let input = |email: &str| json!({"email": email, "password": PASSWORD});
        register(&shop.anonymous(), input("Änne@Bücher.example")).await.ok();
        for email in ["änne@bücher.example", " ÄNNE@BÜCHER.EXAMPLE ", "änne@xn--bcher-kva.example", "a\u{308}nne@bu\u{308}cher.example"] {
            let answer = register(&shop.anonymous(), input(email)).await;
            assert_eq!(answer.user_errors(), ["EMAIL_TAKEN input.email"], "{email}");
            assert_nothing_came_of_it(&answer);
        }
        // Providers' own rules are not ours: these may be other people.
        for email in ["än.ne@bücher.example", "änne+shop@bücher.example", "anne@bücher.example"] {
            register(&shop.anonymous(), input(email)).await.ok();
        }
        assert_eq!(customers(shop).await, 4);
    }
}

on_both! {
    async fn a_taken_email_changes_nothing_of_the_account(shop: &Shop) {
        let owner = shop.customer().await;
        let input = json!({"email": owner.email, "password": PASSWORD, "firstName": "Thief"});
        let answer = register(&shop.anonymous(), input).await;
        assert_eq!(answer.user_errors(), ["EMAIL_TAKEN input.email"]);
        assert_eq!(login(&shop.anonymous(), &owner.email, PASSWORD).await.user_errors(), ["INVALID_CREDENTIALS"]);
        login(&shop.anonymous(), &owner.email, &owner.password).await.ok();
        assert_eq!(owner.gql("{ me { firstName } }", json!({})).await.ok().str("me.firstName"), "Vera");
    }
}

on_both! {
    async fn weak_passwords_are_rejected(shop: &Shop) {
        for (password, code) in [
            ("", "PASSWORD_REJECTED"),
            ("x7-Qm2z", "PASSWORD_REJECTED"),
            ("password", "PASSWORD_REJECTED"),
            ("12345678", "PASSWORD_REJECTED"),
            ("qwertyuiop", "PASSWORD_REJECTED"),
            ("wilhelmina.m@shop.example", "PASSWORD_REJECTED"),
            ("wilhelmina.m", "PASSWORD_REJECTED"),
            ("Wilhelmina1", "PASSWORD_REJECTED"),
            ("Murraymurray", "PASSWORD_REJECTED"),
            ("Carfaxabbey", "PASSWORD_REJECTED"),
            (&"aB3-".repeat(65), "TOO_LONG"),
        ] {
            let answer = register(&shop.anonymous(), json!({
                "email": "wilhelmina.m@shop.example", "password": password, "firstName": "Wilhelmina",
                "lastName": "Murray", "companyName": "Carfaxabbey",
            })).await;
            assert_eq!(answer.user_errors(), [format!("{code} input.password")], "{password}");
            assert_nothing_came_of_it(&answer);
        }
        assert_eq!(customers(shop).await, 0);
    }
}

on_both! {
    async fn of_fifty_registrations_of_one_email_at_once_one_succeeds(shop: &Shop) {
        let anyone = shop.anonymous();
        let under_way: Vec<_> = (0..50).map(|number| {
            let (anyone, spelling) = (anyone.clone(), if number % 2 == 0 { "vera@shop.example" } else { "VERA@shop.example" });
            tokio::spawn(async move {
                let input = json!({"email": spelling, "password": PASSWORD, "addresses": [{"city": "Ghent"}]});
                register(&anyone, input).await
            })
        }).collect();
        let mut registered = Vec::new();
        for answer in under_way {
            let answer = answer.await.expect("a task that ends");
            assert!(answer.status.as_u16() == 200 && answer.json["errors"].is_null(), "{} {}", answer.status, answer.text);
            match answer.user_errors()[..] {
                [] => registered.push(answer.str("registerCustomer.customer.id").to_owned()),
                [ref error] => assert_eq!(error, "EMAIL_TAKEN input.email"),
                _ => panic!("{}", answer.text),
            }
        }
        assert_eq!(registered.len(), 1);
        let answer = login(&anyone, "vera@shop.example", PASSWORD).await.ok();
        assert_eq!(answer.str("login.customer.id"), registered[0]);
        assert_eq!(customers(shop).await, 1);
    }
}
