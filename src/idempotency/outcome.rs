//! What can come of a mutation, and how it is found again.

use std::collections::HashMap;
use std::hash::Hash;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::db::Db;
use crate::error::{Result, UserError};

/// What came of a mutation that went well.
pub trait Outcome: Sized + Send {
    /// What is kept of it: ids and names of kinds, nothing personal and no secret.
    type Ids: Serialize + DeserializeOwned + Send;

    /// What is to be kept.
    fn ids(&self) -> Self::Ids;

    /// The outcome as it is now; none when what it was about is gone.
    fn find(app: &App, ids: Self::Ids) -> impl Future<Output = Result<Option<Self>>> + Send;
}

/// An outcome that is a row, alone or in a list.
pub trait Row: Sized + Send + Sync {
    /// What it is found by.
    type Id: Clone + Eq + Hash + Serialize + DeserializeOwned + Send + Sync;

    /// Its id.
    fn id(&self) -> Self::Id;

    /// The live rows with these ids, in any order.
    fn by_ids(db: &Db, ids: &[Self::Id]) -> impl Future<Output = Result<Vec<Self>>> + Send;
}

impl<T: Row> Outcome for T {
    type Ids = T::Id;

    fn ids(&self) -> T::Id {
        self.id()
    }

    async fn find(app: &App, id: T::Id) -> Result<Option<Self>> {
        Ok(T::by_ids(&app.db, &[id]).await?.pop())
    }
}

/// Several rows, in the order of the first answer. Those that are gone are left out.
impl<T: Row> Outcome for Vec<T> {
    type Ids = Vec<T::Id>;

    fn ids(&self) -> Vec<T::Id> {
        self.iter().map(Row::id).collect()
    }

    async fn find(app: &App, ids: Vec<T::Id>) -> Result<Option<Self>> {
        let rows = T::by_ids(&app.db, &ids).await?.into_iter();
        let mut rows: HashMap<_, _> = rows.map(|row| (row.id(), row)).collect();
        Ok(Some(ids.iter().filter_map(|id| rows.remove(id)).collect()))
    }
}

/// What was deleted, and why the rest was not.
impl<T> Outcome for (Vec<T>, Vec<UserError>)
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync,
{
    type Ids = Self;

    fn ids(&self) -> Self {
        self.clone()
    }

    async fn find(_: &App, kept: Self) -> Result<Option<Self>> {
        Ok(Some(kept))
    }
}

/// That it was done, and no more.
impl Outcome for () {
    type Ids = ();

    fn ids(&self) {}

    async fn find(_: &App, (): ()) -> Result<Option<Self>> {
        Ok(Some(()))
    }
}
