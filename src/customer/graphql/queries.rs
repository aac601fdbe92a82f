//! Queries of customers.

use async_graphql::{Context, ID, Json, Object, Result};
use entity::{CustomerId, Prefixed};
use serde_json::Value;

use super::{Customer, CustomerFilter, CustomerOrder, visible};
use crate::actor::Scope;
use crate::customer::store;
use crate::error;
use crate::graphql::{Row, actor, app, connection, nearby};
use crate::lifecycle;
use crate::page::PageArgs;

connection!(
    CustomerConnection,
    CustomerEdge,
    Customer,
    entity::customer::Entity
);

fn shown(found: error::Result<Option<Customer>>) -> Option<Result<Row<Customer>>> {
    let found = found.map_err(Into::into).transpose();
    found.map(|found| found.map(Row))
}

/// Queries of customers.
#[derive(Default)]
pub struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// The logged-in customer; null for anyone else.
    async fn me(&self, ctx: &Context<'_>) -> Option<Result<Row<Customer>>> {
        let id = actor(ctx).customer()?;
        let found = visible(ctx, id, false).await;
        shown(found)
    }

    /// One customer; null for an id that is unknown, malformed or not the caller's to see.
    /// `includeDeleted` works for staff alone. Requires: owner or staff(customers:read).
    async fn customer(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(default_with = "Some(false)")] include_deleted: Option<bool>,
    ) -> Option<Result<Row<Customer>>> {
        if let Err(error) = actor(ctx).need_customer_or(Scope::CustomersRead) {
            return Some(Err(error.into()));
        }
        let id = CustomerId::parse(&id)?;
        let found = visible(ctx, &id, include_deleted.unwrap_or(false)).await;
        shown(found)
    }

    /// Everything stored about one customer, as one JSON document with the names of this schema: the
    /// profile, addresses and groups (deleted ones too), memberships, identities, sessions and events; no
    /// hashes. What staff keep for themselves is in it for staff alone. Null for an id that is unknown,
    /// malformed or not the caller's to see. Requires: owner or staff(customers:read).
    async fn customer_data_export(
        &self,
        ctx: &Context<'_>,
        customer_id: ID,
    ) -> Option<Result<Json<Value>>> {
        if let Err(error) = actor(ctx).need_customer_or(Scope::CustomersRead) {
            return Some(Err(error.into()));
        }
        let id = CustomerId::parse(&customer_id)?;
        let found = lifecycle::export(app(ctx), actor(ctx), &id).await;
        found
            .map_err(Into::into)
            .transpose()
            .map(|held| held.map(Json))
    }

    /// Customers, by default in the order of their ids. `search` matches every word against e-mail,
    /// first, last and company name and phone, in any order, ignoring case and accents, so "jane doe"
    /// finds first name Jane, last name Doe. `first` and `last` default to 20 and are at most 100.
    /// `offset` is for numbered pages and excludes cursors. Requires: staff(customers:read).
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        offset: Option<i32>,
        filter: Option<CustomerFilter>,
        search: Option<String>,
        order_by: Option<Vec<CustomerOrder>>,
        #[graphql(default_with = "Some(false)")] include_deleted: Option<bool>,
    ) -> Result<CustomerConnection> {
        actor(ctx).need(Scope::CustomersRead)?;
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
        Ok(CustomerConnection(list.page(nearby(ctx)).await?))
    }
}
