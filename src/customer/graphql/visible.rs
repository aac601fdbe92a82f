//! Which customers a caller sees.

use async_graphql::Context;
use entity::CustomerId;
use futures_util::future::OptionFuture;

use super::Customer;
use crate::actor::Scope;
use crate::error::Result;
use crate::graphql::{actor, loaders};

/// What is read together when any of it is asked for.
const DEFAULTS: [&str; 4] = [
    "defaultShippingAddress",
    "defaultBillingAddress",
    "defaultShippingAddressId",
    "defaultBillingAddressId",
];

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
    // Boxed, since both are large and this is a part of every field that asks for a customer.
    let (found, ()) =
        Box::pin(async { tokio::join!(loader.load(id.clone()), ahead(ctx, id)) }).await;
    Ok(found?.map(Customer))
}

/// Reads what belongs to a customer, as far as the document asks for it, with the customer and not after:
/// the id is known.
async fn ahead(ctx: &Context<'_>, id: &CustomerId) {
    let (loaders, asked) = (loaders(ctx), ctx.look_ahead());
    let wants = |field| asked.field(field).exists();
    let (addresses, groups) = (&loaders.addresses, &loaders.groups);
    let theirs = wants("addresses").then(|| addresses.of_customer.ahead(id.clone()));
    let defaults = DEFAULTS.iter().any(|field| wants(field));
    let defaults = defaults.then(|| addresses.defaults.ahead(id.clone()));
    let groups = wants("groups").then(|| groups.of_customer.ahead(id.clone()));
    tokio::join!(
        OptionFuture::from(theirs),
        OptionFuture::from(defaults),
        OptionFuture::from(groups)
    );
}
