//! Events as rows of the outbox.

mod history;
mod lag;
mod place;
mod prune;
mod replay;

use entity::event::{ActiveModel, Column, Entity, Model};
use entity::{CustomerId, EventId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

pub use history::{Part, parts, with_newer};
pub use lag::oldest_behind;
pub use place::{Place, end, of_event};
pub use prune::{oldest, prune};
pub use replay::{Placed, any_until, read_after};

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

/// The events with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[EventId]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .all(db)
        .await
}

/// The events about a customer, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn held(db: &impl ConnectionTrait, customer: &CustomerId) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::CustomerId.eq(customer.clone()))
        .order_by_asc(Column::Position)
        .all(db)
        .await
}
