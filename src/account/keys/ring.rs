//! The keys of one moment: which one signs, which ones verify, and what the world may see of them.

use std::time::Duration;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{Timestamp, signing_key};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};

use crate::account::token::LEEWAY;
use crate::error::{Error, Result};

/// Purpose of the keys that sign access tokens: Ed25519, PKCS#8.
pub(super) const ACCESS: &str = "access";
/// Purpose of the key that refresh tokens are derived with: HMAC-SHA-256.
pub(super) const REFRESH: &str = "refresh";

/// A key that signs access tokens.
pub(in crate::account) struct AccessKey {
    pub(in crate::account) kid: String,
    pub(super) created_at: Timestamp,
    pub(super) signs_from: Timestamp,
    /// When the last token it signed has expired; none while no newer key is known.
    verifies_until: Option<Timestamp>,
    pub(in crate::account) signing: EncodingKey,
    pub(in crate::account) verifying: DecodingKey,
    public: String,
}

/// Every key, as read at one moment.
pub(in crate::account) struct Ring {
    /// By when they sign, the oldest first. Never empty.
    access: Vec<AccessKey>,
    /// Derives a refresh token from the one before it.
    pub(in crate::account) refresh: hmac::Key,
    pub(super) read_at: Timestamp,
}

impl Ring {
    /// Makes a ring of rows; a token lives for `ttl`.
    ///
    /// # Errors
    /// [`Error::Internal`] when a purpose has no key, or a key is damaged.
    pub(super) fn new(
        rows: Vec<signing_key::Model>,
        read_at: Timestamp,
        ttl: Duration,
    ) -> Result<Self> {
        let (mut access, mut refresh) = (Vec::new(), None);
        for row in rows {
            match row.purpose.as_str() {
                ACCESS => access.push(AccessKey::new(row)?),
                REFRESH => refresh = Some(hmac::Key::new(hmac::HMAC_SHA256, &row.secret.0)),
                _ => {}
            }
        }
        access.sort_by(|a, b| (a.signs_from, &a.kid).cmp(&(b.signs_from, &b.kid)));
        for older in 1..access.len() {
            let relieved = access[older].signs_from;
            access[older - 1].verifies_until = Some(relieved.plus(ttl + LEEWAY));
        }
        match refresh {
            Some(refresh) if !access.is_empty() => Ok(Self {
                access,
                refresh,
                read_at,
            }),
            _ => Err(Error::internal("the database has no signing keys")),
        }
    }

    /// The newest key whose time to sign has come. Where the clock of another replica that made the
    /// first key is ahead, that one.
    pub(in crate::account) fn signer(&self, now: Timestamp) -> &AccessKey {
        let newest = self.access.iter().rev().find(|key| key.signs_from <= now);
        newest.unwrap_or(&self.access[0])
    }

    /// The key of an id, while tokens it signed may be about.
    pub(in crate::account) fn verifier(&self, kid: &str, now: Timestamp) -> Option<&AccessKey> {
        self.verifiers(now).find(|key| key.kid == kid)
    }

    /// Every key that signs access tokens, retired ones too; the oldest first.
    pub(super) fn access(&self) -> &[AccessKey] {
        &self.access
    }

    /// The keys that verify, as a JSON Web Key Set (RFC 7517, RFC 8037), public halves only.
    pub(super) fn jwks(&self, now: Timestamp) -> Value {
        let keys: Vec<Value> = self.verifiers(now).map(AccessKey::jwk).collect();
        json!({ "keys": keys })
    }

    fn verifiers(&self, now: Timestamp) -> impl Iterator<Item = &AccessKey> {
        self.access.iter().filter(move |key| !key.is_retired(now))
    }
}

impl AccessKey {
    fn new(row: signing_key::Model) -> Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(&row.secret.0).map_err(|error| {
            Error::internal(format!("signing key {} is damaged: {error}", row.id))
        })?;
        let public = pair.public_key().as_ref();
        Ok(Self {
            kid: row.id,
            created_at: row.created_at,
            signs_from: row.signs_from,
            verifies_until: None,
            signing: EncodingKey::from_ed_der(&row.secret.0),
            verifying: DecodingKey::from_ed_der(public),
            public: URL_SAFE_NO_PAD.encode(public),
        })
    }

    /// Whether every token it signed has expired.
    pub(super) fn is_retired(&self, now: Timestamp) -> bool {
        self.verifies_until.is_some_and(|until| until <= now)
    }

    fn jwk(&self) -> Value {
        json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "alg": "EdDSA",
            "use": "sig",
            "kid": self.kid,
            "x": self.public,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::keys::rotate::new_key;
    use crate::clock::Clock;

    const TTL: Duration = Duration::from_mins(10);

    fn ring(starts: &[i64]) -> Ring {
        let clock = Clock::default();
        let mut rows = vec![new_key(&clock, REFRESH, Timestamp(0)).unwrap()];
        for (number, start) in starts.iter().enumerate() {
            let mut row = new_key(&clock, ACCESS, Timestamp(*start)).unwrap();
            row.id = format!("k{number}");
            rows.push(row);
        }
        Ring::new(rows, Timestamp(0), TTL).unwrap()
    }

    #[test]
    fn a_new_key_signs_once_its_time_has_come() {
        let ring = ring(&[300_000, 0]);
        assert_eq!(ring.signer(Timestamp(299_999)).kid, "k1");
        assert_eq!(ring.signer(Timestamp(300_000)).kid, "k0");
        assert_eq!(
            ring.signer(Timestamp(-1)).kid,
            "k1",
            "the only choice on a clock that is behind"
        );
    }

    #[test]
    fn an_old_key_verifies_until_its_last_token_has_expired() {
        let ring = ring(&[0, 300_000]);
        let last = 300_000 + 600_000 + 60_000;
        assert!(ring.verifier("k0", Timestamp(last - 1)).is_some());
        assert!(ring.verifier("k0", Timestamp(last)).is_none());
        assert!(
            ring.verifier("k1", Timestamp(0)).is_some(),
            "published before it signs"
        );
        assert!(ring.verifier("k1", Timestamp(i64::MAX)).is_some());
        assert!(ring.verifier("k2", Timestamp(0)).is_none());
    }

    #[test]
    fn the_key_set_has_public_halves_of_what_verifies() {
        let ring = ring(&[0, 300_000]);
        let both = ring.jwks(Timestamp(0));
        assert_eq!(both["keys"].as_array().unwrap().len(), 2);
        let key = ring.jwks(Timestamp(1_000_000))["keys"][0].take();
        let x = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
        assert_eq!(x.len(), 32);
        let expected = json!({
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "k1", "x": key["x"],
        });
        assert_eq!(key, expected);
    }

    #[test]
    fn without_keys_there_is_no_ring() {
        let clock = Clock::default();
        let refresh = || new_key(&clock, REFRESH, Timestamp(0)).unwrap();
        assert!(Ring::new(vec![refresh()], Timestamp(0), TTL).is_err());
        let mut damaged = new_key(&clock, ACCESS, Timestamp(0)).unwrap();
        damaged.secret.0.truncate(20);
        assert!(Ring::new(vec![refresh(), damaged], Timestamp(0), TTL).is_err());
    }
}
