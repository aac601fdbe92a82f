//! What is counted of accounts, to be told and to be forgotten.

use entity::throttle::Model;

use super::budget::account_key;
use crate::account::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::value::Email;

/// The counters of the accounts with these e-mails, in whatever network.
///
/// # Errors
/// When the database fails.
pub async fn held(app: &App, emails: &[Email]) -> Result<Vec<Model>> {
    store::throttle::held(&app.db, keys(app, emails)).await
}

/// Forgets what was counted of the accounts with these e-mails, in whatever network.
///
/// # Errors
/// When the database fails.
pub async fn forget(app: &App, tx: &Tx, emails: &[Email]) -> Result<()> {
    store::throttle::forget(tx, keys(app, emails)).await
}

fn keys(app: &App, emails: &[Email]) -> Vec<Vec<u8>> {
    let key = |email: &Email| account_key(&app.keys.throttle, email.as_str());
    emails.iter().map(key).collect()
}
