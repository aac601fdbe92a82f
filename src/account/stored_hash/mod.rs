//! Password hashes as they are stored: our own, and those that an import brought along.
//!
//! Every form has bounds on what it may cost, so that a hash from elsewhere cannot keep the hashing
//! threads busy (CWE-400). A password that was right is hashed anew in our own form.

mod bcrypt;
mod pbkdf2;
mod scrypt;

use self::bcrypt::Bcrypt;
use self::pbkdf2::Pbkdf2;
use self::scrypt::Scrypt;
use super::phc::{Memory, PhcError, Stored};
use crate::config::Argon2Cost;
use crate::error::Fault;

/// A stored hash, taken apart.
pub(super) enum StoredHash {
    /// Our own form, of any variant and cost.
    Argon2(Stored),
    /// `$2b$…`, as Vendure stores it.
    Bcrypt(Bcrypt),
    /// Base64 of the header of scrypt's own files, as Medusa stores it.
    Scrypt(Scrypt),
    /// `pbkdf2_sha256$…`, as Django stores it.
    Pbkdf2(Pbkdf2),
}

impl StoredHash {
    /// Takes a hash apart, whose form its beginning tells.
    pub(super) fn parse(text: &str) -> Result<Self, PhcError> {
        if text.starts_with("$2") {
            Ok(Self::Bcrypt(Bcrypt::parse(text)?))
        } else if text.starts_with(scrypt::BEGINNING) {
            Ok(Self::Scrypt(Scrypt::parse(text)?))
        } else if let Some(rest) = text.strip_prefix(pbkdf2::BEGINNING) {
            Ok(Self::Pbkdf2(Pbkdf2::parse(rest)?))
        } else {
            Ok(Self::Argon2(Stored::parse(text)?))
        }
    }

    /// Whether the password is the one of the hash.
    pub(super) fn verify(&self, password: &[u8], memory: &mut Memory) -> Result<bool, PhcError> {
        match self {
            Self::Argon2(stored) => stored.verify(password, memory),
            Self::Bcrypt(stored) => stored.verify(password),
            Self::Scrypt(stored) => stored.verify(password),
            Self::Pbkdf2(stored) => Ok(stored.verify(password)),
        }
    }

    /// Whether a new hash would be stronger in any way; always so for forms that are not ours.
    pub(super) fn needs_rehash(&self, cost: Argon2Cost) -> bool {
        match self {
            Self::Argon2(stored) => stored.needs_rehash(cost),
            Self::Bcrypt(_) | Self::Scrypt(_) | Self::Pbkdf2(_) => true,
        }
    }
}

/// Refuses a hash from elsewhere that no login could be checked against.
///
/// # Errors
/// [`crate::error::Code::Invalid`] for another form, for a broken hash, and for one that costs more
/// than a login may.
pub fn check_hash(text: &str) -> Result<(), Fault> {
    StoredHash::parse(text).map(drop).map_err(|error| {
        Fault::invalid(match error {
            PhcError::Cost => "The password hash costs more than a login may.",
            _ => "The password hash is none of Argon2 (PHC), bcrypt, scrypt as Medusa stores it, or pbkdf2_sha256 as Django does.",
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn verifies(hash: &str, password: &str) {
        let mut memory = Memory::for_cost(Argon2Cost {
            memory: 64,
            passes: 1,
            lanes: 1,
        })
        .unwrap();
        let stored = StoredHash::parse(hash).unwrap();
        assert!(stored.verify(password.as_bytes(), &mut memory).unwrap());
        let other = format!("x{password}");
        assert!(!stored.verify(other.as_bytes(), &mut memory).unwrap());
    }

    #[test]
    fn each_form_verifies() {
        // The reference implementation: `echo -n password | argon2 somesalt -id -m 8 -t 2 -p 1 -l 32`.
        verifies(
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "password",
        );
        // Of the C library's crypt.
        verifies(
            "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.",
            "",
        );
        verifies(
            "$2y$05$HHmvC2s0ZBW2zLXeqDtVHekoOV..QniaMxULpoN/imOZG78FXGRAO",
            "correct horse",
        );
        // Of Python's hashlib, in the form of scrypt-kdf.
        verifies(
            "c2NyeXB0AAoAAAAIAAAAAQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f2kbOtdVzi2/IZeE31Wq1iTwZORptwI1Cs8A19NC247tJ3fZvAd90hEBsoaitzwNs",
            "correct horse",
        );
        verifies(
            "pbkdf2_sha256$1000$c2FsdHNhbHQ$81QK9Cb/1+EuGjkCuMfLe/JwVi7vEf5rZfyS/DgplIk=",
            "correct horse",
        );
    }

    #[test]
    fn what_is_of_no_known_form_is_told_without_repeating_it() {
        for text in [
            "",
            "plain",
            "5f4dcc3b5aa765d61d8327deb882cf99",
            "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
            "$6$rounds=5000$salt$hash",
            "argon2$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaA",
            "!JX3kQ",
        ] {
            let fault = check_hash(text).unwrap_err();
            assert!(fault.message.contains("none of Argon2"), "{text}");
        }
    }
}
