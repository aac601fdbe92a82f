//! Queries of groups.

use async_graphql::{Context, ID, Object, Result};
use entity::{GroupId, Prefixed};

use super::{CustomerGroup, CustomerGroupFilter, CustomerGroupOrder, visible};
use crate::actor::Scope;
use crate::graphql::{actor, connection, nearby};
use crate::group::store;
use crate::page::PageArgs;

connection!(
    CustomerGroupConnection,
    CustomerGroupEdge,
    CustomerGroup,
    entity::customer_group::Entity
);

/// Queries of groups.
#[derive(Default)]
pub struct GroupQuery;

#[Object]
impl GroupQuery {
    /// One group; null for an id that is unknown, malformed or not the caller's to see.
    /// `includeDeleted` works for staff alone. Requires: staff(groups:read), or a customer in it.
    async fn customer_group(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(default_with = "Some(false)")] include_deleted: Option<bool>,
    ) -> Option<Result<CustomerGroup>> {
        if let Err(error) = actor(ctx).need_customer_or(Scope::GroupsRead) {
            return Some(Err(error.into()));
        }
        let id = GroupId::parse(&id)?;
        let found = visible(ctx, id, include_deleted.unwrap_or(false)).await;
        found.map_err(Into::into).transpose()
    }

    /// Groups, by default in the order of their ids. `search` matches every word against the name.
    /// `first` and `last` default to 20 and are at most 100. `offset` is for numbered pages and
    /// excludes cursors. Requires: staff(groups:read).
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn customer_groups(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        offset: Option<i32>,
        filter: Option<CustomerGroupFilter>,
        search: Option<String>,
        order_by: Option<Vec<CustomerGroupOrder>>,
        #[graphql(default_with = "Some(false)")] include_deleted: Option<bool>,
    ) -> Result<CustomerGroupConnection> {
        actor(ctx).need(Scope::GroupsRead)?;
        let list = store::List {
            include_deleted: include_deleted.unwrap_or(false),
            filter,
            search,
            order: order_by.unwrap_or_default(),
            args: PageArgs {
                first,
                after,
                last,
                before,
                offset,
            },
        };
        Ok(CustomerGroupConnection(list.page(nearby(ctx)).await?))
    }
}
