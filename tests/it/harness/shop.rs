//! The server under test: the same [`App`] that `patronage serve` runs, on a database and a port of its
//! own.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use entity::api_key;
use patronage::actor::Scope;
use patronage::app::App;
use patronage::clock::Clock;
use patronage::config::Settings;
use patronage::db::Db;
use patronage::value::Text;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::settings::settings;
use super::template::scratch;
use super::{Backend, Caller, Customer, Database, Received};

/// How long a server may take to stop that has nothing left to do.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running server with its own database.
pub(crate) struct Shop {
    /// What the server runs on.
    pub(crate) app: Arc<App>,
    /// The server's clock, which tests may move.
    pub(crate) clock: Clock,
    base: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    database: Database,
    mails: TempDir,
    registered: AtomicU64,
}

impl Shop {
    /// Starts a server with flags, or tells that there is no such database here.
    pub(crate) async fn open(backend: Backend, flags: &[&str]) -> Option<Self> {
        Some(Self::on(Database::fresh(backend).await?, flags).await)
    }

    /// Starts a server behind a pooler in transaction mode, or tells that there is none here.
    pub(crate) async fn pooled(flags: &[&str]) -> Option<Self> {
        let mut database = Database::fresh(Backend::Postgres).await?;
        let pooled = database.pool();
        if !pooled {
            database.remove().await;
            return None;
        }
        Some(Self::on(database, flags).await)
    }

    /// Starts a server on a database with flags.
    pub(super) async fn on(database: Database, flags: &[&str]) -> Self {
        let clock = Clock::default();
        let mails = scratch();
        let mut settings = settings(database.served(), flags);
        settings.mail.mail_url = format!("file://{}", mails.path().display()).into();
        let db = patronage::db::connect(&settings.database).await;
        let app = App::build(settings, clock.clone(), db.expect("a database")).await;
        let app = app.expect("the app");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("a bound port"));
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&app);
        let server = tokio::spawn(async move {
            // An error means that the test has failed and dropped the other end: stop as well.
            let stopped = async { _ = stopped.await };
            patronage::http::serve(serving, None, listener, stopped).await;
        });
        Self {
            app,
            clock,
            base,
            stop,
            server,
            database,
            mails,
            registered: AtomicU64::new(0),
        }
    }

    /// Where the server answers, e.g. `http://127.0.0.1:40123`.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Its database, opened once more, as another process does.
    pub(crate) async fn other(&self) -> Db {
        self.database.connect().await
    }

    /// What `DATABASE_URL` has to be for another process on its database.
    pub(crate) fn database_url(&self) -> &str {
        self.database.url()
    }

    /// Somebody without credentials.
    pub(crate) fn anonymous(&self) -> Caller {
        Caller::anonymous(self.base.clone())
    }

    /// A backend with an API key of these scopes.
    pub(crate) async fn staff(&self, scopes: &[&str]) -> Caller {
        let scopes: Vec<_> = scopes
            .iter()
            .map(|name| Scope::parse(name).expect("a scope"))
            .collect();
        let name = Text::parse("test")
            .expect("a name")
            .expect("one that is not empty");
        let created = patronage::account::api_key::create(&self.app, name, &scopes, None).await;
        let patronage::account::api_key::Made { key, secret } = created.expect("an API key");
        // The server notes the first use beside its answer, where no count of statements could expect it.
        api_key::Entity::update_many()
            .col_expr(
                api_key::Column::LastUsedAt,
                Expr::value(self.app.clock.now()),
            )
            .filter(api_key::Column::Id.eq(key.id))
            .exec(self.app.db.write())
            .await
            .expect("the key");
        self.anonymous().bearer(secret.expose_secret())
    }

    /// A newly registered customer, logged in.
    pub(crate) async fn customer(&self) -> Customer {
        let number = self.registered.fetch_add(1, Ordering::Relaxed);
        Customer::register(&self.anonymous(), format!("customer{number}@shop.example")).await
    }

    /// Every mail so far, the oldest first, once all that is due has been sent. No worker runs beside
    /// this: what is queued waits until a test asks.
    pub(crate) async fn mails(&self) -> Vec<Received> {
        while patronage::mail::deliver_next(&self.app)
            .await
            .expect("the queue")
        {}
        Received::all(self.mails.path())
    }

    /// The newest mail of a kind to an address; see [`Shop::mails`].
    ///
    /// # Panics
    /// When there is none.
    pub(crate) async fn mail(&self, kind: &str, to: &str) -> Received {
        let mails = self.mails().await;
        let newest = mails
            .into_iter()
            .rfind(|mail| mail.kind == kind && mail.to == to);
        newest.unwrap_or_else(|| panic!("no mail {kind} to {to}"))
    }

    /// The folder of mails, as it is now.
    pub(crate) fn mail_folder(&self) -> &Path {
        self.mails.path()
    }

    /// Another process on the same database, as far as that matters, with other settings.
    pub(crate) async fn replica(&self, change: impl FnOnce(&mut Settings)) -> Arc<App> {
        let mut settings = self.app.settings.clone();
        change(&mut settings);
        let app = App::build(settings, self.clock.clone(), self.app.db.clone()).await;
        app.expect("the app")
    }

    /// What something gives, and how many SQL statements the server sent for it.
    pub(crate) async fn statements<T>(&self, of: impl Future<Output = T>) -> (T, u64) {
        let before = self.app.db.statements();
        let result = of.await;
        (result, self.app.db.statements() - before)
    }

    /// Stops the server and takes its database away.
    ///
    /// # Panics
    /// When the server does not stop, or left a transaction open.
    pub(crate) async fn finish(self) {
        self.stop.send(()).expect("a server that still runs");
        let stopped = tokio::time::timeout(PATIENCE, self.server).await;
        stopped
            .expect("a server that stops in time")
            .expect("a server that ran well");
        self.database.assert_no_open_transaction().await;
        self.app.db.clone().close().await;
        self.database.remove().await;
    }
}
