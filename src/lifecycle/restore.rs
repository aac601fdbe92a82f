//! The return of deleted customers, with their logins.

use entity::customer::Model;
use entity::{CustomerId, Prefixed};

use crate::account::identity::{self, Restored};
use crate::actor::Actor;
use crate::app::App;
use crate::customer;
use crate::db::Tx;
use crate::error::{Code, Error, Fault, Result, UserError};
use crate::value::distinct;

/// Brings customers back, all or none. One that is not deleted stays as it is.
///
/// # Errors
/// `NOT_FOUND` (of an erased one too), or `EMAIL_TAKEN`, `IDENTITY_TAKEN`, `ID_TAKEN` when another has taken since what was
/// the customer's, for each that cannot be.
pub async fn restore(app: &App, actor: &Actor, ids: &[String]) -> Result<Vec<Model>> {
    let asked = distinct(ids)?;
    let known: Vec<_> = asked
        .iter()
        .filter_map(|(_, id)| CustomerId::parse(id))
        .collect();
    let mut tx = app.db.begin().await?;
    let rows = customer::service::lock_all(&tx, &known).await?;
    let (mut restored, mut errors) = (Vec::new(), Vec::new());
    for (index, id) in asked {
        let row = rows.iter().find(|row| row.id.as_str() == id).cloned();
        match bring_back(app, &mut tx, actor, row).await {
            Ok(row) => restored.push(row),
            Err(Error::Refused(faults)) => errors.extend(at(index, faults)),
            Err(failure) => return Err(failure),
        }
    }
    if !errors.is_empty() {
        return Err(Error::Refused(errors));
    }
    tx.commit_with(restored).await
}

async fn bring_back(app: &App, tx: &mut Tx, actor: &Actor, row: Option<Model>) -> Result<Model> {
    let Some(row) = row.filter(|row| row.erased_at.is_none()) else {
        return Err(refusal(Code::NotFound, "There is no such customer."));
    };
    if row.deleted_at.is_none() {
        return Ok(row);
    }
    // Asked beforehand, since PostgreSQL takes nothing more from a transaction after a broken
    // constraint, and the problems of all customers are to be told at once.
    if let Some(taken) = customer::service::taken_since(tx, &row).await? {
        return Err(taken.into());
    }
    if identity::restore(tx, &row.id).await? == Restored::Taken {
        let message = "Someone has taken its login since.";
        return Err(refusal(Code::IdentityTaken, message));
    }
    customer::service::restore(app, tx, actor, row).await
}

fn refusal(code: Code, message: &'static str) -> Error {
    Fault::new(code, message).of_no_field().into()
}

/// Refusals of one customer, at its place in the list.
fn at(index: usize, errors: Vec<UserError>) -> impl Iterator<Item = UserError> {
    errors.into_iter().map(move |error| UserError {
        field: Some(vec!["input".into(), "ids".into(), index.to_string()]),
        ..error
    })
}
