//! Public keys of those whose tokens we take.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse, RSAKeyParameters,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

/// Keys that are looked at; what a set holds beyond is passed over.
const MAX_KEYS: usize = 100;
/// Bytes of the modulus of an RSA key: 2,048 to 8,192 bits.
const RSA_MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;

/// The keys of a JSON Web Key Set (RFC 7517) that verify what we take: RS256, PS256, ES256 or `EdDSA`.
/// There is at least one.
#[derive(Clone, Debug)]
pub struct KeySet(Vec<Key>);

#[derive(Clone, Debug)]
struct Key {
    kid: Option<String>,
    /// What the key may verify: by its type, and by its own `alg` where it has one. A token's header
    /// chooses among these and nothing else (RFC 8725, 3.1).
    algorithms: Vec<Algorithm>,
    verifying: DecodingKey,
}

impl KeySet {
    /// Reads a set. Keys of other kinds, for encryption, or too weak are passed over, as the standard
    /// asks.
    ///
    /// # Errors
    /// One line that says what is wrong with the set.
    pub fn parse(set: &Value) -> Result<Self, String> {
        let keys = set["keys"]
            .as_array()
            .ok_or("a key set is an object with an array `keys`")?;
        let keys: Vec<Key> = keys.iter().filter_map(Key::parse).take(MAX_KEYS).collect();
        if keys.is_empty() {
            return Err(
                "the key set has no key for RS256 or PS256 (2,048 bits or more), ES256 or EdDSA"
                    .to_owned(),
            );
        }
        Ok(Self(keys))
    }

    /// The keys that may verify a token with this header. A key without an id is for any.
    pub fn fitting<'a>(
        &'a self,
        kid: Option<&'a str>,
        algorithm: Algorithm,
    ) -> impl Iterator<Item = &'a DecodingKey> {
        let named = move |key: &&Key| match (kid, &key.kid) {
            (Some(kid), Some(own)) => kid == own,
            _ => true,
        };
        self.0
            .iter()
            .filter(named)
            .filter(move |key| key.algorithms.contains(&algorithm))
            .map(|key| &key.verifying)
    }
}

impl Key {
    /// A key that verifies what we take; none if it is another.
    fn parse(key: &Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(key.clone()).ok()?;
        if !verifies(&jwk) {
            return None;
        }
        let mut algorithms = algorithms(&jwk.algorithm)?;
        if let Some(own) = jwk.common.key_algorithm {
            let own = Algorithm::try_from(own).ok()?;
            algorithms.retain(|algorithm| *algorithm == own);
        }
        let verifying = DecodingKey::from_jwk(&jwk).ok()?;
        (!algorithms.is_empty()).then_some(Self {
            kid: jwk.common.key_id,
            algorithms,
            verifying,
        })
    }
}

/// Whether a key is meant for signatures, as far as it says.
fn verifies(jwk: &Jwk) -> bool {
    let common = &jwk.common;
    let by_use = common.public_key_use.as_ref();
    let by_operations = common.key_operations.as_ref();
    by_use.is_none_or(|given| *given == PublicKeyUse::Signature)
        && by_operations.is_none_or(|given| given.contains(&KeyOperations::Verify))
}

/// What a key of this type can verify.
fn algorithms(parameters: &AlgorithmParameters) -> Option<Vec<Algorithm>> {
    match parameters {
        AlgorithmParameters::RSA(rsa) if is_strong(rsa) => {
            Some(vec![Algorithm::RS256, Algorithm::PS256])
        }
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => {
            Some(vec![Algorithm::ES256])
        }
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            Some(vec![Algorithm::EdDSA])
        }
        _ => None,
    }
}

fn is_strong(rsa: &RSAKeyParameters) -> bool {
    URL_SAFE_NO_PAD.decode(&rsa.n).is_ok_and(|modulus| {
        let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
        RSA_MODULUS.contains(&(modulus.len() - zeros))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ED: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    const P256_X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    const P256_Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

    fn rsa(bytes: usize) -> Value {
        let modulus = URL_SAFE_NO_PAD.encode(vec![0xC5; bytes]);
        json!({"kty": "RSA", "n": modulus, "e": "AQAB"})
    }

    /// The algorithms that a set of this one key verifies.
    fn verified(key: &Value) -> Vec<Algorithm> {
        let all = [
            Algorithm::HS256,
            Algorithm::RS256,
            Algorithm::RS384,
            Algorithm::PS256,
            Algorithm::ES256,
            Algorithm::EdDSA,
        ];
        let Ok(set) = KeySet::parse(&json!({ "keys": [key] })) else {
            return Vec::new();
        };
        let fits = |algorithm: &Algorithm| set.fitting(None, *algorithm).next().is_some();
        all.into_iter().filter(fits).collect()
    }

    fn with(mut key: Value, name: &str, value: Value) -> Value {
        key[name] = value;
        key
    }

    #[test]
    fn a_key_verifies_what_its_type_and_itself_allow() {
        use Algorithm::{ES256, EdDSA, PS256, RS256};
        let ed = json!({"kty": "OKP", "crv": "Ed25519", "x": ED});
        let ec = json!({"kty": "EC", "crv": "P-256", "x": P256_X, "y": P256_Y});
        assert_eq!(verified(&rsa(256)), [RS256, PS256]);
        assert_eq!(verified(&with(rsa(256), "alg", json!("PS256"))), [PS256]);
        assert_eq!(verified(&ec), [ES256]);
        assert_eq!(verified(&ed), [EdDSA]);
        let ed = with(with(ed, "use", json!("sig")), "key_ops", json!(["verify"]));
        assert_eq!(verified(&ed), [EdDSA]);
        for refused in [
            rsa(255),
            rsa(1025),
            with(rsa(256), "use", json!("enc")),
            with(rsa(256), "key_ops", json!(["encrypt"])),
            with(rsa(256), "alg", json!("RS512")),
            with(rsa(256), "alg", json!("RSA-OAEP")),
            with(rsa(256), "alg", json!("ES256")),
            with(rsa(256), "n", json!("not base64!")),
            with(ec.clone(), "crv", json!("P-384")),
            json!({"kty": "oct", "k": "c2VjcmV0"}),
            json!({"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"}),
            json!({"kty": "new", "data": 1}),
            json!({}),
            json!("key"),
        ] {
            assert!(verified(&refused).is_empty(), "{refused}");
        }
    }

    #[test]
    fn a_key_is_found_by_its_id() {
        let ed = json!({"kty": "OKP", "crv": "Ed25519", "x": ED});
        let named = |kid: &str| with(ed.clone(), "kid", json!(kid));
        let set =
            KeySet::parse(&json!({"keys": [named("a"), named("b"), {"kty": "new"}]})).unwrap();
        let fitting = |kid| set.fitting(kid, Algorithm::EdDSA).count();
        assert_eq!(
            (fitting(Some("a")), fitting(Some("c")), fitting(None)),
            (1, 0, 2)
        );
        let nameless = KeySet::parse(&json!({ "keys": [ed] })).unwrap();
        assert_eq!(nameless.fitting(Some("a"), Algorithm::EdDSA).count(), 1);
    }

    #[test]
    fn a_set_without_a_key_of_use_is_none() {
        for bad in [
            json!([]),
            json!({}),
            json!({"keys": {}}),
            json!({"keys": []}),
            json!(null),
        ] {
            assert!(KeySet::parse(&bad).is_err(), "{bad}");
        }
    }
}
