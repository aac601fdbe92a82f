//! Lists of groups.

use entity::customer_group::Entity;
use sea_orm::QueryFilter;

use super::{filter::order, select};
use crate::db::Db;
use crate::error::Result;
use crate::group::graphql::{CustomerGroupFilter, CustomerGroupOrder};
use crate::page::{self, Page, PageArgs, Phones};

/// Which groups, in which order, and which part of them.
pub struct List {
    /// Deleted ones too.
    pub include_deleted: bool,
    /// Only those that match.
    pub filter: Option<CustomerGroupFilter>,
    /// Only those that match every word.
    pub search: Option<String>,
    /// In this order, then by id.
    pub order: Vec<CustomerGroupOrder>,
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
            rows = rows.filter(page::search::<Entity>(&text, Phones::Absent, db.backend())?);
        }
        let order = order(&self.order);
        let window = self.args.window(&order)?.of(&order, is_filtered);
        Ok(page::page(db.read(), rows, order, window).await?)
    }
}
