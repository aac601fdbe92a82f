//! Watching whether the login of a stream still holds.

use async_graphql::ServerError;

use crate::account::Standing;
use crate::app::App;
use crate::graphql::errors::{ErrorCode, coded};

/// Why a stream cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Lost {
    /// The token has expired, or its session or key has ended.
    Login,
    /// Whether it has cannot be found out.
    Sight,
}

impl Lost {
    /// What the caller is told.
    pub(in crate::http) fn error(self) -> ServerError {
        match self {
            Self::Login => coded(
                ErrorCode::Unauthenticated,
                "The login has ended or expired.",
            ),
            Self::Sight => coded(
                ErrorCode::Unavailable,
                "Not available right now; try again.",
            ),
        }
    }
}

/// Asks now and then. With two heartbeats of 15 s at most, a login that has ended is noticed within 30 s
/// even when the database fails meanwhile.
#[derive(Default)]
pub(in crate::http) struct Vigil {
    blind: bool,
}

impl Vigil {
    /// Asks, and puts up with one failure to find out.
    ///
    /// # Errors
    /// When the stream has to end.
    pub(in crate::http) async fn ask(
        &mut self,
        app: &App,
        login: Option<&Standing>,
    ) -> Result<(), Lost> {
        match Self::strict(app, login).await {
            Err(Lost::Sight) if !self.blind => self.blind = true,
            Err(lost) => return Err(lost),
            Ok(()) => self.blind = false,
        }
        Ok(())
    }

    /// Asks, and puts up with nothing.
    ///
    /// # Errors
    /// When the stream has to end.
    pub(in crate::http) async fn strict(app: &App, login: Option<&Standing>) -> Result<(), Lost> {
        let Some(login) = login else {
            return Ok(());
        };
        match login.holds(app).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Lost::Login),
            Err(_) => Err(Lost::Sight),
        }
    }
}
