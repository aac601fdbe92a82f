//! One measurement: connections that ask as fast as they are answered, for a fixed time. Each answer is
//! held against what it must be.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::Result;
use crate::client::Client;
use crate::exchange::Target;
use crate::random::Random;
use crate::stats::{median, percentile};

/// How long the last answers may take after the time is over.
const GRACE: Duration = Duration::from_secs(20);

/// What one measurement found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Right answers a second.
    pub(crate) rate: f64,
    /// Half of the answers took no longer, in milliseconds.
    pub(crate) p50: f64,
    /// 99 of 100 answers took no longer, in milliseconds.
    pub(crate) p99: f64,
}

impl Sample {
    /// The median of each, by itself; nothing of nothing.
    pub(crate) fn median(samples: &[Self]) -> Option<Self> {
        let of = |value: fn(&Self) -> f64| median(&samples.iter().map(value).collect::<Vec<_>>());
        Some(Self {
            rate: of(|sample| sample.rate)?,
            p50: of(|sample| sample.p50)?,
            p99: of(|sample| sample.p99)?,
        })
    }
}

/// Asks a server for some time.
///
/// # Errors
/// At the first wrong answer, and when a server stops answering.
pub(crate) async fn sample(
    target: &Arc<Target>,
    connections: u16,
    length: Duration,
) -> Result<Sample> {
    let barrier = Arc::new(Barrier::new(usize::from(connections)));
    let mut workers = JoinSet::new();
    for number in 0..connections {
        let (target, barrier) = (Arc::clone(target), Arc::clone(&barrier));
        workers.spawn(async move {
            let mut client = Client::connect(target.address).await?;
            barrier.wait().await;
            ask(&mut client, &target, u64::from(number), length).await
        });
    }
    let mut latencies = Vec::new();
    let finish = async {
        while let Some(worker) = workers.join_next().await {
            latencies.extend(worker??);
        }
        Result::Ok(())
    };
    timeout(length + GRACE, finish)
        .await
        .map_err(|_| format!("{} stopped answering", target.name))?
        .map_err(|error| format!("{}: {error}", target.name))?;
    summary(latencies, length).ok_or_else(|| format!("{} answered nothing", target.name).into())
}

/// One connection's work: how long each answer took.
async fn ask(
    client: &mut Client,
    target: &Target,
    number: u64,
    length: Duration,
) -> Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    let mut random = Random(number);
    let start = Instant::now();
    let mut sent = start;
    loop {
        let exchange = target.pick(&mut random)?;
        let answer = client.send(&exchange.request).await?;
        let done = Instant::now();
        exchange.check(&answer)?;
        target.note();
        if done.duration_since(start) > length {
            return Ok(latencies);
        }
        latencies.push(done.duration_since(sent));
        sent = done;
    }
}

fn summary(mut latencies: Vec<Duration>, length: Duration) -> Option<Sample> {
    latencies.sort_unstable();
    let millis = |percent| Some(percentile(&latencies, percent)?.as_secs_f64() * 1e3);
    let answers = u32::try_from(latencies.len()).ok()?;
    Some(Sample {
        rate: f64::from(answers) / length.as_secs_f64(),
        p50: millis(50)?,
        p99: millis(99)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_counts_and_ranks() {
        let latencies = (1..=200).rev().map(Duration::from_millis).collect();
        let sample = summary(latencies, Duration::from_secs(4)).expect("some answers");
        let expected = [50.0, 100.0, 198.0];
        for (found, expected) in [sample.rate, sample.p50, sample.p99].iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        }
        assert!(summary(Vec::new(), Duration::from_secs(1)).is_none());
    }

    #[test]
    fn the_median_of_samples_is_that_of_each_figure() {
        let sample = |rate, p50| Sample {
            rate,
            p50,
            p99: 1.0,
        };
        let samples = [sample(100.0, 9.0), sample(300.0, 1.0), sample(250.0, 5.0)];
        let median = Sample::median(&samples).expect("three");
        assert!((median.rate - 250.0).abs() < 1e-9 && (median.p50 - 5.0).abs() < 1e-9);
        assert!(Sample::median(&[]).is_none());
    }
}
