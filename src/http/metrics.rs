//! `GET /metrics`, for Prometheus.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::problem::problem;
use crate::app::App;
use crate::error::Result;
use crate::telemetry::metrics::MEDIA_TYPE;
use crate::{event, mail, webhook};

/// How old what was asked of the database may be. However often somebody scrapes, it is asked no more often.
const MAX_AGE: Duration = Duration::from_secs(5);
/// How long the database may take to answer. Metrics are most wanted when it does not.
const PATIENCE: Duration = Duration::from_secs(1);

/// When the database was asked last.
pub(super) type Asked = Arc<Mutex<Option<Instant>>>;

/// All metrics, in Prometheus' text format. Needs no login: it is there on the operators' own listener,
/// and in development.
pub(super) async fn metrics(State((app, asked)): State<(Arc<App>, Asked)>) -> Response {
    ask(&app, &asked).await;
    for state in app.db.pools() {
        app.metrics.database.pool(state);
    }
    if let Some(state) = app.db.replica_state() {
        app.metrics.database.replica(state);
    }
    match app.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "no metrics");
            problem(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// Asks the database what only it knows, unless it was asked lately. Where it does not answer, what it
/// said last stays.
async fn ask(app: &App, asked: &Asked) {
    let mut asked = asked.lock().await;
    if asked.is_some_and(|at| at.elapsed() < MAX_AGE) {
        return;
    }
    *asked = Some(Instant::now());
    if !matches!(timeout(PATIENCE, queues(app)).await, Ok(Ok(()))) {
        tracing::warn!("the database does not tell what waits in its queues");
    }
}

async fn queues(app: &App) -> Result<()> {
    app.metrics.mails.backlog(mail::backlog(app).await?);
    let reached = app.feed.reached().await;
    let end = event::store::end(&app.db).await?;
    let oldest = event::store::oldest_behind(&app.db, reached).await?;
    let now = app.clock.now();
    let lag = oldest.map_or(0, |occurred_at| now.0.saturating_sub(occurred_at.0));
    app.metrics.outbox.is_at(end.number(), lag);
    let oldest = event::oldest_age(app).await?;
    app.metrics.outbox.goes_back(oldest);
    let backlog = webhook::backlog(app).await?;
    app.metrics.webhooks.backlog(backlog);
    Ok(())
}
