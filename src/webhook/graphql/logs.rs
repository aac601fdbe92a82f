//! The logs of endpoints, a page of each, batched.

use async_graphql::Context;
use entity::EndpointId;
use entity::webhook_delivery::Entity;

use super::WebhookDelivery;
use crate::error::Result;
use crate::graphql::{Part, Parts, connection, loaders};
use crate::webhook::store::delivery::logs;

connection!(
    WebhookDeliveryConnection,
    WebhookDeliveryEdge,
    WebhookDelivery,
    Entity
);

/// A page of the log of an endpoint.
///
/// # Errors
/// [`crate::error::Error::BadInput`] naming the argument, or when the database fails.
pub(super) async fn log(
    ctx: &Context<'_>,
    endpoint: &EndpointId,
    first: Option<i32>,
    after: Option<String>,
) -> Result<WebhookDeliveryConnection> {
    let part = Part::of(ctx, endpoint.clone(), logs(first, after)?);
    let page = Parts::page(&loaders(ctx).webhooks.logs, part).await?;
    Ok(WebhookDeliveryConnection(page))
}
