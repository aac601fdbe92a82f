//! Queries of accounts.

use async_graphql::{Context, Object, Result};

use crate::customer;
use crate::error::Error;
use crate::graphql::{actor, app};

/// Queries of accounts.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// Whether an account has this e-mail; false for what is no e-mail. Staff may always ask, and anyone
    /// where the operator has allowed it, since it tells strangers who shops here; else `FORBIDDEN`.
    async fn account_exists(&self, ctx: &Context<'_>, email: String) -> Result<bool> {
        let is_open = app(ctx).settings.protection.expose_account_exists;
        if !is_open && !actor(ctx).is_staff() {
            return Err(Error::Forbidden.into());
        }
        Ok(customer::service::has_account(app(ctx), &email).await?)
    }
}
