//! Who is to be told of events.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::CustomerId;
use tokio::sync::{mpsc, oneshot};

use crate::event::store::{Place, Placed};

/// Events that wait for one member at most. Whoever leaves more behind is dropped.
const WAITING: usize = 256;

/// The members by the customer whose events they want; those who want everybody's under none.
type Members = HashMap<Option<CustomerId>, Vec<mpsc::Sender<Arc<Placed>>>>;

/// Everyone who wants events as they are committed. The reader that feeds it ends when it goes.
pub(super) struct Hub {
    members: Mutex<Members>,
    reached: Mutex<Place>,
    _stop: oneshot::Sender<Infallible>,
}

impl Hub {
    /// A hub without members, which are to be told of what lies behind a place; and what ends together
    /// with it.
    pub(super) fn new(place: Place) -> (Arc<Self>, oneshot::Receiver<Infallible>) {
        let (stop, stopped) = oneshot::channel();
        let hub = Self {
            members: Mutex::default(),
            reached: Mutex::new(place),
            _stop: stop,
        };
        (Arc::new(hub), stopped)
    }

    /// Takes in a member, who is told of everything that is handed out from now on.
    pub(super) fn join(self: &Arc<Self>, of: Option<CustomerId>) -> Member {
        let (sender, events) = mpsc::channel(WAITING);
        self.members().entry(of.clone()).or_default().push(sender);
        Member {
            events,
            of,
            hub: Arc::clone(self),
        }
    }

    /// Hands out an event. A member whose room is full is dropped, and finds out when it has read what
    /// it was given before.
    pub(super) fn hand_out(&self, event: &Arc<Placed>) {
        let mut members = self.members();
        let about = event.event.customer_id.clone();
        let everybodys = about.is_some().then_some(None);
        for of in [about].into_iter().chain(everybodys) {
            if let Some(senders) = members.get_mut(&of) {
                senders.retain(|sender| sender.try_send(Arc::clone(event)).is_ok());
            }
        }
    }

    /// Notes that all was handed out up to a place.
    pub(super) fn reach(&self, place: Place) {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }

    /// Up to where all was handed out.
    pub(super) fn reached(&self) -> Place {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One who is told of events.
pub(super) struct Member {
    events: mpsc::Receiver<Arc<Placed>>,
    of: Option<CustomerId>,
    hub: Arc<Hub>,
}

impl Member {
    /// The next event; none once the member was dropped for being slow.
    pub(super) async fn next(&mut self) -> Option<Arc<Placed>> {
        self.events.recv().await
    }

    /// Whether it was dropped.
    pub(super) fn is_dropped(&self) -> bool {
        self.events.is_closed()
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.events.close();
        let mut members = self.hub.members();
        if let Some(senders) = members.get_mut(&self.of) {
            senders.retain(|sender| !sender.is_closed());
            if senders.is_empty() {
                members.remove(&self.of);
            }
        }
    }
}
