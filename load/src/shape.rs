//! What is asked of both servers, and what they must answer.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::Result;
use crate::client::Answer;

/// What a page holds.
pub(crate) const PAGE: usize = 50;

const FIELDS: &str = "
  id email firstName lastName companyName phone hasAccount createdAt
  addresses {
    id addressName address1 city countryCode province postalCode isDefaultShipping isDefaultBilling
  }
  groups { id name }";

/// One kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One customer by id, with addresses and groups.
    Customer,
    /// The first page of 50 customers, each with addresses and groups.
    Page,
    /// A few bytes from memory, by the floor alone: the limit of HTTP.
    Static,
}

impl Shape {
    /// In the order in which they are measured.
    pub(crate) const ALL: [Self; 3] = [Self::Customer, Self::Page, Self::Static];

    /// As the table calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Customer => "one customer",
            Self::Page => "page of 50",
            Self::Static => "static bytes",
        }
    }

    /// The request of the floor.
    pub(crate) fn plain(self, address: SocketAddr, id: &str) -> Vec<u8> {
        match self {
            Self::Customer => get(address, &format!("/customer/{id}")),
            Self::Page => get(address, &format!("/customers?first={PAGE}")),
            Self::Static => get(address, "/static"),
        }
    }

    /// The request of Patronage, where it has one.
    pub(crate) fn graphql(self, address: SocketAddr, id: &str, key: &str) -> Option<Vec<u8>> {
        let body = match self {
            Self::Customer => json!({
                "query": format!("query Customer($id: ID!) {{ customer(id: $id) {{{FIELDS} }} }}"),
                "variables": { "id": id },
            }),
            Self::Page => json!({
                "query": format!(
                    "query Page($first: Int!) {{ customers(first: $first) {{ nodes {{{FIELDS} }} }} }}"
                ),
                "variables": { "first": PAGE },
            }),
            Self::Static => return None,
        };
        let body = body.to_string();
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
             accept: application/graphql-response+json\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        Some(request.into_bytes())
    }

    /// Whether an answer that both servers agree on is what was to be measured: customers with
    /// addresses and groups, and as many as were asked for.
    pub(crate) fn is_nested(self, body: &[u8]) -> bool {
        // Null where it is no JSON, in which nothing is found.
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        let full = |list: &Value| list.as_array().is_some_and(|list| !list.is_empty());
        let nested = |customer: &Value| full(&customer["addresses"]) && full(&customer["groups"]);
        match self {
            Self::Customer => nested(&answer["data"]["customer"]),
            Self::Page => answer["data"]["customers"]["nodes"]
                .as_array()
                .is_some_and(|nodes| nodes.len() == PAGE && nodes.iter().all(nested)),
            Self::Static => !body.is_empty(),
        }
    }
}

/// A request that the floor understands.
pub(crate) fn get(address: SocketAddr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes()
}

/// A server, and what is asked of it.
pub(crate) struct Target {
    /// Who answers.
    pub(crate) name: &'static str,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// One of these at a time.
    pub(crate) exchanges: Vec<Exchange>,
}

/// A request, and the one right answer to it.
pub(crate) struct Exchange {
    /// Head and body.
    pub(crate) request: Vec<u8>,
    /// The body, byte for byte.
    pub(crate) expected: Vec<u8>,
}

impl Exchange {
    /// Holds an answer against what it must be.
    ///
    /// # Errors
    /// When it is another one.
    pub(crate) fn check(&self, answer: &Answer<'_>) -> Result<()> {
        if answer.status == 200 && answer.body == self.expected {
            return Ok(());
        }
        let (found, expected) = (answer.body, self.expected.as_slice());
        let place = found
            .iter()
            .zip(expected)
            .take_while(|(a, b)| a == b)
            .count();
        Err(format!(
            "a wrong answer, status {}, {} bytes where {} are right\n  found    {}\n  expected {}",
            answer.status,
            found.len(),
            expected.len(),
            around(found, place),
            around(expected, place),
        )
        .into())
    }
}

/// What stands around the first difference.
fn around(body: &[u8], place: usize) -> String {
    let end = body.len().min(place + 120);
    let part = body.get(place.saturating_sub(60)..end).unwrap_or_default();
    format!("…{}…", String::from_utf8_lossy(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(expected: &str) -> Exchange {
        Exchange {
            request: Vec::new(),
            expected: expected.as_bytes().to_vec(),
        }
    }

    #[test]
    fn an_answer_is_right_to_the_byte() {
        let check = |status, body: &str| {
            let body = body.as_bytes();
            exchange("{\"a\":1}").check(&Answer { status, body })
        };
        assert!(check(200, "{\"a\":1}").is_ok());
        assert!(check(500, "{\"a\":1}").is_err());
        assert!(check(200, "{\"a\":1").is_err());
        let error = check(200, "{\"a\":2}").expect_err("another value");
        assert!(error.to_string().contains("…{\"a\":2}…"), "{error}");
    }

    #[test]
    fn a_shape_without_its_nesting_is_noticed() {
        let customer = |addresses: &str| {
            let text =
                format!(r#"{{"data":{{"customer":{{"addresses":{addresses},"groups":[{{}}]}}}}}}"#);
            Shape::Customer.is_nested(text.as_bytes())
        };
        assert!(customer("[{}]"));
        assert!(!customer("[]"));
        assert!(!Shape::Customer.is_nested(br#"{"data":{"customer":null}}"#));
        let page = |count| {
            let nodes = vec![r#"{"addresses":[1],"groups":[1]}"#; count].join(",");
            let text = format!(r#"{{"data":{{"customers":{{"nodes":[{nodes}]}}}}}}"#);
            Shape::Page.is_nested(text.as_bytes())
        };
        assert!(page(PAGE));
        assert!(!page(PAGE - 1));
    }
}
