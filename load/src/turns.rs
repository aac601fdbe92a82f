//! Measurements by turns, so that what changes on the machine in the course of a run meets all alike.

use std::sync::Arc;
use std::time::Duration;

use crate::Result;
use crate::exchange::Target;
use crate::measure::{Sample, sample};

/// Before the first measurement: statements are prepared, caches are filled.
const WARM_UP: Duration = Duration::from_secs(1);

/// How hard and how long to ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Connections, each with one request under way.
    pub(crate) connections: u16,
    /// Length of one measurement.
    pub(crate) length: Duration,
    /// Measurements of each target.
    pub(crate) rounds: u16,
}

/// Measures each of the targets once a round; who goes first changes from round to round. For each the
/// medians of its rounds.
///
/// # Errors
/// At the first wrong answer, and when a server stops answering.
pub(crate) async fn by_turns(targets: &[Arc<Target>], effort: Effort) -> Result<Vec<Sample>> {
    let connections = effort.connections;
    for target in targets {
        sample(target, connections, WARM_UP).await?;
    }
    let mut found: Vec<Vec<Sample>> = targets.iter().map(|_| Vec::new()).collect();
    for round in 0..effort.rounds {
        for index in order(targets.len(), round) {
            if let (Some(target), Some(found)) = (targets.get(index), found.get_mut(index)) {
                found.push(sample(target, connections, effort.length).await?);
            }
        }
    }
    let medians = found.iter().map(|samples| Sample::median(samples));
    Ok(medians
        .collect::<Option<_>>()
        .ok_or("nothing was measured")?)
}

/// The same of two.
///
/// # Errors
/// As [`by_turns`].
pub(crate) async fn two_by_turns(
    targets: &[Arc<Target>; 2],
    effort: Effort,
) -> Result<[Sample; 2]> {
    match by_turns(targets, effort).await?[..] {
        [one, other] => Ok([one, other]),
        _ => Err("a measurement is missing".into()),
    }
}

/// Forwards and backwards in turn, so that neighbours stay neighbours.
fn order(count: usize, round: u16) -> Box<dyn Iterator<Item = usize> + Send> {
    if round.is_multiple_of(2) {
        Box::new(0..count)
    } else {
        Box::new((0..count).rev())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_goes_first_changes() {
        assert!(order(3, 0).eq([0, 1, 2]));
        assert!(order(3, 1).eq([2, 1, 0]));
        assert!(order(3, 2).eq([0, 1, 2]));
    }
}
