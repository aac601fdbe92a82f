//! What is sent.

use entity::event::Model;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::graphql::scalar::DateTime;

/// The body of a request (Standard Webhooks, "Payload structure"). Ids and names of fields alone, as
/// events are; the same bytes at each attempt.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    timestamp: String,
    data: Map<String, Value>,
}

/// The bytes that tell of an event.
pub(super) fn body(event: &Model) -> Result<Vec<u8>> {
    let text = |id: Option<String>| id.map_or(Value::Null, Value::String);
    let mut data = event.data.as_object().cloned().unwrap_or_default();
    data.extend([
        ("eventId".to_owned(), event.id.to_string().into()),
        (
            "customerId".to_owned(),
            text(event.customer_id.as_ref().map(ToString::to_string)),
        ),
        (
            "customerGroupId".to_owned(),
            text(event.customer_group_id.as_ref().map(ToString::to_string)),
        ),
        ("actor".to_owned(), text(event.actor.clone())),
    ]);
    let body = Body {
        kind: &event.kind,
        timestamp: DateTime(event.occurred_at).text(),
        data,
    };
    serde_json::to_vec(&body).map_err(|error| Error::Internal(error.into()))
}

#[cfg(test)]
mod tests {
    use entity::{CustomerId, EventId, Prefixed, Timestamp};
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_is_the_event_without_anything_personal() {
        let event = Model {
            position: 7,
            id: EventId::parse("evt_1").unwrap(),
            kind: "customer.updated".to_owned(),
            occurred_at: Timestamp(1_764_000_000_123),
            actor: Some("key_1".to_owned()),
            customer_id: CustomerId::parse("cus_1"),
            customer_group_id: None,
            data: json!({"changed": ["email"]}),
        };
        let bytes = body(&event).unwrap();
        assert!(bytes.starts_with(br#"{"type":"customer.updated","timestamp":"#));
        let read: Value = serde_json::from_slice(&bytes).unwrap();
        let expected = json!({
            "type": "customer.updated",
            "timestamp": "2025-11-24T16:00:00.123Z",
            "data": {"eventId": "evt_1", "customerId": "cus_1", "customerGroupId": null,
                "actor": "key_1", "changed": ["email"]},
        });
        assert_eq!(read, expected);
    }
}
