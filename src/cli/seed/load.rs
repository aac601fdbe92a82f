//! The load itself: one thread makes rows while the database takes those before them.

use std::pin::pin;

use tokio::sync::mpsc::{self, Receiver};

use super::generator::Generator;
use super::groups;
use crate::clock::Clock;
use crate::db::bulk::{self, Batch};
use crate::db::{Db, DbErr};

/// Customers of one transaction. More are no faster, and take memory.
const CHUNK: u64 = 2000;

/// What to load.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Plan {
    /// Customers, at most [`super::generator::MAX_CUSTOMERS`].
    pub(in crate::cli) customers: u64,
    /// Addresses of each.
    pub(in crate::cli) addresses: u16,
    /// Groups in total, of which each customer is in two.
    pub(in crate::cli) groups: u16,
    /// What the customers are made from.
    pub(in crate::cli) seed: u64,
}

/// What is stored for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct Stored {
    /// Customers.
    pub(in crate::cli) customers: u64,
    /// Addresses.
    pub(in crate::cli) addresses: u64,
    /// Memberships.
    pub(in crate::cli) memberships: u64,
    /// Groups that were not there before.
    pub(in crate::cli) groups: u64,
}

/// Loads the plan's rows, until it is done or `stop` is; what is stored by then stays. `progress` is
/// told after each transaction.
///
/// # Errors
/// When the database fails, or has customers of the same seed.
pub(in crate::cli) async fn load(
    db: &Db,
    clock: &Clock,
    plan: Plan,
    stop: impl Future<Output = ()>,
    mut progress: impl FnMut(Stored),
) -> Result<(), DbErr> {
    bulk::begin(db).await?;
    let groups = groups::groups(clock, plan.groups.into());
    let (groups, added) = bulk::groups(db, &groups).await?;
    let mut stored = Stored {
        groups: added,
        ..Stored::default()
    };
    let generator = Generator::new(plan.seed, plan.addresses.into(), groups);
    let mut batches = generate(generator, plan.customers);
    let mut stop = pin!(stop);
    loop {
        let batch = tokio::select! {
            biased;
            () = &mut stop => break,
            batch = batches.recv() => batch,
        };
        let Some(batch) = batch else { break };
        bulk::write(db, &batch).await?;
        stored.customers += batch.customers.len() as u64;
        stored.addresses += batch.addresses.len() as u64;
        stored.memberships += batch.memberships.len() as u64;
        progress(stored);
    }
    bulk::finish(db).await
}

/// Makes batches on a thread of their own, never more than one ahead. It ends when nobody takes them.
fn generate(generator: Generator, customers: u64) -> Receiver<Batch> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || {
        let mut next = 0;
        while next < customers {
            let end = customers.min(next + CHUNK);
            let mut batch = Batch::default();
            for number in next..end {
                generator.add_to(&mut batch, number);
            }
            next = end;
            if sender.blocking_send(batch).is_err() {
                break;
            }
        }
    });
    receiver
}
