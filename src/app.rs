//! What every request shares, built in one place, also by tests.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use crate::account::oidc::Issuers;
use crate::account::{Hasher, Keys, Presented};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::error::Result;
use crate::event::feed::Feed;
use crate::graphql::execute::Engine;
use crate::graphql::schemas;
use crate::mail::Mailer;
use crate::telemetry::{Metrics, Traces};
use crate::webhook::Webhooks;

/// What every request shares.
pub struct App {
    /// The database.
    pub db: Db,
    /// Time, ids and randomness.
    pub clock: Clock,
    /// The settings it was built with.
    pub settings: Settings,
    /// What is counted of all this.
    pub metrics: Metrics,
    /// What makes traces of it.
    pub traces: Traces,
    /// Threads that hash passwords.
    pub hasher: Hasher,
    /// Keys that sign tokens.
    pub keys: Keys,
    /// The queue of mails, and the way out of it.
    pub mailer: Mailer,
    /// What sends events to those who asked for them.
    pub webhooks: Webhooks,
    /// Outside issuers whose tokens are taken.
    pub issuers: Issuers,
    /// Credentials as they are looked up for requests.
    pub presented: Presented,
    /// The GraphQL schema behind its gate.
    pub engine: Engine,
    /// Events as they are committed.
    pub feed: Feed,
    draining: AtomicBool,
    /// Whether connections and streams are to end; watched by each of them while it lasts.
    stopping: watch::Sender<bool>,
}

impl App {
    /// Builds it on a database whose schema is up to date; makes signing keys where there are none.
    ///
    /// # Errors
    /// When the database fails, or for settings that were not checked.
    pub async fn build(settings: Settings, clock: Clock, db: Db) -> Result<Arc<Self>> {
        let (schemas, sdl) = schemas();
        let engine = Engine::new(schemas, &sdl, &settings)?;
        // Boxed, since whoever builds one would else hold all of it while waiting.
        Box::pin(Self::assemble(settings, clock, db, engine)).await
    }

    /// Builds it around another schema, as tests of the edge do.
    ///
    /// # Errors
    /// When the database fails, or for settings that were not checked.
    pub async fn assemble(
        settings: Settings,
        clock: Clock,
        db: Db,
        engine: Engine,
    ) -> Result<Arc<Self>> {
        let metrics = Metrics::new(db.system(), clock.now())?;
        db.observe(Arc::clone(&metrics.database));
        let traces = Traces::start(settings.traces.endpoint().as_deref())?;
        let hasher = Hasher::start(&settings.accounts, clock.clone(), metrics.hashing.clone())?;
        let keys = Keys::load(db.clone(), clock.clone(), &settings.accounts).await?;
        let feed = Feed::new(db.clone(), settings.streams.event_poll);
        let mailer = Mailer::new(&settings, &keys.derive("mail").await?)?;
        let webhooks = Webhooks::new(&settings, &keys.derive("webhooks").await?)?;
        let issuers = Issuers::new(&settings.accounts, &clock)?;
        Ok(Arc::new(Self {
            db,
            clock,
            settings,
            metrics,
            traces,
            hasher,
            keys,
            mailer,
            webhooks,
            issuers,
            presented: Presented::default(),
            engine,
            feed,
            draining: AtomicBool::new(false),
            stopping: watch::Sender::new(false),
        }))
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

    /// Tells when connections and streams are to end. Whoever holds it keeps [`App::stop`] waiting.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Ends every connection and stream once it has done what it is at, and waits for that.
    pub async fn stop(&self) {
        self.stopping.send_replace(true);
        self.stopping.closed().await;
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("App")
    }
}

/// Waits until it is told to stop.
pub async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that there is nobody left to tell.
    _ = stopping.wait_for(|stopping| *stopping).await;
}
