//! All customers as they are at one moment, a page at a time.

use entity::{
    CustomerId, GroupId, auth_identity, customer, customer_address, customer_group,
    customer_group_customer,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use crate::db::{Db, Unit};

/// Rows of a page.
const PAGE: u64 = 1000;

/// Makes a transaction of PostgreSQL a snapshot, without the limits that are for requests: it takes as
/// long as whoever reads the file does.
const STILL: &str = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
    SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0";

/// A reader for whom time stands still: what is committed later does not show.
pub struct Snapshot {
    tx: Unit,
    include_deleted: bool,
}

/// Customers with all that is theirs, each list in the order of its ids.
#[derive(Debug)]
pub struct Page {
    /// The customers.
    pub customers: Vec<customer::Model>,
    /// Their addresses.
    pub addresses: Vec<customer_address::Model>,
    /// Their memberships, with the groups.
    pub memberships: Vec<(customer_group_customer::Model, customer_group::Model)>,
    /// Their logins.
    pub identities: Vec<auth_identity::Model>,
}

/// How much there is.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Customers.
    pub customers: u64,
    /// Addresses of the customer who has most.
    pub most_addresses: u64,
}

impl Snapshot {
    /// Opens one, of live rows alone or of all but the erased, of whom nothing is left to be taken along.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(db: &Db, include_deleted: bool) -> Result<Self, DbErr> {
        let tx = db.read().begin().await?;
        // On `SQLite` the snapshot of a reader is that of its first statement.
        if db.backend() == DbBackend::Postgres {
            tx.execute_unprepared(STILL).await?;
        }
        Ok(Self {
            tx,
            include_deleted,
        })
    }

    /// Counts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts(&self) -> Result<Counts, DbErr> {
        use customer_address::{Column as C, Entity};
        let addresses = if self.include_deleted {
            Entity::find()
        } else {
            Entity::live()
        };
        let most: Option<i64> = addresses
            .select_only()
            .column_as(C::Id.count(), "count")
            .group_by(C::CustomerId)
            .order_by_desc(C::Id.count())
            .into_tuple()
            .one(&self.tx)
            .await?;
        Ok(Counts {
            customers: self.rows().count(&self.tx).await?,
            most_addresses: u64::try_from(most.unwrap_or(0)).unwrap_or(0),
        })
    }

    /// The next groups behind one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn groups(
        &self,
        after: Option<&GroupId>,
    ) -> Result<Vec<customer_group::Model>, DbErr> {
        use customer_group::{Column as C, Entity};
        let mut select = Entity::find().order_by_asc(C::Id).limit(PAGE);
        if let Some(id) = after {
            select = select.filter(C::Id.gt(id.clone()));
        }
        if !self.include_deleted {
            select = select.filter(C::DeletedAt.is_null());
        }
        select.all(&self.tx).await
    }

    /// The next customers behind one; none at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers(&self, after: Option<&CustomerId>) -> Result<Option<Page>, DbErr> {
        use customer::Column as C;
        let mut select = self.rows().order_by_asc(C::Id).limit(PAGE);
        if let Some(id) = after {
            select = select.filter(C::Id.gt(id.clone()));
        }
        let customers = select.all(&self.tx).await?;
        if customers.is_empty() {
            return Ok(None);
        }
        let ids: Vec<_> = customers.iter().map(|row| row.id.clone()).collect();
        Ok(Some(Page {
            addresses: self.addresses(&ids).await?,
            memberships: self.memberships(&ids).await?,
            identities: self.identities(&ids).await?,
            customers,
        }))
    }

    fn rows(&self) -> Select<customer::Entity> {
        use customer::{Column as C, Entity};
        if self.include_deleted {
            Entity::find().filter(C::ErasedAt.is_null())
        } else {
            Entity::live()
        }
    }

    async fn addresses(&self, of: &[CustomerId]) -> Result<Vec<customer_address::Model>, DbErr> {
        use customer_address::{Column as C, Entity};
        let mut select = Entity::find().filter(C::CustomerId.is_in(of.iter().cloned()));
        if !self.include_deleted {
            select = select.filter(C::DeletedAt.is_null());
        }
        select.order_by_asc(C::Id).all(&self.tx).await
    }

    async fn memberships(
        &self,
        of: &[CustomerId],
    ) -> Result<Vec<(customer_group_customer::Model, customer_group::Model)>, DbErr> {
        use customer_group_customer::{Column as C, Entity};
        let mut select = Entity::find()
            .find_also_related(customer_group::Entity)
            .filter(C::CustomerId.is_in(of.iter().cloned()));
        if !self.include_deleted {
            select = select.filter(customer_group::Column::DeletedAt.is_null());
        }
        let rows = select.order_by_asc(C::Id).all(&self.tx).await?;
        let with_group = rows
            .into_iter()
            .filter_map(|(row, group)| Some((row, group?)));
        Ok(with_group.collect())
    }

    async fn identities(&self, of: &[CustomerId]) -> Result<Vec<auth_identity::Model>, DbErr> {
        use auth_identity::{Column as C, Entity};
        let mut select = Entity::find().filter(C::CustomerId.is_in(of.iter().cloned()));
        if !self.include_deleted {
            select = select.filter(C::DeletedAt.is_null());
        }
        select.order_by_asc(C::Id).all(&self.tx).await
    }
}
