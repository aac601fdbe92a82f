//! Ending the sessions of a customer.

use entity::CustomerId;

use crate::actor::Actor;
use crate::app::App;
use crate::error::Result;
use crate::{account, customer};

/// Ends every session of a live customer; a guest has none to end.
///
/// # Errors
/// `NOT_FOUND` at `input.id`.
pub async fn end_sessions(app: &App, actor: &Actor, id: &CustomerId) -> Result<()> {
    let tx = app.db.begin().await?;
    let row = customer::service::lock(&tx, actor, id, &["input", "id"]).await?;
    account::session::end_all(&tx, &[row.id]).await?;
    tx.commit_with(()).await
}
