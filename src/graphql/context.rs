//! What a resolver finds in its context.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::Context;

use super::Cookies;
use crate::account::graphql::AccountLoaders;
use crate::actor::{Actor, Client};
use crate::address::graphql::AddressLoaders;
use crate::app::App;
use crate::customer::graphql::CustomerLoaders;
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
    /// Fresh loaders, for one request: what they hold must never reach another caller.
    #[must_use]
    pub fn new(app: &App) -> Self {
        Self {
            accounts: AccountLoaders::new(app),
            customers: CustomerLoaders::new(&app.db),
            addresses: AddressLoaders::new(&app.db),
            groups: GroupLoaders::new(&app.db),
            events: EventLoaders::new(&app.db),
            webhooks: WebhookLoaders::new(&app.db),
        }
    }
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
