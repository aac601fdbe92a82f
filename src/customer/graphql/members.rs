//! The members of groups, a page of each, batched.

use async_graphql::Context;
use entity::customer_group::Model as Group;

use super::{CustomerConnection, CustomerFilter, CustomerOrder};
use crate::customer::store;
use crate::error::Result;
use crate::graphql::{Part, Parts, app, loaders};
use crate::page::PageArgs;

/// A page of the members of a group; a deleted one has none.
///
/// # Errors
/// [`crate::error::Error::BadInput`] naming the argument, or when the database fails.
pub(crate) async fn members(
    ctx: &Context<'_>,
    group: &Group,
    filter: Option<CustomerFilter>,
    order: &[CustomerOrder],
    args: PageArgs,
) -> Result<CustomerConnection> {
    let list = store::members(filter, order, args, app(ctx).db.backend())?;
    if group.deleted_at.is_some() {
        return Ok(CustomerConnection(list.nothing()));
    }
    let part = Part::of(ctx, group.id.clone(), list);
    let page = Parts::page(&loaders(ctx).customers.of_group, part).await?;
    Ok(CustomerConnection(page))
}
