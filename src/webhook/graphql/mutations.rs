//! Mutations of webhooks. All require staff(webhooks).

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::webhook_endpoint::Model;
use secrecy::ExposeSecret;

use super::WebhookEndpoint;
use super::inputs::{CreateWebhookEndpointInput, UpdateWebhookEndpointInput};
use crate::account::graphql::AcceptedPayload;
use crate::actor::Scope;
use crate::graphql::{DeletePayload, NodeInput, Settled, UserError, actor, app, settle};
use crate::webhook::service::{self, Shown};

/// One endpoint, or why not.
#[derive(SimpleObject)]
pub(super) struct WebhookEndpointPayload {
    /// The endpoint after the change; null when it was refused.
    webhook_endpoint: Option<WebhookEndpoint>,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

impl WebhookEndpointPayload {
    fn of((row, user_errors): Settled<Model>) -> Self {
        Self {
            webhook_endpoint: row.map(Into::into),
            user_errors,
        }
    }
}

/// One endpoint with its new secret, or why not.
#[derive(SimpleObject)]
pub(super) struct CreateWebhookEndpointPayload {
    /// The endpoint after the change; null when it was refused.
    webhook_endpoint: Option<WebhookEndpoint>,
    /// What signatures are verified with, `whsec_…`. It is shown this once, and to a repetition under the same
    /// idempotency key as long as no other has been made.
    secret: Option<String>,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

impl CreateWebhookEndpointPayload {
    fn of((shown, user_errors): Settled<Shown>) -> Self {
        let (endpoint, secret) = shown.map(|shown| (shown.endpoint, shown.secret)).unzip();
        let secret: Option<secrecy::SecretString> = secret.flatten();
        Self {
            webhook_endpoint: endpoint.map(Into::into),
            secret: secret.map(|secret| secret.expose_secret().to_owned()),
            user_errors,
        }
    }
}

/// Mutations of webhooks.
#[derive(Default)]
pub struct WebhookMutation;

#[Object]
impl WebhookMutation {
    /// Makes an address that events are sent to from now on. There are at most 100. Requires:
    /// staff(webhooks).
    async fn create_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        input: CreateWebhookEndpointInput,
    ) -> Result<CreateWebhookEndpointPayload> {
        actor(ctx).need(Scope::Webhooks)?;
        let (checks, new) = input.parse();
        let run = service::create(app(ctx), checks, new);
        Ok(CreateWebhookEndpointPayload::of(settle(ctx, run).await?))
    }

    /// Changes an endpoint: absent fields stay. Requires: staff(webhooks).
    async fn update_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        input: UpdateWebhookEndpointInput,
    ) -> Result<WebhookEndpointPayload> {
        actor(ctx).need(Scope::Webhooks)?;
        let run = async {
            let (checks, id, changes) = input.parse()?;
            service::update(app(ctx), checks, &id, changes).await
        };
        Ok(WebhookEndpointPayload::of(settle(ctx, run).await?))
    }

    /// Deletes an endpoint with its log, for good. Requires: staff(webhooks).
    async fn delete_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        input: NodeInput,
    ) -> Result<DeletePayload> {
        actor(ctx).need(Scope::Webhooks)?;
        let run = async { service::delete(app(ctx), input.parse()?).await };
        Ok(DeletePayload::of(settle(ctx, run).await?))
    }

    /// Gives an endpoint a new secret. For 24 hours requests are signed by the one before as well, so that
    /// the receiver can change over. Requires: staff(webhooks).
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        input: NodeInput,
    ) -> Result<CreateWebhookEndpointPayload> {
        actor(ctx).need(Scope::Webhooks)?;
        let run = async { service::rotate(app(ctx), &input.parse()?).await };
        Ok(CreateWebhookEndpointPayload::of(settle(ctx, run).await?))
    }

    /// Sends a delivery once more, whatever became of it, with the same `webhook-id` and all tries ahead.
    /// `NOT_ALLOWED` while its endpoint is disabled. Requires: staff(webhooks).
    async fn redeliver_webhook(
        &self,
        ctx: &Context<'_>,
        input: NodeInput,
    ) -> Result<AcceptedPayload> {
        actor(ctx).need(Scope::Webhooks)?;
        let run = async { service::redeliver(app(ctx), &input.parse()?).await };
        Ok(AcceptedPayload::of(settle(ctx, run).await?))
    }
}
