//! Events as rows of the outbox.

use entity::event::ActiveModel;
use sea_orm::ActiveValue::{NotSet, Set};

use super::Event;
use crate::actor::Actor;
use crate::clock::Clock;

impl Event {
    /// The row of the event, to be given to [`crate::db::Tx::record`].
    #[must_use]
    pub fn by(self, actor: &Actor, clock: &Clock) -> ActiveModel {
        ActiveModel {
            position: NotSet,
            id: Set(clock.id()),
            kind: Set(self.kind().to_owned()),
            occurred_at: Set(clock.now()),
            actor: Set(actor.name()),
            customer_id: Set(self.customer().cloned()),
            customer_group_id: Set(self.group().cloned()),
            data: Set(self.data()),
        }
    }
}
