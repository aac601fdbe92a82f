//! Calls that have to go well, for what is set up before a measurement.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::Result;
use crate::client::Client;
use crate::exchange::graphql;

/// Somebody who calls Patronage.
pub(super) struct Caller<'a> {
    client: Client,
    address: SocketAddr,
    bearer: Option<&'a str>,
}

impl<'a> Caller<'a> {
    /// Connects, with the key or token that is to be shown.
    ///
    /// # Errors
    /// When nobody listens there.
    pub(super) async fn connect(address: SocketAddr, bearer: Option<&'a str>) -> Result<Self> {
        let client = Client::connect(address).await?;
        Ok(Self {
            client,
            address,
            bearer,
        })
    }

    /// Runs a document: its data.
    ///
    /// # Errors
    /// When anything is refused, in the answer or in the input of a mutation.
    pub(super) async fn ask(&mut self, query: &str, variables: &Value) -> Result<Value> {
        let body = json!({"query": query, "variables": variables});
        let request = graphql(self.address, self.bearer, &body);
        let answer = self.client.send(&request).await?;
        data(answer.status, answer.body)
    }
}

/// The data of an answer that nothing is wrong with.
fn data(status: u16, body: &[u8]) -> Result<Value> {
    let mut answer: Value = serde_json::from_slice(body)?;
    let is_refused = |value: &Value| {
        let errors = value["userErrors"].as_array();
        errors.is_some_and(|errors| !errors.is_empty())
    };
    let fields = answer["data"].as_object();
    let fine = fields.is_some_and(|fields| !fields.values().any(is_refused));
    if status != 200 || !fine || !answer["errors"].is_null() {
        return Err(format!("status {status}: {answer}").into());
    }
    Ok(answer["data"].take())
}

/// The text at a place.
///
/// # Errors
/// When there is none.
pub(super) fn text(value: &Value, pointer: &str) -> Result<String> {
    let text = value.pointer(pointer).and_then(Value::as_str);
    let text = text.ok_or_else(|| format!("there is no {pointer} in {value}"))?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_has_no_data() {
        let good = br#"{"data":{"a":{"id":"x","userErrors":[]}}}"#;
        let found = data(200, good).expect("nothing is wrong with it");
        assert_eq!(text(&found, "/a/id").expect("an id"), "x");
        assert!(text(&found, "/b/id").is_err());
        assert!(data(503, good).is_err());
        for bad in [
            r#"{"data":{"a":{"userErrors":[{"code":"TAKEN"}]}}}"#,
            r#"{"data":null,"errors":[{"message":"no"}]}"#,
            r#"{"data":{"a":null},"errors":[{"message":"no"}]}"#,
            "busy",
        ] {
            assert!(data(200, bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
