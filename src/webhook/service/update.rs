//! Changing endpoints.

use entity::EndpointId;
use entity::webhook_endpoint::{Disabled, Model};
use serde_json::json;

use super::locked;
use crate::app::App;
use crate::error::{Checks, Result};
use crate::value::{Change, Text};
use crate::webhook::store::endpoint;

/// What an update says of an endpoint.
#[derive(Debug, Default)]
pub struct EndpointChanges {
    /// Another address.
    pub url: Option<String>,
    /// Other patterns of types, see [`super::parse_patterns`].
    pub event_types: Option<Vec<String>>,
    /// Whether it is sent anything.
    pub enabled: Option<bool>,
    /// What it is for.
    pub description: Change<Text>,
}

/// Changes an endpoint. One that is enabled again goes on where it stopped, as far back as events are
/// kept.
///
/// # Errors
/// `NOT_FOUND`, `INVALID` for a URL that may not be called, and what `checks` hold already.
pub async fn update(
    app: &App,
    mut checks: Checks,
    id: &EndpointId,
    changes: EndpointChanges,
) -> Result<Model> {
    let EndpointChanges {
        url,
        event_types,
        enabled,
        description,
    } = changes;
    let url = url.and_then(|url| checks.take("url", app.webhooks.policy.parse(&url)));
    checks.finish()?;
    let mut tx = app.db.begin().await?;
    let mut row = locked(&tx, id).await?;
    let moves = url.as_ref().is_some_and(|url| *url != row.url);
    row.url = url.unwrap_or(row.url);
    if let Some(event_types) = event_types {
        row.event_types = json!(event_types);
    }
    description.apply(&mut row.description);
    let starts = enabled == Some(true) && row.disabled.is_some();
    match enabled {
        Some(true) => row.disabled = None,
        Some(false) => row.disabled = row.disabled.or(Some(Disabled::ByStaff)),
        None => {}
    }
    if moves || starts {
        // What was wrong there tells nothing of how it is now.
        row.failing_since = None;
        row.not_before = None;
    }
    endpoint::replace(&tx, &row).await?;
    tx.wake(&app.webhooks.due);
    tx.commit_with(row).await
}
