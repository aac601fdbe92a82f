//! Registration tokens: what the first half of the two-step way to an account hands to the second.
//!
//! They are JWTs that nobody but this service makes or reads: signed with a key of its own, which no one
//! publishes and which does not rotate under them.

use std::time::Duration;

use entity::{IdentityId, Prefixed, Timestamp};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::{Code, Error, Result};

/// What kind of token it is, so that no other kind is taken for one (RFC 8725, 3.11).
const TYPE: &str = "registration+jwt";
/// What the key is derived for.
const PURPOSE: &str = "registration";
/// How long one works.
pub(super) const LIFETIME: Duration = Duration::from_hours(1);

/// How its bearer came by a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    /// It was the answer to whoever chose the password.
    Answered,
    /// By a mail: who shows it receives that.
    Mailed,
}

/// Times are seconds since 1970.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    way: Way,
}

/// Makes and reads tokens.
pub(super) struct Registrar<'a> {
    app: &'a App,
    key: [u8; 32],
}

impl<'a> Registrar<'a> {
    /// One with the key, which is not to be asked for within a transaction.
    pub(super) async fn new(app: &'a App) -> Result<Self> {
        let key = app.keys.derive(PURPOSE).await?;
        Ok(Self { app, key })
    }

    /// A token for a login without a customer.
    pub(super) fn issue(&self, login: &IdentityId, way: Way) -> Result<SecretString> {
        let now = self.app.clock.now();
        let claims = Claims {
            iss: self.app.settings.listen.public_url.clone(),
            aud: PURPOSE.to_owned(),
            sub: login.to_string(),
            iat: seconds(now),
            exp: seconds(now.plus(LIFETIME)),
            way,
        };
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        let token = encode(&header, &claims, &EncodingKey::from_secret(&self.key));
        let token = token.map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(token.into())
    }

    /// The login that a token is for, and how its bearer came by it.
    ///
    /// # Errors
    /// [`Code::InvalidToken`] for any that is not a good one.
    pub(super) fn read(&self, token: &str) -> Result<(IdentityId, Way)> {
        self.claims(token)
            .filter(|claims| seconds(self.app.clock.now()) < claims.exp)
            .and_then(|claims| Some((IdentityId::parse(&claims.sub)?, claims.way)))
            .ok_or_else(invalid)
    }

    fn claims(&self, token: &str) -> Option<Claims> {
        let header = decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) || header.crit.is_some() {
            return None;
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[&self.app.settings.listen.public_url]);
        validation.set_audience(&[PURPOSE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // It would ask the system for the time; we ask our clock.
        validation.validate_exp = false;
        let key = DecodingKey::from_secret(&self.key);
        Some(decode(token, &key, &validation).ok()?.claims)
    }
}

/// The refusal of a token that is not good, or whose login is gone.
pub(super) fn invalid() -> Error {
    let message = "The registration token is malformed, expired or unknown; begin anew.";
    Error::refused(Code::InvalidToken, message, ["input", "registrationToken"])
}

fn seconds(time: Timestamp) -> i64 {
    time.0.div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn a_token_is_read_for_an_hour_and_by_nobody_else() {
        let (app, _folder) = testing::app().await;
        let (other, _other_folder) = testing::app().await;
        let registrar = Registrar::new(&app).await.unwrap();
        let login: IdentityId = app.clock.id();
        for way in [Way::Answered, Way::Mailed] {
            let token = registrar.issue(&login, way).unwrap();
            let token = token.expose_secret();
            let read = registrar.read(token).unwrap();
            assert_eq!(read, (login.clone(), way));
            assert!(Registrar::new(&other).await.unwrap().read(token).is_err());
            assert!(crate::account::authenticate(&app, token).await.is_err());
            assert!(registrar.read(&token[..token.len() - 2]).is_err());
        }
        let token = registrar.issue(&login, Way::Answered).unwrap();
        app.clock.advance(LIFETIME);
        assert!(registrar.read(token.expose_secret()).is_err());
    }

    #[tokio::test]
    async fn no_other_token_is_one() {
        let (app, _folder) = testing::app().await;
        let registrar = Registrar::new(&app).await.unwrap();
        let claims = |way: &str| {
            serde_json::json!({"iss": app.settings.listen.public_url, "aud": PURPOSE,
                "sub": "authid_1", "iat": 0, "exp": i64::MAX / 2000, "way": way})
        };
        let token = |typ: &str, way: &str, key: &[u8]| {
            let mut header = Header::new(Algorithm::HS256);
            header.typ = Some(typ.to_owned());
            encode(&header, &claims(way), &EncodingKey::from_secret(key)).unwrap()
        };
        let key = registrar.key;
        assert!(registrar.read(&token(TYPE, "mailed", &key)).is_ok());
        for wrong in [
            token("at+jwt", "mailed", &key),
            token(TYPE, "other", &key),
            token(TYPE, "mailed", &[0; 32]),
            String::new(),
            "a.b.c".to_owned(),
        ] {
            assert!(registrar.read(&wrong).is_err(), "{wrong}");
        }
    }
}
