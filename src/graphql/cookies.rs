//! The session cookies of one request, as resolvers see them. Which headers they are is the edge's
//! business.

use std::sync::{Mutex, PoisonError};

use entity::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::account::session::Tokens;
use crate::error::{Error, Result};

/// What came in cookies, and what the answer is to do to them. Does nothing where a resolver does not
/// ask for it.
#[derive(Debug, Default)]
pub struct Cookies {
    brought: bool,
    out_of_reach: bool,
    refresh: Option<SecretString>,
    changes: Mutex<Changes>,
}

/// What an answer does to the cookies; none leaves one as it is.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// To that of the access token.
    pub access: Option<Change>,
    /// To that of the refresh token.
    pub refresh: Option<Change>,
}

/// What an answer does to one cookie.
#[derive(Clone, Debug)]
pub enum Change {
    /// It is kept until then.
    Keep {
        /// The token.
        token: SecretString,
        /// When the client may forget it.
        until: Timestamp,
    },
    /// It goes.
    Drop,
}

impl Cookies {
    /// Those of a request that came by cookie, with this refresh token or none.
    #[must_use]
    pub fn brought(refresh: Option<SecretString>) -> Self {
        Self {
            brought: true,
            refresh,
            ..Self::default()
        }
    }

    /// Those of a stream, whose answers set none.
    #[must_use]
    pub fn out_of_reach() -> Self {
        Self {
            out_of_reach: true,
            ..Self::default()
        }
    }

    /// Whether tokens are to go into cookies, as asked for or not.
    ///
    /// # Errors
    /// [`Error::BadInput`] where they cannot.
    pub fn wanted(&self, use_cookie: Option<bool>) -> Result<bool> {
        match use_cookie.unwrap_or_default() {
            true if self.out_of_reach => {
                let message = "`useCookie` works by POST to /graphql alone, not in a stream";
                Err(Error::BadInput(message.into()))
            }
            use_cookie => Ok(use_cookie),
        }
    }

    /// Whether the request came by cookie.
    #[must_use]
    pub const fn is_any(&self) -> bool {
        self.brought
    }

    /// The refresh token that came along.
    #[must_use]
    pub fn refresh_token(&self) -> Option<&str> {
        self.refresh.as_ref().map(ExposeSecret::expose_secret)
    }

    /// Puts the tokens of a session into the cookies.
    pub fn keep(&self, tokens: Tokens) {
        self.change(|changes| {
            changes.access = Some(Change::Keep {
                token: tokens.access,
                until: tokens.access_expires_at,
            });
            changes.refresh = Some(Change::Keep {
                token: tokens.refresh,
                until: tokens.refresh_expires_at,
            });
        });
    }

    /// Drops both, where the request came by cookie.
    pub fn drop_all(&self) {
        if self.brought {
            self.change(|changes| {
                changes.access = Some(Change::Drop);
                changes.refresh = Some(Change::Drop);
            });
        }
    }

    /// Drops the access token; the refresh token may still get a new one.
    pub fn drop_access(&self) {
        self.change(|changes| changes.access = Some(Change::Drop));
    }

    /// What the answer does to the cookies.
    #[must_use]
    pub fn changes(&self) -> Changes {
        self.changes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn change(&self, change: impl FnOnce(&mut Changes)) {
        change(&mut self.changes.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
