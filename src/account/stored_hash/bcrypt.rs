//! bcrypt: `$2b$12$`, then 22 characters of salt and 31 of hash.

use crate::account::phc::PhcError;

/// The highest cost that is verified, as a power of two: some 2 s. Systems in use set 10 to 13.
const MOST: u32 = 15;
/// The lowest cost there is.
const LEAST: u32 = 4;

/// A bcrypt hash.
pub(in crate::account) struct Bcrypt(String);

impl Bcrypt {
    /// Takes `$2a$`, `$2b$` and `$2y$`, which differ in mended faults of their makers only.
    pub(super) fn parse(text: &str) -> Result<Self, PhcError> {
        let known = ["$2a$", "$2b$", "$2y$"];
        let parts = text.parse::<bcrypt::HashParts>();
        let cost = parts.map_err(|_| PhcError::Foreign)?.get_cost();
        if cost < LEAST || !known.iter().any(|start| text.starts_with(start)) {
            return Err(PhcError::Foreign);
        }
        if cost > MOST {
            return Err(PhcError::Cost);
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether the password is the one of the hash. bcrypt knows no more than the first 72 bytes: the
    /// hash was made of those, so those are what it can be held against. The hash that replaces it is
    /// of the whole password.
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, PhcError> {
        bcrypt::verify(password, &self.0).map_err(|_| PhcError::Foreign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_versions_lengths_and_costs_are_refused() {
        let rest = "$05$HHmvC2s0ZBW2zLXeqDtVHeYZGBOpuZ9B4ypdM6c6uxCxRRl0nDMQ6";
        for start in ["$2", "$2x", "$2c"] {
            assert!(Bcrypt::parse(&format!("{start}{rest}")).is_err(), "{start}");
        }
        let good = format!("$2b{rest}");
        assert!(Bcrypt::parse(&good).is_ok());
        assert!(Bcrypt::parse(&good[..59]).is_err());
        assert!(Bcrypt::parse(&format!("{good}a")).is_err());
        let costly = good.replace("$05$", "$16$");
        assert!(matches!(Bcrypt::parse(&costly), Err(PhcError::Cost)));
        for cost in ["$03$", "$32$", "$1$", "$ab$"] {
            assert!(
                Bcrypt::parse(&good.replace("$05$", cost)).is_err(),
                "{cost}"
            );
        }
    }

    #[test]
    fn what_is_beyond_72_bytes_was_never_hashed() {
        let long = "a".repeat(80);
        let hash = bcrypt::hash(&long, 4).unwrap();
        let stored = Bcrypt::parse(&hash).unwrap();
        assert!(stored.verify(long.as_bytes()).unwrap());
        assert!(stored.verify(&long.as_bytes()[..72]).unwrap());
        assert!(!stored.verify(&long.as_bytes()[..71]).unwrap());
    }
}
