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
pub(super) fn order(by: &[CustomerOrder]) -> Order<customer::Entity> {
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

#[cfg(test)]
mod tests {
    use entity::{GroupId, Prefixed, Timestamp};
    use sea_orm::DatabaseConnection;

    use super::*;
    use crate::address::graphql::CustomerAddressFilter;
    use crate::group::graphql::CustomerGroupFilter;
    use crate::page::OrderDirection;
    use crate::page::tests::orders::spelt;
    use crate::page::tests::rows::{self, found};
    use crate::page::{StringFilter, condition};

    async fn database() -> DatabaseConnection {
        let db = rows::database().await;
        rows::insert(
            &db,
            ["cus_1", "cus_2", "cus_3", "cus_4"].map(rows::customer),
        )
        .await;
        let gone = customer_group::Model {
            id: GroupId::trusted("cgroup_2".to_owned()),
            deleted_at: Some(Timestamp(1)),
            ..rows::group("cgroup_2", "VIP")
        };
        let others = rows::group("cgroup_3", "Others");
        rows::insert(&db, [rows::group("cgroup_1", "VIP"), gone, others]).await;
        for (customer, group) in [("cus_1", 1), ("cus_1", 3), ("cus_2", 2), ("cus_3", 3)] {
            rows::join(&db, customer, &format!("cgroup_{group}")).await;
        }
        let address = |id, customer, city: &str| customer_address::Model {
            city: Some(city.to_owned()),
            ..rows::address(id, customer)
        };
        let gone = customer_address::Model {
            deleted_at: Some(Timestamp(1)),
            ..address("addr_3", "cus_3", "Rome")
        };
        let live = [
            address("addr_1", "cus_1", "Rome"),
            address("addr_2", "cus_2", "Oslo"),
        ];
        rows::insert(&db, live.into_iter().chain([gone])).await;
        db
    }

    fn eq(text: &str) -> StringFilter {
        StringFilter {
            eq: Some(text.to_owned()),
            ..StringFilter::default()
        }
    }

    fn in_groups(name: Option<StringFilter>) -> CustomerFilter {
        CustomerFilter {
            groups: Some(CustomerGroupFilter {
                name,
                ..CustomerGroupFilter::default()
            }),
            ..CustomerFilter::default()
        }
    }

    fn with_addresses(city: Option<StringFilter>) -> CustomerFilter {
        CustomerFilter {
            addresses: Some(CustomerAddressFilter {
                city,
                ..CustomerAddressFilter::default()
            }),
            ..CustomerFilter::default()
        }
    }

    fn not(filter: CustomerFilter) -> CustomerFilter {
        CustomerFilter {
            not: Some(Box::new(filter)),
            ..CustomerFilter::default()
        }
    }

    #[tokio::test]
    async fn customers_are_found_by_their_live_groups() {
        let db = database().await;
        assert_eq!(found(&db, in_groups(Some(eq("vip")))).await, ["cus_1"]);
        assert_eq!(
            found(&db, in_groups(Some(eq("others")))).await,
            ["cus_1", "cus_3"]
        );
        assert_eq!(found(&db, in_groups(None)).await, ["cus_1", "cus_3"]);
        assert_eq!(found(&db, not(in_groups(None))).await, ["cus_2", "cus_4"]);
    }

    #[tokio::test]
    async fn customers_are_found_by_their_live_addresses() {
        let db = database().await;
        assert_eq!(
            found(&db, with_addresses(Some(eq("ROME")))).await,
            ["cus_1"]
        );
        assert_eq!(found(&db, with_addresses(None)).await, ["cus_1", "cus_2"]);
        assert_eq!(
            found(&db, not(with_addresses(Some(eq("rome"))))).await,
            ["cus_2", "cus_3", "cus_4"]
        );
    }

    #[test]
    fn relations_count_as_nesting() {
        let deep = (0..4).fold(in_groups(None), |filter, _| not(filter));
        assert!(condition(deep.clone(), sea_orm::DbBackend::Sqlite).is_ok());
        assert!(condition(not(deep), sea_orm::DbBackend::Sqlite).is_err());
    }

    #[test]
    fn orders_are_by_what_they_name() {
        use CustomerOrderField::{
            CompanyName, CreatedAt, Email, FirstName, Id, LastName, UpdatedAt,
        };
        for (field, column) in [
            (Id, "id"),
            (CreatedAt, "created_at"),
            (UpdatedAt, "updated_at"),
            (Email, "email"),
            (FirstName, "first_name_fold"),
            (LastName, "last_name_fold"),
            (CompanyName, "company_name_fold"),
        ] {
            for (direction, sign) in [
                (None, '+'),
                (Some(OrderDirection::Asc), '+'),
                (Some(OrderDirection::Desc), '-'),
            ] {
                let by = order(&[CustomerOrder { field, direction }]);
                let id = if column == "id" {
                    String::new()
                } else {
                    format!("id{sign}")
                };
                assert_eq!(spelt(&by), format!("{column}{sign}{id}"));
            }
        }
    }
}
