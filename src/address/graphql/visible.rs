//! Which addresses a caller sees.

use async_graphql::Context;
use entity::AddressId;

use super::CustomerAddress;
use crate::actor::Scope;
use crate::error::Result;
use crate::graphql::{actor, loaders};

/// The address, if the caller may see it. Deleted ones, and those of deleted customers, are for staff alone.
///
/// # Errors
/// When the database fails.
pub async fn visible(
    ctx: &Context<'_>,
    id: AddressId,
    include_deleted: bool,
) -> Result<Option<CustomerAddress>> {
    let addresses = &loaders(ctx).addresses;
    let any = include_deleted && actor(ctx).is_staff();
    let loader = if any { &addresses.any } else { &addresses.live };
    let found = loader.load(id).await?;
    let mine = found.filter(|row| actor(ctx).reaches(&row.customer_id, Scope::CustomersRead));
    Ok(mine.map(CustomerAddress))
}
