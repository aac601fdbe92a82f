//! Lists of addresses.

use entity::CustomerId;
use entity::customer_address::Entity;
use sea_orm::QueryFilter;

use super::{filter::order, select};
use crate::address::graphql::{CustomerAddressFilter, CustomerAddressOrder};
use crate::db::Db;
use crate::error::Result;
use crate::page::{self, Page, PageArgs, Phones};

/// Which addresses, in which order, and which part of them.
pub struct List {
    /// Of one customer alone.
    pub of: Option<CustomerId>,
    /// Only those that match.
    pub filter: Option<CustomerAddressFilter>,
    /// Only those that match every word.
    pub search: Option<String>,
    /// In this order, then by id.
    pub order: Vec<CustomerAddressOrder>,
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
        let mut rows = select(self.of.as_ref(), db.backend());
        if let Some(filter) = self.filter {
            rows = rows.filter(page::condition(filter, db.backend())?);
        }
        if let Some(text) = self.search {
            rows = rows.filter(page::search::<Entity>(&text, Phones::Absent, db.backend())?);
        }
        let order = order(&self.order);
        let window = self.args.window(&order)?.of(&order, is_filtered);
        Ok(page::page(db.read(), rows, order, window).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::graphql::CustomerAddressOrderField;
    use crate::page::OrderDirection;
    use crate::page::tests::plans::detours;
    use crate::testing;

    #[tokio::test]
    async fn every_order_goes_along_an_index() {
        use CustomerAddressOrderField::{City, CountryCode, CreatedAt, Id, PostalCode, UpdatedAt};
        let folder = tempfile::tempdir().unwrap();
        let db = testing::database(&testing::settings_in(&folder)).await;
        for field in [Id, CreatedAt, UpdatedAt, City, CountryCode, PostalCode] {
            for direction in [OrderDirection::Asc, OrderDirection::Desc] {
                let direction = Some(direction);
                let order = order(&[CustomerAddressOrder { field, direction }]);
                let detours = detours(&db, select(None, db.backend()), &order).await;
                assert!(detours.is_empty(), "{field:?} {direction:?}: {detours:?}");
            }
        }
    }
}
