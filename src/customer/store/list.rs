//! Lists of customers.

use entity::customer::Entity;
use sea_orm::QueryFilter;

use super::{filter::order, select};
use crate::customer::graphql::{CustomerFilter, CustomerOrder};
use crate::db::Db;
use crate::error::Result;
use crate::page::{self, Page, PageArgs, Phones};

/// Which customers, in which order, and which part of them.
pub struct List {
    /// Deleted ones too.
    pub include_deleted: bool,
    /// Only those that match.
    pub filter: Option<CustomerFilter>,
    /// Only those that match every word.
    pub search: Option<String>,
    /// In this order, then by id.
    pub order: Vec<CustomerOrder>,
    /// This part of them.
    pub args: PageArgs,
}

impl List {
    /// Reads the part.
    ///
    /// # Errors
    /// [`crate::error::Error::BadInput`] naming the argument, or when the database fails.
    pub async fn page(self, db: &Db) -> Result<Page<Entity>> {
        let is_filtered = self.filter.is_some() || self.search.is_some();
        let mut rows = select(self.include_deleted);
        if let Some(filter) = self.filter {
            rows = rows.filter(page::condition(filter, db.backend())?);
        }
        if let Some(text) = self.search {
            rows = rows.filter(page::search::<Entity>(
                &text,
                Phones::Searched,
                db.backend(),
            )?);
        }
        let order = order(&self.order);
        let window = self.args.window(&order)?.of(&order, is_filtered);
        Ok(page::page(db.read(), rows, order, window).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::graphql::CustomerOrderField;
    use crate::page::OrderDirection;
    use crate::page::tests::plans::detours;
    use crate::testing;

    #[tokio::test]
    async fn every_order_goes_along_an_index() {
        use CustomerOrderField::{
            CompanyName, CreatedAt, Email, FirstName, Id, LastName, UpdatedAt,
        };
        let folder = tempfile::tempdir().unwrap();
        let db = testing::database(&testing::settings_in(&folder)).await;
        for field in [
            Id,
            CreatedAt,
            UpdatedAt,
            Email,
            FirstName,
            LastName,
            CompanyName,
        ] {
            for direction in [OrderDirection::Asc, OrderDirection::Desc] {
                let direction = Some(direction);
                let order = order(&[CustomerOrder { field, direction }]);
                let detours = detours(&db, select(false), &order).await;
                assert!(detours.is_empty(), "{field:?} {direction:?}: {detours:?}");
            }
        }
    }
}
