//! What goes by mail: proving a mailbox, choosing a password, moving to another address, logging in with a
//! code, and registering where the mailbox comes first.

mod change;
mod claims;
mod code;
mod code_guessed;
mod hidden;
mod hidden_steps;
mod hijacked;
mod quota;
mod reset;
mod reset_first;
mod same;
mod steps;
mod steps_refused;
mod swept;
mod tokens;
mod verify;

use serde_json::{Value, json};

use super::PASSWORD;
use crate::harness::{Answer, Caller, Customer, Shop};

/// Another password that nobody guesses.
const NEW: &str = "cedar-window-40-pilgrim";

/// What a customer is compared by.
const CUSTOMER: &str = "customer { id email emailVerifiedAt version addresses { city } }";

/// Calls one of the mutations of mailboxes with its input.
async fn call(caller: &Caller, mutation: &str, input: Value) -> Answer {
    let tokens = "tokens { accessToken refreshToken }";
    let (of, payload) = match mutation {
        "requestPasswordReset" | "requestLoginCode" => ("EmailInput", "accepted".to_owned()),
        "requestEmailChange" => ("RequestEmailChangeInput", "accepted".to_owned()),
        "verifyEmail" | "confirmEmailChange" => ("TokenInput", CUSTOMER.to_owned()),
        "resetPassword" => ("ResetPasswordInput", format!("{CUSTOMER} {tokens}")),
        "loginWithCode" => ("LoginWithCodeInput", format!("{CUSTOMER} {tokens}")),
        "createAuthIdentity" => (
            "CreateAuthIdentityInput",
            "authIdentity { id provider entityId lastUsedAt } registrationToken".to_owned(),
        ),
        "createCustomerAccount" => ("CreateCustomerAccountInput", format!("{CUSTOMER} {tokens}")),
        other => panic!("no document for {other}"),
    };
    let document = format!(
        "mutation ($input: {of}!) {{ {mutation}(input: $input) {{ {payload} userErrors {{ code field message }} }} }}"
    );
    caller.gql(&document, json!({ "input": input })).await
}

/// Asks for a verification mail.
async fn ask_for_proof(caller: &Caller) -> Answer {
    let document =
        "mutation { requestEmailVerification { accepted userErrors { code field message } } }";
    caller.gql(document, json!({})).await
}

/// Asks for a mail that has a token or a code, and gives that.
pub(super) async fn requested(shop: &Shop, mutation: &str, kind: &str, email: &str) -> String {
    let answer = call(&shop.anonymous(), mutation, json!({ "email": email })).await;
    assert_eq!(
        answer.ok().data(&format!("{mutation}.accepted")),
        &json!(true)
    );
    token(shop, kind, email).await
}

/// A token to choose a password.
async fn reset_token(shop: &Shop, email: &str) -> String {
    requested(shop, "requestPasswordReset", "password-reset", email).await
}

/// A code to log in.
async fn code(shop: &Shop, email: &str) -> String {
    requested(shop, "requestLoginCode", "login-code", email).await
}

/// A token to move an account, out of the mail to its new address.
pub(super) async fn change_token(shop: &Shop, customer: &Customer, new: &str) -> String {
    let input = json!({"newEmail": new, "password": customer.password});
    call(customer, "requestEmailChange", input).await.ok();
    token(shop, "email-change", new).await
}

/// The token of the newest mail of a kind to somebody.
async fn token(shop: &Shop, kind: &str, to: &str) -> String {
    let mail = shop.mail(kind, to).await;
    mail.token.expect("a mail with a token")
}

/// Chooses a password by a token.
pub(super) async fn reset(caller: &Caller, token: &str, password: &str) -> Answer {
    call(
        caller,
        "resetPassword",
        json!({"token": token, "password": password}),
    )
    .await
}

/// Shows a token for what takes nothing else.
pub(super) async fn show(caller: &Caller, mutation: &str, token: &str) -> Answer {
    call(caller, mutation, json!({ "token": token })).await
}

/// Logs in with a code.
pub(super) async fn enter(caller: &Caller, email: &str, code: &str) -> Answer {
    call(
        caller,
        "loginWithCode",
        json!({"email": email, "code": code}),
    )
    .await
}

/// Somebody with the tokens of an answer.
fn holder(shop: &Shop, answer: &Answer, mutation: &str) -> Caller {
    let path = format!("{mutation}.tokens.accessToken");
    shop.anonymous().bearer(answer.str(&path))
}

/// A guest with an e-mail and an address in a city; gives the id.
async fn guest(shop: &Shop, email: &str, city: &str) -> String {
    const CREATE: &str = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
        customer { id } userErrors { code field message } } }";
    let input = json!({"email": email, "addresses": [{"city": city}]});
    let staff = shop.staff(&["customers:write"]).await;
    let answer = staff.gql(CREATE, json!({ "input": input })).await.ok();
    answer.str("createCustomer.customer.id").to_owned()
}

/// An account that staff made, which has no login; gives the id.
async fn made(shop: &Shop, email: &str) -> String {
    const CREATE: &str = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
        customer { id } userErrors { code field message } } }";
    let input = json!({"email": email, "hasAccount": true, "firstName": "Mina"});
    let staff = shop.staff(&["customers:write"]).await;
    let answer = staff.gql(CREATE, json!({ "input": input })).await.ok();
    answer.str("createCustomer.customer.id").to_owned()
}

/// The kinds of the mails to somebody, the oldest first.
async fn kinds(shop: &Shop, to: &str) -> Vec<String> {
    let mails = shop.mails().await.into_iter();
    mails
        .filter(|mail| mail.to == to)
        .map(|mail| mail.kind)
        .collect()
}
