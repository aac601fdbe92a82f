//! Logins that outlive a request.

use secrecy::{ExposeSecret, SecretString};

use super::authenticate;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, Result};

/// Who opened a stream, and by what, to be asked again whether that still holds.
pub struct Standing {
    actor: Actor,
    bearer: Option<SecretString>,
}

impl Standing {
    /// Whoever shows a bearer token; nobody known without one.
    ///
    /// # Errors
    /// As [`authenticate`].
    pub async fn new(app: &App, bearer: Option<&str>) -> Result<Self> {
        Ok(Self {
            actor: match bearer {
                Some(bearer) => authenticate(app, bearer).await?,
                None => Actor::Anonymous,
            },
            bearer: bearer.map(SecretString::from),
        })
    }

    /// Who that is.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Whether it is so now: the token has not expired, and its session or key has not ended.
    ///
    /// # Errors
    /// When that could not be looked up.
    pub async fn holds(&self, app: &App) -> Result<bool> {
        let Some(bearer) = &self.bearer else {
            return Ok(true);
        };
        match authenticate(app, bearer.expose_secret()).await {
            Ok(actor) => Ok(actor == self.actor),
            Err(Error::Unauthenticated) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
