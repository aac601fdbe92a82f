//! Changes of one customer or address, each for Patronage and for the floor, with the one right answer.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::Result;
use crate::client::Client;
use crate::exchange::{Exchange, get, graphql, post};
use crate::servers::Servers;

const CREATE: &str = "mutation ($input: CreateCustomerInput!) {
  createCustomer(input: $input) { customer { email } userErrors { code } }
}";

const UPDATE: &str = "mutation ($input: UpdateCustomerAddressInput!) {
  updateCustomerAddress(input: $input) { address { city } userErrors { code } }
}";

/// A change, as both are asked for it, and the one right answer.
pub(super) struct Change {
    query: &'static str,
    /// Where the floor takes it.
    path: &'static str,
    input: Value,
    expected: String,
}

impl Change {
    /// A new customer, a guest without anything that nests. The same one may be made any number of times.
    pub(super) fn create(number: usize) -> Self {
        let email = format!("created{number:06}@load.example");
        Self {
            query: CREATE,
            path: "/customers",
            input: json!({"email": email, "firstName": "Ada", "lastName": "Anderson"}),
            expected: format!(
                r#"{{"data":{{"createCustomer":{{"customer":{{"email":"{email}"}},"userErrors":[]}}}}}}"#
            ),
        }
    }

    /// A new street and city of an address; another number is another one.
    pub(super) fn update(id: &str, number: usize) -> Self {
        let city = format!("City {number:03}");
        let street = format!("{number} Long Street");
        Self {
            query: UPDATE,
            path: "/addresses",
            input: json!({"id": id, "address1": street, "city": city}),
            expected: format!(
                r#"{{"data":{{"updateCustomerAddress":{{"address":{{"city":"{city}"}},"userErrors":[]}}}}}}"#
            ),
        }
    }

    /// By whoever has the key.
    pub(super) fn graphql(&self, address: SocketAddr, key: &str) -> Exchange {
        let body = json!({"query": self.query, "variables": {"input": self.input}});
        self.exchange(graphql(address, Some(key), &body))
    }

    /// By the floor.
    pub(super) fn plain(&self, address: SocketAddr) -> Exchange {
        self.exchange(post(address, self.path, &self.input))
    }

    fn exchange(&self, request: Vec<u8>) -> Exchange {
        let expected = self.expected.clone().into_bytes();
        Exchange { request, expected }
    }
}

/// The first address of each of these customers.
pub(super) async fn addresses(servers: &Servers, customers: &[String]) -> Result<Vec<String>> {
    let mut client = Client::connect(servers.floor()).await?;
    let mut addresses = Vec::new();
    for id in customers {
        let request = get(servers.floor(), &format!("/customer/{id}"));
        let answer: Value = serde_json::from_slice(client.send(&request).await?.body)?;
        let address = answer["data"]["customer"]["addresses"][0]["id"].as_str();
        let address = address.ok_or_else(|| format!("{id} has no address"))?;
        addresses.push(address.to_owned());
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_get_the_same_input_and_owe_the_same_answer() {
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        for (change, mutation) in [
            (Change::create(7), "createCustomer"),
            (Change::update("addr_1", 7), "updateCustomerAddress"),
        ] {
            let (graphql, plain) = (change.graphql(address, "key"), change.plain(address));
            assert_eq!(graphql.expected, plain.expected);
            let plain = String::from_utf8(plain.request).expect("text");
            let (_, input) = plain.split_once("\r\n\r\n").expect("a body");
            let request = String::from_utf8(graphql.request).expect("text");
            assert!(request.contains(input), "{request}");
            let answer: Value = serde_json::from_slice(&graphql.expected).expect("JSON");
            assert!(answer["data"][mutation]["userErrors"].is_array());
        }
    }
}
