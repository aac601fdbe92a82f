//! The return of deleted customers, with their logins.

use entity::customer::Model;
use entity::{CustomerId, Prefixed};

use crate::actor::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Code, Error, Fault, Result, UserError};
use crate::value::distinct;
use crate::{account, customer};

/// Brings customers back, all or none. One that is not deleted stays as it is.
///
/// # Errors
/// `NOT_FOUND`, or `EMAIL_TAKEN`, `IDENTITY_TAKEN`, `ID_TAKEN` when another has taken since what was
/// the customer's, for each that cannot be.
pub async fn restore(app: &App, actor: &Actor, ids: &[String]) -> Result<Vec<Model>> {
    let asked = distinct(ids)?;
    let known: Vec<_> = asked
        .iter()
        .filter_map(|(_, id)| CustomerId::parse(id))
        .collect();
    let mut tx = app.db.begin().await?;
    let rows = customer::service::lock_all(&tx, &known).await?;
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for (index, id) in asked {
        match rows.iter().find(|row| row.id.as_str() == id) {
            Some(row) => {
                errors.extend(conflict(&tx, row, index).await?);
                found.push((index, row.clone()));
            }
            None => errors.push(refusal(index, Code::NotFound, "There is no such customer.")),
        }
    }
    if !errors.is_empty() {
        return Err(Error::Refused(errors));
    }
    let mut restored = Vec::with_capacity(found.len());
    for (index, row) in found {
        restored.push(bring_back(app, &mut tx, actor, row, index).await?);
    }
    tx.commit().await?;
    Ok(restored)
}

async fn bring_back(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    row: Model,
    index: usize,
) -> Result<Model> {
    if row.deleted_at.is_none() {
        return Ok(row);
    }
    let row = customer::service::restore(app, tx, actor, row)
        .await
        .map_err(|e| at(index, e))?;
    account::restore_logins(tx, &row.id)
        .await
        .map_err(|error| at(index, error))?;
    Ok(row)
}

/// What stands against the return of a customer. Asked beforehand, since PostgreSQL takes nothing more
/// from a transaction after the first refusal, and all problems are to be told at once.
async fn conflict(tx: &Tx, row: &Model, index: usize) -> Result<Option<UserError>> {
    if row.deleted_at.is_none() {
        return Ok(None);
    }
    if customer::service::email_is_taken(tx, row).await? {
        let message = "An account has taken its e-mail since.";
        return Ok(Some(refusal(index, Code::EmailTaken, message)));
    }
    if account::login_is_taken(tx, &row.id).await? {
        let message = "Someone has taken its login since.";
        return Ok(Some(refusal(index, Code::IdentityTaken, message)));
    }
    Ok(None)
}

fn refusal(index: usize, code: Code, message: &'static str) -> UserError {
    Fault::new(code, message).at(["input".to_owned(), "ids".to_owned(), index.to_string()])
}

/// A refusal of one customer, at its place in the list.
fn at(index: usize, error: Error) -> Error {
    let Error::Refused(mut errors) = error else {
        return error;
    };
    for error in &mut errors {
        error.field = Some(vec![
            "input".to_owned(),
            "ids".to_owned(),
            index.to_string(),
        ]);
    }
    Error::Refused(errors)
}
