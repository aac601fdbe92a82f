//! The logs of endpoints, a page of each, batched.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::{Context, Pos};
use entity::EndpointId;
use entity::webhook_delivery::Entity;

use super::WebhookDelivery;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::graphql::loader::Source;
use crate::graphql::{connection, loaders};
use crate::page::{Page, Wanted};
use crate::webhook::store::delivery::{Logs, logs};

connection!(
    WebhookDeliveryConnection,
    WebhookDeliveryEdge,
    WebhookDelivery,
    Entity
);

/// A page of the log of an endpoint.
///
/// # Errors
/// [`Error::BadInput`] naming the argument, or when the database fails.
pub(super) async fn log(
    ctx: &Context<'_>,
    endpoint: &EndpointId,
    first: Option<i32>,
    after: Option<String>,
) -> Result<WebhookDeliveryConnection> {
    let connection = ctx.look_ahead();
    let info = connection.field("pageInfo");
    let part = PartOf {
        endpoint: endpoint.clone(),
        field: ctx.item.pos,
        list: Arc::new(logs(first, after)?),
        wanted: Wanted {
            next: info.field("hasNextPage").exists(),
            previous: info.field("hasPreviousPage").exists(),
            total: connection.field("totalCount").exists(),
        },
    };
    let page = loaders(ctx).webhooks.logs.load(part).await?;
    let page = page.ok_or_else(|| Error::internal("a list without a page"))?;
    Ok(WebhookDeliveryConnection(page))
}

/// A part of the log of one endpoint.
#[derive(Clone, Debug)]
pub struct PartOf {
    endpoint: EndpointId,
    /// Where the document asks for it. All that one field asks for in a request is the same part, but
    /// for the endpoint.
    field: Pos,
    list: Arc<Logs>,
    wanted: Wanted,
}

impl PartialEq for PartOf {
    fn eq(&self, other: &Self) -> bool {
        self.field == other.field && self.endpoint == other.endpoint
    }
}

impl Eq for PartOf {}

impl Hash for PartOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.field, &self.endpoint).hash(state);
    }
}

/// Pages of the logs of endpoints.
pub struct OfEndpoint(pub(super) Db);

impl Source for OfEndpoint {
    type Key = PartOf;
    type Value = Page<Entity>;

    async fn load(&self, keys: &[PartOf]) -> Result<HashMap<PartOf, Page<Entity>>> {
        let mut fields: HashMap<Pos, Vec<&PartOf>> = HashMap::new();
        for key in keys {
            fields.entry(key.field).or_default().push(key);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for parts in fields.into_values() {
            let Some(PartOf { list, wanted, .. }) = parts.first() else {
                continue;
            };
            let owners: Vec<_> = parts.iter().map(|part| part.endpoint.to_string()).collect();
            let mut pages = list.pages(self.0.read(), &owners, *wanted).await?;
            for (part, owner) in parts.into_iter().zip(owners) {
                found.extend(pages.remove(&owner).map(|page| (part.clone(), page)));
            }
        }
        Ok(found)
    }
}
