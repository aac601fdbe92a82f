//! What a network may ask for so many times an hour.

use super::budget;
use super::policy::{Policy, left};
use crate::account::store;
use crate::actor::Client;
use crate::app::App;
use crate::config::Toggle;
use crate::error::{Error, Result};
use crate::telemetry::metrics::Rule;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// An account.
    Registrations,
    /// A mail: a login code, a link to reset a password or to prove a mailbox.
    Mails,
}

/// Takes one of what the caller's network may ask for: 100 in an hour, from the first one on. Costs one
/// statement.
///
/// # Errors
/// [`Error::RateLimited`] until the hour is over, when it has asked for all of them.
pub async fn take(app: &App, client: &Client, quota: Quota) -> Result<()> {
    if app.settings.protection.throttle == Toggle::Off {
        return Ok(());
    }
    let (name, rule) = match quota {
        Quota::Registrations => ("registrations", Rule::Registrations),
        Quota::Mails => ("mails", Rule::Mails),
    };
    let key = budget::key(&app.keys.throttle, &[name, &budget::network(client.ip)]);
    let now = app.clock.now();
    if store::throttle::take(&app.db, &key, Policy::QUOTA, now).await? {
        return Ok(());
    }
    let row = store::throttle::find(app.db.read(), vec![key]).await?.pop();
    let wait = row.map(|row| left(row.counts_until, now));
    app.metrics.accounts.throttled(rule);
    tracing::warn!(quota = name, "a network has asked for all that it may");
    Err(Error::RateLimited(wait.unwrap_or_default()))
}
