//! Accounts: registering, logging in, staying logged in, and ending that.

mod access_token;
mod api_keys;
mod at_once;
mod cookies;
mod credentials;
mod devices;
mod ended;
mod forged;
mod keys;
mod login;
mod mailbox;
pub(crate) mod oidc;
mod password;
mod refresh;
mod refused;
mod register;
pub(crate) mod replica;
mod reuse;
mod sessions;
mod staff_token;
mod throttle;

use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Customer, Shop};

/// A password that nobody guesses, for accounts that a test makes itself.
const PASSWORD: &str = "tulip-carbon-95-mosaic";

/// Registers with an input.
async fn register(anyone: &Caller, input: Value) -> Answer {
    const REGISTER: &str =
        "mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) {
        customer { id email } tokens { accessToken refreshToken }
        userErrors { code field message }
    } }";
    anyone.gql(REGISTER, json!({ "input": input })).await
}

/// Logs in with e-mail and password.
async fn login(anyone: &Caller, email: &str, password: &str) -> Answer {
    const LOGIN: &str = "mutation ($input: LoginInput!) { login(input: $input) {
        customer { id email }
        tokens { accessToken refreshToken tokenType expiresAt refreshExpiresAt }
        userErrors { code field message }
    } }";
    let input = json!({"email": email, "password": password});
    anyone.gql(LOGIN, json!({ "input": input })).await
}

/// Gives up a refresh token.
async fn refresh(anyone: &Caller, token: &str) -> Answer {
    const REFRESH: &str = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) {
        customer { id } tokens { accessToken refreshToken expiresAt refreshExpiresAt }
        userErrors { code field message }
    } }";
    let input = json!({ "refreshToken": token });
    anyone.gql(REFRESH, json!({ "input": input })).await
}

/// The successor of a refresh token that works.
async fn successor(anyone: &Caller, token: &str) -> String {
    let answer = refresh(anyone, token).await.ok();
    answer.str("refreshTokens.tokens.refreshToken").to_owned()
}

/// Asserts that a refresh token does not work.
async fn assert_refused(anyone: &Caller, token: &str) {
    let answer = refresh(anyone, token).await;
    assert_eq!(
        answer.user_errors(),
        ["INVALID_TOKEN input.refreshToken"],
        "{}",
        answer.text
    );
    assert_eq!(answer.data("refreshTokens.tokens"), &Value::Null);
    assert_eq!(answer.data("refreshTokens.customer"), &Value::Null);
}

/// Who the server takes somebody for.
async fn me(caller: &Caller) -> Answer {
    caller.gql("{ me { id } }", json!({})).await
}

/// Asserts that a request with this credential is refused, and not executed.
async fn assert_unauthenticated(caller: &Caller) {
    let answer = me(caller).await;
    assert_eq!(answer.status.as_u16(), 401, "{}", answer.text);
    assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    assert!(answer.json.get("data").is_none(), "{}", answer.text);
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
}

/// The events of a customer so far, in their order.
async fn events(shop: &Shop, customer: &str) -> Vec<entity::event::Model> {
    let all = entity::event::Entity::find()
        .order_by_asc(entity::event::Column::Position)
        .all(shop.app.db.read())
        .await
        .expect("the outbox");
    let is_theirs = |event: &entity::event::Model| {
        event
            .customer_id
            .as_ref()
            .is_some_and(|id| id.to_string() == customer)
    };
    all.into_iter().filter(is_theirs).collect()
}

/// The types of a customer's events, in their order.
async fn event_types(shop: &Shop, customer: &str) -> Vec<String> {
    let events = events(shop, customer).await;
    events.into_iter().map(|event| event.kind).collect()
}

/// Deletes a customer, as staff does.
async fn delete(shop: &Shop, customer: &Customer) {
    const DELETE: &str = "mutation ($input: NodesInput!) { deleteCustomers(input: $input) {
        deletedIds userErrors { code field message }
    } }";
    let staff = shop.staff(&["customers:write"]).await;
    let input = json!({"ids": [customer.id]});
    let answer = staff.gql(DELETE, json!({ "input": input })).await.ok();
    assert_eq!(
        answer.data("deleteCustomers.deletedIds"),
        &json!([customer.id])
    );
}
