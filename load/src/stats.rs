//! Medians and percentiles.

use std::time::Duration;

/// The middle one, or the mean of the middle two; nothing of nothing.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get((values.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// The smallest of the values that at least `percent` of a hundred values do not exceed (nearest rank);
/// nothing of nothing. `sorted` is in ascending order.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}

/// The probability that two samples of one distribution differ as much as these or more, by the test of
/// Mann and Whitney with the normal approximation, which takes some thirty values each. Two-sided.
pub(crate) fn mann_whitney(a: &[f64], b: &[f64]) -> f64 {
    let count = |values: &[f64]| u32::try_from(values.len()).map_or(f64::INFINITY, f64::from);
    let pairs = a.iter().flat_map(|x| b.iter().map(move |y| x.total_cmp(y)));
    let wins: f64 = pairs
        .map(|order| match order {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Greater => 1.0,
        })
        .sum();
    let (m, n) = (count(a), count(b));
    let (mean, deviation) = (m * n / 2.0, (m * n * (m + n + 1.0) / 12.0).sqrt());
    two_tails((wins - mean).abs() / deviation)
}

/// How much of a normal distribution is farther from its mean than so many deviations (Abramowitz and
/// Stegun, 26.2.17, right to seven digits).
fn two_tails(deviations: f64) -> f64 {
    const TERMS: [f64; 5] = [
        0.319_381_530,
        -0.356_563_782,
        1.781_477_937,
        -1.821_255_978,
        1.330_274_429,
    ];
    let step = 1.0 / 0.231_641_9_f64.mul_add(deviations, 1.0);
    let sum = TERMS
        .iter()
        .rev()
        .fold(0.0, |sum: f64, term| (sum + term) * step);
    let density = (-deviations * deviations / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (2.0 * density * sum).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(values: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        values.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7.0]), Some(7.0));
        assert_eq!(median(&[9.0, 1.0, 5.0]), Some(5.0));
        assert_eq!(median(&[4.0, 1.0, 100.0, 2.0]), Some(3.0));
    }

    #[test]
    fn one_outlier_does_not_move_the_median() {
        assert_eq!(median(&[10.0, 11.0, 12.0, 13.0, 1.0e9]), Some(12.0));
    }

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let hundred = millis(1..=100);
        assert_eq!(percentile(&hundred, 50), Some(Duration::from_millis(50)));
        assert_eq!(percentile(&hundred, 99), Some(Duration::from_millis(99)));
        assert_eq!(percentile(&hundred, 100), Some(Duration::from_millis(100)));
        assert_eq!(percentile(&hundred, 0), Some(Duration::from_millis(1)));
    }

    #[test]
    fn percentiles_of_few_values() {
        assert_eq!(percentile(&[], 50), None);
        let one = millis([3]);
        assert_eq!(percentile(&one, 1), Some(one[0]));
        assert_eq!(percentile(&one, 99), Some(one[0]));
        let four = millis([1, 2, 3, 4]);
        assert_eq!(percentile(&four, 50), Some(four[1]));
        assert_eq!(percentile(&four, 51), Some(four[2]));
        assert_eq!(percentile(&four, 99), Some(four[3]));
    }

    #[test]
    fn tails_are_as_in_the_tables() {
        for (deviations, expected) in [(0.0, 1.0), (1.0, 0.317_31), (1.96, 0.05), (3.290_5, 0.001)]
        {
            assert!(
                (two_tails(deviations) - expected).abs() < 1e-4,
                "{deviations}"
            );
        }
    }

    #[test]
    fn samples_that_lie_apart_are_told_apart() {
        let values = |from: u32| (from..from + 40).map(f64::from).collect::<Vec<_>>();
        assert!(mann_whitney(&values(0), &values(0)) > 0.99);
        assert!(mann_whitney(&values(0), &values(2)) > 0.1);
        assert!(mann_whitney(&values(0), &values(30)) < 1e-6);
        let known = [1.0, 2.0, 4.0, 8.0];
        let swapped = (mann_whitney(&known, &[3.0]), mann_whitney(&[3.0], &known));
        assert!((swapped.0 - swapped.1).abs() < 1e-9);
    }
}
