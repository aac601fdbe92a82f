//! How the secrets of endpoints are kept. They sign, so hashes would not do; a copy of their table alone
//! tells nothing, since they are encrypted (AES-256-GCM) under a key derived from the server's.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use entity::{EndpointId, SecretBytes};

use crate::error::{Error, Result};

/// Seals the secrets of endpoints.
pub(super) struct Seal(Box<RandomizedNonceKey>);

impl Seal {
    /// Seals under a key of 32 bytes.
    pub(super) fn new(key: &[u8]) -> Result<Self> {
        RandomizedNonceKey::new(&AES_256_GCM, key)
            .map(|key| Self(Box::new(key)))
            .map_err(|_| Error::internal("the key of webhooks is of no use"))
    }

    /// Seals a secret; it opens as that of no other endpoint.
    pub(super) fn close(&self, of: &EndpointId, secret: &SecretBytes) -> Result<SecretBytes> {
        let mut bytes = secret.0.clone();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(of.to_string()), &mut bytes)
            .map_err(|_| Error::internal("a secret cannot be sealed"))?;
        Ok(SecretBytes([&nonce.as_ref()[..], &bytes].concat()))
    }

    /// Opens the secret of an endpoint.
    ///
    /// # Errors
    /// [`Error::Internal`] where it was sealed under another key, or damaged.
    pub(super) fn open(&self, of: &EndpointId, sealed: &SecretBytes) -> Result<SecretBytes> {
        let opened = sealed.0.split_first_chunk::<NONCE_LEN>();
        let opened = opened.and_then(|(nonce, bytes)| {
            let (aad, mut bytes) = (Aad::from(of.to_string()), bytes.to_vec());
            let plain = self.0.open_in_place(Nonce::from(nonce), aad, &mut bytes);
            Some(SecretBytes(plain.ok()?.to_vec()))
        });
        opened.ok_or_else(|| Error::internal(format!("the secret of {of} does not open")))
    }
}

#[cfg(test)]
mod tests {
    use entity::Prefixed;

    use super::*;

    #[test]
    fn a_secret_opens_as_that_of_its_endpoint_alone() {
        let seal = Seal::new(&[7; 32]).unwrap();
        let [one, two] = ["whe_1", "whe_2"].map(|id| EndpointId::parse(id).unwrap());
        let secret = SecretBytes(vec![1; 32]);
        let sealed = seal.close(&one, &secret).unwrap();
        assert_ne!(sealed, seal.close(&one, &secret).unwrap());
        assert_eq!(seal.open(&one, &sealed).unwrap(), secret);
        assert!(seal.open(&two, &sealed).is_err());
        let other = Seal::new(&[8; 32]).unwrap();
        assert!(other.open(&one, &sealed).is_err());
        for length in [0, NONCE_LEN, sealed.0.len() - 1] {
            let cut = SecretBytes(sealed.0[..length].to_vec());
            assert!(seal.open(&one, &cut).is_err());
        }
    }
}
