//! The import itself: one thread reads and parses records while the database takes those before them.

use std::collections::HashSet;
use std::pin::pin;

use entity::GroupId;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::known::{Known, Outcome, Plan};
use super::record::{Item, Rules};
use super::report::Report;
use super::shape::Shaped;
use super::source::Place;
use crate::clock::Clock;
use crate::db::bulk;
use crate::db::{self, Db, DbErr};
use crate::error::UserError;

/// Records of one transaction. More are no faster, and take memory.
const CHUNK: usize = 2000;
/// Bytes of the file in one transaction, but for the last record, so that memory stays bounded whatever
/// customers have.
const CHUNK_BYTES: u64 = 2 << 20;
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

/// Where to, and what is looked at.
pub(super) struct Target {
    /// The database.
    pub(super) db: Db,
    /// In a dry run: an empty database that takes the rows instead, so that records of the file that
    /// clash with one another are found in bounded memory.
    pub(super) scratch: Option<Db>,
    /// Groups of the database that are in the scratch too, since memberships refer to them.
    pub(super) copied: HashSet<GroupId>,
}

/// Records that are stored together, with where they stand.
struct Chunk {
    records: Vec<(Place, Result<Item, Vec<UserError>>)>,
    read: u64,
}

/// Imports, until the file ends or `stop` does; what is stored by then stays. `progress` is told after
/// each transaction.
///
/// # Errors
/// One line: the file cannot be read on, the report cannot be written, or the database fails.
pub(super) async fn load(
    target: &mut Target,
    shaped: Shaped,
    rules: Rules,
    report: &mut Report,
    stop: impl Future<Output = ()>,
    mut progress: impl FnMut(Done),
) -> Result<(), Box<dyn std::error::Error>> {
    bulk::begin(target.scratch.as_ref().unwrap_or(&target.db)).await?;
    let clock = rules.clock.clone();
    let mut done = Done::default();
    let mut chunks = parse(shaped, rules);
    let mut stop = pin!(stop);
    loop {
        let chunk = tokio::select! {
            biased;
            () = &mut stop => return Err("stopped".into()),
            chunk = chunks.recv() => chunk,
        };
        let Some(chunk) = chunk else { break };
        let chunk = chunk?;
        let outcomes = target.store(&clock, &chunk, &mut done).await?;
        done.records += chunk.records.len() as u64;
        done.read = chunk.read;
        for ((place, _), outcome) in chunk.records.iter().zip(&outcomes) {
            match outcome {
                Outcome::New => {}
                Outcome::There => done.there += 1,
                Outcome::Refused(errors) => {
                    done.refused += 1;
                    report.refused(*place, errors)?;
                }
            }
        }
        report.flush()?;
        progress(done);
    }
    if target.scratch.is_none() && done.customers > 0 {
        bulk::finish(&target.db).await?;
    }
    Ok(())
}

impl Target {
    /// Stores the records of a chunk that are new and clash with nothing, all at once.
    async fn store(
        &mut self,
        clock: &Clock,
        chunk: &Chunk,
        done: &mut Done,
    ) -> Result<Vec<Outcome>, DbErr> {
        let mut round = 1;
        loop {
            let databases: Vec<_> = [Some(&self.db), self.scratch.as_ref()]
                .into_iter()
                .flatten()
                .collect();
            let items = chunk
                .records
                .iter()
                .filter_map(|(_, item)| item.as_ref().ok());
            let known = Known::of(&databases, items).await?;
            let mut plan = Plan::new(clock, known);
            let outcomes = chunk.records.iter().map(|(_, item)| match item {
                Ok(item) => plan.add(item),
                Err(errors) => Outcome::Refused(errors.clone()),
            });
            let outcomes: Vec<_> = outcomes.collect();
            match self.write(&mut plan, done).await {
                Ok(()) => return Ok(outcomes),
                // Somebody has just written what a record has; now it shows.
                Err(error) if db::violated(&error).is_some() && round < ROUNDS => round += 1,
                Err(error) => return Err(error),
            }
        }
    }

    async fn write(&mut self, plan: &mut Plan<'_>, done: &mut Done) -> Result<(), DbErr> {
        let groups = plan.batch.groups.len() as u64;
        if self.scratch.is_some() {
            let elsewhere = plan.groups_elsewhere().cloned();
            let missing: Vec<_> = elsewhere
                .filter(|group| self.copied.insert(group.id.clone()))
                .collect();
            self.copied
                .extend(plan.batch.groups.iter().map(|group| group.id.clone()));
            plan.batch.groups.extend(missing);
        }
        let batch = &plan.batch;
        if !(batch.customers.is_empty() && batch.groups.is_empty()) {
            bulk::write(self.scratch.as_ref().unwrap_or(&self.db), batch).await?;
        }
        done.customers += batch.customers.len() as u64;
        done.addresses += batch.addresses.len() as u64;
        done.memberships += batch.memberships.len() as u64;
        done.logins += batch.identities.len() as u64;
        done.groups += groups;
        Ok(())
    }
}

/// Reads and parses on a thread of its own, never more than one chunk ahead. It ends when nobody takes
/// them.
fn parse(shaped: Shaped, rules: Rules) -> Receiver<Result<Chunk, String>> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || {
        if let Err(why) = parse_all(shaped, &rules, &sender) {
            // Nobody listens any more, or is told.
            let _ = sender.blocking_send(Err(why));
        }
    });
    receiver
}

fn parse_all(
    mut shaped: Shaped,
    rules: &Rules,
    sender: &Sender<Result<Chunk, String>>,
) -> Result<(), String> {
    let mut begun = 0;
    let mut chunk = Chunk {
        records: Vec::with_capacity(CHUNK),
        read: 0,
    };
    while let Some(entry) = shaped.source.next()? {
        let parsed = match entry.value {
            Ok(object) => rules.parse(shaped.ours(object)),
            Err(fault) if entry.place.record == 1 => {
                let line = entry.place.line;
                return Err(format!("line {line}: {} Is --from right?", fault.message));
            }
            Err(fault) => Err(vec![fault.of_no_field()]),
        };
        chunk.records.push((entry.place, parsed));
        chunk.read = entry.read;
        if chunk.records.len() == CHUNK || entry.read - begun > CHUNK_BYTES {
            begun = entry.read;
            let next = Chunk {
                records: Vec::with_capacity(CHUNK),
                read: 0,
            };
            let full = std::mem::replace(&mut chunk, next);
            if sender.blocking_send(Ok(full)).is_err() {
                return Ok(());
            }
        }
    }
    if !chunk.records.is_empty() {
        // As above.
        let _ = sender.blocking_send(Ok(chunk));
    }
    Ok(())
}
