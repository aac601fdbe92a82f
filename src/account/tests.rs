//! The operations of accounts on a real database.

mod api_keys;
mod counting;
mod identities;
mod keys;
mod owning;
mod passwords;
mod refreshing;
mod throttling;

use std::sync::Arc;

use entity::CustomerId;
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::session::LoggedIn;
use super::store::testing as stored;
use super::{Registration, authenticate, login, register};
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::customer::service::NewCustomer;
use crate::error::{Code, Error, Result};
use crate::testing;
use crate::value::{Email, Password};

const EMAIL: &str = "jane@example.com";
const PASSWORD: &str = "tulip-carbon-95-mosaic";

fn client() -> Client {
    Client {
        ip: Some([192, 0, 2, 7].into()),
        user_agent: Some("a browser".to_owned()),
    }
}

async fn registered(app: &App, email: &str) -> Result<LoggedIn> {
    let registration = Registration {
        email: Email::parse(email).unwrap(),
        password: Password::presented(PASSWORD).unwrap(),
        customer: NewCustomer::default(),
        addresses: Vec::new(),
    };
    register(app, &client(), registration).await
}

/// Logs in from where everybody is registered.
async fn log_in(app: &App, email: &str, password: &str) -> Result<LoggedIn> {
    login(app, &Actor::Anonymous, &client(), email, password).await
}

/// An application with one account.
async fn app_with_account() -> (Arc<App>, TempDir, LoggedIn) {
    let (app, folder) = testing::app().await;
    let jane = registered(&app, EMAIL).await.unwrap();
    (app, folder, jane)
}

fn access(logged_in: &LoggedIn) -> &str {
    logged_in.tokens.access.expose_secret()
}

fn refresh_text(logged_in: &LoggedIn) -> &str {
    logged_in.tokens.refresh.expose_secret()
}

async fn is_alive(app: &App, token: &str) -> bool {
    match authenticate(app, token).await {
        Ok(_) => true,
        Err(Error::Unauthenticated) => false,
        Err(error) => panic!("{error}"),
    }
}

/// The code and path of a result that was refused for one reason.
fn refusal<T: std::fmt::Debug>(result: Result<T>) -> (Code, Option<String>) {
    let Err(Error::Refused(errors)) = result else {
        panic!("not refused: {result:?}")
    };
    let [error] = errors.as_slice() else {
        panic!("{errors:?}")
    };
    (error.code, error.field.as_ref().map(|path| path.join(".")))
}

fn id(logged_in: &LoggedIn) -> CustomerId {
    logged_in.customer.id.clone()
}

async fn actor(app: &App, logged_in: &LoggedIn) -> Actor {
    authenticate(app, access(logged_in)).await.unwrap()
}
