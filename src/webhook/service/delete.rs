//! Deleting endpoints.

use entity::EndpointId;

use super::not_found;
use crate::app::App;
use crate::error::{Result, UserError};
use crate::webhook::store::endpoint;

/// Deletes an endpoint with its log. What is on its way there is not sent, but for the attempts under way.
///
/// # Errors
/// `NOT_FOUND` at `input.id`.
pub async fn delete(app: &App, id: EndpointId) -> Result<(Vec<EndpointId>, Vec<UserError>)> {
    let tx = app.db.begin().await?;
    if !endpoint::delete(&tx, &id).await? {
        return Err(not_found("There is no such endpoint."));
    }
    tx.commit_with((vec![id], Vec::new())).await
}
