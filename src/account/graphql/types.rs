//! Logins and sessions as the API shows them.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};
use entity::{auth_identity, session};

use crate::actor::Actor;
use crate::graphql::scalar::DateTime;
use crate::graphql::{actor, leaves};

/// A way to log in: by e-mail and password, or as a subject of an outside identity provider.
#[derive(Clone, Description)]
pub struct AuthIdentity(pub Arc<auth_identity::Model>);

leaves!(AuthIdentity {
    "id": id,
    "provider": provider,
    "entityId": entity_id,
    "createdAt": created_at,
    "lastUsedAt": last_used_at,
});

#[Object(use_type_description)]
impl AuthIdentity {
    /// Starts with `authid_`.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// `emailpass`, or the name of a provider.
    async fn provider(&self) -> &str {
        &self.0.provider
    }

    /// The e-mail, or the subject that the provider knows.
    async fn entity_id(&self) -> &str {
        &self.0.entity_id
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last used to log in; null before the first time.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(Into::into)
    }
}

/// A login on one device, which lives until it is ended or expires.
#[derive(Clone, Description)]
pub struct Session(pub Arc<session::Model>);

leaves!(Session {
    "id": id,
    "userAgent": user_agent,
    "ipAddress": ip_address,
    "createdAt": created_at,
    "lastUsedAt": last_used_at,
    "expiresAt": idle_expires_at,
});

#[Object(use_type_description)]
impl Session {
    /// Starts with `sess_`.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What the client called itself at login, at most 255 characters of it.
    async fn user_agent(&self) -> Option<&str> {
        self.0.user_agent.as_deref()
    }

    /// Where the login came from.
    async fn ip_address(&self) -> Option<&str> {
        self.0.ip_address.as_deref()
    }

    /// When the customer logged in.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last used, to the minute.
    async fn last_used_at(&self) -> DateTime {
        self.0.last_used_at.into()
    }

    /// When it ends unless its tokens are refreshed before.
    async fn expires_at(&self) -> DateTime {
        self.0.idle_expires_at.into()
    }

    /// Whether this very request came with it.
    async fn current(&self, ctx: &Context<'_>) -> bool {
        matches!(actor(ctx), Actor::Customer { session, .. } if *session == self.0.id)
    }
}
