//! Making tokens and codes, and their hashes.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::mail_token::Purpose;
use secrecy::SecretString;

use crate::account::digest::sha256;
use crate::app::App;
use crate::mail::{Content, Secret};

/// Codes there are: those of six digits.
const CODES: u64 = 1_000_000;

/// A new token or code.
pub(super) fn secret(app: &App, purpose: Purpose) -> SecretString {
    if purpose == Purpose::LoginCode {
        // Of 2^64 numbers each code gets as many as any other, but for one in 18 million millions.
        let number = u64::from_be_bytes(app.clock.secret()) % CODES;
        format!("{number:06}").into()
    } else {
        URL_SAFE_NO_PAD.encode(app.clock.secret::<32>()).into()
    }
}

/// How long it works.
pub(super) fn lifetime(app: &App, purpose: Purpose) -> Duration {
    let settings = &app.settings.accounts;
    match purpose {
        Purpose::LoginCode => settings.login_code_ttl,
        Purpose::VerifyEmail | Purpose::PasswordReset | Purpose::EmailChange => {
            settings.mail_token_ttl
        }
    }
}

/// What the mail with it says.
pub(super) fn content(purpose: Purpose, secret: Secret) -> Content {
    match purpose {
        Purpose::VerifyEmail => Content::VerifyEmail(secret),
        Purpose::PasswordReset => Content::PasswordReset(secret),
        Purpose::EmailChange => Content::EmailChange(secret),
        Purpose::LoginCode => Content::LoginCode(secret),
    }
}

/// What is kept of a token, by which it is found.
pub(super) fn token_hash(token: &str) -> Vec<u8> {
    sha256(token.as_bytes())
}

/// What is kept of a code. Who has the table alone could try a million hashes in a second, so this is
/// one under a key of the server, and each row's own.
pub(super) fn code_hash(app: &App, id: &str, code: &str) -> Vec<u8> {
    let text = format!("{id}\0{code}");
    hmac::sign(&app.keys.codes, text.as_bytes())
        .as_ref()
        .to_vec()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn codes_have_six_digits_and_tokens_256_bits() {
        let (app, _folder) = testing::app().await;
        for _ in 0..50 {
            let code = secret(&app, Purpose::LoginCode);
            let code = code.expose_secret();
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
        }
        let [first, second] = [1, 2].map(|_| secret(&app, Purpose::VerifyEmail));
        assert_ne!(first.expose_secret(), second.expose_secret());
        let bytes = URL_SAFE_NO_PAD.decode(first.expose_secret()).unwrap();
        assert_eq!(bytes.len(), 32);
    }

    #[tokio::test]
    async fn the_same_code_of_another_row_has_another_hash() {
        let (app, _folder) = testing::app().await;
        let hash = code_hash(&app, "1", "000000");
        assert_eq!(hash, code_hash(&app, "1", "000000"));
        assert_ne!(hash, code_hash(&app, "2", "000000"));
        assert_ne!(hash, code_hash(&app, "1", "000001"));
        assert_ne!(hash, token_hash("000000"));
    }
}
