//! Inputs of webhooks, and what they mean.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::EndpointId;

use crate::error::{Checks, Code, Error, Fault, Result};
use crate::graphql::{change, known_id};
use crate::value::Text;
use crate::webhook::service::{EndpointChanges, NewEndpoint, parse_patterns};

/// An endpoint to be made.
#[derive(InputObject)]
pub(super) struct CreateWebhookEndpointInput {
    /// `https://…`, at most 2,048 characters, of a public address and port 443, 80, or 1024 and above,
    /// without name, password or fragment. In development also http and loopback.
    url: String,
    /// Types of event, 1 to 100. A `*` at the end stands for any rest, e.g. `customer.*`; `*` alone for all.
    event_types: Vec<String>,
    /// What the endpoint is for, at most 255 characters.
    description: Option<String>,
}

impl CreateWebhookEndpointInput {
    /// The endpoint, and the faults found so far.
    pub(super) fn parse(self) -> (Checks, NewEndpoint) {
        let mut checks = Checks::input();
        let description = self.description.as_deref().map_or(Ok(None), Text::parse);
        let new = NewEndpoint {
            url: self.url,
            event_types: parse_patterns(&mut checks, self.event_types),
            description: checks.take("description", description).flatten(),
        };
        (checks, new)
    }
}

/// Changes of an endpoint: absent fields stay.
#[derive(InputObject)]
pub(super) struct UpdateWebhookEndpointInput {
    /// Which.
    id: ID,
    /// See `CreateWebhookEndpointInput`. Cannot be cleared.
    url: MaybeUndefined<String>,
    /// See `CreateWebhookEndpointInput`; of what happens from now on. Cannot be cleared.
    event_types: MaybeUndefined<Vec<String>>,
    /// False stops sending. True goes on where it stopped, as far back as events are kept.
    enabled: MaybeUndefined<bool>,
    /// What the endpoint is for, at most 255 characters. Null clears.
    description: MaybeUndefined<String>,
}

impl UpdateWebhookEndpointInput {
    /// Which, what changes, and the faults found so far.
    ///
    /// # Errors
    /// `NOT_FOUND` with all other faults, for an id that can be of no endpoint.
    pub(super) fn parse(self) -> Result<(Checks, EndpointId, EndpointChanges)> {
        let mut checks = Checks::input();
        let Self {
            id,
            url,
            event_types,
            enabled,
            description,
        } = self;
        let id = known_id(&mut checks, "id", &id);
        let event_types = given(&mut checks, "eventTypes", event_types);
        let changes = EndpointChanges {
            url: given(&mut checks, "url", url),
            event_types: event_types.map(|types| parse_patterns(&mut checks, types)),
            enabled: given(&mut checks, "enabled", enabled),
            description: change(&mut checks, "description", description, |text| {
                Text::parse(&text)
            }),
        };
        let Some(id) = id else {
            checks.finish()?;
            return Err(Error::internal("an id is missing and was not missed"));
        };
        Ok((checks, id, changes))
    }
}

/// A value that may be left out but not cleared.
fn given<T>(checks: &mut Checks, field: &str, value: MaybeUndefined<T>) -> Option<T> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => {
            checks.add(field, Fault::new(Code::Required, "It cannot be cleared."));
            None
        }
        MaybeUndefined::Value(value) => Some(value),
    }
}
