//! PBKDF2 with HMAC-SHA-256 as Django stores it: `pbkdf2_sha256$iterations$salt$hash`, the salt as
//! text, the hash in base64.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{PBKDF2_HMAC_SHA256, verify};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::account::phc::PhcError;

/// What it begins with.
pub(super) const BEGINNING: &str = "pbkdf2_sha256$";
/// The most iterations that are done, some 2 s. Django 6 does 1.2 million.
const MOST: u32 = 5_000_000;
/// Bytes of a hash.
const HASH: usize = 32;
/// The longest salt, in bytes. Django's has 22.
const MAX_SALT: usize = 128;

/// A PBKDF2 hash.
pub(in crate::account) struct Pbkdf2 {
    iterations: NonZeroU32,
    salt: String,
    hash: [u8; HASH],
}

impl Pbkdf2 {
    /// Takes apart what follows [`BEGINNING`].
    pub(super) fn parse(rest: &str) -> Result<Self, PhcError> {
        let mut parts = rest.split('$');
        let (Some(iterations), Some(salt), Some(hash), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(PhcError::Foreign);
        };
        let iterations: NonZeroU32 = iterations.parse().map_err(|_| PhcError::Foreign)?;
        let hash = STANDARD.decode(hash).map_err(|_| PhcError::Foreign)?;
        if iterations.get() > MOST {
            return Err(PhcError::Cost);
        }
        if salt.is_empty() || salt.len() > MAX_SALT {
            return Err(PhcError::Foreign);
        }
        Ok(Self {
            iterations,
            salt: salt.to_owned(),
            hash: hash.try_into().map_err(|_| PhcError::Foreign)?,
        })
    }

    /// Whether the password is the one of the hash.
    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let salt = self.salt.as_bytes();
        verify(
            PBKDF2_HMAC_SHA256,
            self.iterations,
            salt,
            password,
            &self.hash,
        )
        .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASHED: &str = "81QK9Cb/1+EuGjkCuMfLe/JwVi7vEf5rZfyS/DgplIk=";

    #[test]
    fn what_is_broken_or_asks_too_much_is_refused() {
        let parse = |iterations: &str, salt: &str, hash: &str| {
            Pbkdf2::parse(&format!("{iterations}${salt}${hash}"))
        };
        assert!(parse("5000000", "salt", HASHED).is_ok());
        assert!(matches!(
            parse("5000001", "salt", HASHED),
            Err(PhcError::Cost)
        ));
        let long = "s".repeat(129);
        for (iterations, salt, hash) in [
            ("0", "salt", HASHED),
            ("-1", "salt", HASHED),
            ("", "salt", HASHED),
            ("99999999999", "salt", HASHED),
            ("1000", "", HASHED),
            ("1000", &long, HASHED),
            ("1000", "salt", ""),
            ("1000", "salt", "81QK9Cb/"),
            ("1000", "salt", "no base64"),
            ("1000", "sa$lt", HASHED),
        ] {
            assert!(
                parse(iterations, salt, hash).is_err(),
                "{iterations} {salt} {hash}"
            );
        }
        assert!(Pbkdf2::parse("1000$salt").is_err());
    }
}
