//! Customers who delete their own account.

use super::delete::hide;
use super::erase::{locked, sweep_up, wipe};
use crate::account::{self, Confirmed};
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::customer;
use crate::error::{Error, Result};

/// How an account goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// As staff delete it, who can restore it.
    Hidden,
    /// As staff erase it, for good.
    Erased,
}

/// Deletes the caller's own account.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for who is no customer, and what
/// [`account::confirm`] refuses.
pub async fn delete_own(
    app: &App,
    actor: &Actor,
    client: &Client,
    password: Option<&str>,
    departure: Departure,
) -> Result<()> {
    let confirmed = account::confirm(app, actor, client, password).await?;
    match departure {
        Departure::Hidden => leave(app, actor, &confirmed).await,
        Departure::Erased => vanish(app, actor, &confirmed).await,
    }
}

async fn leave(app: &App, actor: &Actor, confirmed: &Confirmed) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let row = customer::service::lock_own(&tx, actor).await?;
    confirmed.hold(app, &tx).await?;
    hide(app, &mut tx, actor, &[row.id]).await?;
    tx.commit_with(()).await
}

async fn vanish(app: &App, actor: &Actor, confirmed: &Confirmed) -> Result<()> {
    let (id, _) = actor.need_login()?;
    let found = locked(app, id).await?;
    // The first row is the caller's.
    let found = found.filter(|(_, rows)| rows.first().is_some_and(|row| row.deleted_at.is_none()));
    let (mut tx, rows) = found.ok_or(Error::Unauthenticated)?;
    confirmed.hold(app, &tx).await?;
    let mails = wipe(app, &mut tx, actor, rows).await?;
    tx.commit_with(()).await?;
    sweep_up(app, mails).await;
    Ok(())
}
