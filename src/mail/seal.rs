//! How queued mails are kept: sealed, and found by a keyed hash of the address.
//!
//! Tokens are kept as hashes everywhere else; in the queue they have to wait as they are. So that a copy
//! of the table, a slow statement in the database's log, or a replica with fewer tables tells neither
//! tokens nor addresses, a letter is encrypted (AES-256-GCM) under a key derived from the server's. Who
//! has the whole database has that key, too, and could sign tokens anyway.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use entity::SecretBytes;

use super::content::Kind;
use super::letter::Letter;
use crate::error::{Error, Result};

/// Seals letters and hashes addresses.
pub(super) struct Seal {
    letters: RandomizedNonceKey,
    addresses: hmac::Key,
}

impl Seal {
    /// Derives both keys of one of 32 bytes.
    pub(super) fn new(key: &[u8]) -> Result<Self> {
        let root = hmac::Key::new(hmac::HMAC_SHA256, key);
        let letters = hmac::sign(&root, b"letters");
        let addresses = hmac::sign(&root, b"addresses");
        Ok(Self {
            letters: RandomizedNonceKey::new(&AES_256_GCM, letters.as_ref())
                .map_err(|_| Error::internal("the key of mails is of no use"))?,
            addresses: hmac::Key::new(hmac::HMAC_SHA256, addresses.as_ref()),
        })
    }

    /// What stands for an address.
    pub(super) fn address(&self, address: &str) -> Vec<u8> {
        hmac::sign(&self.addresses, address.as_bytes())
            .as_ref()
            .to_vec()
    }

    /// Seals the letter of a mail; it opens as that of no other.
    pub(super) fn close(&self, id: &str, kind: Kind, letter: &Letter) -> Result<SecretBytes> {
        let mut bytes =
            serde_json::to_vec(letter).map_err(|error| Error::Internal(error.into()))?;
        let nonce = self
            .letters
            .seal_in_place_append_tag(of(id, kind), &mut bytes)
            .map_err(|_| Error::internal("a mail cannot be sealed"))?;
        Ok(SecretBytes([&nonce.as_ref()[..], &bytes].concat()))
    }

    /// Opens the letter of a mail; none where it was sealed under another key, or damaged.
    pub(super) fn open(&self, id: &str, kind: Kind, sealed: &SecretBytes) -> Option<Letter> {
        let (nonce, bytes) = sealed.0.split_first_chunk::<NONCE_LEN>()?;
        let mut bytes = bytes.to_vec();
        let plain = self
            .letters
            .open_in_place(Nonce::from(nonce), of(id, kind), &mut bytes)
            .ok()?;
        serde_json::from_slice(plain).ok()
    }
}

fn of(id: &str, kind: Kind) -> Aad<String> {
    Aad::from(format!("{id} {}", kind.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            to: "jane@example.com".to_owned(),
            first_name: "Jane".to_owned(),
            secret: Some("the-token".to_owned()),
            minutes: Some(60),
        }
    }

    #[test]
    fn a_letter_opens_as_that_of_its_mail_alone() {
        let seal = Seal::new(&[7; 32]).unwrap();
        let sealed = seal.close("1", Kind::VerifyEmail, &letter()).unwrap();
        let opened = seal.open("1", Kind::VerifyEmail, &sealed).unwrap();
        assert_eq!(opened.secret.as_deref(), Some("the-token"));
        assert!(seal.open("2", Kind::VerifyEmail, &sealed).is_none());
        assert!(seal.open("1", Kind::PasswordReset, &sealed).is_none());
        let other = Seal::new(&[8; 32]).unwrap();
        assert!(other.open("1", Kind::VerifyEmail, &sealed).is_none());
        for length in [0, NONCE_LEN, sealed.0.len() - 1] {
            let cut = SecretBytes(sealed.0[..length].to_vec());
            assert!(seal.open("1", Kind::VerifyEmail, &cut).is_none());
        }
    }

    #[test]
    fn nothing_personal_shows_and_no_two_are_alike() {
        let seal = Seal::new(&[7; 32]).unwrap();
        let [first, second] = [1, 2].map(|_| seal.close("1", Kind::LoginCode, &letter()).unwrap());
        assert_ne!(first, second);
        let shown = String::from_utf8_lossy(&first.0);
        assert!(!shown.contains("jane") && !shown.contains("the-token"));
        assert_eq!(seal.address("a@b.c"), seal.address("a@b.c"));
        assert_ne!(seal.address("a@b.c"), seal.address("a@b.d"));
    }
}
