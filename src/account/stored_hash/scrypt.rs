//! scrypt as the npm package scrypt-kdf keeps it and Medusa stores it, in base64. It is the header of
//! the files of scrypt's own program:
//!
//! | bytes | |
//! |---|---|
//! | 0-5 | `scrypt` |
//! | 6 | version, 0 |
//! | 7 | the logarithm of N |
//! | 8-11, 12-15 | r and p, big-endian |
//! | 16-47 | the salt |
//! | 48-63 | the beginning of the SHA-256 of what is before |
//! | 64-95 | HMAC-SHA-256 of what is before, under the last 32 of the 64 bytes that scrypt gives |

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::account::digest::sha256;
use crate::account::phc::PhcError;

/// What the base64 begins with: `scrypt`.
pub(super) const BEGINNING: &str = "c2NyeXB0";
/// Bytes of the whole.
const LENGTH: usize = 96;
/// The most memory that is taken, in bytes: that of N = 2^17 and r = 8, the most that is recommended.
/// Medusa's is a quarter of it.
const MOST_MEMORY: u64 = 128 << 20;
/// The most work that is done, as N times r times p.
const MOST_WORK: u64 = 1 << 22;

/// A scrypt hash.
pub(in crate::account) struct Scrypt {
    bytes: [u8; LENGTH],
    params: scrypt::Params,
}

impl Scrypt {
    /// Takes the base64 apart.
    pub(super) fn parse(text: &str) -> Result<Self, PhcError> {
        let bytes: [u8; LENGTH] = STANDARD
            .decode(text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(PhcError::Foreign)?;
        let sound = bytes[6] == 0 && sha256(&bytes[..48])[..16] == bytes[48..64];
        if !sound {
            return Err(PhcError::Foreign);
        }
        let number = |at: usize| {
            let bytes: [u8; 4] = bytes[at..at + 4].try_into().unwrap_or_default();
            u32::from_be_bytes(bytes)
        };
        let (log_n, r, p) = (bytes[7], number(8), number(12));
        check_cost(log_n, r, p)?;
        let params = scrypt::Params::new(log_n, r, p).map_err(|_| PhcError::Foreign)?;
        Ok(Self { bytes, params })
    }

    /// Whether the password is the one of the hash.
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, PhcError> {
        let mut derived = [0; 64];
        scrypt::scrypt(password, &self.bytes[16..48], &self.params, &mut derived)
            .map_err(|_| PhcError::Foreign)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &derived[32..]);
        Ok(hmac::verify(&key, &self.bytes[..64], &self.bytes[64..]).is_ok())
    }
}

fn check_cost(log_n: u8, r: u32, p: u32) -> Result<(), PhcError> {
    let blocks = 1_u64
        .checked_shl(log_n.into())
        .and_then(|n| n.checked_mul(r.into()));
    let blocks = blocks.filter(|blocks| blocks.checked_mul(128).is_some_and(|b| b <= MOST_MEMORY));
    let work = blocks.and_then(|blocks| blocks.checked_mul(p.into()));
    match work {
        Some(work) if work <= MOST_WORK => Ok(()),
        _ => Err(PhcError::Cost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The base64 of a header of these parameters, sound but for its HMAC.
    fn header(log_n: u8, r: u32, p: u32) -> String {
        let mut bytes = b"scrypt\0".to_vec();
        bytes.push(log_n);
        bytes.extend(r.to_be_bytes());
        bytes.extend(p.to_be_bytes());
        bytes.extend([7; 32]);
        bytes.extend_from_slice(&sha256(&bytes)[..16]);
        bytes.extend([0; 32]);
        STANDARD.encode(bytes)
    }

    #[test]
    fn parameters_have_bounds() {
        for (log_n, r, p) in [(15, 8, 1), (17, 8, 1), (17, 8, 4), (10, 8, 512)] {
            assert!(
                Scrypt::parse(&header(log_n, r, p)).is_ok(),
                "{log_n} {r} {p}"
            );
        }
        for (log_n, r, p) in [
            (18, 8, 1),
            (17, 9, 1),
            (17, 8, 5),
            (63, 8, 1),
            (64, 8, 1),
            (255, u32::MAX, u32::MAX),
            (1, u32::MAX, 1),
            (1, 1, u32::MAX),
        ] {
            let parsed = Scrypt::parse(&header(log_n, r, p));
            assert!(matches!(parsed, Err(PhcError::Cost)), "{log_n} {r} {p}");
        }
        for (log_n, r, p) in [(15, 0, 1), (15, 8, 0)] {
            assert!(
                Scrypt::parse(&header(log_n, r, p)).is_err(),
                "{log_n} {r} {p}"
            );
        }
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let good = header(15, 8, 1);
        for place in [8, 40, 70] {
            let mut damaged = good.clone().into_bytes();
            damaged[place] = if damaged[place] == b'A' { b'B' } else { b'A' };
            let damaged = String::from_utf8(damaged).unwrap();
            assert!(Scrypt::parse(&damaged).is_err(), "{place}");
        }
        assert!(Scrypt::parse(&good[..124]).is_err());
        assert!(Scrypt::parse(&good.replace('A', "!")).is_err());
    }
}
