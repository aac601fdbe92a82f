//! What an ID token says of the customer (OpenID Connect Core, 2 and 5.1).

use serde_json::Value;
use subtle::ConstantTimeEq;

use super::jwt::{Claims, subject, text};
use crate::value::{Email, Text};

/// An ID token as a caller shows it.
pub struct IdToken {
    /// The name of the provider.
    pub provider: String,
    /// The token.
    pub token: String,
    /// What the caller had put into the request for the token.
    pub nonce: Option<String>,
}

/// Somebody whom a provider vouches for.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// The provider's name.
    pub(super) provider: String,
    /// The provider's id of them.
    pub(super) id: String,
    /// Their e-mail, where the token has one that is well formed.
    pub(super) email: Option<Email>,
    /// Whether the provider has seen that they receive its mail.
    pub(super) email_verified: bool,
    /// Given name.
    pub(super) first_name: Option<Text>,
    /// Family name.
    pub(super) last_name: Option<Text>,
}

impl Subject {
    /// Reads the verified claims of a token; none when the nonce is not the caller's.
    pub(super) fn read(claims: &Claims, shown: &IdToken) -> Option<Self> {
        if !nonce_is_right(claims.get("nonce"), shown.nonce.as_deref()) {
            return None;
        }
        let name = |claim| text(claims, claim).and_then(|name| Text::parse(name).ok().flatten());
        Some(Self {
            provider: shown.provider.clone(),
            id: subject(claims)?.to_owned(),
            email: text(claims, "email").and_then(|email| Email::parse(email).ok()),
            // Some providers write it as a text.
            email_verified: match claims.get("email_verified") {
                Some(Value::Bool(verified)) => *verified,
                Some(Value::String(verified)) => verified == "true",
                _ => false,
            },
            first_name: name("given_name"),
            last_name: name("family_name"),
        })
    }

    /// Whether the token proves the mailbox of an account with this e-mail.
    pub(super) fn proves(&self, email: Option<&str>) -> bool {
        self.email_verified
            && self.email.is_some()
            && self.email.as_ref().map(Email::as_str) == email
    }
}

/// A nonce that was given must be that of the token. A token with a nonce was made for a caller who
/// knows it: without it somebody else may have got hold of the token.
fn nonce_is_right(held: Option<&Value>, given: Option<&str>) -> bool {
    match (held, given) {
        (None, None) => true,
        (Some(Value::String(held)), Some(given)) => held.as_bytes().ct_eq(given.as_bytes()).into(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &Value, nonce: Option<&str>) -> Option<Subject> {
        let shown = IdToken {
            provider: "google".to_owned(),
            token: String::new(),
            nonce: nonce.map(str::to_owned),
        };
        Subject::read(claims.as_object().unwrap(), &shown)
    }

    #[test]
    fn the_nonce_is_the_callers() {
        for (held, given, right) in [
            (json!({"sub": "1"}), None, true),
            (json!({"sub": "1", "nonce": "n"}), Some("n"), true),
            (json!({"sub": "1", "nonce": "n"}), None, false),
            (json!({"sub": "1", "nonce": "n"}), Some("m"), false),
            (json!({"sub": "1", "nonce": "n"}), Some(""), false),
            (json!({"sub": "1"}), Some("n"), false),
            (json!({"sub": "1", "nonce": null}), None, false),
            (json!({"sub": "1", "nonce": 1}), Some("1"), false),
        ] {
            assert_eq!(read(&held, given).is_some(), right, "{held} {given:?}");
        }
    }

    #[test]
    fn an_email_is_verified_only_if_the_provider_says_so() {
        for (verified, expected) in [
            (json!(true), true),
            (json!("true"), true),
            (json!(false), false),
            (json!("false"), false),
            (json!("TRUE"), false),
            (json!(1), false),
            (json!(null), false),
        ] {
            let claims = json!({"sub": "1", "email": "A@Shop.example", "email_verified": verified});
            let subject = read(&claims, None).unwrap();
            assert_eq!(
                subject.proves(Some("a@shop.example")),
                expected,
                "{verified}"
            );
            assert!(!subject.proves(Some("b@shop.example")) && !subject.proves(None));
        }
        let nobody = read(&json!({"sub": "1", "email_verified": true}), None).unwrap();
        assert!(!nobody.proves(None), "no e-mail proves none");
    }

    #[test]
    fn what_is_malformed_is_left_out() {
        let claims = json!({"sub": "1", "email": "no e-mail", "given_name": "a\u{0}b", "family_name": " Lind "});
        let subject = read(&claims, None).unwrap();
        assert!(subject.email.is_none() && subject.first_name.is_none());
        assert_eq!(subject.last_name.as_ref().map(Text::as_str), Some("Lind"));
    }
}
