//! Batched reads: the keys that the fields of one level ask for go into one statement.
//!
//! The `dataloader` crate reads the keys of a batch. By itself it hands the values to its callers one
//! after the other, so that the fields below wake at different times and are read in as many statements;
//! so the fields of a level gather here first, one asks the crate for all, and all wake at once.

use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::future::poll_fn;
use std::hash::Hash;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use dataloader::BatchFn;
use dataloader::non_cached::Loader as Batcher;
use futures_util::task::AtomicWaker;
use tokio::sync::OnceCell;

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

/// A batching reader, for one request. It costs nothing until it is asked, since there are many.
pub struct Loader<S: Source> {
    source: S,
    /// The batch that still takes keys.
    open: Mutex<Option<Arc<Batch<S>>>>,
    /// The batches of keys that were read before they were asked for.
    ahead: Mutex<HashMap<S::Key, Arc<Batch<S>>>>,
}

/// Keys that are read together, and then what was found.
struct Batch<S: Source> {
    keys: Mutex<HashSet<S::Key>>,
    found: OnceCell<Found<S>>,
}

type Loaded<V> = Result<Option<V>, Arc<Error>>;

type Found<S> = HashMap<<S as Source>::Key, Loaded<<S as Source>::Value>>;

struct Fetch<'a, S>(&'a S);

impl<S: Source> BatchFn<S::Key, Loaded<S::Value>> for Fetch<'_, S> {
    /// Answers every key, as the crate demands.
    async fn load(&mut self, keys: &[S::Key]) -> Found<S> {
        let loaded = self.0.load(keys).await.map_err(Arc::new);
        let answer = |key: &S::Key| match &loaded {
            Ok(found) => Ok(found.get(key).cloned()),
            Err(error) => Err(Arc::clone(error)),
        };
        keys.iter().map(|key| (key.clone(), answer(key))).collect()
    }
}

impl<S: Source> Batch<S> {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            keys: Mutex::default(),
            found: OnceCell::new(),
        })
    }
}

impl<S: Source> Loader<S> {
    /// A loader over a source.
    pub fn new(source: S) -> Self {
        Self {
            source,
            open: Mutex::default(),
            ahead: Mutex::default(),
        }
    }

    /// The value of a key, read together with the others asked for at this level.
    ///
    /// # Errors
    /// Those of the source.
    pub async fn load(&self, key: S::Key) -> Result<Option<S::Value>> {
        let ahead = locked(&self.ahead).get(&key).cloned();
        let batch = ahead.unwrap_or_else(|| self.join(key.clone()));
        match self.found(&batch).await.get(&key) {
            Some(Ok(value)) => Ok(value.clone()),
            Some(Err(error)) => Err(Error::of_all(error)),
            None => Err(Error::internal("a batch came without the value of a key")),
        }
    }

    /// Reads the value of a key that is going to be asked for, so that it is there by then. For queries:
    /// what is written in between is not seen.
    pub async fn ahead(&self, key: S::Key) {
        let batch = self.join(key.clone());
        locked(&self.ahead).insert(key, Arc::clone(&batch));
        self.found(&batch).await;
    }

    async fn found<'b>(&self, batch: &'b Arc<Batch<S>>) -> &'b Found<S> {
        // Whoever comes first reads for all; when that one is dropped, the next does. Waiting takes from
        // the task's budget, and a level with more fields than that must not be read in parts.
        // Boxed, since each field that asks would else hold room for the whole reading.
        let found = batch.found.get_or_init(|| Box::pin(self.read(batch)));
        tokio::task::unconstrained(found).await
    }

    async fn read(&self, batch: &Arc<Batch<S>>) -> Found<S> {
        // The executor polls all fields of a level before the first one goes on.
        let mut asked = 0;
        while asked < locked(&batch.keys).len() {
            asked = locked(&batch.keys).len();
            turn().await;
        }
        // The keys have gathered by the time the crate gets them.
        let batcher = Batcher::new(Fetch(&self.source)).with_yield_count(0);
        let batcher = batcher.with_max_batch_size(usize::MAX);
        let found = batcher.try_load_many(self.close(batch)).await;
        found.unwrap_or_default()
    }

    /// The batch that a key is read with.
    fn join(&self, key: S::Key) -> Arc<Batch<S>> {
        let mut open = locked(&self.open);
        let batch = open.get_or_insert_with(Batch::new);
        locked(&batch.keys).insert(key);
        Arc::clone(batch)
    }

    /// The keys of a batch, which takes no more of them.
    fn close(&self, batch: &Arc<Batch<S>>) -> Vec<S::Key> {
        locked(&self.open).take_if(|open| Arc::ptr_eq(open, batch));
        locked(&batch.keys).iter().cloned().collect()
    }
}

/// Lets everything else run that can. Unlike `yield_now`, which is over when it is polled again, by
/// whomever: the fields of an object are polled together, so one that goes on would end the turns of
/// the others.
async fn turn() {
    let turn = Arc::new(Turn::default());
    let waker = Waker::from(Arc::clone(&turn));
    // The runtime wakes who yields after all others. Where there is none it does so at once.
    let yielded = pin!(tokio::task::yield_now()).poll(&mut Context::from_waker(&waker));
    if yielded.is_ready() {
        return;
    }
    poll_fn(|ctx| {
        turn.waiting.register(ctx.waker());
        if turn.is_over.load(Ordering::Acquire) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

#[derive(Default)]
struct Turn {
    is_over: AtomicBool,
    waiting: AtomicWaker,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        self.is_over.store(true, Ordering::Release);
        self.waiting.wake();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "loader_tests.rs"]
mod tests;
