//! What is kept, and what it costs.

use serde_json::json;

use super::{group, keyed, rows};
use crate::harness::on_both;

on_both! {
    async fn nothing_personal_is_kept(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let customer = shop.customer().await;
        let marks = ["order-4711", "Wilhelmina", "mina@shop.example", "violet-anchor-91-teapot", "+390116571234"];
        let create = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
            customer { id firstName email phone } userErrors { code field message } } }";
        let input = json!({"input": {"firstName": marks[1], "email": marks[2], "phone": marks[4], "hasAccount": true}});
        let once = keyed(&staff, marks[0]);
        let made = once.gql(create, input.clone()).await.ok();
        keyed(&staff, "taken").gql(create, input).await;
        let login = "mutation ($input: LoginInput!) { login(input: $input) { tokens { refreshToken } userErrors { code field } } }";
        let input = json!({"input": {"email": customer.email, "password": customer.password}});
        let logged_in = keyed(&shop.anonymous(), marks[0]).gql(login, input).await.ok();
        let rows = rows(shop).await;
        assert_eq!(rows.len(), 3);
        for row in &rows {
            let row = format!("{} {} {}", row.id, row.request.0, row.outcome);
            let secrets = [&customer.email, &customer.password, logged_in.str("login.tokens.refreshToken")];
            for mark in marks.into_iter().chain(secrets) {
                assert!(!row.contains(mark), "{mark} in {row}");
            }
        }
        let id = made.str("createCustomer.customer.id");
        assert!(rows.iter().any(|row| row.outcome == json!({"done": [id]})), "{rows:?}");
    }
}

on_both! {
    async fn a_password_is_as_hard_to_find_here_as_in_its_own_hash(shop: &Shop) {
        let customer = shop.customer().await;
        let login = "mutation ($input: LoginInput!) { login(input: $input) { userErrors { code field } } }";
        let input = json!({"input": {"email": customer.email, "password": customer.password}});
        keyed(&shop.anonymous(), "1").gql(login, input).await.ok();
        let rows = rows(shop).await;
        assert!(rows[0].request.0.starts_with("$argon2id$"), "keys may be easy to guess");
    }
}

on_both! {
    async fn a_key_costs_three_statements_and_a_replay_little(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let (_, plain) = shop.statements(group(&staff, "a")).await;
        let (_, keyed_once) = shop.statements(group(&keyed(&staff, "k"), "b")).await;
        assert_eq!(keyed_once, plain + 3, "looking, keeping, sweeping");
        let (_, replayed) = shop.statements(group(&keyed(&staff, "k"), "b")).await;
        assert_eq!(replayed, 3, "the API key, what is kept, the group");
    }
}
