//! Who sees endpoints and deliveries: staff with `webhooks`.

use async_graphql::Context;
use entity::{DeliveryId, EndpointId};

use super::{WebhookDelivery, WebhookEndpoint};
use crate::actor::Scope;
use crate::error::Result;
use crate::graphql::{actor, loaders};

/// The endpoint, if the caller may see it.
///
/// # Errors
/// When the database fails.
pub async fn visible(ctx: &Context<'_>, id: EndpointId) -> Result<Option<WebhookEndpoint>> {
    if !actor(ctx).has(Scope::Webhooks) {
        return Ok(None);
    }
    let found = loaders(ctx).webhooks.endpoints.load(id).await?;
    Ok(found.map(WebhookEndpoint))
}

/// The delivery, if the caller may see it.
///
/// # Errors
/// When the database fails.
pub async fn visible_delivery(
    ctx: &Context<'_>,
    id: DeliveryId,
) -> Result<Option<WebhookDelivery>> {
    if !actor(ctx).has(Scope::Webhooks) {
        return Ok(None);
    }
    let found = loaders(ctx).webhooks.deliveries.load(id).await?;
    Ok(found.map(WebhookDelivery))
}
