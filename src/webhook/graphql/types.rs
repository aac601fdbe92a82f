//! Endpoints and deliveries as the API shows them.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, Result};
use entity::webhook_delivery::State;
use entity::webhook_endpoint::Disabled;
use entity::{webhook_delivery, webhook_endpoint};

use super::logs::{WebhookDeliveryConnection, log};
use crate::error::Error;
use crate::event::graphql::Event;
use crate::graphql::scalar::DateTime;
use crate::graphql::{leaves, loaders};
use crate::webhook::service::patterns;

/// An HTTPS address that receives events, signed by the Standard Webhooks scheme, at least once, with
/// back-off, and in order for each customer.
#[derive(Clone, Description)]
pub struct WebhookEndpoint(pub Arc<webhook_endpoint::Model>);

impl From<webhook_endpoint::Model> for WebhookEndpoint {
    fn from(row: webhook_endpoint::Model) -> Self {
        Self(Arc::new(row))
    }
}

/// Why an endpoint is sent nothing.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Disabled")]
pub(super) enum WebhookDisabledReason {
    /// Staff disabled it.
    ByStaff,
    /// It answered 410: it wants nothing any more.
    Gone,
    /// For 5 days every attempt failed.
    Failing,
}

leaves!(WebhookEndpoint {
    "id": id,
    "url": url,
    "description": description,
    "createdAt": created_at,
});

#[Object(use_type_description)]
impl WebhookEndpoint {
    /// Starts with `whe_`.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Where events are sent.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// The types of event that are sent. A `*` at the end stands for any rest, e.g. `customer.*`.
    async fn event_types(&self) -> Vec<String> {
        patterns(&self.0)
    }

    /// Whether events are sent.
    async fn enabled(&self) -> bool {
        self.0.disabled.is_none()
    }

    /// Why none are; null while the endpoint is enabled.
    async fn disabled_reason(&self) -> Option<WebhookDisabledReason> {
        self.0.disabled.map(Into::into)
    }

    /// What the endpoint is for.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// When the endpoint was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// What was sent or is to be, the newest first; what is done with is kept for 30 days. `first` defaults
    /// to 20 and is at most 100. Read together for any number of endpoints.
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<WebhookDeliveryConnection> {
        Ok(log(ctx, &self.0.id, first, after).await?)
    }
}

/// What has become of a delivery.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "State")]
pub(super) enum WebhookDeliveryState {
    /// It waits for its next attempt, or for an earlier event about the same customer to be delivered.
    Pending,
    /// It was answered with a status of 200 to 299.
    Succeeded,
    /// It was given up.
    Failed,
}

/// One event on its way to one endpoint.
#[derive(Clone, Description)]
pub struct WebhookDelivery(pub Arc<webhook_delivery::Model>);

leaves!(WebhookDelivery {
    "id": id,
    "attempts": attempts,
    "responseStatus": response_status,
    "lastError": last_error,
    "lastAttemptAt": last_attempt_at,
    "nextAttemptAt": next_attempt_at,
});

#[Object(use_type_description)]
impl WebhookDelivery {
    /// Starts with `whd_`. The `webhook-id` of each attempt, by which a receiver knows one that it has had.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What is told.
    async fn event(&self, ctx: &Context<'_>) -> Result<Event> {
        let found = loaders(ctx).events.by_id.load(self.0.event_id.clone());
        let found = found.await?;
        let gone = || Error::internal("a delivery of no event");
        Ok(found.map(Event).ok_or_else(gone)?)
    }

    /// What has become of it.
    async fn state(&self) -> WebhookDeliveryState {
        self.0.state.into()
    }

    /// How often it was tried, the attempt under way included.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// The status of the last answer; null where there was none.
    async fn response_status(&self) -> Option<i32> {
        self.0.response_status
    }

    /// Why the last attempt failed, in one sentence. What the receiver has written is not kept.
    async fn last_error(&self) -> Option<&str> {
        self.0.last_error.as_deref()
    }

    /// When the last attempt began.
    async fn last_attempt_at(&self) -> Option<DateTime> {
        self.0.last_attempt_at.map(Into::into)
    }

    /// When it is tried next; null when it is done with, and while it waits for an earlier event about the
    /// same customer.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        self.0.next_attempt_at.map(Into::into)
    }
}
