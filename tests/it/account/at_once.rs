//! What ends sessions and logins, all at once: nobody waits for somebody who waits for them.

use serde_json::{Value, json};

use super::login;
use crate::harness::{Answer, Caller, Customer, on_both};

const NEW: &str = "cedar-window-40-pilgrim";

/// What a customer, who may be gone by then, does by a number.
async fn act(number: usize, caller: Caller, customer: Customer) -> Answer {
    let everywhere = "mutation { logoutEverywhere { accepted userErrors { code field message } } }";
    let change = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code field message } } }";
    let leave = "mutation ($input: DeleteMyAccountInput!) { deleteMyAccount(input: $input) { userErrors { code field message } } }";
    let (document, input): (_, Value) = match number % 5 {
        0 => return login(&caller, &customer.email, &customer.password).await,
        1 => (everywhere, Value::Null),
        2 => {
            let input = json!({"currentPassword": customer.password, "newPassword": NEW});
            (change, input)
        }
        3 => {
            let refresh = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { userErrors { code field message } } }";
            (refresh, json!({"refreshToken": customer.refresh_token}))
        }
        _ => {
            let input = json!({"password": customer.password, "erase": number.is_multiple_of(2)});
            (leave, input)
        }
    };
    caller.gql(document, json!({ "input": input })).await
}

on_both! {
    with ["--throttle=on", "--request-timeout=60s"]
    async fn sessions_end_in_one_order(shop: &Shop) {
        for _ in 0..3 {
            let customer = shop.customer().await;
            let mut devices = vec![(*customer).clone()];
            for _ in 0..4 {
                let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
                devices.push(shop.anonymous().bearer(answer.str("login.tokens.accessToken")));
            }
            let tasks: Vec<_> = (0..25).map(|number| {
                tokio::spawn(act(number, devices[number / 5].clone(), customer.clone()))
            }).collect();
            for task in tasks {
                let answer = task.await.expect("a task that ends");
                for code in answer.error_codes() {
                    assert!(["UNAUTHENTICATED", "RATE_LIMITED"].contains(&code), "{}", answer.text);
                }
            }
        }
    }
}
