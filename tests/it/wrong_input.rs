//! Wrong input of every kind: each row of the tables says what is sent, and what is answered under
//! `application/json` and under `application/graphql-response+json` (clarification 10): the status, the
//! codes with their places, and whether there is `data`. A good request follows each on the same server.

mod bodies;
mod documents;
mod transport;
mod values;

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Customer, Shop};

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

/// Those who send wrong input.
struct Senders {
    anyone: Caller,
    customer: Customer,
    staff: Caller,
    /// With a token whose time has passed.
    expired: Customer,
}

impl Senders {
    async fn of(shop: &Shop) -> Self {
        let expired = shop.customer().await;
        shop.clock.advance(Duration::from_mins(11));
        Self {
            anyone: shop.anonymous(),
            customer: shop.customer().await,
            staff: shop.staff(&["admin"]).await,
            expired,
        }
    }

    /// Sends a body under both media types, and a good request after each.
    async fn assert_answers(&self, sender: &Caller, row: Row) {
        for (accept, expected) in [(JSON, row.json), (GRAPHQL, row.graphql)] {
            let sender = sender.with_header("accept", accept);
            let answer = sender.post_raw(JSON, row.body.clone()).await;
            assert_eq!(
                told(&answer),
                expected,
                "{} {accept} {}",
                row.what,
                answer.text
            );
            assert_eq!(
                answer.headers["content-type"],
                format!("{accept}; charset=utf-8"),
                "{}",
                row.what
            );
            self.assert_goes_on(row.what).await;
        }
    }

    /// Asserts that the server still answers well, from its database.
    async fn assert_goes_on(&self, after: &str) {
        let answer = self.customer.gql("{ me { id } }", json!({})).await;
        assert_eq!(
            answer.json,
            json!({"data": {"me": {"id": self.customer.id}}}),
            "after {after}"
        );
    }
}

/// A row of a table.
struct Row {
    what: &'static str,
    body: Vec<u8>,
    json: &'static str,
    graphql: &'static str,
}

/// A row whose answer has another status under each media type.
fn differs(
    what: &'static str,
    body: impl Into<Vec<u8>>,
    json: &'static str,
    graphql: &'static str,
) -> Row {
    Row {
        what,
        body: body.into(),
        json,
        graphql,
    }
}

/// A row whose answer is the same under both.
fn same(what: &'static str, body: impl Into<Vec<u8>>, answer: &'static str) -> Row {
    differs(what, body, answer, answer)
}

/// The body of a request with variables.
fn request(query: &str, variables: &Value) -> String {
    json!({"query": query, "variables": variables}).to_string()
}

/// What an answer tells: the status; each error's code (once, where several in a row are alike) with the path in the answer, each user error's
/// with the argument; and `data`, `null data` or `no data`.
fn told(answer: &Answer) -> String {
    let errors = answer.json["errors"].as_array().into_iter().flatten();
    let errors = errors.map(|error| {
        let path = error["path"].as_array().into_iter().flatten();
        let path: Vec<_> = path
            .map(|segment| segment.to_string().replace('"', ""))
            .collect();
        let code = error["extensions"]["code"].as_str().unwrap_or("?");
        format!("{code} {}", path.join(".")).trim_end().to_owned()
    });
    let data = match answer.json.get("data") {
        None => "no data",
        Some(Value::Null) => "null data",
        Some(_) => "data",
    };
    let mut parts = vec![answer.status.as_u16().to_string()];
    parts.extend(errors.chain(answer.user_errors()));
    parts.dedup();
    parts.push(data.to_owned());
    parts.join(", ")
}
