//! A replica of PostgreSQL, for queries of those who have not just written.
//!
//! A replica is behind. Three things keep that from anybody who could tell: who has written reads from the
//! primary for a while ([`written`]), in every process, since they tell each other ([`word`]); and a
//! replica that lags more than half of that while, or does not answer, is left alone ([`monitor`]).

mod health;
mod monitor;
mod nearby;
mod word;
mod written;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use entity::event;
use sqlx::PgPool;
use tokio::sync::watch;

pub use self::health::{Fault, Health};
pub(super) use self::nearby::Nearby;

use self::monitor::Monitor;
use self::word::{Hearing, Teller};
use self::written::{Written, mark};
use super::conn::Conn;

/// What a replica needs.
pub(super) struct Parts {
    /// The replica, for queries.
    pub(super) reader: Conn,
    /// The same over a connection of its own, so that queries never keep the monitor waiting.
    pub(super) replica: Conn,
    /// The primary, for the monitor alone.
    pub(super) primary: Conn,
    /// Where to tell other processes of writes.
    pub(super) telling: PgPool,
    /// Where to hear of theirs; none where PostgreSQL cannot be listened to.
    pub(super) listening: Option<PgPool>,
    /// How long who has written reads from the primary.
    pub(super) window: Duration,
}

/// The replica of a process.
pub struct Replica {
    reader: Conn,
    monitor: Monitor,
    written: Arc<Written>,
    teller: Teller,
    hearing: Arc<Hearing>,
    standing: Mutex<Standing>,
    window: Duration,
    closing: watch::Sender<()>,
}

/// How the replica is doing, as far as it is known.
struct Standing {
    health: Health,
    /// Until when it may be read from; none while it may not.
    until: Option<Instant>,
}

impl Replica {
    /// Begins to watch it.
    pub(super) fn start(parts: Parts) -> Arc<Self> {
        let written = Arc::new(Written::new(parts.window));
        let closing = watch::Sender::new(());
        let hearing = Hearing::start(parts.listening, Arc::clone(&written), closing.subscribe());
        let replica = Arc::new(Self {
            reader: parts.reader,
            monitor: Monitor {
                replica: parts.replica,
                primary: parts.primary,
            },
            teller: Teller::start(parts.telling, closing.subscribe()),
            written,
            hearing,
            standing: Mutex::new(Standing {
                health: Health::unknown(),
                until: None,
            }),
            window: parts.window,
            closing,
        });
        tokio::spawn(monitor::watch(
            Arc::downgrade(&replica),
            replica.closing.subscribe(),
        ));
        replica
    }

    /// What was found when it was looked at last, which is about every second.
    #[must_use]
    pub fn health(&self) -> Health {
        self.standing().health.clone()
    }

    /// Looks at it now, for those who ask once. A lag is then told by the clocks of both servers.
    pub async fn look(&self) -> Health {
        self.monitor.look(&mut monitor::History::default()).await
    }

    /// Whether queries of those who have not just written are read from it.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        let until = self.standing().until;
        until.is_some_and(|until| Instant::now() < until) && self.hearing.hears()
    }

    /// Whether a caller may read from it.
    pub(super) fn serves(&self, caller: Option<&str>) -> bool {
        self.is_in_use() && !self.written.has(caller.map(mark))
    }

    pub(super) const fn reader(&self) -> &Conn {
        &self.reader
    }

    /// Notes who has written, by the events of a transaction that is committed, and tells other
    /// processes, before the caller knows.
    pub(super) async fn wrote(&self, events: &[event::ActiveModel]) {
        let marks = written::marks(events);
        if marks.is_empty() {
            return;
        }
        self.written.note(&marks);
        self.teller.tell(marks).await;
    }

    /// Notes that it broke under a statement. It is used again once the monitor has found it well.
    fn lost(&self) {
        let mut standing = self.standing();
        if standing.until.take().is_some() {
            tracing::warn!("the replica broke off: queries read from the primary");
        }
    }

    /// Notes what the monitor found, having asked since `asked`.
    fn found(&self, health: Health, asked: Instant) {
        let half = self.window / 2;
        let fault = health.fault_within(half);
        let mut standing = self.standing();
        match (&fault, standing.until.is_some()) {
            (Some(fault), was)
                if was || standing.health.fault_within(half).as_ref() != Some(fault) =>
            {
                tracing::warn!(%fault, "the replica is left alone: queries read from the primary");
            }
            (None, false) => tracing::info!("queries read from the replica"),
            _ => {}
        }
        // With the lag it has, what was written a window ago is there until then.
        standing.until = fault.is_none().then(|| asked + half);
        standing.health = health;
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often it is looked at, at least.
    fn interval(&self) -> Duration {
        (self.window / 10).min(Duration::from_secs(1))
    }

    /// Ends what it does by itself, and closes its connections.
    pub(super) async fn close(&self) {
        self.closing.send_replace(());
        self.reader.close().await;
        self.monitor.replica.close().await;
        self.monitor.primary.close().await;
    }
}
