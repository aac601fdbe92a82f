//! New secrets.

use std::time::Duration;

use entity::{EndpointId, Timestamp};

use super::{Shown, locked};
use crate::app::App;
use crate::error::Result;
use crate::webhook::secret;
use crate::webhook::store::endpoint;

/// How long the secret before signs as well, so that receivers can change over.
const OVERLAP: Duration = Duration::from_hours(24);

/// Gives an endpoint a new secret. The one before signs for another 24 hours, the one before that no more.
///
/// # Errors
/// `NOT_FOUND` at `input.id`.
pub async fn rotate(app: &App, id: &EndpointId) -> Result<Shown> {
    let tx = app.db.begin().await?;
    let mut row = locked(&tx, id).await?;
    let now = app.clock.now();
    let plain = secret::make(&app.clock);
    let sealed = app.webhooks.seal.close(id, &plain)?;
    row.old_secret = Some(std::mem::replace(&mut row.secret, sealed));
    row.old_secret_until = Some(now.plus(OVERLAP));
    // Tells secrets apart, also two of the same millisecond.
    row.secret_since = now.max(Timestamp(row.secret_since.0 + 1));
    endpoint::replace(&tx, &row).await?;
    tx.commit_with(Shown::new(row, &plain)).await
}
