//! Queries of webhooks.

use async_graphql::{Context, Object, Result};

use super::WebhookEndpoint;
use crate::actor::Scope;
use crate::graphql::{Rows, actor, app};
use crate::webhook::service;

/// Queries of webhooks.
#[derive(Default)]
pub struct WebhookQuery;

#[Object]
impl WebhookQuery {
    /// Every endpoint, the oldest first; there are at most 100. Requires: staff(webhooks).
    async fn webhook_endpoints(&self, ctx: &Context<'_>) -> Result<Rows<WebhookEndpoint>> {
        actor(ctx).need(Scope::Webhooks)?;
        let rows = service::list(app(ctx)).await?.into_iter();
        Ok(rows.map(WebhookEndpoint::from).collect())
    }
}
