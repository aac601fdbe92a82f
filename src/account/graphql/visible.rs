//! Which logins and sessions a caller sees.

use async_graphql::Context;
use entity::{ApiKeyId, IdentityId, SessionId};

use super::{ApiKey, AuthIdentity, Session};
use crate::account::api_key;
use crate::actor::Scope;
use crate::error::Result;
use crate::graphql::{actor, app, loaders};

/// The API key, for an admin.
///
/// # Errors
/// When the database fails.
pub async fn visible_api_key(ctx: &Context<'_>, id: &ApiKeyId) -> Result<Option<ApiKey>> {
    if !actor(ctx).has(Scope::Admin) {
        return Ok(None);
    }
    let found = api_key::find(app(ctx), id).await?;
    Ok(found.map(Into::into))
}

/// The session, if it is one of the caller's.
///
/// # Errors
/// When the database fails.
pub async fn visible_session(ctx: &Context<'_>, id: SessionId) -> Result<Option<Session>> {
    let Some(caller) = actor(ctx).customer() else {
        return Ok(None);
    };
    let found = loaders(ctx).accounts.sessions.load(id).await?;
    Ok(found.filter(|row| row.customer_id == *caller).map(Session))
}

/// The login, if the caller may see it. One that nobody has claimed yet is for staff alone.
///
/// # Errors
/// When the database fails.
pub async fn visible_identity(ctx: &Context<'_>, id: IdentityId) -> Result<Option<AuthIdentity>> {
    let caller = actor(ctx);
    if caller.need_customer_or(Scope::CustomersRead).is_err() {
        return Ok(None);
    }
    let found = loaders(ctx).accounts.identities.load(id).await?;
    let seen = found.filter(|row| match &row.customer_id {
        Some(owner) => caller.reaches(owner, Scope::CustomersRead),
        None => caller.has(Scope::CustomersRead),
    });
    Ok(seen.map(AuthIdentity))
}
