//! Outside identities: logging in with an ID token, and ways to log in that come and go.

mod attacks;
mod keys;
mod link;
mod login;
mod parallel;
mod signatures;
mod tokens;
mod unlink;

use entity::auth_identity;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Issuer, Shop};

/// What a good token of an issuer says of somebody, now.
fn claims(shop: &Shop, issuer: &Issuer, subject: &str, email: &str) -> Value {
    let now = seconds(shop);
    json!({"iss": issuer.url, "aud": "shop", "sub": subject, "email": email, "email_verified": true,
        "iat": now, "exp": now + 600})
}

/// The same with a member of another value.
fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

fn seconds(shop: &Shop) -> i64 {
    shop.clock.now().0 / 1000
}

/// A good token of the shop's provider.
pub(crate) fn token(shop: &Shop, subject: &str, email: &str) -> String {
    let issuer = Issuer::provider_of(shop);
    issuer.sign(&claims(shop, &issuer, subject, email))
}

/// A token whose e-mail the provider has not verified.
pub(super) fn unverified(shop: &Shop, subject: &str, email: &str) -> String {
    let issuer = Issuer::provider_of(shop);
    let claims = claims(shop, &issuer, subject, email);
    issuer.sign(&with(claims, "email_verified", json!(false)))
}

/// Logs in with an ID token.
pub(crate) async fn enter(anyone: &Caller, token: &str) -> Answer {
    enter_by(anyone, json!({"provider": "google", "idToken": token})).await
}

async fn enter_by(anyone: &Caller, input: Value) -> Answer {
    const LOGIN: &str =
        "mutation ($input: LoginWithIdTokenInput!) { loginWithIdToken(input: $input) {
        customer { id email emailVerifiedAt firstName lastName hasAccount }
        tokens { accessToken refreshToken }
        userErrors { code field message }
    } }";
    anyone.gql(LOGIN, json!({ "input": input })).await
}

/// Links whom an ID token is about to a customer who is logged in.
pub(super) async fn link(caller: &Caller, token: &str) -> Answer {
    const LINK: &str = "mutation ($input: LoginWithIdTokenInput!) { linkIdentity(input: $input) {
        customer { id emailVerifiedAt version } userErrors { code field message }
    } }";
    let input = json!({"provider": "google", "idToken": token});
    caller.gql(LINK, json!({ "input": input })).await
}

/// Takes a way to log in away.
async fn unlink(caller: &Caller, id: &str) -> Answer {
    const UNLINK: &str = "mutation ($input: NodeInput!) { unlinkIdentity(input: $input) {
        customer { id version } userErrors { code field message }
    } }";
    caller.gql(UNLINK, json!({"input": {"id": id}})).await
}

/// The ways to log in of a customer, the oldest first.
async fn logins(shop: &Shop, customer: &str) -> Vec<auth_identity::Model> {
    let theirs = auth_identity::Entity::live()
        .filter(auth_identity::Column::CustomerId.eq(customer))
        .order_by_asc(auth_identity::Column::Id);
    theirs.all(shop.app.db.read()).await.expect("logins")
}

/// The providers of the ways to log in of a customer.
pub(super) async fn providers(shop: &Shop, customer: &str) -> Vec<String> {
    let logins = logins(shop, customer).await.into_iter();
    logins.map(|login| login.provider).collect()
}
