//! From what came of an operation to those who wait for it.

use async_graphql::ServerError;
use tokio::sync::mpsc;

use super::told::Told;
use super::vigil::{Lost, Vigil};
use crate::account::Standing;
use crate::app::App;
use crate::graphql::execute::{Live, Outcome, Started};
use crate::http::graphql::encode;

/// What comes of an operation, one step after the other.
#[derive(Debug)]
pub(in crate::http) enum Step {
    /// Nothing was executed, and this is why. The last step.
    Refused(Vec<ServerError>),
    /// An answer, as JSON.
    Next(String),
    /// There are no more answers. The last step.
    Complete,
    /// The login does not hold, or cannot be looked up. The last step.
    Lost(Lost),
}

/// Sends every step of an operation and notes what was told, or stops when nobody receives them.
///
/// An answer of a subscription is sent if the login holds after the answer was made. Nothing is asked of
/// the database while a step waits to be sent.
pub(in crate::http) async fn relay<T>(
    app: &App,
    login: Option<&Standing>,
    started: Started,
    told: &mut Told,
    to: &mpsc::Sender<T>,
    wrap: impl Fn(Step) -> T,
) {
    let mut outlet = Outlet { told, to, wrap };
    // An error means that nobody receives the steps.
    _ = match started {
        Started::Done(outcome) => outlet.done(outcome).await,
        Started::Live(live) => outlet.live(app, login, live).await,
    };
}

struct Outlet<'a, T, F> {
    told: &'a mut Told,
    to: &'a mpsc::Sender<T>,
    wrap: F,
}

/// Nobody receives any more.
struct Gone;

impl<T, F: Fn(Step) -> T> Outlet<'_, T, F> {
    async fn send(&mut self, step: Step) -> Result<(), Gone> {
        self.told.sent(&step);
        let sent = self.to.send((self.wrap)(step)).await;
        sent.map_err(|_| Gone)
    }

    async fn done(&mut self, outcome: Outcome) -> Result<(), Gone> {
        if outcome.refused.is_some() {
            return self.send(Step::Refused(outcome.response.errors)).await;
        }
        self.told.failed(&outcome.response.errors);
        self.send(Step::Next(encode(&outcome.response))).await?;
        self.send(Step::Complete).await
    }

    async fn live(
        &mut self,
        app: &App,
        login: Option<&Standing>,
        mut live: Live,
    ) -> Result<(), Gone> {
        let _subscribed = app.metrics.outbox.subscribed();
        while let Some(answers) = live.next().await {
            if let Err(lost) = Vigil::strict(app, login).await {
                return self.send(Step::Lost(lost)).await;
            }
            for answer in &answers {
                self.told.failed(&answer.errors);
                self.send(Step::Next(encode(answer))).await?;
            }
        }
        self.send(Step::Complete).await
    }
}
