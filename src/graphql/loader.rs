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

/// A batching reader, for one request.
pub struct Loader<S: Source> {
    batcher: Batcher<S::Key, Loaded<S::Value>, Fetch<S>>,
    /// The batch that still takes keys.
    open: Mutex<Arc<Batch<S>>>,
}

/// Keys that are read together, and then what was found.
struct Batch<S: Source> {
    keys: Mutex<HashSet<S::Key>>,
    found: OnceCell<Found<S>>,
}

type Loaded<V> = Result<Option<V>, Arc<Error>>;

type Found<S> = HashMap<<S as Source>::Key, Loaded<<S as Source>::Value>>;

struct Fetch<S>(S);

impl<S: Source> BatchFn<S::Key, Loaded<S::Value>> for Fetch<S> {
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
        // The keys have gathered by the time the crate gets them.
        let batcher = Batcher::new(Fetch(source)).with_yield_count(0);
        Self {
            batcher: batcher.with_max_batch_size(usize::MAX),
            open: Mutex::new(Batch::new()),
        }
    }

    /// The value of a key, read together with the others asked for at this level.
    ///
    /// # Errors
    /// Those of the source.
    pub async fn load(&self, key: S::Key) -> Result<Option<S::Value>> {
        let batch = self.join(key.clone());
        // Whoever comes first reads for all; when that one is dropped, the next does. Waiting takes from
        // the task's budget, and a level with more fields than that must not be read in parts.
        // Boxed, since each field that asks would else hold room for the whole reading.
        let found = batch.found.get_or_init(|| Box::pin(self.read(&batch)));
        match tokio::task::unconstrained(found).await.get(&key) {
            Some(Ok(value)) => Ok(value.clone()),
            Some(Err(error)) if matches!(**error, Error::Unavailable) => Err(Error::Unavailable),
            Some(Err(error)) => Err(Error::Internal(Box::new(Arc::clone(error)))),
            None => Err(Error::internal("a batch came without the value of a key")),
        }
    }

    async fn read(&self, batch: &Arc<Batch<S>>) -> Found<S> {
        // The executor polls all fields of a level before the first one goes on.
        let mut asked = 0;
        while asked < locked(&batch.keys).len() {
            asked = locked(&batch.keys).len();
            turn().await;
        }
        let found = self.batcher.try_load_many(self.close(batch)).await;
        found.unwrap_or_default()
    }

    /// The batch that a key is read with.
    fn join(&self, key: S::Key) -> Arc<Batch<S>> {
        let open = locked(&self.open);
        locked(&open.keys).insert(key);
        Arc::clone(&open)
    }

    /// The keys of a batch, which takes no more of them.
    fn close(&self, batch: &Arc<Batch<S>>) -> Vec<S::Key> {
        let mut open = locked(&self.open);
        if Arc::ptr_eq(&open, batch) {
            *open = Batch::new();
        }
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
mod tests {
    use futures_util::FutureExt;
    use futures_util::future::{join_all, try_join_all};

    use super::*;

    /// Doubles, and notes how many keys each batch had.
    #[derive(Clone, Default)]
    struct Doubles {
        batches: Arc<Mutex<Vec<usize>>>,
        fails: bool,
    }

    impl Source for Doubles {
        type Key = u32;
        type Value = u32;

        async fn load(&self, keys: &[u32]) -> Result<HashMap<u32, u32>> {
            locked(&self.batches).push(keys.len());
            tokio::task::yield_now().await;
            if self.fails {
                return Err(Error::Unavailable);
            }
            let even = keys.iter().filter(|key| *key % 2 == 0);
            Ok(even.map(|key| (*key, key * 2)).collect())
        }
    }

    /// More fields than the budget of a task, several in an object, as a page has them.
    async fn page(upper: &Loader<Doubles>, lower: &Loader<Doubles>) -> Vec<Vec<Option<u32>>> {
        let rows = (0..300).map(|row| {
            let fields = (0..3).map(move |field| async move {
                let found = upper.load(row * 6 + field * 2).await?;
                lower.load(found.unwrap()).await
            });
            try_join_all(fields)
        });
        try_join_all(rows).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn each_level_is_one_batch() {
        // In a task, as requests are.
        let task = tokio::spawn(async {
            let (first, second) = (Doubles::default(), Doubles::default());
            let (upper, lower) = (Loader::new(first.clone()), Loader::new(second.clone()));
            let rows = page(&upper, &lower).await;
            assert_eq!(rows[7], [Some(168), Some(176), Some(184)]);
            assert_eq!(*locked(&first.batches), [900]);
            assert_eq!(*locked(&second.batches), [900]);
            assert_eq!(upper.load(1).await.unwrap(), None, "what is missing");
        });
        task.await.unwrap();
    }

    #[tokio::test]
    async fn one_that_is_dropped_leaves_the_others_their_batch() {
        let source = Doubles::default();
        let loader = Loader::new(source.clone());
        let mut first = Box::pin(loader.load(2));
        assert!(first.as_mut().now_or_never().is_none());
        let second = loader.load(4);
        let mut second = Box::pin(second);
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        assert_eq!(second.await.unwrap(), Some(8));
        assert_eq!(*locked(&source.batches), [2]);
    }

    #[tokio::test]
    async fn a_failure_is_everybodys() {
        let source = Doubles {
            fails: true,
            ..Doubles::default()
        };
        let loader = Loader::new(source.clone());
        let all = join_all([loader.load(1), loader.load(2), loader.load(2)]).await;
        assert!(all.iter().all(|one| matches!(one, Err(Error::Unavailable))));
        assert_eq!(*locked(&source.batches), [2]);
    }
}
