//! Who has just written.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use entity::{Prefixed as _, event};
use sea_orm::ActiveValue;

/// What is kept of an actor's or a customer's name: the beginning of its SHA-256, the same in every
/// process. Two of the same mark only read from the primary once more.
pub(super) type Mark = u64;

/// Marks that are kept at most (a few MiB). Where more are needed, everybody counts as having written.
const MOST: usize = 65_536;

/// The mark of a name.
pub(super) fn mark(name: &str) -> Mark {
    let hash = digest(&SHA256, name.as_bytes());
    let first = hash.as_ref().first_chunk().copied();
    Mark::from_be_bytes(first.unwrap_or_default())
}

/// The marks of all who would look for what some events tell: those who caused them, and the customers
/// they are about. Each once.
pub(super) fn marks(events: &[event::ActiveModel]) -> Vec<Mark> {
    let names = events.iter().flat_map(|event| {
        let actor = match &event.actor {
            ActiveValue::Set(Some(actor)) => Some(mark(actor)),
            _ => None,
        };
        let customer = match &event.customer_id {
            ActiveValue::Set(Some(id)) => Some(mark(id.as_str())),
            _ => None,
        };
        [actor, customer].into_iter().flatten()
    });
    let mut marks: Vec<_> = names.collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// Who has written within the window.
pub(super) struct Written {
    window: Duration,
    most: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    until: HashMap<Mark, Instant>,
    all_until: Option<Instant>,
}

impl Written {
    pub(super) fn new(window: Duration) -> Self {
        Self {
            window,
            most: MOST,
            inner: Mutex::default(),
        }
    }

    /// Notes that they have written just now.
    pub(super) fn note(&self, marks: &[Mark]) {
        let now = Instant::now();
        let mut inner = self.inner();
        if inner.until.len() + marks.len() > self.most {
            inner.until.retain(|_, until| *until > now);
        }
        if inner.until.len() + marks.len() > self.most {
            inner.until.clear();
            inner.all_until = Some(now + self.window);
        } else {
            let until = now + self.window;
            inner.until.extend(marks.iter().map(|mark| (*mark, until)));
        }
    }

    /// Notes that anybody may have written just now.
    pub(super) fn note_all(&self) {
        self.inner().all_until = Some(Instant::now() + self.window);
    }

    /// Whether this one, or anybody, has written within the window.
    pub(super) fn has(&self, mark: Option<Mark>) -> bool {
        let now = Instant::now();
        let inner = self.inner();
        let own = mark.and_then(|mark| inner.until.get(&mark));
        [own, inner.all_until.as_ref()]
            .into_iter()
            .flatten()
            .any(|until| *until > now)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ActiveValue::Set;

    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn who_has_written_is_known_until_the_window_ends() {
        let written = Written::new(HOUR);
        written.note(&[mark("cus_1"), mark("key_1")]);
        assert!(written.has(Some(mark("cus_1"))) && written.has(Some(mark("key_1"))));
        assert!(!written.has(Some(mark("cus_2"))) && !written.has(None));
        let gone = Written::new(Duration::ZERO);
        gone.note(&[mark("cus_1")]);
        gone.note_all();
        assert!(!gone.has(Some(mark("cus_1"))) && !gone.has(None));
    }

    #[test]
    fn where_too_many_have_written_all_have() {
        let written = Written {
            most: 3,
            ..Written::new(HOUR)
        };
        written.note(&[1, 2]);
        assert!(!written.has(Some(9)));
        written.note(&[3, 4]);
        assert!(written.has(Some(9)) && written.has(None) && written.has(Some(1)));
        assert!(written.inner().until.is_empty());
    }

    #[test]
    fn marks_that_are_over_make_room() {
        let written = Written {
            most: 3,
            ..Written::new(Duration::ZERO)
        };
        for mark in 0..10 {
            written.note(&[mark]);
        }
        let inner = written.inner();
        assert!(inner.until.len() <= 3 && inner.all_until.is_none());
    }

    #[test]
    fn an_event_marks_its_actor_and_its_customer() {
        let customer = entity::CustomerId::parse("cus_01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap();
        let event = event::ActiveModel {
            actor: Set(Some("key_1".to_owned())),
            customer_id: Set(Some(customer.clone())),
            ..Default::default()
        };
        let own = event::ActiveModel {
            actor: Set(Some(customer.to_string())),
            ..event.clone()
        };
        let mut expected = vec![mark("key_1"), mark(&customer.to_string())];
        expected.sort_unstable();
        assert_eq!(
            marks(&[event, own, event::ActiveModel::default()]),
            expected
        );
    }
}
