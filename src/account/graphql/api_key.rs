//! API keys in the API. All of it requires staff(admin).

use std::sync::Arc;

use async_graphql::{Context, Description, ID, InputObject, Object, Result, SimpleObject};
use entity::{ApiKeyId, Timestamp, api_key};
use secrecy::ExposeSecret;

use crate::account::api_key::{Made, create, list, revoke};
use crate::actor::Scope;
use crate::app::App;
use crate::error::{self, Checks, Code, Fault};
use crate::graphql::scalar::DateTime;
use crate::graphql::{NodeInput, Rows, Settled, UserError, actor, app, leaves, settle};
use crate::value::Text;

/// A server-side credential. The secret is shown once, when it is made, and kept as a hash alone.
#[derive(Clone, Description)]
pub struct ApiKey(pub Arc<api_key::Model>);

impl From<api_key::Model> for ApiKey {
    fn from(row: api_key::Model) -> Self {
        Self(Arc::new(row))
    }
}

leaves!(ApiKey {
    "id": id,
    "name": name,
    "prefix": prefix,
    "createdAt": created_at,
    "expiresAt": expires_at,
    "lastUsedAt": last_used_at,
    "revokedAt": revoked_at,
});

#[Object(use_type_description)]
impl ApiKey {
    /// Starts with `key_`.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What it is for, in the words of whoever made it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What its holder may do.
    async fn scopes(&self) -> Vec<&str> {
        self.0.scopes.split(' ').collect()
    }

    /// First characters of the secret, to recognise it by.
    async fn prefix(&self) -> &str {
        &self.0.prefix
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// From when on it does not work; null for one that does not expire.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(Into::into)
    }

    /// When it was last used, to the minute.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(Into::into)
    }

    /// When it was revoked.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(Into::into)
    }
}

/// A new API key.
#[derive(InputObject)]
pub struct CreateApiKeyInput {
    /// What it is for; at most 255 characters.
    pub name: String,
    /// What its holder may do: `customers:read`, `customers:write`, `groups:read`, `groups:write`,
    /// `events:read`, `webhooks`, `admin`. A right to write includes that to read.
    pub scopes: Vec<String>,
    /// From when on it does not work. Never by default.
    pub expires_at: Option<DateTime>,
}

/// What a key is made of.
struct Sound {
    name: Text,
    scopes: Vec<Scope>,
    expires_at: Option<Timestamp>,
}

impl CreateApiKeyInput {
    fn parse(&self, app: &App) -> error::Result<Sound> {
        let mut checks = Checks::input();
        let name = checks.take("name", Text::required(&self.name));
        let scopes: Option<Vec<_>> = self.scopes.iter().map(|name| Scope::parse(name)).collect();
        let scopes = checks.take("scopes", scopes.ok_or_else(unknown_scope));
        if self.scopes.is_empty() {
            checks.add("scopes", Fault::new(Code::Required, "A key needs a scope."));
        }
        let expires_at = self.expires_at.map(|DateTime(at)| at);
        if expires_at.is_some_and(|at| at <= app.clock.now()) {
            checks.add("expiresAt", Fault::invalid("The time is over."));
        }
        checks.finish()?;
        let (name, scopes) = name
            .zip(scopes)
            .ok_or_else(|| error::Error::internal("refused without an error"))?;
        Ok(Sound {
            name,
            scopes,
            expires_at,
        })
    }
}

fn unknown_scope() -> Fault {
    let names: Vec<_> = Scope::NAMES.iter().map(|(_, name)| *name).collect();
    Fault::invalid(format!("A scope is one of {}.", names.join(", ")))
}

/// A new API key, or why there is none.
#[derive(SimpleObject)]
pub(super) struct CreateApiKeyPayload {
    /// The key; null when it was refused.
    api_key: Option<ApiKey>,
    /// What its holder shows as a bearer token. Shown this once.
    secret: Option<String>,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

impl CreateApiKeyPayload {
    fn of((made, user_errors): Settled<Made>) -> Self {
        let parts =
            made.map(|Made { key, secret }| (key.into(), secret.expose_secret().to_owned()));
        let (api_key, secret) = parts.unzip();
        Self {
            api_key,
            secret,
            user_errors,
        }
    }
}

/// An API key, or why not.
#[derive(SimpleObject)]
pub(super) struct ApiKeyPayload {
    /// The key after the change; null when it was refused.
    api_key: Option<ApiKey>,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

/// Queries of API keys.
#[derive(Default)]
pub struct ApiKeyQuery;

#[Object]
impl ApiKeyQuery {
    /// Every API key, the oldest first, revoked ones too. Requires: staff(admin).
    async fn api_keys(&self, ctx: &Context<'_>) -> Result<Rows<ApiKey>> {
        actor(ctx).need(Scope::Admin)?;
        let keys = list(app(ctx)).await?;
        Ok(keys.into_iter().map(Into::into).collect())
    }
}

/// Mutations of API keys.
#[derive(Default)]
pub struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// Makes an API key. Requires: staff(admin).
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        input: CreateApiKeyInput,
    ) -> Result<CreateApiKeyPayload> {
        actor(ctx).need(Scope::Admin)?;
        let run = async {
            let sound = input.parse(app(ctx))?;
            create(app(ctx), sound.name, &sound.scopes, sound.expires_at).await
        };
        Ok(CreateApiKeyPayload::of(settle(ctx, run).await?))
    }

    /// Revokes an API key at once, on every server. One that is revoked stays as it is. Requires:
    /// staff(admin).
    async fn revoke_api_key(&self, ctx: &Context<'_>, input: NodeInput) -> Result<ApiKeyPayload> {
        actor(ctx).need(Scope::Admin)?;
        let run = async { revoke(app(ctx), &input.parse::<ApiKeyId>()?).await };
        let (key, user_errors) = settle(ctx, run).await?;
        Ok(ApiKeyPayload {
            api_key: key.map(Into::into),
            user_errors,
        })
    }
}
