//! Registrations, against the hashes that they cannot be faster than.

use std::sync::Arc;
use std::thread;

use serde_json::json;

use super::accounts::PASSWORD;
use super::row::{Goal, Row, Unit};
use super::{Bench, hashes};
use crate::Result;
use crate::exchange::{Exchange, Target, graphql};
use crate::measure::sample;
use crate::stats::median;

/// What the ratio is to be.
const LEAST: f64 = 0.9;
/// More hashes than a core makes in a second.
const MOST_OF_A_CORE: u64 = 200;

const REGISTER: &str = "mutation ($input: RegisterCustomerInput!) {
  registerCustomer(input: $input) {
    customer { hasAccount } tokens { tokenType } userErrors { code }
  }
}";

const REGISTERED: &str = r#"{"data":{"registerCustomer":{"customer":{"hasAccount":true},"tokens":{"tokenType":"Bearer"},"userErrors":[]}}}"#;

/// The share of the rate of the hashes alone.
pub(super) async fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let target = Arc::new(target(bench)?);
    let (length, connections) = (bench.effort.length, bench.effort.connections);
    sample(&target, connections, length).await?;
    let (mut registered, mut hashed) = (Vec::new(), Vec::new());
    for _ in 0..bench.effort.rounds {
        registered.push(sample(&target, connections, length).await?.rate);
        hashed.push(tokio::task::spawn_blocking(move || hashes::rate(length)).await??);
    }
    let [Some(registered), Some(hashed)] = [&registered, &hashed].map(|rates| median(rates)) else {
        return Err("nothing was measured".into());
    };
    Ok(vec![bench.row(
        "registrations, of the hashes alone",
        (registered / hashed, Unit::Ratio),
        Goal::AtLeast(LEAST),
        format!("{registered:.1} of {hashed:.1}/s"),
    )])
}

/// As many as can be made in all measurements, each of somebody else: a second one would be refused.
fn target(bench: &Bench<'_>) -> Result<Target> {
    let mut target = Target::new("Patronage", bench.servers.patronage()).in_turn();
    let cores = u64::try_from(thread::available_parallelism()?.get())?;
    let seconds = bench.effort.length.as_secs() * u64::from(bench.effort.rounds + 1);
    for number in 0..cores * seconds * MOST_OF_A_CORE + u64::from(bench.effort.connections) {
        let email = format!("registered{number:06}@load.example");
        let input = json!({"email": email, "password": PASSWORD});
        let body = json!({"query": REGISTER, "variables": {"input": input}});
        target.exchanges.push(Exchange {
            request: graphql(target.address, None, &body),
            expected: REGISTERED.as_bytes().to_vec(),
        });
    }
    Ok(target)
}
