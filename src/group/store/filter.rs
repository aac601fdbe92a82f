//! Filters and orders of groups, as SQL.

use entity::customer_group::{Column, Entity};

use crate::error::Result;
use crate::group::graphql::{CustomerGroupFilter, CustomerGroupOrder, CustomerGroupOrderField};
use crate::page::{Conditions, Filter, Order};

impl Filter for CustomerGroupFilter {
    fn demand(self, of: &mut Conditions<'_>) -> Result<()> {
        let Self {
            and,
            or,
            not,
            id,
            name,
            created_by,
            created_at,
            updated_at,
            deleted_at,
            metadata,
        } = self;
        of.combined(and, or, not)?;
        of.id(Column::Id, id)?;
        of.searched_text(Column::NameFold, name)?;
        of.text(Column::CreatedByFold, created_by)?;
        of.time(Column::CreatedAt, created_at)?;
        of.time(Column::UpdatedAt, updated_at)?;
        of.time(Column::DeletedAt, deleted_at)?;
        of.metadata(Column::Metadata, metadata)
    }
}

/// The order of a list of groups.
#[must_use]
pub(super) fn order(by: &[CustomerGroupOrder]) -> Order<Entity> {
    Order::by(by.iter().map(|order| {
        let column = match order.field {
            CustomerGroupOrderField::Id => Column::Id,
            CustomerGroupOrderField::CreatedAt => Column::CreatedAt,
            CustomerGroupOrderField::UpdatedAt => Column::UpdatedAt,
            CustomerGroupOrderField::Name => Column::NameFold,
        };
        (column, order.direction.unwrap_or_default())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::OrderDirection;
    use crate::page::tests::orders::spelt;

    #[test]
    fn orders_are_by_what_they_name() {
        use CustomerGroupOrderField::{CreatedAt, Id, Name, UpdatedAt};
        for (field, column) in [
            (Id, "id"),
            (CreatedAt, "created_at"),
            (UpdatedAt, "updated_at"),
            (Name, "name_fold"),
        ] {
            for (direction, sign) in [
                (None, '+'),
                (Some(OrderDirection::Asc), '+'),
                (Some(OrderDirection::Desc), '-'),
            ] {
                let by = order(&[CustomerGroupOrder { field, direction }]);
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
