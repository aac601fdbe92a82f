//! What every request shares, built in one place, also by tests.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::graphql::execute::Engine;

/// What every request shares.
pub struct App {
    /// Time, ids and randomness.
    pub clock: Clock,
    /// The settings it was built with.
    pub settings: Settings,
    /// The GraphQL schema behind its gate.
    pub engine: Engine,
    draining: AtomicBool,
    #[cfg(test)]
    pub(crate) known: Vec<(&'static str, Actor)>,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(settings: Settings, clock: Clock, engine: Engine) -> Self {
        Self {
            clock,
            settings,
            engine,
            draining: AtomicBool::new(false),
            #[cfg(test)]
            known: Vec::new(),
        }
    }

    /// Who comes with this bearer token; nobody without one.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when the token is bad.
    #[expect(
        clippy::unused_async,
        reason = "seam: the lookup comes with accounts and API keys"
    )]
    pub async fn authenticate(&self, bearer: Option<&str>) -> Result<Actor> {
        #[cfg(test)]
        if let Some((_, actor)) = self.known.iter().find(|(token, _)| Some(*token) == bearer) {
            return Ok(actor.clone());
        }
        if bearer.is_none() {
            Ok(Actor::Anonymous)
        } else {
            Err(Error::Unauthenticated)
        }
    }

    /// A round trip to the database.
    ///
    /// # Errors
    /// When there is none.
    #[expect(clippy::unused_async, reason = "seam: comes with the database")]
    pub async fn ping(&self) -> Result<()> {
        Ok(())
    }

    /// The public signing keys, as a JWK set (RFC 7517).
    ///
    /// # Errors
    /// When they cannot be read.
    #[expect(clippy::unused_async, reason = "seam: comes with the signing keys")]
    pub async fn jwks(&self) -> Result<serde_json::Value> {
        Ok(serde_json::json!({ "keys": [] }))
    }

    /// Makes readiness fail from now on.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether the process is about to stop.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
