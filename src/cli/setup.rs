//! What several commands start with.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Database, Log, LogFormat, Settings};
use crate::db::{self, ConnectError, Db};

/// How long a starting server waits for its database.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends logs to standard error. The filter was checked with the other settings.
pub(super) fn logs(settings: &Log) {
    let filter = EnvFilter::new(&settings.filter);
    let builder = fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Pretty => builder.init(),
        LogFormat::Json => builder.json().flatten_event(true).init(),
    }
}

/// Connects, and waits a while for a database that is still starting.
pub(super) async fn connect_patiently(settings: &Database) -> Result<Db, ConnectError> {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        match db::connect(settings).await {
            Err(ConnectError::Unreachable(error)) if tokio::time::Instant::now() < deadline => {
                tracing::warn!(error = %error, "the database does not answer yet");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            outcome => return outcome,
        }
    }
}

/// The application on a database whose schema is up to date.
pub(super) async fn app(settings: Settings) -> Result<Arc<App>, Box<dyn std::error::Error>> {
    let db = db::connect(&settings.database).await?;
    check_schema(&db).await?;
    Ok(App::build(settings, Clock::default(), db).await?)
}

/// Refuses a database whose schema is not up to date.
pub(super) async fn check_schema(db: &Db) -> Result<(), Box<dyn std::error::Error>> {
    if db::pending(db).await?.0 > 0 {
        return Err("the database's schema is not up to date: run `patronage migrate up`".into());
    }
    Ok(())
}

/// Ends with the first SIGTERM or SIGINT; the second one ends the process.
pub(super) fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        either(&mut terminate, &mut interrupt).await;
        tokio::spawn(async move {
            either(&mut terminate, &mut interrupt).await;
            std::process::exit(1);
        });
    })
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}
