use std::sync::mpsc;

use super::*;
use crate::telemetry::Metrics;
use crate::testing::settings;

fn hasher(threads: u16) -> Hasher {
    let mut accounts = settings(&[]).accounts;
    accounts.hash_threads = Some(threads);
    let metrics = Metrics::new("sqlite", Clock::default().now()).unwrap();
    Hasher::start(&accounts, Clock::default(), metrics.hashing).unwrap()
}

fn password(text: &str) -> Password {
    Password::presented(text).unwrap()
}

#[tokio::test]
async fn a_hash_has_the_cost_that_is_set_and_its_own_salt() {
    let hasher = hasher(1);
    let first = hasher.hash(password("correct horse")).await.unwrap();
    let second = hasher.hash(password("correct horse")).await.unwrap();
    assert!(
        first.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{}",
        first.0
    );
    assert_ne!(first, second);
    let verdict = hasher
        .verify(password("correct horse"), Some(first))
        .await
        .unwrap();
    assert_eq!(verdict, Verdict::Right { rehashed: None });
    let verdict = hasher
        .verify(password("Correct horse"), Some(second))
        .await
        .unwrap();
    assert_eq!(verdict, Verdict::Wrong);
}

#[tokio::test]
async fn a_weaker_hash_is_replaced_once_the_password_is_right() {
    let hasher = hasher(1);
    let weak = Argon2Cost {
        memory: 64,
        passes: 1,
        lanes: 1,
    };
    let mut memory = Memory::for_cost(weak).unwrap();
    let stored = new_hash(&password("correct horse"), &[1; SALT], weak, &mut memory).unwrap();
    let wrong = hasher
        .verify(password("wrong horse"), Some(stored.clone()))
        .await
        .unwrap();
    assert_eq!(wrong, Verdict::Wrong);
    let right = hasher
        .verify(password("correct horse"), Some(stored))
        .await
        .unwrap();
    let Verdict::Right {
        rehashed: Some(new),
    } = right
    else {
        panic!("{right:?}")
    };
    assert!(new.0.contains("$m=19456,t=2,p=1$"), "{}", new.0);
    let again = hasher
        .verify(password("correct horse"), Some(new))
        .await
        .unwrap();
    assert_eq!(again, Verdict::Right { rehashed: None });
}

#[tokio::test]
async fn nobodys_password_is_wrong_and_a_broken_hash_is_a_failure() {
    let hasher = hasher(1);
    let nobody = hasher
        .verify(password("correct horse"), None)
        .await
        .unwrap();
    assert_eq!(nobody, Verdict::Wrong);
    let broken = hasher
        .verify(password("x"), Some(SecretText("broken".to_owned())))
        .await;
    assert!(matches!(broken, Err(Error::Internal(_))), "{broken:?}");
}

#[tokio::test]
async fn a_guessable_password_is_refused() {
    let hasher = hasher(1);
    let words = vec!["jane.doe@example.com".to_owned()];
    let refused = hasher
        .screen(password("jane.doe@example.com"), words.clone(), 2)
        .await
        .unwrap();
    assert!(refused.is_err());
    let taken = hasher
        .screen(password("tulip-carbon-95-mosaic"), words, 2)
        .await
        .unwrap();
    assert!(taken.is_ok());
}

/// Occupies the only thread until the returned sender is dropped.
fn occupy(hasher: &Hasher) -> mpsc::Sender<()> {
    let (release, held) = mpsc::channel::<()>();
    let (started, running) = mpsc::channel::<()>();
    let job: Job = Box::new(move |_| {
        drop(started);
        let _ = held.recv();
    });
    hasher.queue.try_send(job).unwrap();
    assert!(running.recv().is_err(), "the job runs and holds the thread");
    release
}

#[tokio::test]
async fn a_full_queue_is_told_at_once() {
    let hasher = hasher(1);
    let release = occupy(&hasher);
    for _ in 0..QUEUED_PER_THREAD {
        hasher.queue.try_send(Box::new(|_| ())).unwrap();
    }
    let refused = hasher.hash(password("correct horse")).await;
    assert!(matches!(refused, Err(Error::Unavailable)), "{refused:?}");
    drop(release);
}

#[tokio::test]
async fn who_has_gone_costs_nothing_and_a_panic_costs_no_thread() {
    let hasher = hasher(1);
    let release = occupy(&hasher);
    let (ran, runs) = mpsc::channel();
    let mut gone = Box::pin(hasher.run(move |_| ran.send(()).unwrap()));
    let waited = futures_util::poll!(&mut gone);
    assert!(waited.is_pending());
    drop(gone);
    drop(release);
    let panicked = hasher.run(|_| panic!("on purpose")).await;
    assert!(matches!(panicked, Err(Error::Internal(_))));
    assert_eq!(hasher.run(|_| 7).await.unwrap(), 7);
    assert!(
        runs.try_recv().is_err(),
        "the job of who had gone was not run"
    );
}

thread_local! {
    /// Goes when its thread ends.
    static SENTINEL: std::cell::RefCell<Option<mpsc::Sender<()>>> = const { std::cell::RefCell::new(None) };
}

#[tokio::test]
async fn the_threads_end_with_the_hasher() {
    let hasher = hasher(1);
    let (sentinel, ended) = mpsc::channel();
    hasher
        .run(move |_| SENTINEL.set(Some(sentinel)))
        .await
        .unwrap();
    assert_eq!(
        ended.try_recv(),
        Err(mpsc::TryRecvError::Empty),
        "the thread lives"
    );
    drop(hasher);
    assert_eq!(ended.recv(), Err(mpsc::RecvError), "the thread has ended");
}
