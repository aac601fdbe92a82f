//! Events as the API shows them, and who sees them.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Json, Object};
use entity::EventId;
use entity::event::Model;
use serde_json::Value;

use crate::actor::{Actor, Scope};
use crate::error;
use crate::event::store::Placed;
use crate::graphql::scalar::DateTime;
use crate::graphql::{actor, leaves, loaders};

/// One change, written in the same transaction as the change itself. `type` is one of
/// `customer.created`, `customer.updated`, `customer.deleted`, `customer.restored`,
/// `customer.registered`, `customer.merged`, `customer.erased`, `customer.email_changed`,
/// `customer.email_verified`, `customer.password_changed`, `customer.logged_in`,
/// `customer.session_compromised`, `customer.identity_linked`, `customer.identity_unlinked`,
/// `customer.address_created`, `customer.address_updated`, `customer.address_deleted`,
/// `customer_group.created`, `customer_group.updated`, `customer_group.deleted`,
/// `customer_group.restored`, `customer_group.customer_added`, `customer_group.customer_removed`. New
/// ones may be added.
#[derive(Clone, Description)]
pub struct Event(pub Arc<Model>);

impl From<Arc<Placed>> for Event {
    fn from(placed: Arc<Placed>) -> Self {
        Self(Arc::new(Arc::unwrap_or_clone(placed).event))
    }
}

leaves!(Event {
    "id": id,
    "type": kind,
    "occurredAt": occurred_at,
    "customerId": customer_id,
    "customerGroupId": customer_group_id,
    "data": data,
});

#[Object(use_type_description)]
impl Event {
    /// Starts with `evt_`.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What happened.
    #[graphql(name = "type")]
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// When it happened.
    async fn occurred_at(&self) -> DateTime {
        self.0.occurred_at.into()
    }

    /// Who did it: the id of a customer or of an API key, a staff subject, or null for the system. A
    /// customer sees no other than themselves.
    async fn actor(&self, ctx: &Context<'_>) -> Option<&str> {
        let name = self.0.actor.as_deref();
        match actor(ctx) {
            Actor::Customer { id, .. } => name.filter(|name| *name == id.to_string()),
            _ => name,
        }
    }

    /// The customer it is about.
    async fn customer_id(&self) -> Option<ID> {
        self.0.customer_id.as_ref().map(|id| ID(id.to_string()))
    }

    /// The group it is about.
    async fn customer_group_id(&self) -> Option<ID> {
        let id = self.0.customer_group_id.as_ref();
        id.map(|id| ID(id.to_string()))
    }

    /// Ids, and under `changed` the names of the fields that changed. Never personal values, secrets or
    /// tokens.
    async fn data(&self) -> Json<&Value> {
        Json(&self.0.data)
    }
}

/// The event, if the caller may see it: staff with `events:read`, and the customer it is about.
///
/// # Errors
/// When the database fails.
pub async fn visible(ctx: &Context<'_>, id: EventId) -> error::Result<Option<Event>> {
    let actor = actor(ctx);
    let may = |row: &Arc<Model>| {
        let owner = row.customer_id.as_ref();
        actor.has(Scope::EventsRead) || (owner.is_some() && actor.customer() == owner)
    };
    let found = loaders(ctx).events.by_id.load(id).await?;
    Ok(found.filter(may).map(Event))
}
