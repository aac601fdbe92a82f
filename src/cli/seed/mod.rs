//! `patronage seed`

mod address;
mod countries;
mod generator;
mod groups;
mod load;
#[cfg(test)]
mod load_tests;
#[cfg(test)]
mod tests;
mod text;

use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use load::Stored;
pub(super) use load::{Plan, load};

use super::{Outcome, setup};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{self, DbErr};

/// What to make up.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// How many customers; three in five with an account, none with a login
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=generator::MAX_CUSTOMERS))]
    customers: u64,
    /// Addresses of each customer
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(0..=100))]
    addresses: u16,
    /// Groups in total, of which each customer is in two. Groups that are there are used again
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(0..=1000))]
    groups: u16,
    /// The same number makes the same customers, once a database [default: any]
    #[arg(long)]
    rng_seed: Option<u64>,
}

pub(super) async fn run(settings: &Settings, options: &Options) -> Outcome {
    let clock = Clock::default();
    let plan = Plan {
        customers: options.customers,
        addresses: options.addresses,
        groups: options.groups,
        // 32 bits, which are easier to type again.
        seed: options
            .rng_seed
            .unwrap_or_else(|| u32::from_ne_bytes(clock.secret()).into()),
    };
    let db = db::connect(&settings.database).await?;
    db::apply(&db).await?;
    let started = Instant::now();
    let bar = bar(plan.customers);
    let mut stored = Stored::default();
    let outcome = load(&db, &clock, plan, setup::stop_signal()?, |now| {
        stored = now;
        bar.set_position(now.customers);
    })
    .await;
    bar.finish();
    db.close().await;
    told(outcome, stored, plan)?;
    print(stored, plan.seed, started.elapsed());
    Ok(())
}

/// On standard error, and only when that is a terminal.
fn bar(customers: u64) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{bar:40} {human_pos}/{human_len} customers, {per_sec}, {eta} left",
    )
    .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(customers).with_style(style)
}

/// Says how much stays of a load that did not end as planned.
fn told(outcome: Result<(), DbErr>, stored: Stored, plan: Plan) -> Result<(), String> {
    let reason = match outcome {
        Ok(()) if stored.customers == plan.customers => return Ok(()),
        Ok(()) => "stopped".to_owned(),
        Err(error) if db::violated(&error).is_some() => format!(
            "the database has customers of --rng-seed {} already: give another number",
            plan.seed
        ),
        Err(error) => error.to_string(),
    };
    let Stored { customers, .. } = stored;
    Err(format!(
        "{reason}; {customers} of {} customers are stored",
        plan.customers
    ))
}

fn print(stored: Stored, seed: u64, elapsed: Duration) {
    println!("customers\t{}", stored.customers);
    println!("addresses\t{}", stored.addresses);
    println!("memberships\t{}", stored.memberships);
    println!("new groups\t{}", stored.groups);
    println!("rng seed\t{seed}");
    println!("seconds\t{:.1}", elapsed.as_secs_f64());
}
