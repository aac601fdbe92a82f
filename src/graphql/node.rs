//! Global ids: any object by its id.

use async_graphql::{Context, ID, Interface, Object, Result};
use entity::{
    AddressId, ApiKeyId, CustomerId, DeliveryId, EndpointId, EventId, GroupId, IdentityId,
    MembershipId, Prefixed, SessionId,
};

use crate::account::graphql::{self as account, ApiKey, AuthIdentity, Session};
use crate::address::graphql::{self as address, CustomerAddress};
use crate::customer::graphql::{self as customer, Customer};
use crate::error::Error;
use crate::event::graphql::{self as event, Event};
use crate::group::graphql::{self as group, CustomerGroup, CustomerGroupCustomer};
use crate::webhook::graphql::{self as webhook, WebhookDelivery, WebhookEndpoint};

/// Ids that `nodes` takes at once.
const MAX_NODES: usize = 100;

/// Everything with a global id. The id's prefix names the type: `cus_`, `addr_`, `cgroup_`, `cgc_`, `evt_`, …
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The global id."))]
pub(super) enum Node {
    /// A customer.
    Customer(Customer),
    /// An address.
    CustomerAddress(CustomerAddress),
    /// A group.
    CustomerGroup(CustomerGroup),
    /// A membership.
    CustomerGroupCustomer(CustomerGroupCustomer),
    /// An event.
    Event(Event),
    /// A login.
    AuthIdentity(AuthIdentity),
    /// A session.
    Session(Session),
    /// An API key.
    ApiKey(ApiKey),
    /// An address that events are sent to.
    WebhookEndpoint(WebhookEndpoint),
    /// One event on its way there.
    WebhookDelivery(WebhookDelivery),
}

/// Reading by global id.
#[derive(Default)]
pub(super) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this id; null for one that is unknown, malformed, deleted, or not the caller's
    /// to see.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Option<Result<Node>> {
        find(ctx, &id).await.map_err(Into::into).transpose()
    }

    /// The objects with these ids, at most 100, in the order of the ids; null for each that `node`
    /// gives null for.
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>> {
        if ids.len() > MAX_NODES {
            return Err(Error::BadInput("`ids` takes at most 100.".into()).into());
        }
        let found = ids.iter().map(|id| find(ctx, id));
        let found: Result<_, Error> = futures_util::future::try_join_all(found).await;
        Ok(found?)
    }
}

/// One object by its id, read together with the others asked for at this level.
async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<Node>, Error> {
    if let Some(id) = CustomerId::parse(id) {
        return Ok(customer::visible(ctx, &id, false)
            .await?
            .map(Node::Customer));
    }
    if let Some(id) = AddressId::parse(id) {
        return Ok(address::visible(ctx, id, false)
            .await?
            .map(Node::CustomerAddress));
    }
    if let Some(id) = GroupId::parse(id) {
        return Ok(group::visible(ctx, id, false)
            .await?
            .map(Node::CustomerGroup));
    }
    if let Some(id) = MembershipId::parse(id) {
        return Ok(group::visible_membership(ctx, id)
            .await?
            .map(Node::CustomerGroupCustomer));
    }
    if let Some(id) = EventId::parse(id) {
        return Ok(event::visible(ctx, id).await?.map(Node::Event));
    }
    if let Some(id) = IdentityId::parse(id) {
        return Ok(account::visible_identity(ctx, id)
            .await?
            .map(Node::AuthIdentity));
    }
    if let Some(id) = SessionId::parse(id) {
        return Ok(account::visible_session(ctx, id).await?.map(Node::Session));
    }
    if let Some(id) = ApiKeyId::parse(id) {
        return Ok(account::visible_api_key(ctx, &id).await?.map(Node::ApiKey));
    }
    if let Some(id) = EndpointId::parse(id) {
        return Ok(webhook::visible(ctx, id).await?.map(Node::WebhookEndpoint));
    }
    if let Some(id) = DeliveryId::parse(id) {
        return Ok(webhook::visible_delivery(ctx, id)
            .await?
            .map(Node::WebhookDelivery));
    }
    Ok(None)
}
