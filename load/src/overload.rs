//! Twice as much as can be done: how much of it is done, and what becomes of the rest.
//!
//! In open loop: requests are sent when they are due, whether earlier ones were answered or not, as
//! those of many independent customers are. What counts is what is answered right and within a second.

use std::fmt::{self, Display, Formatter};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::client::Client;
use crate::database::Kind;
use crate::exchange::{Target, get};
use crate::measure::sample;
use crate::servers::{Servers, build};
use crate::shape::Shape;
use crate::stats::percentile;
use crate::{Databases, Result};

/// What to overload, and for how long.
#[derive(Args, Clone, Debug)]
pub(crate) struct OverloadOptions {
    /// Which database to measure on
    #[arg(long, default_value = "both")]
    database: Databases,
    /// Customers to seed
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1_000..=1_000_000))]
    customers: u32,
    /// Length of each measurement, in seconds
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
}

/// An answer counts when it comes within this time.
const IN_TIME: Duration = Duration::from_secs(1);
/// Connections of the open loop. Beyond, a request is as good as refused.
const CONNECTIONS: usize = 1_000;
/// What the goodput has to be of the peak.
const LEAST: f64 = 0.8;
/// In which a health check has to be answered.
const HEALTHY: Duration = Duration::from_millis(200);

/// What became of the requests of an open loop.
#[derive(Default)]
struct Tally {
    /// Answered right and in time.
    good: u32,
    /// Answered right, too late to count.
    late: u32,
    /// How long each refusal took.
    refused: Vec<Duration>,
}

#[derive(Clone, Copy)]
enum Fate {
    Good,
    Late,
    Refused(Duration),
}

/// Overloads the server on each database and prints the table.
///
/// # Errors
/// When too little is done, at a wrong answer, and when anything does not start.
pub(crate) async fn all(options: &OverloadOptions) -> Result<()> {
    let patronage = build().await?;
    println!(
        "| database | peak, answers/s | offered/s | in time/s | of the peak | refusals, p99 | `/healthz`, slowest |"
    );
    println!("|---|---|---|---|---|---|---|");
    let mut missed = Vec::new();
    for kind in options.database.each() {
        missed.extend(one(options, *kind, &patronage).await?);
    }
    if missed.is_empty() {
        return Ok(());
    }
    Err(missed.join("; ").into())
}

async fn one(options: &OverloadOptions, kind: Kind, patronage: &Path) -> Result<Option<String>> {
    let servers = Servers::start(patronage, kind, options.customers).await?;
    let name = servers.database.name;
    let found = measure(&servers, Duration::from_secs(options.seconds)).await?;
    println!("| {name} {found}");
    Ok((found.share() < LEAST || found.slowest > HEALTHY).then(|| {
        let (share, slowest) = (found.share(), found.slowest);
        format!("{name} does {share:.2} of its peak, /healthz takes {slowest:?}")
    }))
}

/// What became of twice the peak.
pub(crate) struct Overloaded {
    /// Answers a second, at most.
    peak: f64,
    length: Duration,
    tally: Tally,
    /// The slowest health check.
    slowest: Duration,
}

impl Overloaded {
    /// Right answers in time, a second.
    fn goodput(&self) -> f64 {
        f64::from(self.tally.good) / self.length.as_secs_f64()
    }

    /// Both, in words.
    pub(crate) fn summary(&self) -> String {
        format!("{:.0} of {:.0}/s", self.goodput(), self.peak)
    }

    /// How much of the peak is left.
    pub(crate) fn share(&self) -> f64 {
        self.goodput() / self.peak
    }
}

/// The line of the table behind its first cell.
impl Display for Overloaded {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        write!(
            f,
            "| {:.0} | {:.0} | {:.0} | {:.2} | {:.0} ms of {} | {:.0} ms |",
            self.peak,
            self.peak * 2.0,
            self.goodput(),
            self.share(),
            millis(self.tally.refusal()),
            self.tally.refused.len(),
            millis(self.slowest)
        )
    }
}

/// Finds the peak of pages of 50, then offers twice as much; both for that long.
///
/// # Errors
/// At a wrong answer, and when a server stops answering.
pub(crate) async fn measure(servers: &Servers, length: Duration) -> Result<Overloaded> {
    let target = servers.pair(Shape::Page).await?.patronage;
    let target = target.ok_or("there is no such question")?;
    sample(&target, 16, length / 4).await?;
    let peak = sample(&target, 64, length).await?.rate;
    let health = tokio::spawn(watch(target.address, Instant::now() + length));
    let tally = open_loop(&target, peak * 2.0, length).await?;
    let slowest = health.await??;
    if tally.late > 0 {
        let name = servers.database.name;
        eprintln!("{name}: {} answers came too late", tally.late);
    }
    Ok(Overloaded {
        peak,
        length,
        tally,
        slowest,
    })
}

impl Tally {
    fn add(&mut self, fate: Fate) {
        match fate {
            Fate::Good => self.good += 1,
            Fate::Late => self.late += 1,
            Fate::Refused(after) => self.refused.push(after),
        }
    }

    /// 99 of 100 refusals took no longer.
    fn refusal(&self) -> Duration {
        let mut refused = self.refused.clone();
        refused.sort_unstable();
        percentile(&refused, 99).unwrap_or_default()
    }
}

/// Sends so many requests a second, each when it is due.
async fn open_loop(target: &Arc<Target>, rate: f64, length: Duration) -> Result<Tally> {
    let start = Instant::now() + Duration::from_millis(100);
    let mut connections = JoinSet::new();
    for number in 0..CONNECTIONS {
        let target = Arc::clone(target);
        connections.spawn(async move {
            let mut client = Client::connect(target.address).await?;
            let mut tally = Tally::default();
            // By turns: this one sends each thousandth request.
            for turn in (number..).step_by(CONNECTIONS) {
                let due = start + Duration::from_secs_f64(f64::from(u32::try_from(turn)?) / rate);
                if due > start + length {
                    return Ok(tally);
                }
                sleep_until(due).await;
                tally.add(ask(&mut client, &target, turn, due).await?);
            }
            Result::Ok(tally)
        });
    }
    let mut all = Tally::default();
    while let Some(tally) = connections.join_next().await {
        let tally = tally??;
        all.good += tally.good;
        all.late += tally.late;
        all.refused.extend(tally.refused);
    }
    Ok(all)
}

async fn ask(client: &mut Client, target: &Target, turn: usize, due: Instant) -> Result<Fate> {
    let exchange = target.exchanges.get(turn % target.exchanges.len().max(1));
    let exchange = exchange.ok_or("there is nothing to ask for")?;
    let sent = Instant::now();
    let answer = client.send(&exchange.request).await?;
    if answer.status == 503 {
        return Ok(Fate::Refused(sent.elapsed()));
    }
    exchange.check(&answer)?;
    Ok(if due.elapsed() <= IN_TIME {
        Fate::Good
    } else {
        Fate::Late
    })
}

/// Asks for the health ten times a second until some time; gives the slowest answer.
async fn watch(address: SocketAddr, until: Instant) -> Result<Duration> {
    let mut client = Client::connect(address).await?;
    let request = get(address, "/healthz");
    let mut slowest = Duration::ZERO;
    let mut ticks = interval(Duration::from_millis(100));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while Instant::now() < until {
        ticks.tick().await;
        let sent = Instant::now();
        let status = client.send(&request).await?.status;
        if status != 200 {
            return Err(format!("/healthz answers {status}").into());
        }
        slowest = slowest.max(sent.elapsed());
    }
    Ok(slowest)
}
