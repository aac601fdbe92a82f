//! The members of groups.

use entity::customer::{self, Entity};
use entity::customer_group_customer as membership;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DbBackend, JoinType, QueryFilter, QueryTrait};

use super::{filter::order, select};
use crate::customer::graphql::{CustomerFilter, CustomerOrder};
use crate::error::Result;
use crate::page::{self, Each, PageArgs};

/// The same part of the members of each of many groups.
pub type Members = Each<Entity, membership::Column>;

/// The live members of groups that match, in this order and then by id.
///
/// # Errors
/// [`crate::error::Error::BadInput`] naming the argument.
pub fn members(
    filter: Option<CustomerFilter>,
    by: &[CustomerOrder],
    args: PageArgs,
    backend: DbBackend,
) -> Result<Members> {
    let order = order(by);
    let window = args.window(&order)?;
    let is_plain = filter.is_none() && order.is_by_id();
    let mut select = select(false);
    QueryTrait::query(&mut select).join(
        JoinType::InnerJoin,
        membership::Entity,
        joined(is_plain, backend),
    );
    if let Some(filter) = filter {
        select = select.filter(page::condition(filter, backend)?);
    }
    Ok(Each {
        select,
        owner: membership::Column::CustomerGroupId,
        id: membership::Column::CustomerId,
        order,
        window,
    })
}

/// How customers meet their memberships. A plain list is read off the index of memberships. PostgreSQL
/// would rather merge that with the index of customers, expecting the members to be spread evenly, and
/// walk over a million customers to the first of those that came last; it cannot merge with a list.
fn joined(is_plain: bool, backend: DbBackend) -> Expr {
    if is_plain && backend == DbBackend::Postgres {
        return Expr::cust("customer.id = ANY (ARRAY[customer_group_customer.customer_id])");
    }
    let member = membership::Column::CustomerId.into_expr();
    customer::Column::Id.into_expr().eq(member)
}
