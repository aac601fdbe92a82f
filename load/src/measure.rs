//! One measurement: connections that ask as fast as they are answered, for a fixed time. Each answer is
//! held against what it must be.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::Result;
use crate::client::Client;
use crate::shape::Target;
use crate::stats::percentile;

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
        let exchange = random.pick(&target.exchanges)?;
        let answer = client.send(&exchange.request).await?;
        let done = Instant::now();
        exchange.check(&answer)?;
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

/// `SplitMix64`: the same choices in each run, spread evenly.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Result<&'a T> {
        let length = u64::try_from(items.len())?.max(1);
        let index = usize::try_from(self.next() % length)?;
        Ok(items.get(index).ok_or("there is nothing to ask for")?)
    }
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
    fn choices_reach_every_item_about_as_often() {
        let items: Vec<usize> = (0..100).collect();
        let mut times = vec![0; items.len()];
        let mut random = Random(7);
        for _ in 0..100_000 {
            times[*random.pick(&items).expect("an item")] += 1;
        }
        assert!(
            times.iter().all(|times| (800..1200).contains(times)),
            "{times:?}"
        );
        assert!(random.pick::<u8>(&[]).is_err());
    }
}
