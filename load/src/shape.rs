//! What is asked of both servers, and what they must answer.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::exchange::{get, graphql};

/// What a page holds.
pub(crate) const PAGE: usize = 50;

/// What is asked of each customer, before what nests in it.
pub(crate) const SCALARS: &str =
    "id email firstName lastName companyName phone hasAccount createdAt";
/// What is asked of each address.
pub(crate) const ADDRESS: &str = "id addressName address1 city countryCode province postalCode isDefaultShipping isDefaultBilling";
/// What is asked of each group.
pub(crate) const GROUP: &str = "id name";

/// All that is asked of each customer, in words with blanks between.
pub(crate) fn fields() -> String {
    format!("{SCALARS} addresses {{ {ADDRESS} }} groups {{ {GROUP} }}")
}

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
        let fields = fields();
        let body = match self {
            Self::Customer => json!({
                "query": format!("query Customer($id: ID!) {{ customer(id: $id) {{ {fields} }} }}"),
                "variables": { "id": id },
            }),
            Self::Page => json!({
                "query": format!(
                    "query Page($first: Int!) {{ customers(first: $first) {{ nodes {{ {fields} }} }} }}"
                ),
                "variables": { "first": PAGE },
            }),
            Self::Static => return None,
        };
        Some(graphql(address, Some(key), &body))
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

#[cfg(test)]
mod tests {
    use super::*;

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
