//! How a replica is doing.

use std::time::Duration;

/// Why a replica is left alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It was not looked at yet.
    #[error("it was not looked at yet")]
    Unknown,
    /// The primary does not tell where it is, without which nobody knows how far behind a replica is.
    #[error("the primary does not tell its position")]
    Primary,
    /// It does not answer, or not in time.
    #[error("it does not answer")]
    Silent,
    /// It takes writes, so that it is no replica, or none any more.
    #[error("it is no replica")]
    NoReplica,
    /// It replicates another cluster, or is another database of it.
    #[error("it is a replica of another database")]
    OtherPlace,
    /// It lacks steps of the schema that this binary knows.
    #[error("its schema is not up to date")]
    Schema,
    /// It lags more than half of the time that who has written reads from the primary.
    #[error("it lags too much")]
    Lag,
}

/// How a replica is doing.
#[derive(Clone, Debug)]
pub struct Health {
    /// How far it is behind at most; none when it is not known.
    pub lag: Option<Duration>,
    /// The last step of its schema; none when it has none, or does not answer.
    pub schema: Option<String>,
    /// Why it cannot be used, whatever its lag is.
    pub fault: Option<Fault>,
}

impl Health {
    /// Before it was looked at.
    pub(super) const fn unknown() -> Self {
        Self::bad(Fault::Unknown)
    }

    pub(super) const fn bad(fault: Fault) -> Self {
        Self {
            lag: None,
            schema: None,
            fault: Some(fault),
        }
    }

    /// Why it cannot be used when it may lag so much.
    #[must_use]
    pub fn fault_within(&self, most: Duration) -> Option<Fault> {
        let lags = self.lag.is_none_or(|lag| lag > most);
        self.fault.clone().or(lags.then_some(Fault::Lag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn a_lag_counts_against_what_it_may_be() {
        let health = |lag| Health {
            lag,
            schema: None,
            fault: None,
        };
        assert_eq!(health(Some(HOUR)).fault_within(HOUR), None);
        assert_eq!(health(Some(HOUR * 2)).fault_within(HOUR), Some(Fault::Lag));
        assert_eq!(health(None).fault_within(HOUR), Some(Fault::Lag));
        assert_eq!(Health::unknown().fault_within(HOUR), Some(Fault::Unknown));
    }
}
