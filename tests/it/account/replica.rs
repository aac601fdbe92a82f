//! A second server on the database of a shop.

use std::sync::Arc;

use patronage::app::App;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::harness::{Caller, Shop};

/// A server besides the shop's own, with the same clock.
pub(crate) struct Replica {
    app: Arc<App>,
    base: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Replica {
    /// Starts it.
    pub(crate) async fn of(shop: &Shop) -> Self {
        let settings = shop.app.settings.clone();
        let db = patronage::db::connect(&settings.database).await;
        let db = db.expect("the shop's database");
        let app = App::build(settings, shop.clock.clone(), db).await;
        let app = app.expect("the app");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("a bound port"));
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = Arc::clone(&app);
        let server = tokio::spawn(async move {
            let stopped = async { _ = stopped.await };
            patronage::http::serve(serving, None, listener, stopped).await;
        });
        Self {
            app,
            base,
            stop,
            server,
        }
    }

    /// What it runs on.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// The same caller, at this server.
    pub(crate) fn seen_by(&self, caller: &Caller) -> Caller {
        caller.at(&self.base)
    }

    /// Stops it.
    pub(crate) async fn finish(self) {
        self.stop.send(()).expect("a server that still runs");
        self.server.await.expect("a server that ran well");
        self.app.db.clone().close().await;
    }
}
