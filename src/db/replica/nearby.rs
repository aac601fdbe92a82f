//! Reading from the replica, with the primary behind it.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};

use super::Replica;
use crate::db::conn::Conn;
use crate::db::error::is_lost;

/// A replica, and the primary for what it does not do.
#[derive(Clone)]
pub struct Nearby {
    replica: Arc<Replica>,
    primary: Arc<Conn>,
}

impl Nearby {
    pub(in crate::db) fn new(replica: Arc<Replica>, primary: Conn) -> Self {
        Self {
            replica,
            primary: Arc::new(primary),
        }
    }

    pub(in crate::db) fn primary(&self) -> &Conn {
        &self.primary
    }

    pub(in crate::db) fn replica(&self) -> &Conn {
        self.replica.reader()
    }

    pub(in crate::db) async fn query_one(
        &self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        match self.replica.reader().query_one_raw(statement.clone()).await {
            Err(error) if self.is_lost(&error) => self.primary.query_one_raw(statement).await,
            found => found,
        }
    }

    pub(in crate::db) async fn query_all(
        &self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        match self.replica.reader().query_all_raw(statement.clone()).await {
            Err(error) if self.is_lost(&error) => self.primary.query_all_raw(statement).await,
            found => found,
        }
    }

    /// Whether the replica is to blame and not the statement, which is notable.
    fn is_lost(&self, error: &DbErr) -> bool {
        let lost = is_lost(error);
        if lost {
            tracing::debug!(%error, "a query goes to the primary instead");
            self.replica.lost();
        }
        lost
    }
}
