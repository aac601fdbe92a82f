//! How many, for how long, and what comes after.

use std::time::Duration;

use entity::Timestamp;

/// What nobody has to wait longer than.
pub const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// How far the clocks of replicas may be apart; and requests at once note their times in any order.
pub const SKEW: Duration = Duration::from_mins(5);

/// How much a counter lets pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How many pass unhindered.
    pub free: i32,
    /// For how long one counts.
    pub counts_for: Duration,
}

impl Policy {
    /// Failed logins of one account, and of one account by a device or network that it knows.
    pub(super) const ACCOUNT: Self = Self {
        free: 5,
        counts_for: Duration::from_hours(24),
    };
    /// Failed logins from one network, whatever the account.
    pub(super) const NETWORK: Self = Self {
        free: 50,
        counts_for: Duration::from_mins(10),
    };
    /// Registrations from one network, and mails that it asks for.
    pub(super) const QUOTA: Self = Self {
        free: 100,
        counts_for: Duration::from_hours(1),
    };
}

/// How long to wait for a moment; none when it has come. One further away than any clock of today would
/// say is from one that was set back since, and counts for nothing.
pub(super) fn wait(until: Timestamp, now: Timestamp) -> Option<Duration> {
    let left = left(until, now);
    (left > Duration::ZERO && left <= LONGEST_WAIT + SKEW).then(|| left.min(LONGEST_WAIT))
}

/// The time until a moment, nothing when it has come.
pub(super) fn left(until: Timestamp, now: Timestamp) -> Duration {
    let left = until.0.saturating_sub(now.0);
    Duration::from_millis(u64::try_from(left).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_never_longer_than_the_longest() {
        let longest = i64::try_from(LONGEST_WAIT.as_millis()).unwrap();
        let now = Timestamp(1_000_000);
        let left = |by: i64| wait(Timestamp(now.0 + by), now);
        assert_eq!(left(-1), None);
        assert_eq!(left(0), None);
        assert_eq!(left(1), Some(Duration::from_millis(1)));
        assert_eq!(left(longest), Some(LONGEST_WAIT));
        let farthest = longest + i64::try_from(SKEW.as_millis()).unwrap();
        assert_eq!(left(longest + 1), Some(LONGEST_WAIT));
        assert_eq!(left(farthest), Some(LONGEST_WAIT));
        assert_eq!(left(farthest + 1), None);
        assert_eq!(wait(Timestamp(i64::MIN), Timestamp(i64::MAX)), None);
    }
}
