//! The place that the mutation under way is to keep its outcome at.
//!
//! It travels with the task, so that no service need hand it on; what makes use of it is
//! [`Tx::commit_with`] alone, and whatever makes secrets that a replay must give again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use entity::idempotency::Model;
use entity::{SecretText, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::task_local;

use super::{Outcome, Place, store};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result, UserError};

task_local! {
    static CLAIM: Arc<Claim>;
}

/// What is kept of what came of a mutation.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kept {
    /// [`Outcome::Ids`].
    Done(Value),
    /// Every refusal.
    Refused(Vec<UserError>),
}

/// A place that is free as far as we know.
pub(super) struct Claim {
    id: String,
    request: SecretText,
    seed: Vec<u8>,
    now: Timestamp,
    expires_at: Timestamp,
    kept: AtomicBool,
}

impl Claim {
    pub(super) fn new(app: &App, place: &Place, request: SecretText) -> Arc<Self> {
        let now = app.clock.now();
        Arc::new(Self {
            id: place.id.clone(),
            request,
            seed: place.seed.as_ref().to_vec(),
            now,
            expires_at: now.plus(app.settings.limits.idempotency_ttl),
            kept: AtomicBool::new(false),
        })
    }

    /// Runs something that may keep its outcome here.
    pub(super) async fn hold<T>(self: &Arc<Self>, work: impl Future<Output = T>) -> T {
        CLAIM.scope(Arc::clone(self), work).await
    }

    /// Whether the outcome is kept already.
    pub(super) fn is_kept(&self) -> bool {
        self.kept.load(Ordering::Relaxed)
    }

    /// Commits with the outcome. Written last, so that whoever waits for it holds all other locks
    /// already, and twins never wait for each other in a circle.
    pub(super) async fn commit(&self, tx: Tx, outcome: &Kept) -> Result<()> {
        let row = Model {
            id: self.id.clone(),
            request: self.request.clone(),
            outcome: serde_json::to_value(outcome)
                .map_err(|error| Error::Internal(Box::new(error)))?,
            expires_at: self.expires_at,
        };
        if !store::insert(&tx, row, self.now).await? {
            return Err(Error::Overtaken);
        }
        store::sweep(&tx, self.now).await?;
        tx.commit().await?;
        self.kept.store(true, Ordering::Relaxed);
        Ok(())
    }
}

impl Tx {
    /// Commits with what came of the mutation, and gives it back. Where the request has an idempotency
    /// key, the outcome is kept in the same transaction.
    ///
    /// # Errors
    /// As [`Tx::commit`]; [`Error::Overtaken`] when a twin under the same key has committed meanwhile.
    /// Then nothing is changed.
    pub async fn commit_with<T: Outcome>(self, outcome: T) -> Result<T> {
        match CLAIM.try_with(Arc::clone) {
            Ok(claim) => {
                let ids = serde_json::to_value(outcome.ids())
                    .map_err(|error| Error::Internal(Box::new(error)))?;
                claim.commit(self, &Kept::Done(ids)).await?;
            }
            Err(_) => self.commit().await?,
        }
        Ok(outcome)
    }
}

/// What secrets can be derived from that a replay must be able to give again: it is the same for the
/// same request under the same key, kept nowhere, and to be mixed with a key of the server, since keys of
/// requests may be easy to guess. None without an idempotency key.
#[must_use]
pub fn seed() -> Option<Vec<u8>> {
    CLAIM.try_with(|claim| claim.seed.clone()).ok()
}
