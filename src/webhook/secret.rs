//! Secrets of endpoints, and what they sign (Standard Webhooks 1.0, "Signature scheme").

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::SecretBytes;
use secrecy::SecretString;

use crate::clock::Clock;

/// What the text of every secret starts with.
const PREFIX: &str = "whsec_";

/// A new secret; the specification asks for 24 to 64 bytes.
pub(super) fn make(clock: &Clock) -> SecretBytes {
    SecretBytes(clock.secret::<32>().to_vec())
}

/// A secret as its owner is given it.
pub(super) fn text(secret: &SecretBytes) -> SecretString {
    format!("{PREFIX}{}", STANDARD.encode(&secret.0)).into()
}

/// The value of `webhook-signature`: a signature by each secret, with spaces between.
pub(super) fn signatures(secrets: &[SecretBytes], id: &str, seconds: i64, body: &[u8]) -> String {
    let signed = [format!("{id}.{seconds}.").as_bytes(), body].concat();
    let signature = |secret: &SecretBytes| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret.0);
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, &signed)))
    };
    let signatures: Vec<_> = secrets.iter().map(signature).collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    /// The example that the libraries of the specification are tested with.
    #[test]
    fn signs_as_the_specification_does() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let (id, body) = (
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            br#"{"test": 2432232314}"#.as_slice(),
        );
        let one = signatures(&[SecretBytes(secret.clone())], id, 1_614_265_330, body);
        assert_eq!(one, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let old = SecretBytes(vec![1; 32]);
        let both = signatures(&[SecretBytes(secret), old], id, 1_614_265_330, body);
        let both: Vec<_> = both.split(' ').collect();
        assert_eq!(both[0], one);
        assert!(both.len() == 2 && both[1].starts_with("v1,") && both[1] != one);
    }

    #[test]
    fn a_secret_is_32_bytes_in_base64() {
        let clock = Clock::default();
        let secret = make(&clock);
        let text = text(&secret);
        let encoded = text.expose_secret().strip_prefix("whsec_").unwrap();
        assert_eq!(STANDARD.decode(encoded).unwrap(), secret.0);
        assert_eq!(secret.0.len(), 32);
        assert_ne!(secret, make(&clock));
    }
}
