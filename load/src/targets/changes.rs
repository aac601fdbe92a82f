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

/// A new customer, a guest without anything that nests. The same one may be made any number of times.
pub(super) struct Create(pub(super) usize);

/// A new street and city of an address.
pub(super) struct Update<'a> {
    /// The address.
    pub(super) id: &'a str,
    /// Which street and city; another number is another one.
    pub(super) number: usize,
}

impl Create {
    fn input(&self) -> (String, Value) {
        let email = format!("created{:06}@load.example", self.0);
        let input = json!({"email": email, "firstName": "Ada", "lastName": "Anderson"});
        (email, input)
    }

    /// By whoever has the key.
    pub(super) fn graphql(&self, address: SocketAddr, key: &str) -> Exchange {
        let (email, input) = self.input();
        let body = json!({"query": CREATE, "variables": {"input": input}});
        let request = graphql(address, Some(key), &body);
        Exchange {
            request,
            expected: Self::expected(&email),
        }
    }

    /// By the floor.
    pub(super) fn plain(&self, address: SocketAddr) -> Exchange {
        let (email, input) = self.input();
        let request = post(address, "/customers", &input);
        Exchange {
            request,
            expected: Self::expected(&email),
        }
    }

    fn expected(email: &str) -> Vec<u8> {
        let text = format!(
            r#"{{"data":{{"createCustomer":{{"customer":{{"email":"{email}"}},"userErrors":[]}}}}}}"#
        );
        text.into_bytes()
    }
}

impl Update<'_> {
    fn input(&self) -> (String, Value) {
        let city = format!("City {:03}", self.number);
        let street = format!("{} Long Street", self.number);
        let input = json!({"id": self.id, "address1": street, "city": city});
        (city, input)
    }

    /// By whoever has the key.
    pub(super) fn graphql(&self, address: SocketAddr, key: &str) -> Exchange {
        let (city, input) = self.input();
        let body = json!({"query": UPDATE, "variables": {"input": input}});
        let request = graphql(address, Some(key), &body);
        Exchange {
            request,
            expected: Self::expected(&city),
        }
    }

    /// By the floor.
    pub(super) fn plain(&self, address: SocketAddr) -> Exchange {
        let (city, input) = self.input();
        let request = post(address, "/addresses", &input);
        Exchange {
            request,
            expected: Self::expected(&city),
        }
    }

    fn expected(city: &str) -> Vec<u8> {
        let text = format!(
            r#"{{"data":{{"updateCustomerAddress":{{"address":{{"city":"{city}"}},"userErrors":[]}}}}}}"#
        );
        text.into_bytes()
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
        let (id, number) = ("addr_1", 7);
        let update = Update { id, number };
        let pairs = [
            (Create(7).graphql(address, "key"), Create(7).plain(address)),
            (update.graphql(address, "key"), update.plain(address)),
        ];
        for (graphql, plain) in pairs {
            assert_eq!(graphql.expected, plain.expected);
            let plain = String::from_utf8(plain.request).expect("text");
            let (_, input) = plain.split_once("\r\n\r\n").expect("a body");
            let graphql = String::from_utf8(graphql.request).expect("text");
            assert!(graphql.contains(input), "{graphql}");
            let answer: Value = serde_json::from_slice(&Update::expected("x")).expect("JSON");
            assert!(answer["data"]["updateCustomerAddress"]["userErrors"].is_array());
        }
    }
}
