//! Keys that tests sign tokens with.

use std::sync::{Arc, LazyLock};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::Value;

/// A private key, and what the world sees of it.
pub(crate) struct SigningKey {
    /// The public half, as a JSON Web Key.
    pub(crate) jwk: Value,
    /// The header of its tokens.
    pub(crate) header: Header,
    key: EncodingKey,
}

/// Made once: it takes a while.
static RSA: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
    pair.as_der().expect("its PKCS#8 form").as_ref().to_vec()
});

impl SigningKey {
    /// A new Ed25519 key.
    pub(crate) fn ed25519(kid: &str) -> Self {
        let pair = Ed25519KeyPair::generate().expect("an Ed25519 key");
        let document = pair.to_pkcs8v1().expect("its PKCS#8 form");
        Self::new(
            kid,
            Algorithm::EdDSA,
            EncodingKey::from_ed_der(document.as_ref()),
        )
    }

    /// A new P-256 key.
    pub(crate) fn p256(kid: &str) -> Self {
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let document = document.expect("a P-256 key");
        Self::new(
            kid,
            Algorithm::ES256,
            EncodingKey::from_ec_der(document.as_ref()),
        )
    }

    /// The RSA key, of 2,048 bits.
    pub(crate) fn rsa(kid: &str, algorithm: Algorithm) -> Self {
        // Of the library's two ways to take such a key, the one for PKCS#8.
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(&*RSA)
        );
        let key = EncodingKey::from_rsa_pem(pem.as_bytes()).expect("the key");
        Self::new(kid, algorithm, key)
    }

    fn new(kid: &str, algorithm: Algorithm, key: EncodingKey) -> Self {
        let mut jwk = Jwk::from_encoding_key(&key, algorithm).expect("its public half");
        jwk.common.key_id = Some(kid.to_owned());
        let mut header = Header::new(algorithm);
        header.kid = Some(kid.to_owned());
        Self {
            jwk: serde_json::to_value(jwk).expect("JSON"),
            header,
            key,
        }
    }

    /// Signs a token with these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_as(&self.header, claims)
    }

    /// Signs a token with another header.
    pub(crate) fn sign_as(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.key).expect("a token")
    }

    /// The key, to be shared.
    pub(crate) fn shared(self) -> Arc<Self> {
        Arc::new(self)
    }
}
