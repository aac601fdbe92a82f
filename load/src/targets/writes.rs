//! Plain creates and updates, against the floor's transactions of the same rows.

use std::sync::Arc;

use super::Bench;
use super::changes::{Change, addresses};
use super::row::{Goal, Row};
use crate::Result;
use crate::client::Client;
use crate::exchange::{Target, get};
use crate::turns::two_by_turns;

/// What the ratio is to be.
const LEAST: f64 = 0.5;
/// Customers that are made by turns, and addresses that are changed by turns.
const EACH: usize = 1_000;

/// The shares of the floor's rates.
pub(super) async fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let servers = bench.servers;
    let key = servers.create_key(&["customers:write"]).await?;
    let [mut patronage, mut floor] = pair(bench);
    for number in 0..EACH {
        let create = Change::create(number);
        patronage
            .exchanges
            .push(create.graphql(patronage.address, &key));
        floor.exchanges.push(create.plain(floor.address));
    }
    let creates = compare(bench, "creates", patronage, floor).await?;
    let [mut patronage, mut floor] = pair(bench);
    let ids = addresses(servers, &servers.ids).await?;
    // Two numbers by turns for Patronage and two others for the floor, so that none finds an address as it is to be.
    for number in [1, 2] {
        for id in &ids {
            let update = Change::update(id, number);
            patronage
                .exchanges
                .push(update.graphql(patronage.address, &key));
            let update = Change::update(id, number + 2);
            floor.exchanges.push(update.plain(floor.address));
        }
    }
    let updates = compare(bench, "address updates", patronage, floor).await?;
    Ok(vec![creates, updates])
}

fn pair(bench: &Bench<'_>) -> [Target; 2] {
    let servers = bench.servers;
    [
        Target::new("Patronage", servers.patronage()).in_turn(),
        Target::new("the floor", servers.floor()).in_turn(),
    ]
}

async fn compare(bench: &Bench<'_>, name: &str, patronage: Target, floor: Target) -> Result<Row> {
    let targets = [patronage, floor].map(Arc::new);
    let before = events(bench).await?;
    let samples = two_by_turns(&targets, bench.effort).await?;
    let answered: u64 = targets.iter().map(|target| target.answered()).sum();
    let written = events(bench).await? - before;
    if written != answered {
        return Err(format!("{name}: {answered} answers, but {written} events").into());
    }
    let goal = Goal::AtLeast(LEAST);
    Ok(bench.share(format!("{name} of the floor"), samples, goal))
}

/// Events in the database: one for every change that was made.
async fn events(bench: &Bench<'_>) -> Result<u64> {
    let address = bench.servers.floor();
    let mut client = Client::connect(address).await?;
    let answer = client.send(&get(address, "/events")).await?;
    Ok(std::str::from_utf8(answer.body)?.parse()?)
}
