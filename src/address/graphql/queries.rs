//! Queries of addresses.

use async_graphql::{Context, ID, Object, Result};
use entity::{AddressId, Prefixed};

use super::{CustomerAddress, CustomerAddressFilter, CustomerAddressOrder, visible};
use crate::actor::Scope;
use crate::address::store;
use crate::graphql::{actor, connection, nearby};
use crate::page::PageArgs;

connection!(
    CustomerAddressConnection,
    CustomerAddressEdge,
    CustomerAddress,
    entity::customer_address::Entity
);

/// Queries of addresses.
#[derive(Default)]
pub struct AddressQuery;

#[Object]
impl AddressQuery {
    /// One address; null for an id that is unknown, malformed or not the caller's to see. Requires:
    /// owner or staff(customers:read).
    async fn customer_address(&self, ctx: &Context<'_>, id: ID) -> Option<Result<CustomerAddress>> {
        if let Err(error) = actor(ctx).need_customer_or(Scope::CustomersRead) {
            return Some(Err(error.into()));
        }
        let id = AddressId::parse(&id)?;
        visible(ctx, id, false)
            .await
            .map_err(Into::into)
            .transpose()
    }

    /// Addresses, by default in the order of their ids: the caller's own for a customer, all for
    /// staff(customers:read). `search` matches every word against names, company, lines, city and
    /// postal code. `first` and `last` default to 20 and are at most 100. `offset` is for numbered
    /// pages and excludes cursors.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn customer_addresses(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        offset: Option<i32>,
        filter: Option<CustomerAddressFilter>,
        search: Option<String>,
        order_by: Option<Vec<CustomerAddressOrder>>,
    ) -> Result<CustomerAddressConnection> {
        actor(ctx).need_customer_or(Scope::CustomersRead)?;
        let list = store::List {
            of: actor(ctx).customer().cloned(),
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
        Ok(CustomerAddressConnection(list.page(nearby(ctx)).await?))
    }
}
