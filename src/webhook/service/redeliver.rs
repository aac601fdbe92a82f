//! Sending once more, by hand.

use entity::DeliveryId;

use super::{locked, not_found};
use crate::app::App;
use crate::error::{Code, Fault, Result};
use crate::webhook::store::delivery;

const UNKNOWN: &str = "There is no such delivery.";

/// Sends an event to its endpoint once more, whatever became of it, under the same `webhook-id` and with all
/// tries ahead.
///
/// # Errors
/// At `input.id`: `NOT_FOUND`, and `NOT_ALLOWED` while the endpoint is disabled.
pub async fn redeliver(app: &App, id: &DeliveryId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let endpoint = delivery::endpoint_of(&tx, id).await?;
    let endpoint = endpoint.ok_or_else(|| not_found(UNKNOWN))?;
    if locked(&tx, &endpoint).await?.disabled.is_some() {
        let message = "The endpoint is disabled.";
        return Err(Fault::new(Code::NotAllowed, message)
            .at(["input", "id"])
            .into());
    }
    delivery::retry(&tx, id, app.clock.now()).await?;
    tx.wake(&app.webhooks.due);
    tx.commit_with(()).await
}
