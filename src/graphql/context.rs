//! What a resolver finds in its context.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::parser::types::OperationType;
use async_graphql::{Context, Request};

use super::Cookies;
use crate::account::graphql::AccountLoaders;
use crate::actor::{Actor, Client};
use crate::address::graphql::AddressLoaders;
use crate::app::App;
use crate::customer::graphql::CustomerLoaders;
use crate::db::Db;
use crate::event::graphql::EventLoaders;
use crate::group::graphql::GroupLoaders;
use crate::webhook::graphql::WebhookLoaders;

/// The loaders of one request, each slice's own.
pub struct Loaders {
    /// Of logins and sessions.
    pub accounts: AccountLoaders,
    /// Of customers.
    pub customers: CustomerLoaders,
    /// Of addresses.
    pub addresses: AddressLoaders,
    /// Of groups and memberships.
    pub groups: GroupLoaders,
    /// Of events.
    pub events: EventLoaders,
    /// Of endpoints and deliveries.
    pub webhooks: WebhookLoaders,
}

impl Loaders {
    /// Fresh loaders, for one request: what they hold must never reach another caller. Logins, sessions
    /// and events are always the latest.
    fn new(app: &App, nearby: &Db) -> Self {
        Self {
            accounts: AccountLoaders::new(app),
            customers: CustomerLoaders::new(nearby),
            addresses: AddressLoaders::new(nearby),
            groups: GroupLoaders::new(nearby),
            events: EventLoaders::new(&app.db),
            webhooks: WebhookLoaders::new(&app.db),
        }
    }
}

/// The database as this operation reads it.
struct Nearby(Db);

/// Gives the resolvers of an operation what they find here. Only queries may be read from a replica: a
/// mutation shows what it has just written, a subscription what has just happened.
pub(super) fn furnish(
    request: Request,
    app: Arc<App>,
    actor: &Actor,
    operation: OperationType,
) -> Request {
    let db = match operation {
        OperationType::Query => app.db.nearby(actor.name().as_deref()),
        OperationType::Mutation | OperationType::Subscription => app.db.clone(),
    };
    let loaders = Loaders::new(&app, &db);
    request.data(loaders).data(Nearby(db)).data(app)
}

/// Where a subscription says that it was accepted, so that a transport need not wait for the first event
/// to know.
#[derive(Clone, Default)]
pub struct Acceptance(Arc<AtomicBool>);

impl Acceptance {
    /// Says so.
    pub fn give(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it was said.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Where to say that this subscription was accepted.
#[must_use]
pub fn acceptance<'a>(ctx: &Context<'a>) -> &'a Acceptance {
    ctx.data_unchecked()
}

/// What every request shares.
#[must_use]
pub fn app<'a>(ctx: &Context<'a>) -> &'a Arc<App> {
    ctx.data_unchecked()
}

/// The database to read customers, addresses and groups from that are only shown. It may be some seconds
/// behind what others have written, never behind the caller.
#[must_use]
pub fn nearby<'a>(ctx: &Context<'a>) -> &'a Db {
    let Nearby(db) = ctx.data_unchecked();
    db
}

/// Who is asking.
#[must_use]
pub fn actor<'a>(ctx: &Context<'a>) -> &'a Actor {
    ctx.data_unchecked()
}

/// Where the request came from.
#[must_use]
pub fn client<'a>(ctx: &Context<'a>) -> &'a Client {
    ctx.data_unchecked()
}

/// This request's session cookies.
#[must_use]
pub fn cookies<'a>(ctx: &Context<'a>) -> &'a Arc<Cookies> {
    ctx.data_unchecked()
}

/// This request's loaders.
#[must_use]
pub fn loaders<'a>(ctx: &Context<'a>) -> &'a Loaders {
    ctx.data_unchecked()
}
