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
}
