//! What ends a session on one server ends it on all: its access token, and what it follows.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::mailbox::{change_token, enter, requested, reset, show};
use super::replica::Replica;
use super::{PASSWORD, assert_unauthenticated, login, me, refresh};
use crate::harness::{Answer, Caller, Customer, Events, Shop, on_both};

const FOLLOW: &str = "subscription { events { id } }";

/// What ends a session of a customer, or all.
const ENDS: [&str; 12] = [
    "logoutEverywhere",
    "revokeSession",
    "changePassword",
    "resetPassword",
    "loginWithCode",
    "confirmEmailChange",
    "deleteMyAccount",
    "endCustomerSessions",
    "removeCustomerAccount",
    "deleteCustomers",
    "mergeCustomers",
    "eraseCustomer",
];

/// Sends a mutation with its input.
async fn send(caller: &Caller, mutation: &str, of: &str, input: Value) -> Answer {
    let document = format!(
        "mutation ($input: {of}!) {{ {mutation}(input: $input) {{ userErrors {{ code field message }} }} }}"
    );
    caller.gql(&document, json!({ "input": input })).await.ok()
}

/// Ends the first session of a customer, by another one of theirs or by somebody else.
async fn end(shop: &Shop, how: &str, customer: &Customer, session: &str) {
    let (anyone, staff) = (shop.anonymous(), shop.staff(&["admin"]).await);
    let opened = login(&anyone, &customer.email, &customer.password)
        .await
        .ok();
    let another = anyone.bearer(opened.str("login.tokens.accessToken"));
    let own = json!({"id": customer.id});
    match how {
        "logoutEverywhere" => {
            let document = "mutation { logoutEverywhere { accepted } }";
            another.gql(document, json!({})).await.ok()
        }
        "revokeSession" => send(&another, how, "NodeInput", json!({"id": session})).await,
        "changePassword" => {
            let input = json!({"currentPassword": customer.password, "newPassword": PASSWORD});
            send(&another, how, "ChangePasswordInput", input).await
        }
        "resetPassword" => {
            let token = requested(
                shop,
                "requestPasswordReset",
                "password-reset",
                &customer.email,
            );
            reset(&anyone, &token.await, PASSWORD).await.ok()
        }
        // The first to come by the mailbox alone.
        "loginWithCode" => {
            let code = requested(shop, "requestLoginCode", "login-code", &customer.email).await;
            enter(&anyone, &customer.email, &code).await.ok()
        }
        "confirmEmailChange" => {
            let token = change_token(shop, customer, &format!("moved-{}", customer.email)).await;
            show(&anyone, how, &token).await.ok()
        }
        "deleteMyAccount" => {
            let input = json!({"password": customer.password});
            send(&another, how, "DeleteMyAccountInput", input).await
        }
        "deleteCustomers" => send(&staff, how, "NodesInput", json!({"ids": [customer.id]})).await,
        "mergeCustomers" => {
            let into = shop.customer().await;
            let input = json!({"fromId": customer.id, "intoId": into.id});
            send(&staff, how, "MergeCustomersInput", input).await
        }
        _ => send(&staff, how, "NodeInput", own).await,
    };
}

on_both! {
    with ["--stream-heartbeat=300ms"]
    async fn what_ends_a_session_ends_it_everywhere(shop: &Shop) {
        let replica = Replica::of(shop).await;
        for how in ENDS {
            let customer = shop.customer().await;
            let there = replica.seen_by(&customer);
            let sessions = there.gql("{ me { sessions { id } } }", json!({})).await.ok();
            let session = sessions.str("me.sessions.0.id").to_owned();
            let mut followed = Events::post(&there, FOLLOW, json!({})).await;
            end(shop, how, &customer, &session).await;
            assert_unauthenticated(&there).await;
            let last = loop {
                let answer = followed.answer().await;
                if answer["data"].is_null() {
                    break answer;
                }
            };
            assert_eq!(last["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{how}");
            followed.complete().await;
        }
        replica.finish().await;
    }
}

on_both! {
    async fn a_refresh_by_twenty_at_once_on_two_servers_has_one_successor(shop: &Shop) {
        let replica = Replica::of(shop).await;
        let customer = shop.customer().await;
        let (here, there) = (shop.anonymous(), replica.seen_by(&shop.anonymous()));
        let both = (0..20).map(|n| refresh(if n % 2 == 0 { &here } else { &there }, &customer.refresh_token));
        let mut successors = Vec::new();
        for answer in join_all(both).await {
            let token = answer.ok().str("refreshTokens.tokens.refreshToken").to_owned();
            successors.push(token);
        }
        successors.dedup();
        assert_eq!(successors.len(), 1);
        let last = refresh(&there, &successors[0]).await.ok();
        me(&here.bearer(last.str("refreshTokens.tokens.accessToken"))).await.ok();
        replica.finish().await;
    }
}

on_both! {
    async fn tries_of_a_code_are_counted_for_all_servers_together(shop: &Shop) {
        let replica = Replica::of(shop).await;
        let customer = shop.customer().await;
        let code = requested(shop, "requestLoginCode", "login-code", &customer.email).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let (here, there) = (shop.anonymous(), replica.seen_by(&shop.anonymous()));
        let tries = (0..5).map(|n| enter(if n % 2 == 0 { &here } else { &there }, &customer.email, wrong));
        for answer in join_all(tries).await {
            assert_eq!(answer.user_errors(), ["INVALID_CREDENTIALS"]);
        }
        for server in [&here, &there] {
            assert_eq!(enter(server, &customer.email, &code).await.user_errors(), ["INVALID_CREDENTIALS"]);
        }
        replica.finish().await;
    }
}
