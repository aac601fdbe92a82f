//! PostgreSQL, asked for what is short through a few connections that all share.
//!
//! sqlx lends a connection to one reader, who waits for each answer before asking again. Here statements are
//! sent as they come, several of a request or of many requests at once, and answered in their order
//! (pipelining): fewer packets, fewer turns of both processes. Whoever stands behind a long statement would
//! wait for it, so only what is short for sure is read here. There are no errors here: whatever is not to
//! be had goes to the pool, which has the patience and tells what is wrong.

use std::borrow::Cow;
use std::cell::Cell as Local;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use entity::Shown;
use sea_orm::Value;
use tokio_postgres::Config;

use super::line::{Line, can_be_bound};
use super::observed::Counting;

/// Statements under way on a lane from which on others are looked at: those of a few requests, so that
/// the statements of one stay together.
const MANY: usize = 8;
/// How long nobody tries again after a connection could not be made.
const PAUSE: Duration = Duration::from_secs(1);
/// How long one may take to be made.
const PATIENCE: Duration = Duration::from_secs(2);

/// Connections that statements are sent on without waiting for earlier ones.
pub struct Lanes {
    all: Box<[Lane]>,
    config: Config,
    counting: Counting,
    is_closed: AtomicBool,
}

/// A connection, or where one goes.
#[derive(Default)]
struct Lane {
    line: Mutex<Option<Arc<Line>>>,
    /// Held by who makes one, with when that failed last.
    failed: tokio::sync::Mutex<Option<Instant>>,
    /// Statements under way.
    waiting: AtomicUsize,
}

impl Lanes {
    pub(super) fn new(config: Config, number: u32, counting: Counting) -> Self {
        Self {
            all: (0..number).map(|_| Lane::default()).collect(),
            config,
            counting,
            is_closed: AtomicBool::new(false),
        }
    }

    /// The rows of a statement; none where it is to be asked of the pool, for whatever reason.
    pub(super) async fn read<T: Shown>(
        &self,
        sql: &str,
        values: &[Value],
        hidden: bool,
    ) -> Option<Vec<T>> {
        if !values.iter().all(can_be_bound) {
            return None;
        }
        let (sql, values) = limited(sql, values);
        let lane = self.lane()?;
        let _waiting = Waiting::on(lane);
        let line = self.line(lane).await?;
        let began = Instant::now();
        let found = line.read(&sql, values, hidden).await;
        self.counting.ran(&sql, began.elapsed(), found.is_err());
        found.unwrap_or_else(|error| {
            tracing::debug!(%error, "a read goes to the pool instead");
            // Whatever it is that is wrong with it, a new one may do better.
            lane.give_up(&line);
            None
        })
    }

    /// That of this thread, so that what a request asks for at once stays together, or one with less to do.
    fn lane(&self) -> Option<&Lane> {
        let home = self.all.get(home() % self.all.len().max(1))?;
        if home.waiting() < MANY {
            return Some(home);
        }
        self.all.iter().min_by_key(|lane| lane.waiting())
    }

    /// The connection of a lane, made where there is none.
    async fn line(&self, lane: &Lane) -> Option<Arc<Line>> {
        if let Some(line) = lane.held().clone().filter(|line| line.is_open()) {
            return Some(line);
        }
        let mut failed = lane.failed.lock().await;
        if let Some(line) = lane.held().clone().filter(|line| line.is_open()) {
            return Some(line);
        }
        if failed.is_some_and(|at| at.elapsed() < PAUSE) || self.is_closed.load(Ordering::Acquire) {
            return None;
        }
        // Set first, since whoever asks may go away.
        *failed = Some(Instant::now());
        let line = tokio::time::timeout(PATIENCE, Line::open(&self.config)).await;
        match line.unwrap_or_else(|_| Err("it took too long".into())) {
            Ok(line) => {
                *failed = None;
                let line = Arc::new(line);
                *lane.held() = Some(Arc::clone(&line));
                Some(line)
            }
            Err(error) => {
                tracing::debug!(%error, "reads go to the pool: there is no connection of their own");
                None
            }
        }
    }

    /// How many connections are open, are idle, and may be open.
    pub(super) fn counts(&self) -> (u32, usize, u32) {
        let open = self.all.iter().filter(|lane| lane.held().is_some());
        let (mut count, mut idle) = (0, 0);
        for lane in open {
            count += 1;
            idle += usize::from(lane.waiting() == 0);
        }
        (count, idle, self.number())
    }

    /// How many connections there may be.
    pub(super) fn number(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }

    /// Closes every connection once its statements are answered.
    pub(super) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        for lane in &self.all {
            *lane.held() = None;
        }
    }
}

impl Lane {
    fn held(&self) -> MutexGuard<'_, Option<Arc<Line>>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    fn give_up(&self, line: &Arc<Line>) {
        self.held().take_if(|held| Arc::ptr_eq(held, line));
    }
}

/// A statement that is under way.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn on(lane: &'a Lane) -> Self {
        lane.waiting.fetch_add(1, Ordering::Relaxed);
        Self(&lane.waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The statement with its limit in its text, where it ends with one: for a limit that comes later the planner
/// prepares to give a tenth of all rows, which is best done without an index.
fn limited<'a>(sql: &'a str, values: &'a [Value]) -> (Cow<'a, str>, &'a [Value]) {
    if let Some((Value::BigUnsigned(Some(limit)), rest)) = values.split_last()
        && let Some(before) = sql.strip_suffix(&format!(" LIMIT ${}", values.len()))
    {
        return (format!("{before} LIMIT {limit}").into(), rest);
    }
    (sql.into(), values)
}

/// A number of this thread.
fn home() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static HOME: Local<Option<usize>> = const { Local::new(None) };
    }
    HOME.with(|home| {
        let number = home
            .get()
            .unwrap_or_else(|| NEXT.fetch_add(1, Ordering::Relaxed));
        home.set(Some(number));
        number
    })
}
