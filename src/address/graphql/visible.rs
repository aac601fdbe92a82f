//! Which addresses a caller sees.

use async_graphql::Context;
use entity::AddressId;

use super::CustomerAddress;
use crate::actor::Scope;
use crate::error::Result;
use crate::graphql::{actor, loaders};

/// The address, if the caller may see it.
///
/// # Errors
/// When the database fails.
pub async fn visible(ctx: &Context<'_>, id: AddressId) -> Result<Option<CustomerAddress>> {
    let found = loaders(ctx).addresses.by_id.load(id).await?;
    let mine = found.filter(|row| actor(ctx).reaches(&row.customer_id, Scope::CustomersRead));
    Ok(mine.map(CustomerAddress))
}
