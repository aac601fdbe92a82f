//! Which customers a caller sees.

use async_graphql::Context;
use entity::CustomerId;

use super::Customer;
use crate::actor::Scope;
use crate::error::Result;
use crate::graphql::{actor, loaders};

/// The customer, if the caller may see it. Deleted ones are for staff alone.
///
/// # Errors
/// When the database fails.
pub async fn visible(
    ctx: &Context<'_>,
    id: &CustomerId,
    include_deleted: bool,
) -> Result<Option<Customer>> {
    if !actor(ctx).reaches(id, Scope::CustomersRead) {
        return Ok(None);
    }
    let customers = &loaders(ctx).customers;
    let any = include_deleted && actor(ctx).is_staff();
    let loader = if any { &customers.any } else { &customers.live };
    Ok(loader.load(id.clone()).await?.map(Customer))
}
