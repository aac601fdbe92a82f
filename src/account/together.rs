//! What many requests look up at the same time, in one statement.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use crate::error::{Error, Result};

/// Look-ups, one at a time. Whoever comes while one is under way waits for the next one, which is sent after
/// they came: what they get is never older than their question. So nothing is kept that could be revoked
/// meanwhile, and yet many requests cost the database one statement.
pub(super) struct Together<K, V> {
    /// Those who wait for the next one.
    next: Mutex<Option<Arc<Round<K, V>>>>,
    under_way: tokio::sync::Mutex<()>,
}

struct Round<K, V> {
    keys: Mutex<HashSet<K>>,
    found: OnceCell<Result<HashMap<K, V>, Arc<Error>>>,
}

impl<K, V> Default for Together<K, V> {
    fn default() -> Self {
        Self {
            next: Mutex::default(),
            under_way: tokio::sync::Mutex::default(),
        }
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Together<K, V> {
    /// What there is of a key, by one of those who ask reading for all.
    ///
    /// # Errors
    /// Those of reading.
    pub(super) async fn find<F>(&self, key: K, read: impl FnOnce(Vec<K>) -> F) -> Result<Option<V>>
    where
        F: Future<Output = Result<HashMap<K, V>>>,
    {
        let round = self.join(key.clone());
        // When the one who reads goes away, the next one does.
        let found = round.found.get_or_init(|| async {
            let _under_way = self.under_way.lock().await;
            read(self.close(&round)).await.map_err(Arc::new)
        });
        match found.await {
            Ok(found) => Ok(found.get(&key).cloned()),
            Err(error) => Err(Error::of_all(error)),
        }
    }

    fn join(&self, key: K) -> Arc<Round<K, V>> {
        let mut next = locked(&self.next);
        let round = next.get_or_insert_with(|| {
            Arc::new(Round {
                keys: Mutex::default(),
                found: OnceCell::new(),
            })
        });
        locked(&round.keys).insert(key);
        Arc::clone(round)
    }

    /// The keys of a round, which takes no more of them.
    fn close(&self, round: &Arc<Round<K, V>>) -> Vec<K> {
        locked(&self.next).take_if(|next| Arc::ptr_eq(next, round));
        locked(&round.keys).iter().cloned().collect()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use futures_util::FutureExt;
    use futures_util::future::{join, join_all};
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn who_comes_meanwhile_is_answered_by_a_later_one() {
        let (together, sent, answer) = (Together::default(), RefCell::new(vec![]), Notify::new());
        // What is true changes while the first statement is under way.
        let truth = Cell::new('a');
        let find = |key: u8| {
            together.find(key, |mut keys| {
                keys.sort_unstable();
                sent.borrow_mut().push(keys.clone());
                let read: HashMap<_, _> = keys.into_iter().map(|key| (key, truth.get())).collect();
                answer.notified().map(|()| Ok(read))
            })
        };
        let later = async {
            truth.set('b');
            let answers = async {
                answer.notify_one();
                tokio::task::yield_now().await;
                answer.notify_one();
            };
            join(join_all([find(1), find(2), find(2)]), answers).await.0
        };
        let (first, later) = join(find(1), later).await;
        assert_eq!(first.unwrap(), Some('a'));
        let later: Vec<_> = later.into_iter().map(Result::unwrap).collect();
        assert_eq!(later, [Some('b'); 3]);
        assert_eq!(*sent.borrow(), [vec![1], vec![1, 2]]);
    }

    #[tokio::test]
    async fn one_who_goes_away_leaves_the_others_their_answer() {
        let together = Together::default();
        let mut first = Box::pin(together.find(1, |_| std::future::pending()));
        assert!(first.as_mut().now_or_never().is_none());
        let second = together.find(2, async |keys: Vec<u8>| {
            Ok(keys.into_iter().map(|key| (key, key * 2)).collect())
        });
        let mut second = Box::pin(second);
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        assert_eq!(second.await.unwrap(), Some(4));
    }

    #[tokio::test]
    async fn a_failure_is_everybodys() {
        let together = Together::<u8, u8>::default();
        let find = |key| together.find(key, async |_| Err(Error::Unavailable));
        let all = join_all([find(1), find(2)]).await;
        assert!(all.iter().all(|one| matches!(one, Err(Error::Unavailable))));
    }
}
