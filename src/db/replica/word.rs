//! Word of writes, from process to process.
//!
//! By NOTIFY, like that of events, but sent before the answer goes out: a client that has its answer may
//! ask another process next. It goes out in a transaction of its own, since within the write's it would
//! make all commits wait for each other, and one word is for all who wait for the one before.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::postgres::PgListener;
use sqlx::{AssertSqlSafe, PgPool};
use tokio::sync::{mpsc, oneshot, watch};

use super::written::{Mark, Written};

/// The channel.
const CHANNEL: &str = "patronage_written";
/// Said instead of more marks than fit: anybody may have written.
const ALL: &str = "*";
/// Marks of one word, which PostgreSQL lets have less than 8,000 bytes.
const MOST: usize = 400;
/// Writes that are told of in one word.
const AT_ONCE: usize = 256;
/// How long a write waits until others are told of it. The database has just taken it, so this is for
/// one that breaks right then.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long to wait before listening anew.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// Who has written, and whom to tell when that was said.
type Told = (Vec<Mark>, oneshot::Sender<()>);

/// Tells other processes.
pub(super) struct Teller(mpsc::UnboundedSender<Told>);

impl Teller {
    pub(super) fn start(pool: PgPool, closing: watch::Receiver<()>) -> Self {
        let (said, heard) = mpsc::unbounded_channel();
        tokio::spawn(until_closed(closing, tell(pool, heard)));
        Self(said)
    }

    /// Tells who has written, and waits until it is said.
    pub(super) async fn tell(&self, marks: Vec<Mark>) {
        let (said, done) = oneshot::channel();
        if self.0.send((marks, said)).is_ok() {
            // Whatever comes of it, the write is done. What fails is logged where it does.
            _ = tokio::time::timeout(PATIENCE, done).await;
        }
    }
}

async fn tell(pool: PgPool, mut written: mpsc::UnboundedReceiver<Told>) {
    let mut batch = Vec::new();
    while written.recv_many(&mut batch, AT_ONCE).await > 0 {
        let marks = batch.iter().flat_map(|(marks, _)| marks);
        // Nobody waits for the disk: what a crash takes away is of no use after it.
        let sql = format!(
            "BEGIN; SET LOCAL synchronous_commit = off; NOTIFY {CHANNEL}, '{}'; COMMIT",
            word(marks)
        );
        if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await {
            tracing::warn!(%error, "other processes were not told who has written");
        }
        for (_, said) in batch.drain(..) {
            // An error means that nobody waits for it any more.
            _ = said.send(());
        }
    }
}

/// Marks as they are told: in hexadecimal, each after a space.
fn word<'a>(marks: impl Iterator<Item = &'a Mark> + Clone) -> String {
    if marks.clone().nth(MOST).is_some() {
        return ALL.to_owned();
    }
    marks.fold(String::new(), |mut word, mark| {
        // Writing to a string cannot fail.
        let _ = write!(word, " {mark:x}");
        word
    })
}

/// Notes what a word says. One that makes no sense may be of a later version, and of anybody.
fn note(word: &str, written: &Written) {
    let marks = word.split_whitespace();
    let marks: Result<Vec<_>, _> = marks.map(|mark| Mark::from_str_radix(mark, 16)).collect();
    match marks {
        Ok(marks) => written.note(&marks),
        Err(_) => written.note_all(),
    }
}

/// Hears what other processes tell.
pub(super) struct Hearing {
    /// None where PostgreSQL cannot be listened to, which the operator was told.
    listens: Option<AtomicBool>,
}

impl Hearing {
    pub(super) fn start(
        pool: Option<PgPool>,
        written: Arc<Written>,
        closing: watch::Receiver<()>,
    ) -> Arc<Self> {
        let hearing = Arc::new(Self {
            listens: pool.is_some().then(AtomicBool::default),
        });
        if let Some(pool) = pool {
            let hearing = Arc::clone(&hearing);
            tokio::spawn(until_closed(closing, listen(pool, written, hearing)));
        }
        hearing
    }

    /// Whether nothing is missed that could be heard.
    pub(super) fn hears(&self) -> bool {
        let listens = self.listens.as_ref();
        listens.is_none_or(|listens| listens.load(Ordering::Acquire))
    }

    fn set(&self, listening: bool) {
        if let Some(listens) = &self.listens {
            listens.store(listening, Ordering::Release);
        }
    }
}

async fn listen(pool: PgPool, written: Arc<Written>, hearing: Arc<Hearing>) {
    let mut is_told = false;
    loop {
        let ended = hear(&pool, &written, &hearing).await;
        is_told &= !hearing.hears();
        hearing.set(false);
        if !is_told {
            let error = ended.err().map(tracing::field::display);
            tracing::warn!(
                error,
                "writes of other processes are not heard of: queries read from the primary"
            );
            is_told = true;
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

/// Notes what is said, until the connection is lost.
async fn hear(pool: &PgPool, written: &Written, hearing: &Hearing) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    // What was said while nobody listened is not known.
    written.note_all();
    hearing.set(true);
    while let Some(said) = listener.try_recv().await? {
        note(said.payload(), written);
    }
    Ok(())
}

/// Does something until it is told to end.
pub(super) async fn until_closed(mut closing: watch::Receiver<()>, run: impl Future<Output = ()>) {
    tokio::select! {
        // An error means that the replica is gone, which ends it as well.
        _ = closing.changed() => {}
        () = run => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn a_word_is_understood() {
        let written = Written::new(HOUR);
        note(&word([7, Mark::MAX].iter()), &written);
        assert!(written.has(Some(7)) && written.has(Some(Mark::MAX)));
        assert!(!written.has(Some(8)) && !written.has(None));
        note("", &written);
        assert!(!written.has(None));
    }

    #[test]
    fn a_word_that_says_too_much_or_nothing_we_know_is_of_anybody() {
        let marks = vec![Mark::MAX; MOST + 1];
        assert_eq!(word(marks.iter()), ALL);
        assert!(word(marks[1..].iter()).len() < 8000);
        for said in [ALL, " 1 x", "1ffffffffffffffff"] {
            let written = Written::new(HOUR);
            note(said, &written);
            assert!(written.has(Some(9)), "{said}");
        }
    }
}
