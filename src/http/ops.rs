//! The operators' own listener, for metrics and health.

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use super::router;
use super::serve::{accept, connection};
use crate::app::App;

/// Connections at once; more than a handful of scrapers and probes is a mistake.
const MAX_CONNECTIONS: usize = 64;

/// A listener that answers while the server does, and also while it drains: then readiness has to fail,
/// and the last figures are to be had.
pub struct Ops(JoinHandle<()>);

impl Ops {
    /// Starts to answer.
    #[must_use]
    pub fn start(app: Arc<App>, listener: TcpListener) -> Self {
        Self(tokio::spawn(accept_all(listener, router::ops(app))))
    }

    /// Stops, with all that is under way.
    pub fn stop(self) {
        self.0.abort();
    }
}

/// Takes connections for ever. They end with this.
async fn accept_all(listener: TcpListener, router: Router) {
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    while let Ok(permit) = Arc::clone(&permits).acquire_owned().await {
        let (stream, peer) = accept(&listener).await;
        connections.spawn(connection(stream, peer, permit, router.clone()));
        // Those that have ended are not kept.
        while connections.try_join_next().is_some() {}
    }
}
