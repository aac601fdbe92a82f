//! What operators see: metrics, the log, traces.

mod collector;
mod counted;
mod documented;
mod exporting;
mod lines;
mod listeners;
mod personal;
mod scrape;
mod spans;

use serde_json::{Value, json};

use crate::harness::{Answer, Caller};

const LOGIN: &str = "mutation LogIn($email: String!, $password: String!) {
    login(input: {email: $email, password: $password}) {
        customer { id } tokens { accessToken } userErrors { code field message } } }";

async fn login(caller: &Caller, email: &str, password: &str) -> Answer {
    let variables: Value = json!({"email": email, "password": password});
    caller.gql(LOGIN, variables).await
}
