//! One clear line for each wrong setting.

use std::time::Duration;

use lettre::message::Mailbox;

use super::Argon2Cost;
use crate::value::Network;

/// Parses a duration such as `10s` or `14d`.
///
/// # Errors
/// One line that says what to give.
pub fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| "give a duration such as 10s, 5m, 24h or 14d".to_owned())
}

pub(super) fn size(text: &str) -> Result<usize, String> {
    let (number, unit) = text.split_at(
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len()),
    );
    let factor = match unit.trim() {
        "" | "B" => 1,
        "KiB" => 1024,
        "MiB" => 1024 * 1024,
        _ => 0,
    };
    match number
        .parse::<usize>()
        .ok()
        .and_then(|n| n.checked_mul(factor))
    {
        Some(bytes) if bytes > 0 => Ok(bytes),
        _ => Err("give a size such as 65536, 256KiB or 1MiB".to_owned()),
    }
}

pub(super) fn base_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['?', '#', '@', ' ']) => {
            Ok(url.to_owned())
        }
        _ => Err("give a URL such as https://shop.example".to_owned()),
    }
}

pub(super) fn origin(text: &str) -> Result<String, String> {
    let origin = base_url(text.trim())?;
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    if host.contains(['/', '*']) {
        return Err("give an exact origin such as https://shop.example".to_owned());
    }
    Ok(origin.to_ascii_lowercase())
}

pub(super) fn network(text: &str) -> Result<Network, String> {
    Network::parse(text)
        .ok_or_else(|| "give networks such as 10.0.0.0/8 or addresses such as ::1".to_owned())
}

pub(super) fn mailbox(text: &str) -> Result<Mailbox, String> {
    text.parse()
        .map_err(|_| "give an address such as 'Shop <no-reply@shop.example>'".to_owned())
}

pub(super) fn argon2(text: &str) -> Result<Argon2Cost, String> {
    let numbers: Option<Vec<u32>> = text.split(',').map(|n| n.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some(&[memory, passes, lanes])
            if memory >= 19456
                && passes >= 2
                && (1..=16).contains(&lanes)
                && memory <= 1 << 21
                && passes <= 64 =>
        {
            Ok(Argon2Cost {
                memory,
                passes,
                lanes,
            })
        }
        _ => Err("give KiB,passes,lanes, at least 19456,2,1".to_owned()),
    }
}

/// An interval that is worth the name, so that nothing spins.
pub(super) fn interval(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        time if time >= Duration::from_millis(10) => Ok(time),
        _ => Err("give 10ms or more".to_owned()),
    }
}

/// An interval of signs of life. A revoked login has to be noticed within 30 s, and a dead peer is told
/// by two missing signs.
pub(super) fn heartbeat(text: &str) -> Result<Duration, String> {
    match interval(text)? {
        time if time <= Duration::from_secs(15) => Ok(time),
        _ => Err("give 15s or less".to_owned()),
    }
}

/// How long something is kept that is not to be lost by a slip of the unit.
pub(super) fn retention(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        time if time >= Duration::from_hours(1) => Ok(time),
        _ => Err("give 1h or more".to_owned()),
    }
}
