//! One attempt.

use entity::webhook_delivery::Model;
use entity::{SecretBytes, Timestamp, webhook_endpoint};

use super::body::body;
use super::sender::{Answer, Outgoing};
use crate::app::App;
use crate::error::{Error, Result};
use crate::event;
use crate::webhook::secret;
use crate::webhook::store::endpoint;

/// Sends a delivery; none where the endpoint or the event is gone, which takes the delivery along.
pub(super) async fn attempt(app: &App, delivery: &Model) -> Result<Option<Answer>> {
    let endpoints = [delivery.endpoint_id.clone()];
    let endpoint = endpoint::by_ids(app.db.write(), &endpoints).await?.pop();
    let events = [delivery.event_id.clone()];
    let event = event::by_ids(app.db.write(), &events).await?.pop();
    let (Some(endpoint), Some(event)) = (endpoint, event) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let body = body(&event)?;
    let id = delivery.id.to_string();
    let secrets = signing(app, &endpoint, now)?;
    let outgoing = Outgoing {
        url: &endpoint.url,
        id: &id,
        now,
        signature: secret::signatures(&secrets, &id, now.0 / 1000, &body),
        body,
    };
    Ok(Some(app.webhooks.sender.send(outgoing).await))
}

/// The secrets that sign: the current one, and the one before while receivers change over.
fn signing(
    app: &App,
    endpoint: &webhook_endpoint::Model,
    now: Timestamp,
) -> Result<Vec<SecretBytes>, Error> {
    let until = endpoint.old_secret_until;
    let old = endpoint.old_secret.as_ref();
    let old = old.filter(|_| until.is_some_and(|until| until > now));
    let sealed = std::iter::once(&endpoint.secret).chain(old);
    sealed
        .map(|sealed| app.webhooks.seal.open(&endpoint.id, sealed))
        .collect()
}
