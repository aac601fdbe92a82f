//! The import itself: one thread reads and parses records, while those before them are looked up, while
//! the database takes those before these.

use std::pin::pin;

use tokio::sync::mpsc::Receiver;

use super::chunk::Chunk;
use super::known::{Outcome, Planned};
use super::report::Report;
use super::target::{Target, Writing};
use crate::db::DbErr;

/// How often records are looked at again when somebody writes what they have in the meantime.
const ROUNDS: usize = 5;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Done {
    /// Records read.
    pub(super) records: u64,
    /// Customers added.
    pub(super) customers: u64,
    /// Addresses added.
    pub(super) addresses: u64,
    /// Memberships added.
    pub(super) memberships: u64,
    /// Groups added.
    pub(super) groups: u64,
    /// Logins added.
    pub(super) logins: u64,
    /// Records that were there.
    pub(super) there: u64,
    /// Records refused.
    pub(super) refused: u64,
    /// Bytes read of the file.
    pub(super) read: u64,
}

/// Takes chunks to the database, one after the other.
pub(super) struct Loader<'a, P> {
    target: &'a mut Target,
    report: &'a mut Report,
    progress: P,
    writing: Option<Writing>,
    done: Done,
}

type Outcomes = Result<(), Box<dyn std::error::Error>>;

impl<'a, P: FnMut(Done)> Loader<'a, P> {
    /// `progress` is told after each transaction.
    pub(super) fn new(target: &'a mut Target, report: &'a mut Report, progress: P) -> Self {
        Self {
            target,
            report,
            progress,
            writing: None,
            done: Done::default(),
        }
    }

    /// Imports, until the chunks end or `stop` does; what is stored by then stays.
    ///
    /// # Errors
    /// One line: the file cannot be read on, the report cannot be written, or the database fails.
    pub(super) async fn load(
        &mut self,
        chunks: Receiver<Result<Chunk, String>>,
        stop: impl Future<Output = ()>,
    ) -> Outcomes {
        self.target.begin().await?;
        let outcome = self.take(chunks, stop).await;
        // However it ended, what is being written is stored or not, and that is told.
        let last = self.settle().await;
        outcome?;
        last?;
        if self.done.customers > 0 {
            self.target.finish().await?;
        }
        Ok(())
    }

    async fn take(
        &mut self,
        mut chunks: Receiver<Result<Chunk, String>>,
        stop: impl Future<Output = ()>,
    ) -> Outcomes {
        let mut stop = pin!(stop);
        loop {
            let chunk = tokio::select! {
                biased;
                () = &mut stop => return Err("stopped".into()),
                chunk = chunks.recv() => chunk,
            };
            let Some(chunk) = chunk else { return Ok(()) };
            let chunk = chunk?;
            let before = self.writing.as_ref().map(|writing| &*writing.planned);
            let mut planned = self.target.plan(&chunk, before).await?;
            if !self.settle().await? {
                planned = self.target.plan(&chunk, None).await?;
            }
            self.writing = Some(self.target.write(chunk, planned));
        }
    }

    /// Waits until what is being written is stored, and tells of it. Says whether it was stored as it
    /// was planned at first.
    async fn settle(&mut self) -> Result<bool, Box<dyn std::error::Error>> {
        let Some(mut writing) = self.writing.take() else {
            return Ok(true);
        };
        let mut rounds = 1;
        while !writing.is_stored().await? {
            if rounds == ROUNDS {
                return Err("others write the same customers all the time".into());
            }
            rounds += 1;
            writing = self.again(writing.chunk).await?;
        }
        self.tell(&writing)?;
        Ok(rounds == 1)
    }

    /// Writes a chunk anew. What somebody else has written shows now.
    async fn again(&mut self, chunk: Chunk) -> Result<Writing, DbErr> {
        let planned = self.target.plan(&chunk, None).await?;
        Ok(self.target.write(chunk, planned))
    }

    fn tell(&mut self, writing: &Writing) -> std::io::Result<()> {
        let Writing { chunk, planned, .. } = writing;
        self.done.add(chunk, planned);
        for ((place, _), outcome) in chunk.records.iter().zip(&planned.outcomes) {
            match outcome {
                Outcome::New => {}
                Outcome::There => self.done.there += 1,
                Outcome::Refused(errors) => {
                    self.done.refused += 1;
                    self.report.refused(*place, errors)?;
                }
            }
        }
        self.report.flush()?;
        (self.progress)(self.done);
        Ok(())
    }
}

impl Done {
    fn add(&mut self, chunk: &Chunk, planned: &Planned) {
        let batch = &planned.batch;
        self.records += chunk.records.len() as u64;
        self.read = chunk.read;
        self.customers += batch.customers.len() as u64;
        self.addresses += batch.addresses.len() as u64;
        self.memberships += batch.memberships.len() as u64;
        self.logins += batch.identities.len() as u64;
        self.groups += planned.groups;
    }
}
