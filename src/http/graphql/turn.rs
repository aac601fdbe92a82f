//! The turn of a request among all that are to be run.

use std::pin::pin;
use std::time::Duration;

use axum::response::Response;

use super::Answer;
use crate::app::App;
use crate::graphql::errors::ErrorCode;
use crate::graphql::execute::{Ask, Busy, Turn};

/// A body that comes within this time is there at once.
const AT_ONCE: Duration = Duration::from_millis(50);

/// The turn of a request, before anything is asked of the database for it.
pub(super) async fn turn(app: &App, answer: Answer) -> Result<Turn, Response> {
    let turn = app.engine.turn().await;
    turn.map_err(|Busy| answer.refused(ErrorCode::Unavailable, Busy::MESSAGE))
}

/// Reads the request, and keeps the turn unless that takes long: whoever sends slowly holds up nobody.
pub(super) async fn read_in_turn(
    app: &App,
    held: Turn,
    reading: impl Future<Output = Result<Ask, Response>>,
    answer: Answer,
) -> Result<(Ask, Turn), Response> {
    let mut reading = pin!(reading);
    if let Ok(ask) = tokio::time::timeout(AT_ONCE, &mut reading).await {
        return Ok((ask?, held));
    }
    drop(held);
    let ask = reading.await?;
    Ok((ask, turn(app, answer).await?))
}
