//! Events as rows of the outbox.

use entity::event::{ActiveModel, Model};
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

    /// The row of an event that no caller of the API caused, to be given to [`crate::db::bulk`].
    #[must_use]
    pub fn by_command(self, clock: &Clock) -> Model {
        Model {
            // Given by the database.
            position: 0,
            id: clock.id(),
            kind: self.kind().to_owned(),
            occurred_at: clock.now(),
            actor: None,
            customer_id: self.customer().cloned(),
            customer_group_id: self.group().cloned(),
            data: self.data(),
        }
    }
}
