//! Batched reads: the keys that the fields of one level ask for go into one statement.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

use dataloader::BatchFn;
use dataloader::non_cached::Loader as Batcher;

use crate::error::{Error, Result};

/// Where the values of a loader come from.
pub trait Source: Send + Sync + 'static {
    /// What is asked for by.
    type Key: Clone + Debug + Eq + Hash + Send + Sync;
    /// What is found; cheap to clone.
    type Value: Clone + Send + Sync;

    /// The values of the keys; a key without a value may be left out.
    fn load(
        &self,
        keys: &[Self::Key],
    ) -> impl Future<Output = Result<HashMap<Self::Key, Self::Value>>> + Send;
}

/// A batching reader, for one request.
pub struct Loader<S: Source>(Batcher<S::Key, Loaded<S::Value>, Batch<S>>);

type Loaded<V> = Result<Option<V>, Arc<Error>>;

struct Batch<S>(S);

impl<S: Source> BatchFn<S::Key, Loaded<S::Value>> for Batch<S> {
    /// Answers every key, as the crate demands.
    async fn load(&mut self, keys: &[S::Key]) -> HashMap<S::Key, Loaded<S::Value>> {
        let loaded = self.0.load(keys).await.map_err(Arc::new);
        match loaded {
            Ok(mut found) => {
                let answer = |key: &S::Key| (key.clone(), Ok(found.remove(key)));
                keys.iter().map(answer).collect()
            }
            Err(error) => keys
                .iter()
                .map(|key| (key.clone(), Err(Arc::clone(&error))))
                .collect(),
        }
    }
}

impl<S: Source> Loader<S> {
    /// A loader over a source.
    ///
    /// One yield is enough: the executor polls all fields of a level before the first one goes on.
    pub fn new(source: S) -> Self {
        Self(
            Batcher::new(Batch(source))
                .with_yield_count(1)
                .with_max_batch_size(10_000),
        )
    }

    /// The value of a key, read together with the others asked for at this level.
    ///
    /// # Errors
    /// Those of the source.
    pub async fn load(&self, key: S::Key) -> Result<Option<S::Value>> {
        match self.0.try_load(key).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) if matches!(*error, Error::Unavailable) => Err(Error::Unavailable),
            Ok(Err(error)) => Err(Error::Internal(Box::new(error))),
            Err(error) => Err(Error::Internal(Box::new(error))),
        }
    }
}
