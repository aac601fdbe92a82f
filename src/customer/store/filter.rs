//! Filters and orders of customers, as SQL.

use entity::{customer, customer_address, customer_group, customer_group_customer};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationTrait,
};

use crate::customer::graphql::{CustomerFilter, CustomerOrder, CustomerOrderField};
use crate::error::Result;
use crate::page::{Conditions, Filter, Order};

impl Filter for CustomerFilter {
    fn demand(self, of: &mut Conditions<'_>) -> Result<()> {
        use customer::Column;
        let Self {
            and,
            or,
            not,
            id,
            email,
            first_name,
            last_name,
            company_name,
            phone,
            has_account,
            email_verified,
            created_by,
            external_id,
            created_at,
            updated_at,
            deleted_at,
            metadata,
            groups,
            addresses,
        } = self;
        of.combined(and, or, not)?;
        of.id(Column::Id, id)?;
        of.searched_text(Column::Email, email)?;
        of.searched_text(Column::FirstNameFold, first_name)?;
        of.searched_text(Column::LastNameFold, last_name)?;
        of.searched_text(Column::CompanyNameFold, company_name)?;
        of.searched_text(Column::Phone, phone)?;
        of.flag(Column::HasAccount, has_account)?;
        of.present(Column::EmailVerifiedAt, email_verified)?;
        of.text(Column::CreatedByFold, created_by)?;
        of.text(Column::ExternalIdFold, external_id)?;
        of.time(Column::CreatedAt, created_at)?;
        of.time(Column::UpdatedAt, updated_at)?;
        of.time(Column::DeletedAt, deleted_at)?;
        of.metadata(Column::Metadata, metadata)?;
        of.related(groups, in_group)?;
        of.related(addresses, has_address)
    }
}

/// The order of a list of customers.
#[must_use]
pub fn order(by: &[CustomerOrder]) -> Order<customer::Entity> {
    use customer::Column;
    Order::by(by.iter().map(|order| {
        let column = match order.field {
            CustomerOrderField::Id => Column::Id,
            CustomerOrderField::CreatedAt => Column::CreatedAt,
            CustomerOrderField::UpdatedAt => Column::UpdatedAt,
            CustomerOrderField::Email => Column::Email,
            CustomerOrderField::FirstName => Column::FirstNameFold,
            CustomerOrderField::LastName => Column::LastNameFold,
            CustomerOrderField::CompanyName => Column::CompanyNameFold,
        };
        (column, order.direction.unwrap_or_default())
    }))
}

// Subqueries that stand by themselves, so that a selective filter is answered from its own index.

fn in_group(matches: Condition) -> Expr {
    use customer_group_customer::{Column, Entity, Relation};
    let members = Entity::find()
        .select_only()
        .column(Column::CustomerId)
        .join(JoinType::InnerJoin, Relation::CustomerGroup.def())
        .filter(customer_group::Column::DeletedAt.is_null())
        .filter(matches)
        .into_query();
    customer::Column::Id.in_subquery(members)
}

fn has_address(matches: Condition) -> Expr {
    let owners = customer_address::Entity::live()
        .select_only()
        .column(customer_address::Column::CustomerId)
        .filter(matches)
        .into_query();
    customer::Column::Id.in_subquery(owners)
}
