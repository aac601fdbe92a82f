//! Batches of loaders.

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

#[tokio::test]
async fn what_is_read_ahead_is_not_read_again() {
    let (upper, lower) = (Doubles::default(), Doubles::default());
    let (first, second) = (Loader::new(upper.clone()), Loader::new(lower.clone()));
    let load = async |key| {
        let (found, ()) = tokio::join!(first.load(key), second.ahead(key));
        let below = second.load(key).await.unwrap();
        (found.unwrap(), below)
    };
    let found = join_all([load(2), load(3), load(4)]).await;
    assert_eq!(
        found,
        [(Some(4), Some(4)), (None, None), (Some(8), Some(8))]
    );
    assert_eq!(second.load(6).await.unwrap(), Some(12));
    assert_eq!(*locked(&upper.batches), [3]);
    assert_eq!(*locked(&lower.batches), [3, 1]);
}
