//! What reads beside a pool.

use std::sync::Arc;

use entity::Shown;
use sea_orm::Value;

use super::direct::Direct;
use super::lanes::Lanes;

/// What reads beside a pool.
#[derive(Clone)]
pub enum Beside {
    /// The pool reads all by itself.
    Nothing,
    /// What is short, on `SQLite`.
    Direct(Arc<Direct>),
    /// What is short, on PostgreSQL.
    Lanes(Arc<Lanes>),
}

impl Beside {
    /// The rows of a statement that is short; none where it is to be asked of the pool.
    pub(super) async fn read<T: Shown>(
        &self,
        sql: &str,
        values: &[Value],
        hidden: bool,
    ) -> Option<Vec<T>> {
        match self {
            Self::Nothing => None,
            Self::Direct(direct) => direct.read(sql, values, hidden),
            // Boxed, since it is the largest and deepest part of whatever reads.
            Self::Lanes(lanes) => Box::pin(lanes.read(sql, values, hidden)).await,
        }
    }

    pub(super) fn close(&self) {
        match self {
            Self::Nothing => {}
            Self::Direct(direct) => direct.close(),
            Self::Lanes(lanes) => lanes.close(),
        }
    }
}

impl From<Option<Direct>> for Beside {
    fn from(direct: Option<Direct>) -> Self {
        direct.map_or(Self::Nothing, |direct| Self::Direct(direct.into()))
    }
}

impl From<Option<Lanes>> for Beside {
    fn from(lanes: Option<Lanes>) -> Self {
        lanes.map_or(Self::Nothing, |lanes| Self::Lanes(lanes.into()))
    }
}
