//! The end of an account, in a way that its e-mail can register anew.

use entity::CustomerId;

use super::Deleted;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::{account, customer};

/// Soft-deletes a customer who has an account, and removes the logins for good.
///
/// # Errors
/// At `input.id`: `NOT_FOUND`, and `NOT_ALLOWED` for a guest.
pub async fn remove_account(app: &App, actor: &Actor, id: CustomerId) -> Result<Deleted> {
    let path = ["input", "id"];
    let mut tx = app.db.begin().await?;
    let row = customer::service::lock(&tx, actor, &id, &path).await?;
    if !row.has_account {
        let message = "A guest has no account; use deleteCustomers.";
        return Err(Error::refused(Code::NotAllowed, message, path));
    }
    let ids = std::slice::from_ref(&id);
    customer::service::delete(app, &mut tx, actor, ids).await?;
    account::identity::delete(&tx, ids).await?;
    account::session::end_all(&tx, ids).await?;
    tx.commit_with((vec![id], Vec::new())).await
}
