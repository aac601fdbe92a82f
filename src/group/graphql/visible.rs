//! Which groups and memberships a caller sees.

use async_graphql::Context;
use entity::{GroupId, MembershipId};

use super::{CustomerGroup, CustomerGroupCustomer};
use crate::actor::{Actor, Scope};
use crate::error::Result;
use crate::graphql::{actor, loaders};

/// The group, if the caller may read groups or is in it. Deleted ones are for staff alone.
///
/// # Errors
/// When the database fails.
pub async fn visible(
    ctx: &Context<'_>,
    id: GroupId,
    include_deleted: bool,
) -> Result<Option<CustomerGroup>> {
    let groups = &loaders(ctx).groups;
    let found = match actor(ctx) {
        staff if staff.has(Scope::GroupsRead) => {
            let loader = if include_deleted {
                &groups.any
            } else {
                &groups.live
            };
            loader.load(id).await?
        }
        Actor::Customer { id: customer, .. } => {
            let mine = groups.of_customer.load(customer.clone()).await?;
            mine.unwrap_or_default()
                .into_iter()
                .find(|group| group.id == id)
        }
        _ => None,
    };
    Ok(found.map(CustomerGroup))
}

/// The live membership, if the caller may read groups or it is the caller's.
///
/// # Errors
/// When the database fails.
pub async fn visible_membership(
    ctx: &Context<'_>,
    id: MembershipId,
) -> Result<Option<CustomerGroupCustomer>> {
    let found = loaders(ctx).groups.memberships.load(id).await?;
    let mine = found.filter(|row| actor(ctx).reaches(&row.customer_id, Scope::GroupsRead));
    Ok(mine.map(CustomerGroupCustomer))
}
