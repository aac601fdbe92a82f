//! Where customers go to.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use entity::GroupId;
use tokio::task::JoinHandle;

use super::chunk::Chunk;
use super::known::{Known, Outcome, Plan, Planned};
use crate::clock::Clock;
use crate::db::{self, Db, DbErr, bulk};

/// How long others may have to wait for a turn to write. Requests of a server wait for five seconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// The database, and what stands in for it in a dry run.
pub(super) struct Target {
    db: Db,
    /// In a dry run: an empty database that takes the rows instead, so that records of the file that
    /// clash with one another are found in bounded memory.
    scratch: Option<Db>,
    /// Groups of the database that are in the scratch too, since memberships refer to them.
    copied: HashSet<GroupId>,
    clock: Clock,
    /// When others last had a turn.
    gave_way: Instant,
}

/// A chunk whose rows are being written.
pub(super) struct Writing {
    /// The chunk.
    pub(super) chunk: Chunk,
    /// What is written, and what becomes of each record once it is.
    pub(super) planned: Arc<Planned>,
    task: JoinHandle<Result<(), DbErr>>,
}

impl Target {
    /// The database, and for a dry run another one that takes the rows.
    pub(super) fn new(db: Db, scratch: Option<Db>, clock: Clock) -> Self {
        Self {
            db,
            scratch,
            copied: HashSet::new(),
            clock,
            gave_way: Instant::now(),
        }
    }

    /// Makes ready for many chunks.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn begin(&self) -> Result<(), DbErr> {
        bulk::begin(self.taker()).await
    }

    /// Tells the planner about what is new.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn finish(&self) -> Result<(), DbErr> {
        if self.scratch.is_some() {
            return Ok(());
        }
        bulk::finish(&self.db).await
    }

    /// Closes what is open.
    pub(super) async fn close(self) {
        self.db.close().await;
        if let Some(scratch) = self.scratch {
            scratch.close().await;
        }
    }

    fn taker(&self) -> &Db {
        self.scratch.as_ref().unwrap_or(&self.db)
    }

    /// What becomes of the records of a chunk, when what was planned `before` is stored by then.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn plan(
        &self,
        chunk: &Chunk,
        before: Option<&Planned>,
    ) -> Result<Planned, DbErr> {
        let databases = [Some(&self.db), self.scratch.as_ref()];
        let databases: Vec<_> = databases.into_iter().flatten().collect();
        let known = Known::of(&databases, chunk.items(), before).await?;
        let mut plan = Plan::new(&self.clock, known);
        let outcomes = chunk.records.iter().map(|(_, item)| match item {
            Ok(item) => plan.add(item),
            Err(errors) => Outcome::Refused(errors.clone()),
        });
        let outcomes = outcomes.collect();
        Ok(plan.finish(outcomes))
    }

    /// Begins to write a chunk as planned.
    pub(super) fn write(&mut self, chunk: Chunk, mut planned: Planned) -> Writing {
        if self.scratch.is_some() {
            let batch = &mut planned.batch;
            let elsewhere = planned.elsewhere.iter();
            let missing = elsewhere.filter(|group| self.copied.insert(group.id.clone()));
            let missing: Vec<_> = missing.cloned().collect();
            let own = batch.groups.iter().map(|group| group.id.clone());
            self.copied.extend(own);
            batch.groups.extend(missing);
        }
        let planned = Arc::new(planned);
        let (db, rows) = (self.taker().clone(), Arc::clone(&planned));
        let give_way = self.scratch.is_none() && self.gave_way.elapsed() > PATIENCE;
        if give_way {
            self.gave_way = Instant::now();
        }
        // A task of its own, so that it goes on while the next chunk is planned.
        let task = tokio::spawn(async move {
            let batch = &rows.batch;
            if batch.customers.is_empty() && batch.groups.is_empty() {
                return Ok(());
            }
            if give_way {
                bulk::give_way(&db).await;
            }
            bulk::write(&db, batch).await
        });
        Writing {
            chunk,
            planned,
            task,
        }
    }
}

impl Writing {
    /// Waits for the end. Says whether the rows are stored, which they are not when somebody has just
    /// written what one of them has.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn is_stored(&mut self) -> Result<bool, DbErr> {
        let written = (&mut self.task).await;
        match written.map_err(|error| DbErr::Custom(error.to_string()))? {
            Ok(()) => Ok(true),
            Err(error) if db::violated(&error).is_some() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
