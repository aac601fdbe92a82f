//! Soft deletion of customers, with their logins and sessions.

use entity::{CustomerId, Prefixed};

use crate::actor::{Actor, Client};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Code, Error, Fault, Result, UserError};
use crate::value::distinct;
use crate::{account, customer};

/// Deletes those of the customers that are there.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    app: &App,
    actor: &Actor,
    ids: &[String],
) -> Result<(Vec<CustomerId>, Vec<UserError>)> {
    let asked = distinct(ids)?;
    let known: Vec<_> = asked
        .iter()
        .filter_map(|(_, id)| CustomerId::parse(id))
        .collect();
    let mut tx = app.db.begin().await?;
    let mut rows = customer::service::lock_all(&tx, &known).await?;
    rows.retain(|row| row.deleted_at.is_none());
    let (mut deleted, mut missing) = (Vec::new(), Vec::new());
    for (index, id) in asked {
        match rows.iter().find(|row| row.id.as_str() == id) {
            Some(row) => deleted.push(row.id.clone()),
            None => missing.push(
                Fault::new(Code::NotFound, "There is no such customer.").at([
                    "input".to_owned(),
                    "ids".to_owned(),
                    index.to_string(),
                ]),
            ),
        }
    }
    hide(app, &mut tx, actor, &deleted).await?;
    tx.commit().await?;
    Ok((deleted, missing))
}

/// Deletes the caller's own account, as staff would; they can restore it.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for who is no customer, and what
/// [`account::confirm`] refuses.
pub async fn delete_own(
    app: &App,
    actor: &Actor,
    client: &Client,
    password: Option<&str>,
) -> Result<()> {
    let (id, _) = actor.need_login()?;
    let confirmed = account::confirm(app, actor, client, password).await?;
    let mut tx = app.db.begin().await?;
    let found = customer::service::lock_all(&tx, std::slice::from_ref(id)).await?;
    if found.iter().all(|row| row.deleted_at.is_some()) {
        return Err(Error::Unauthenticated);
    }
    confirmed.hold(app, &tx).await?;
    hide(app, &mut tx, actor, std::slice::from_ref(id)).await?;
    tx.commit().await
}

async fn hide(app: &App, tx: &mut Tx, actor: &Actor, ids: &[CustomerId]) -> Result<()> {
    customer::service::delete(app, tx, actor, ids).await?;
    account::identity::hide(tx, ids, app.clock.now()).await?;
    account::session::end_all(tx, ids).await
}
