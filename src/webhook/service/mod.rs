//! What can be done with endpoints and deliveries. For staff with `webhooks` alone, which resolvers see to.

mod create;
mod delete;
mod outcome;
mod pattern;
mod redeliver;
mod rotate;
mod update;

pub use create::{NewEndpoint, create};
pub use delete::delete;
pub use outcome::Shown;
pub use pattern::parse as parse_patterns;
pub(super) use pattern::patterns;
pub use redeliver::redeliver;
pub use rotate::rotate;
pub use update::{EndpointChanges, update};

use entity::EndpointId;
use entity::webhook_endpoint::Model;

use super::store::endpoint;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Code, Error, Fault, Result};

/// Every endpoint, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App) -> Result<Vec<Model>> {
    endpoint::all(app.db.read()).await
}

/// An endpoint, locked.
///
/// # Errors
/// `NOT_FOUND` at `input.id`.
async fn locked(tx: &Tx, id: &EndpointId) -> Result<Model> {
    let found = endpoint::lock(tx, id).await?;
    found.ok_or_else(|| not_found("There is no such endpoint."))
}

fn not_found(message: &'static str) -> Error {
    Fault::new(Code::NotFound, message)
        .at(["input", "id"])
        .into()
}
