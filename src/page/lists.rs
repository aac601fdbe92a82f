//! Lists of many owners, whatever is listed.

use std::collections::HashMap;
use std::fmt::Debug;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait};

use super::each::{Each, Wanted};
use super::fetch::Page;

/// Lists of which a page each can be read together.
pub trait Lists: Clone + Debug + Send + Sync + 'static {
    /// A page of one.
    type Page: Clone + Send + Sync;

    /// The page of each owner, see [`Each::pages`].
    ///
    /// # Errors
    /// Whatever the database reports.
    fn pages(
        &self,
        db: &impl ConnectionTrait,
        owners: &[String],
        wanted: Wanted,
    ) -> impl Future<Output = Result<HashMap<String, Self::Page>, DbErr>> + Send;
}

impl<E: EntityTrait, C: ColumnTrait> Lists for Each<E, C>
where
    E::Model: Send + Sync,
{
    type Page = Page<E>;

    async fn pages(
        &self,
        db: &impl ConnectionTrait,
        owners: &[String],
        wanted: Wanted,
    ) -> Result<HashMap<String, Page<E>>, DbErr> {
        Self::pages(self, db, owners, wanted).await
    }
}
