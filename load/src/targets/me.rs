//! What a customer asks for with a token, against the same asked for by staff with a key.

use std::sync::Arc;

use serde_json::json;

use super::row::{Goal, Row};
use super::{Bench, accounts};
use crate::Result;
use crate::client::Client;
use crate::exchange::{Exchange, Target, graphql};
use crate::shape::{Shape, fields};
use crate::turns::two_by_turns;

/// What the ratio is to be.
const LEAST: f64 = 0.8;
/// Customers who ask.
const ACCOUNTS: usize = 100;

/// The share of the rate of one customer by id.
pub(super) async fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let (me, by_id) = targets(bench, "me", ACCOUNTS).await?;
    let samples = two_by_turns(&[me, by_id], bench.effort).await?;
    let goal = Goal::AtLeast(LEAST);
    Ok(vec![bench.share(
        "me, of one customer by id",
        samples,
        goal,
    )])
}

/// `me` of some new accounts, and the same customers by id, which is what the answers are compared with.
pub(super) async fn targets(
    bench: &Bench<'_>,
    who: &str,
    count: usize,
) -> Result<(Arc<Target>, Arc<Target>)> {
    let servers = bench.servers;
    let accounts = accounts::register(servers, who, count).await?;
    let ids: Vec<_> = accounts.iter().map(|account| account.id.clone()).collect();
    let pair = servers.pair_of(Shape::Customer, &ids).await?;
    let by_id = Arc::clone(pair.asked()?);
    let mut me = Target::new("Patronage", servers.patronage());
    let mut client = Client::connect(me.address).await?;
    let query = json!({"query": format!("{{ me {{ {} }} }}", fields())});
    for (account, by_id) in accounts.iter().zip(&by_id.exchanges) {
        let exchange = Exchange {
            request: graphql(me.address, Some(&account.token), &query),
            expected: as_me(&by_id.expected)?,
        };
        exchange.check(&client.send(&exchange.request).await?)?;
        me.exchanges.push(exchange);
    }
    Ok((Arc::new(me), by_id))
}

/// An answer to one customer by id, as `me` has it.
fn as_me(by_id: &[u8]) -> Result<Vec<u8>> {
    let customer = by_id.strip_prefix(br#"{"data":{"customer":"#);
    let customer = customer.ok_or("there is no customer")?;
    Ok([br#"{"data":{"me":"#, customer].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn me_is_the_customer_by_another_name() {
        let by_id = br#"{"data":{"customer":{"id":"cus_1"}}}"#;
        let me = as_me(by_id).expect("a customer");
        assert_eq!(me, br#"{"data":{"me":{"id":"cus_1"}}}"#);
        assert!(as_me(br#"{"data":{}}"#).is_err());
    }
}
