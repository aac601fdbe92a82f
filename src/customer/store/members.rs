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
    let matches = filter.map(|filter| page::condition(filter, backend));
    let matches = matches.transpose()?.filter(|matches| !matches.is_empty());
    let is_plain = matches.is_none() && order.is_by_id();
    let rows = |on: Expr| {
        let mut rows = select(false);
        QueryTrait::query(&mut rows).join(JoinType::InnerJoin, membership::Entity, on);
        match &matches {
            Some(matches) => rows.filter(matches.clone()),
            None => rows,
        }
    };
    Ok(Each {
        select: rows(if is_plain { looked_up(backend) } else { same() }),
        counted: rows(same()),
        owner: membership::Column::CustomerGroupId,
        id: membership::Column::CustomerId,
        order,
        window,
    })
}

/// A customer and a membership belong together.
fn same() -> Expr {
    let member = membership::Column::CustomerId.into_expr();
    customer::Column::Id.into_expr().eq(member)
}

/// The same, so that each customer is looked up as the index of memberships comes to it. PostgreSQL would
/// rather merge that with the index of customers, expecting the members to be spread evenly, and walk
/// over a million customers to the first of those that came last; it cannot merge with a list.
fn looked_up(backend: DbBackend) -> Expr {
    match backend {
        DbBackend::Postgres => {
            Expr::cust("customer.id = ANY (ARRAY[customer_group_customer.customer_id])")
        }
        _ => same(),
    }
}
