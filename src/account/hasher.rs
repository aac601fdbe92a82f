//! Passwords are hashed on threads of their own, as many at once as there are threads, with a short
//! queue before them. Requests that do not log in never wait for one that does, and memory is bounded
//! by threads x cost (CWE-400; security requirement 6).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use entity::SecretText;
use tokio::sync::oneshot;

use super::phc::{self, Memory, PhcError, SALT};
use super::stored_hash::StoredHash;
use crate::clock::Clock;
use crate::config::{Accounts, Argon2Cost};
use crate::error::{Error, Fault, Result};
use crate::telemetry::metrics::Hashing;
use crate::value::Password;

/// Jobs that may wait, for each thread. At some 20 ms a hash the last one waits for little more than a
/// second, and a burst of 50 registrations passes on a single core.
const QUEUED_PER_THREAD: usize = 64;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads that hash passwords. They end when it is dropped.
pub struct Hasher {
    queue: SyncSender<Job>,
    cost: Argon2Cost,
    clock: Clock,
    metrics: Hashing,
}

/// What a presented password turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not the one, or nobody's.
    Wrong,
    /// The right one. A new hash comes along where the stored one is weaker than the settings ask, or of
    /// another form.
    Right {
        /// To be stored instead of the old one.
        rehashed: Option<SecretText>,
    },
}

impl Hasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives no threads, or Argon2 refuses the cost that is set.
    pub fn start(settings: &Accounts, clock: Clock, metrics: Hashing) -> Result<Self> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = settings.hash_threads.map_or_else(cores, usize::from);
        metrics.threads(threads);
        let (queue, jobs) = sync_channel(threads * QUEUED_PER_THREAD);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 1..=threads {
            let jobs = Arc::clone(&jobs);
            let memory = Memory::for_cost(settings.argon2)?;
            std::thread::Builder::new()
                .name(format!("hasher-{number}"))
                .spawn(move || work(&jobs, memory))
                .map_err(|error| Error::Internal(Box::new(error)))?;
        }
        Ok(Self {
            queue,
            cost: settings.argon2,
            clock,
            metrics,
        })
    }

    /// Hashes a new password, at the cost that is set and with a new salt.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait already.
    pub async fn hash(&self, password: Password) -> Result<SecretText> {
        let (cost, salt) = (self.cost, self.clock.secret::<SALT>());
        self.run(move |memory| new_hash(&password, &salt, cost, memory))
            .await?
    }

    /// Checks a presented password. Without a stored hash it is wrong, and takes as long as one of our
    /// own; those of imports take what they take, until the first login replaces them.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait already, [`Error::Internal`] when the stored text is no
    /// hash of a form that is known.
    pub async fn verify(&self, password: Password, stored: Option<SecretText>) -> Result<Verdict> {
        let (cost, salt) = (self.cost, self.clock.secret::<SALT>());
        self.run(move |memory| verdict(&password, stored.as_ref(), &salt, cost, memory))
            .await?
    }

    /// Refuses a password that is easy to guess, as [`Password::guessable`] does; the estimate can take
    /// as long as a hash.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait already. The inner result is the refusal.
    pub async fn screen(
        &self,
        password: Password,
        context_words: Vec<String>,
        min_score: u8,
    ) -> Result<Result<Password, Fault>> {
        self.run(move |_| {
            let words: Vec<&str> = context_words.iter().map(String::as_str).collect();
            password.guessable(&words, min_score).map(|()| password)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let (metrics, waits) = (self.metrics.clone(), self.metrics.waits());
        let job: Job = Box::new(move |memory| {
            drop(waits);
            // Nobody waits any more: a request that timed out in the queue costs nothing.
            if !reply.is_closed() {
                let runs = metrics.runs();
                let done = work(memory);
                drop(runs);
                let _ = reply.send(done);
            }
        });
        self.queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => {
                self.metrics.refused();
                Error::Unavailable
            }
            TrySendError::Disconnected(_) => Error::internal("the hashing threads have ended"),
        })?;
        answer
            .await
            .map_err(|_| Error::internal("a hashing job panicked"))
    }
}

/// What a thread does: one job after the other, until the queue is gone.
fn work(jobs: &Mutex<Receiver<Job>>, mut memory: Memory) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // A panic of a library on some strange password must not cost a thread.
        if catch_unwind(AssertUnwindSafe(|| job(&mut memory))).is_err() {
            tracing::error!("a hashing job panicked");
        }
    }
}

fn new_hash(
    password: &Password,
    salt: &[u8; SALT],
    cost: Argon2Cost,
    memory: &mut Memory,
) -> Result<SecretText> {
    Ok(SecretText(phc::hash(
        password.reveal().as_bytes(),
        salt,
        cost,
        memory,
    )?))
}

fn verdict(
    password: &Password,
    stored: Option<&SecretText>,
    salt: &[u8; SALT],
    cost: Argon2Cost,
    memory: &mut Memory,
) -> Result<Verdict> {
    let Some(stored) = stored else {
        new_hash(password, salt, cost, memory)?;
        return Ok(Verdict::Wrong);
    };
    let stored = StoredHash::parse(&stored.0)?;
    if !stored.verify(password.reveal().as_bytes(), memory)? {
        return Ok(Verdict::Wrong);
    }
    let rehashed = stored
        .needs_rehash(cost)
        .then(|| new_hash(password, salt, cost, memory));
    Ok(Verdict::Right {
        rehashed: rehashed.transpose()?,
    })
}

impl From<PhcError> for Error {
    fn from(error: PhcError) -> Self {
        Self::Internal(Box::new(error))
    }
}

#[cfg(test)]
#[path = "hasher_tests.rs"]
mod tests;
