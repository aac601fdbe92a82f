//! How long it takes from starting the program to its first answer.

use std::time::Instant;

use super::Bench;
use super::row::{Goal, Row, Unit};
use crate::Result;
use crate::client::Client;
use crate::exchange::Exchange;
use crate::shape::Shape;
use crate::stats::median;

/// What the median is to be at most, in milliseconds.
const MOST: f64 = 50.0;
/// Starts of which the median counts.
const STARTS: usize = 10;

/// The median time to the first answer, one customer by id. The others that serve stay, so that a start
/// finds the database as after a crash, with nothing of it closed.
pub(super) async fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let servers = bench.servers;
    let pair = servers.pair(Shape::Customer).await?;
    let exchanges = &pair.floor.exchanges;
    let mut times = Vec::new();
    for (id, floor) in servers.ids.iter().zip(exchanges).take(STARTS) {
        let began = Instant::now();
        let server = servers.another(&[]).await?;
        let mut client = Client::connect(server.address).await?;
        let request = Shape::Customer.graphql(server.address, id, &servers.key);
        let exchange = Exchange {
            request: request.ok_or("there is no such question")?,
            expected: floor.expected.clone(),
        };
        exchange.check(&client.send(&exchange.request).await?)?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let slowest = times.iter().copied().fold(0.0, f64::max);
    let median = median(&times).ok_or("nothing was measured")?;
    Ok(vec![bench.row(
        "first answer after start",
        (median, Unit::Millis),
        Goal::AtMost(MOST),
        format!("slowest of {STARTS} {slowest:.0} ms"),
    )])
}
