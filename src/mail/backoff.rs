//! When to try again, and when to give up.

use std::time::Duration;

/// How long a mail is tried for.
pub(super) const GIVE_UP: Duration = Duration::from_hours(24);
/// The wait after the first failure; each further one is three times as long.
const FIRST: Duration = Duration::from_secs(10);
/// The longest wait, so that a server that is back is noticed.
const LONGEST: Duration = Duration::from_hours(1);

/// How long to wait after so many attempts. `jitter`, any number, spreads it by a quarter to either
/// side, so that mails that failed together do not come back together.
pub(super) fn wait(attempts: i32, jitter: u8) -> Duration {
    let failures = u32::try_from(attempts).unwrap_or(0).saturating_sub(1);
    let wait = FIRST
        .saturating_mul(3_u32.saturating_pow(failures))
        .min(LONGEST);
    wait.mul_f64(0.75 + f64::from(jitter) / 510.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_an_hour() {
        let middle: Vec<_> = (1..=8)
            .map(|attempts| wait(attempts, 0).as_secs_f64() / 0.75)
            .collect();
        assert_eq!(
            middle,
            [10.0, 30.0, 90.0, 270.0, 810.0, 2430.0, 3600.0, 3600.0]
        );
        for attempts in [i32::MIN, -1, 0, 1, 2, 40, i32::MAX] {
            let (least, most) = (wait(attempts, 0), wait(attempts, u8::MAX));
            assert!(least >= FIRST.mul_f64(0.75) && most <= LONGEST.mul_f64(1.25));
            assert!(least < most, "{attempts}");
        }
    }
}
