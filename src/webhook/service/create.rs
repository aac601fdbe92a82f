//! Making endpoints.

use entity::webhook_endpoint::Model;
use serde_json::json;

use super::Shown;
use crate::app::App;
use crate::error::{Checks, Code, Fault, Result};
use crate::event;
use crate::value::Text;
use crate::webhook::secret;
use crate::webhook::store::endpoint;

/// Endpoints at most. Each has tasks, connections and a queue of its own.
const MAX_ENDPOINTS: u64 = 100;

/// An endpoint to be made. What was not given well is noted, and empty here.
#[derive(Debug)]
pub struct NewEndpoint {
    /// Where to send.
    pub url: String,
    /// Patterns of types, see [`super::parse_patterns`].
    pub event_types: Vec<String>,
    /// What it is for.
    pub description: Option<Text>,
}

/// Makes an endpoint. It is sent what is committed from now on.
///
/// # Errors
/// `INVALID` for a URL that may not be called, `LIMIT_REACHED`, and what `checks` hold already.
pub async fn create(app: &App, mut checks: Checks, new: NewEndpoint) -> Result<Shown> {
    let NewEndpoint {
        url,
        event_types,
        description,
    } = new;
    let url = checks.take("url", app.webhooks.policy.parse(&url));
    checks.finish()?;
    // Read ahead of the transaction: what is committed meanwhile lies behind it.
    let place = event::end(&app.db).await?.kept();
    let tx = app.db.begin().await?;
    if endpoint::count(&tx).await? >= MAX_ENDPOINTS {
        let message = "There may be at most 100 endpoints.";
        return Err(Fault::new(Code::LimitReached, message).at(["input"]).into());
    }
    let (id, now) = (app.clock.id(), app.clock.now());
    let plain = secret::make(&app.clock);
    let row = Model {
        secret: app.webhooks.seal.close(&id, &plain)?,
        id,
        url: url.unwrap_or_default(),
        event_types: json!(event_types),
        description: description.map(Into::into),
        created_at: now,
        disabled: None,
        secret_since: now,
        old_secret: None,
        old_secret_until: None,
        at_xact: place.0,
        at_position: place.1,
        failing_since: None,
        not_before: None,
    };
    endpoint::insert(&tx, row.clone()).await?;
    tx.commit_with(Shown::new(row, &plain)).await
}
