//! One delivery, and what comes of it.

use std::time::Duration;

use entity::webhook_delivery::{Model, State};
use entity::webhook_endpoint::{self, Disabled};
use entity::{EndpointId, Timestamp};

use super::attempt::attempt;
use super::schedule;
use super::sender::{Answer, TIMEOUT};
use crate::app::App;
use crate::error::{Error, Result};
use crate::telemetry::Ended;
use crate::telemetry::metrics::WebhookResult;
use crate::webhook::store::{endpoint, queue};

/// How long a delivery is left to whoever tries it, which is longer than an attempt takes. When they are
/// killed meanwhile, another tries after that.
const LEASE: Duration = TIMEOUT.saturating_add(Duration::from_secs(10));

/// The endpoints that something is to be sent to by now.
///
/// # Errors
/// When the database fails.
pub async fn due(app: &App) -> Result<Vec<EndpointId>> {
    queue::due(&app.db, app.clock.now()).await
}

/// Tries the delivery of an endpoint that has been due the longest; says whether there was one. One whose
/// process dies between the answer and noting that is sent once more, under the same id.
///
/// # Errors
/// When the database fails. That a receiver did not take it is none: it is tried again, or given up.
pub async fn deliver_next(app: &App, to: &EndpointId) -> Result<bool> {
    let now = app.clock.now();
    let Some(delivery) = queue::claim(&app.db, to, now, now.plus(LEASE)).await? else {
        return Ok(false);
    };
    let scope = app.traces.work("deliver webhook");
    let answer = scope.run(attempt(app, &delivery)).await;
    scope.end(&Ended {
        is_fault: !matches!(&answer, Ok(Some(Answer { failure: None, .. }))),
        ..Ended::default()
    });
    let answer = match answer {
        // Not the receiver's fault, but what will not go is to be given up in the end all the same.
        Err(Error::Internal(error)) => {
            tracing::error!(webhook.delivery = %delivery.id, error, "a webhook cannot be made");
            Some(Answer::none("The request could not be made."))
        }
        answer => answer?,
    };
    if let Some(answer) = answer {
        note(app, delivery, &answer).await?;
    }
    Ok(true)
}

async fn note(app: &App, mut delivery: Model, answer: &Answer) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let Some(mut endpoint) = endpoint::lock(&tx, &delivery.endpoint_id).await? else {
        return Ok(());
    };
    let (before, now) = (endpoint.clone(), app.clock.now());
    let [jitter] = app.clock.secret::<1>();
    judge(&mut delivery, answer, now, jitter);
    if !queue::settle(&tx, &delivery).await? {
        return Ok(());
    }
    blame(&mut endpoint, answer, now);
    if endpoint != before {
        endpoint::replace(&tx, &endpoint).await?;
    }
    if delivery.state != State::Pending {
        queue::next_turn(&tx, &delivery, now).await?;
        tx.wake(&app.webhooks.due);
    }
    tx.commit().await?;
    tell(app, &delivery, answer);
    if before.disabled.is_none() && endpoint.disabled.is_some() {
        let (id, reason) = (&endpoint.id, &endpoint.disabled);
        tracing::error!(webhook.endpoint = %id, ?reason, "webhook endpoint disabled");
    }
    Ok(())
}

/// What an answer means to the delivery.
fn judge(delivery: &mut Model, answer: &Answer, now: Timestamp, jitter: u8) {
    delivery.response_status = answer.status.map(i32::from);
    delivery.last_error.clone_from(&answer.failure);
    delivery.next_attempt_at = None;
    if answer.failure.is_none() {
        delivery.state = State::Succeeded;
        return;
    }
    let wait = schedule::wait(delivery.tries, jitter).filter(|_| answer.status != Some(GONE));
    match wait {
        Some(wait) => {
            let asked = answer.retry_after.unwrap_or_default();
            delivery.next_attempt_at = Some(now.plus(wait.max(asked)));
        }
        None => delivery.state = State::Failed,
    }
}

/// The status of a receiver that wants nothing any more.
const GONE: u16 = 410;

/// What an answer means to the endpoint.
fn blame(endpoint: &mut webhook_endpoint::Model, answer: &Answer, now: Timestamp) {
    if answer.failure.is_none() {
        endpoint.failing_since = None;
        endpoint.not_before = None;
        return;
    }
    let since = *endpoint.failing_since.get_or_insert(now);
    if let Some(rest) = schedule::rest(answer.status, answer.retry_after) {
        endpoint.not_before = endpoint.not_before.max(Some(now.plus(rest)));
    }
    if endpoint.disabled.is_none() {
        if answer.status == Some(GONE) {
            endpoint.disabled = Some(Disabled::Gone);
        } else if since.plus(schedule::DISABLE_AFTER) <= now {
            endpoint.disabled = Some(Disabled::Failing);
        }
    }
}

fn tell(app: &App, delivery: &Model, answer: &Answer) {
    let result = match delivery.state {
        State::Succeeded => WebhookResult::Delivered,
        State::Pending => WebhookResult::Postponed,
        State::Failed => WebhookResult::GivenUp,
    };
    app.metrics.webhooks.attempted(result);
    let (id, endpoint) = (&delivery.id, &delivery.endpoint_id);
    let (attempts, status) = (delivery.attempts, answer.status);
    match &answer.failure {
        None => {
            tracing::debug!(webhook.delivery = %id, webhook.endpoint = %endpoint, webhook.attempts = attempts, "webhook delivered");
        }
        Some(error) => {
            let again = delivery.state == State::Pending;
            tracing::warn!(webhook.delivery = %id, webhook.endpoint = %endpoint, webhook.attempts = attempts, http.status = status, error, again, "webhook not delivered");
        }
    }
}
