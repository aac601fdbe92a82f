//! One subscriber's way from a place to the present, and along with it.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::hub::{Hub, Member};
use super::{Delivery, Feed};
use crate::error::{Error, Result};
use crate::event::graphql::EventFilter;
use crate::event::matcher::Matcher;
use crate::event::store::{self, Place, Placed};

/// Events of one statement while catching up.
const PAGE: u64 = 100;

/// One subscriber. It runs in a task of its own, so that whoever is slow to take its events holds no
/// connection to the database meanwhile.
pub(super) struct Subscriber {
    pub(super) feed: Feed,
    pub(super) hub: Arc<Hub>,
    pub(super) filter: EventFilter,
    pub(super) matcher: Matcher,
    /// The last event that was delivered, or behind which the first is to come; none for the present.
    pub(super) place: Option<Place>,
    pub(super) out: mpsc::Sender<Delivery>,
}

/// The receiver is gone.
struct Gone;

impl Subscriber {
    /// Delivers until nobody receives any more, or cannot go on and says why.
    pub(super) async fn run(mut self, mut member: Member) {
        loop {
            // A member first, a reader of the past second: what comes up in between is met by both,
            // and what is met twice is told by its place.
            if let Err(error) = self.catch_up().await {
                self.end(error).await;
                return;
            }
            if self.out.is_closed() {
                return;
            }
            if self.place.is_some() && member.is_dropped() {
                // It took so long to catch up that it is to be done again, from further on.
                member = self.hub.join(self.matcher.customer.clone());
                continue;
            }
            if self.follow(&mut member).await.is_ok() {
                self.end(Error::TooSlow).await;
            }
            return;
        }
    }

    async fn end(&self, error: Error) {
        // An error means that nobody wants to know.
        _ = self.out.send(Err(error)).await;
    }

    /// Delivers what lies between its place and the present.
    async fn catch_up(&mut self) -> Result<()> {
        while let Some(place) = self.place {
            let page = self.page(place).await?;
            let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            for placed in page {
                if self.deliver(Arc::new(placed)).await.is_err() {
                    return Ok(());
                }
            }
            if is_last {
                break;
            }
        }
        Ok(())
    }

    async fn page(&self, place: Place) -> Result<Vec<Placed>> {
        let feed = &self.feed.0;
        let permit = feed.catching_up.acquire().await;
        let page = store::read_after(&feed.db, &self.filter, Some(place), PAGE).await;
        drop(permit);
        page
    }

    /// Delivers what is handed out, until it is dropped for being slow.
    async fn follow(&mut self, member: &mut Member) -> Result<(), Gone> {
        loop {
            let next = tokio::select! {
                next = member.next() => next,
                () = self.out.closed() => return Err(Gone),
            };
            let Some(placed) = next else {
                return Ok(());
            };
            let is_new = self.place.is_none_or(|place| placed.place() > place);
            if is_new && self.matcher.lets_through(&placed.event) {
                self.deliver(placed).await?;
            }
        }
    }

    async fn deliver(&mut self, placed: Arc<Placed>) -> Result<(), Gone> {
        let place = placed.place();
        self.out.send(Ok(placed)).await.map_err(|_| Gone)?;
        self.place = Some(place);
        Ok(())
    }
}
