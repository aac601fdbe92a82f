//! Events as they are committed, for any number of subscribers.
//!
//! One reader a process follows the outbox ([`store::read_after`](super::store::read_after)) while
//! somebody subscribes, and hands what it reads to those who want it. A subscriber who names a place
//! reads up to the present by itself first, then goes on with what the reader hands out. Nothing is kept
//! for those who are slow: whoever falls behind is told so, and may come again with the place it has
//! reached, since the outbox is the buffer.

mod hub;
mod reader;
mod subscriber;

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore, mpsc};

use self::hub::Hub;
use self::reader::Reader;
use self::subscriber::Subscriber;
use super::graphql::EventFilter;
use super::matcher::Matcher;
use super::store::{self, Place, Placed};
use crate::db::Db;
use crate::error::Result;

/// Subscribers who read up to the present at once; further ones wait, so that all of them coming back
/// after a restart leave connections to others.
const CATCHING_UP: usize = 4;

/// What a subscriber gets: events, and at last why there are no more.
pub type Delivery = Result<Arc<Placed>>;

/// The events of a process' database, to subscribe to.
#[derive(Clone)]
pub struct Feed(Arc<Inner>);

struct Inner {
    db: Db,
    poll: Duration,
    /// There while somebody subscribes.
    hub: Mutex<Weak<Hub>>,
    catching_up: Semaphore,
}

impl Feed {
    /// The feed of a database. Where no word of commits comes, it looks by itself in this interval.
    #[must_use]
    pub fn new(db: Db, poll: Duration) -> Self {
        Self(Arc::new(Inner {
            db,
            poll,
            hub: Mutex::default(),
            catching_up: Semaphore::new(CATCHING_UP),
        }))
    }

    /// How far its reader has come; none while nobody subscribes.
    pub async fn reached(&self) -> Option<Place> {
        Some(self.0.hub.lock().await.upgrade()?.reached())
    }

    /// Subscribes: to everything behind a place, or else to all that is committed from now on. Ends when
    /// the receiver is dropped; or by itself with [`crate::error::Error::TooSlow`] when too much waits
    /// to be received, and with [`crate::error::Error::Unavailable`] when the database does not answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscribe(
        &self,
        filter: EventFilter,
        after: Option<Place>,
    ) -> Result<mpsc::Receiver<Delivery>> {
        let (sender, receiver) = mpsc::channel(1);
        let Some(matcher) = Matcher::new(&filter) else {
            // Nothing will ever come, which is no reason to end.
            tokio::spawn(async move { sender.closed().await });
            return Ok(receiver);
        };
        let hub = self.hub().await?;
        let member = hub.join(matcher.customer.clone());
        let subscriber = Subscriber {
            feed: self.clone(),
            hub,
            filter,
            matcher,
            place: after,
            out: sender,
        };
        tokio::spawn(subscriber.run(member));
        Ok(receiver)
    }

    /// The hub, fed by a reader that has found its place.
    async fn hub(&self) -> Result<Arc<Hub>> {
        let mut current = self.0.hub.lock().await;
        if let Some(hub) = current.upgrade() {
            return Ok(hub);
        }
        let place = store::end(&self.0.db).await?;
        let (hub, stopped) = Hub::new(place);
        *current = Arc::downgrade(&hub);
        let reader = Reader {
            db: self.0.db.clone(),
            poll: self.0.poll,
            hub: Arc::downgrade(&hub),
            place,
        };
        tokio::spawn(reader.run(stopped));
        Ok(hub)
    }
}
