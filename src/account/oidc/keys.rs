//! The keys of an outside issuer, at hand so that a login need not wait for them.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use entity::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey};
use reqwest::{Client, Url};
use tokio::sync::Mutex;

use super::fetch;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::telemetry::follow;
use crate::value::KeySet;

/// How old keys may be. A key that the issuer has withdrawn is of no more use after this time.
const MAX_AGE: Duration = Duration::from_mins(10);
/// How old they may be while the issuer does not answer.
const MAX_AGE_ALONE: Duration = Duration::from_hours(1);
/// Time between two fetches, whatever tokens ask for: anyone can name a key that there is not.
const PAUSE: Duration = Duration::from_secs(10);

/// The keys of one issuer.
#[derive(Clone)]
pub(super) enum IssuerKeys {
    /// From the settings.
    Fixed(Arc<KeySet>),
    /// From the issuer.
    Fetched(Arc<Fetched>),
}

/// Keys that are fetched when they are needed.
pub(super) struct Fetched {
    url: Url,
    client: Client,
    clock: Clock,
    known: RwLock<Known>,
    fetching: Mutex<()>,
}

/// What is known of an issuer's keys.
#[derive(Clone, Default)]
struct Known {
    keys: Option<(Arc<KeySet>, Timestamp)>,
    tried_at: Option<Timestamp>,
}

impl Known {
    fn not_older_than(&self, age: Duration, now: Timestamp) -> Option<Arc<KeySet>> {
        let (keys, at) = self.keys.as_ref()?;
        is_within(*at, age, now).then(|| Arc::clone(keys))
    }

    fn tried_lately(&self, now: Timestamp) -> bool {
        self.tried_at.is_some_and(|at| is_within(at, PAUSE, now))
    }
}

/// A clock that was set back makes everything too old, and nothing last for ever.
fn is_within(at: Timestamp, age: Duration, now: Timestamp) -> bool {
    at <= now && now < at.plus(age)
}

impl IssuerKeys {
    /// Keys to be fetched from an address.
    pub(super) fn at(url: Url, client: Client, clock: Clock) -> Self {
        Self::Fetched(Arc::new(Fetched {
            url,
            client,
            clock,
            known: RwLock::default(),
            fetching: Mutex::new(()),
        }))
    }

    /// The keys that may verify a token with this header; none if the issuer has no such key.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the issuer does not answer and no keys are at hand.
    pub(super) async fn fitting(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<Vec<DecodingKey>> {
        let fitting =
            |keys: &KeySet| -> Vec<DecodingKey> { keys.fitting(kid, algorithm).cloned().collect() };
        match self {
            Self::Fixed(keys) => Ok(fitting(keys)),
            Self::Fetched(source) => {
                let found = fitting(&*source.keys().await?);
                if !found.is_empty() {
                    return Ok(found);
                }
                // The issuer may have a new key.
                source.fetch(Known::tried_lately).await?;
                Ok(fitting(&*source.keys().await?))
            }
        }
    }
}

impl Fetched {
    /// The keys, fetched where those at hand are too old.
    async fn keys(self: &Arc<Self>) -> Result<Arc<KeySet>> {
        let enough = |known: &Known, now| {
            known.not_older_than(MAX_AGE, now).is_some() || known.tried_lately(now)
        };
        self.fetch(enough).await?;
        let known = self.known();
        known
            .not_older_than(MAX_AGE_ALONE, self.clock.now())
            .ok_or(Error::Unavailable)
    }

    /// Fetches the keys unless what is known is enough. One fetches, the others wait for what it gets.
    async fn fetch(self: &Arc<Self>, enough: fn(&Known, Timestamp) -> bool) -> Result<()> {
        if enough(&self.known(), self.clock.now()) {
            return Ok(());
        }
        // A task of its own: a caller that goes away must not leave a try without its outcome.
        let source = Arc::clone(self);
        let fetching = tokio::spawn(follow(async move {
            let _fetching = source.fetching.lock().await;
            if !enough(&source.known(), source.clock.now()) {
                source.try_once().await;
            }
        }));
        fetching
            .await
            .map_err(|error| Error::Internal(Box::new(error)))
    }

    async fn try_once(&self) {
        let fetched = fetch::key_set(&self.client, &self.url).await;
        let now = self.clock.now();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.tried_at = Some(now);
        match fetched {
            Ok(keys) => known.keys = Some((Arc::new(keys), now)),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                issuer.jwks_uri = %self.url,
                "the keys of an issuer could not be fetched"
            ),
        }
    }

    fn known(&self) -> Known {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
