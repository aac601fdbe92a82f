//! The accept loop. Our own, since `axum::serve` waits for ever for a request's head and has no bound
//! on connections.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::edge::{Peer, Slot};
use super::graphiql::Demo;
use super::stall::Unstalled;
use crate::app::{App, stopped};

/// How long a client may take for a request's head, and a kept connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of a request's head, more is 431.
const MAX_HEAD: usize = 16 * 1024;
/// Bytes buffered for each connection.
const MAX_BUFFER: usize = 64 * 1024;
/// Connections at once; further ones wait in the system's queue.
const MAX_CONNECTIONS: usize = 10_000;
/// How long requests under way may take once the server stops.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a client may take nothing of an answer.
const STALL_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait when no connection can be taken, e.g. for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `shutdown` ends, then drains: readiness fails, after the drain delay of the settings no
/// connection is taken any more, streams are ended, and requests under way have 30 seconds to end.
pub async fn serve(
    app: Arc<App>,
    demo: Option<&Demo>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) {
    let router = super::router(Arc::clone(&app), demo);
    let stopping = async {
        shutdown.await;
        app.drain();
        tokio::time::sleep(app.settings.listen.drain_delay).await;
    };
    tokio::select! {
        () = accept_all(&app, &listener, &router) => {}
        () = stopping => {}
    }
    drop(listener);
    let drained = async {
        app.stop().await;
        app.engine.drained().await;
    };
    if tokio::time::timeout(DRAIN_TIMEOUT, drained).await.is_err() {
        tracing::warn!("requests were cut off at shutdown");
    }
}

/// Takes connections for ever.
async fn accept_all(app: &App, listener: &TcpListener, router: &Router) {
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    while let Ok(permit) = Arc::clone(&permits).acquire_owned().await {
        let (stream, peer) = accept(listener).await;
        let connection = connection(stream, peer, permit, router.clone());
        let (open, stopping) = (app.metrics.requests.connected(), app.stopping());
        tokio::spawn(async move {
            attend(connection, stopping).await;
            drop(open);
        });
    }
}

/// Serves a connection to its end. Once the server stops, that is the end of the request under way.
async fn attend(connection: Connection, mut stopping: watch::Receiver<bool>) {
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    // A client that breaks off or sends no HTTP is no event of ours.
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
    }
}

/// The next connection; where none can be taken the loop neither spins nor ends.
pub(super) async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error)
                if matches!(
                    error.kind(),
                    ConnectionAborted | ConnectionRefused | ConnectionReset
                ) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

pub(super) type Connection = http1::UpgradeableConnection<TokioIo<Unstalled<TcpStream>>, Peered>;

/// A connection within the bounds of all, which gives its permit back when it ends.
pub(super) fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    permit: OwnedSemaphorePermit,
    router: Router,
) -> Connection {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "nodelay");
    }
    let service = Peered {
        router: TowerToHyperService::new(router),
        peer: Peer(peer),
        slot: Slot(Arc::new(permit)),
    };
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_header_size(MAX_HEAD)
        .max_buf_size(MAX_BUFFER)
        .serve_connection(TokioIo::new(Unstalled::new(stream, STALL_TIMEOUT)), service)
        .with_upgrades()
}

/// The router, told who is at the other end.
pub(super) struct Peered {
    router: TowerToHyperService<Router>,
    peer: Peer,
    slot: Slot,
}

impl Service<Request<Incoming>> for Peered {
    type Response = <TowerToHyperService<Router> as Service<Request<Body>>>::Response;
    type Error = <TowerToHyperService<Router> as Service<Request<Body>>>::Error;
    type Future = <TowerToHyperService<Router> as Service<Request<Body>>>::Future;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let mut request = request.map(Body::new);
        let extensions = request.extensions_mut();
        extensions.insert(self.peer);
        extensions.insert(self.slot.clone());
        self.router.call(request)
    }
}
