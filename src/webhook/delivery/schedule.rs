//! When to try again, and when to give up.

use std::time::Duration;

use chrono::DateTime;
use entity::Timestamp;

/// The waits after the first try, the second, and so on (Standard Webhooks, "Retry schedule"). The one
/// after the last of them is the last try.
const WAITS: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(14),
    Duration::from_hours(20),
    Duration::from_hours(24),
];

/// The longest that a receiver may ask us to wait.
const LONGEST: Duration = Duration::from_hours(24);
/// How long a receiver that is overloaded gets nothing, where it does not say how long.
const REST: Duration = Duration::from_secs(5);
/// An endpoint that has taken nothing for this long is disabled.
pub(super) const DISABLE_AFTER: Duration = Duration::from_hours(5 * 24);

/// How long to wait after so many tries; none when that was the last. `jitter`, any number, spreads it
/// by a tenth to either side, so that what failed together does not come back together.
pub(super) fn wait(tries: i32, jitter: u8) -> Option<Duration> {
    let failed = usize::try_from(tries).unwrap_or(0).saturating_sub(1);
    let wait = WAITS.get(failed)?;
    Some(wait.mul_f64(0.9 + f64::from(jitter) / 1275.0))
}

/// How long the whole endpoint is to rest after an answer: as long as it asks for, and for a moment where
/// it or what stands before it is overloaded.
pub(super) fn rest(status: Option<u16>, retry_after: Option<Duration>) -> Option<Duration> {
    let overloaded = matches!(status, Some(429 | 502 | 503 | 504));
    retry_after.or(overloaded.then_some(REST))
}

/// What a `Retry-After` asks for: seconds, or a date (RFC 9110, 10.2.3).
pub(super) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let wait = if let Ok(seconds) = value.parse::<u32>() {
        Duration::from_secs(seconds.into())
    } else {
        let date = DateTime::parse_from_rfc2822(value).ok()?;
        let ms = date.timestamp_millis().saturating_sub(now.0);
        Duration::from_millis(u64::try_from(ms).unwrap_or(0))
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_ten_tries_in_three_days() {
        let waits: Vec<_> = (1..).map_while(|tries| wait(tries, 0)).collect();
        assert_eq!(waits.len() + 1, 10);
        let total: Duration = waits.iter().sum();
        assert!(total > Duration::from_hours(67) && total < Duration::from_hours(69));
        for tries in 1..10 {
            let (least, most) = (wait(tries, 0).unwrap(), wait(tries, u8::MAX).unwrap());
            assert!(least < most && most < least.mul_f64(1.25), "{tries}");
        }
        assert_eq!(wait(1, 0), Some(Duration::from_millis(4500)));
        assert_eq!(wait(10, 0), None);
        assert!(wait(i32::MIN, 0).is_some() && wait(i32::MAX, 0).is_none());
    }

    #[test]
    fn a_receiver_may_say_when_to_come_back() {
        let now = Timestamp(784_111_777_000);
        let wait = |value| retry_after(value, now).map(|wait| wait.as_secs());
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait(" 0 "), Some(0));
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
        assert_eq!(wait("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        assert_eq!(wait("4294967295"), Some(24 * 60 * 60));
        for nonsense in ["", "-1", "1.5", "soon", "99999999999999999999"] {
            assert_eq!(wait(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn one_that_is_overloaded_rests() {
        let minute = Duration::from_mins(1);
        assert_eq!(rest(Some(429), Some(minute)), Some(minute));
        assert_eq!(rest(Some(500), Some(minute)), Some(minute));
        assert_eq!(rest(Some(503), None), Some(REST));
        assert_eq!(rest(Some(500), None), None);
        assert_eq!(rest(None, None), None);
    }
}
