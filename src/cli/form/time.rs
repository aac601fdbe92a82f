//! Times in files.

use chrono::{
    DateTime, Datelike as _, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone as _, Utc,
};
use entity::Timestamp;

use crate::error::Fault;

/// RFC 3339 with milliseconds, in UTC, as the API writes it.
pub(in crate::cli) fn written(time: Timestamp) -> String {
    let time = Utc.timestamp_millis_opt(time.0).single();
    time.unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Reads RFC 3339, what PostgreSQL prints (`2024-05-01 12:00:00.5+00`), a time without an offset, which
/// is taken for UTC, and a mere date. What is finer than a millisecond is cut off.
///
/// # Errors
/// [`crate::error::Code::Invalid`] for anything else, and for years of other than four digits.
pub(in crate::cli) fn read(text: &str) -> Result<Timestamp, Fault> {
    let text = text.trim();
    let with_offset = || {
        DateTime::parse_from_rfc3339(text)
            .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z"))
            .ok()
    };
    let without = || {
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .or_else(|| {
                NaiveDate::parse_from_str(text, "%Y-%m-%d")
                    .ok()?
                    .and_hms_opt(0, 0, 0)
            })
    };
    with_offset()
        .map(|time| time.to_utc())
        .or_else(|| Some(without()?.and_utc()))
        .filter(|time| (1..=9999).contains(&time.year()))
        .map(|time| Timestamp(time.timestamp_millis()))
        .ok_or_else(|| {
            Fault::invalid("The time is no date, and no RFC 3339 such as 2024-05-01T12:00:00Z.")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_many_writers_are_read() {
        for (text, time) in [
            ("2024-05-01T12:00:00Z", "2024-05-01T12:00:00.000Z"),
            ("2024-05-01T12:00:00.1239+02:00", "2024-05-01T10:00:00.123Z"),
            ("2024-05-01 12:00:00.5+00", "2024-05-01T12:00:00.500Z"),
            ("2024-05-01 12:00:00-0330", "2024-05-01T15:30:00.000Z"),
            ("2024-05-01 12:00:00", "2024-05-01T12:00:00.000Z"),
            (" 2024-05-01T12:00:00.25 ", "2024-05-01T12:00:00.250Z"),
            ("2024-02-29", "2024-02-29T00:00:00.000Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(written(read(text).unwrap()), time, "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "x",
            "2023-02-29",
            "01.05.2024",
            "1714564800",
            "+12024-05-01T12:00:00Z",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
