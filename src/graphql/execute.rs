//! Runs one operation, the same for every transport: gate, credential, introspection, time, panics.

mod asked;
mod cost;
mod live;
mod permit;
mod schemas;
mod turns;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use futures_util::FutureExt;
use tokio::sync::watch;

use self::asked::finished;
pub use self::asked::{Ask, Caller, Operations, Outcome};
pub use self::live::{Live, Started};
use self::permit::{permit, ticket, who};
pub use self::schemas::Schemas;
use self::turns::Turns;
pub use self::turns::{Busy, Turn};
use super::context::furnish;
use super::documents::Documents;
use super::errors::{ErrorCode, Mask, coded, panicked};
use super::gate::{Admitted, Document, Gate};
use crate::actor::Actor;
use crate::config::Settings;
use crate::error::Result as ServiceResult;
use crate::telemetry::follow;

/// The schema behind its gate.
pub struct Engine {
    schemas: Schemas,
    gate: Gate,
    documents: Documents,
    timeout: Duration,
    introspection: bool,
    turns: Turns,
    /// Held by each mutation under way; see [`Engine::drained`].
    mutations: watch::Sender<()>,
}

/// An operation that may run.
struct Admission {
    request: Request,
    admitted: Admitted,
    document: Arc<Document>,
    /// Whether the caller may introspect.
    introspection: bool,
}

impl Engine {
    /// Puts schemas behind their gate.
    ///
    /// # Errors
    /// [`crate::error::Error::Internal`] when the SDL is not the schema's, or the manifest of trusted
    /// documents is not sound.
    pub fn new(schemas: Schemas, sdl: &str, settings: &Settings) -> ServiceResult<Self> {
        let gate = Gate::new(sdl, &settings.limits)?;
        Ok(Self {
            schemas,
            documents: Documents::new(&settings.documents, &gate)?,
            gate,
            timeout: settings.limits.request_timeout,
            introspection: settings
                .listen
                .introspection
                .is_on(settings.listen.development()),
            turns: Turns::new(),
            mutations: watch::Sender::new(()),
        })
    }

    /// Whether this actor may read the schema. Staff always may.
    #[must_use]
    pub fn may_introspect(&self, actor: &Actor) -> bool {
        self.introspection || actor.is_staff()
    }

    /// Waits until the mutations under way have ended, also those that nobody waits for any more.
    pub async fn drained(&self) {
        self.mutations.closed().await;
    }

    /// Waits for the turn of an operation. Whoever looks at its credential before takes one for both.
    ///
    /// # Errors
    /// [`Busy`] when there are more operations than can be run.
    pub async fn turn(&self) -> Result<Turn, Busy> {
        self.turns.next().await
    }

    /// Runs a query or a mutation, whose [`turn`](Self::turn) ends with it, or before a password is hashed.
    /// The data it conveys to resolvers: [`Actor`], [`Client`], [`RequestId`], for a mutation with an
    /// idempotency key its [`Ticket`](crate::idempotency::Ticket), besides what the request has already.
    pub async fn execute(
        &self,
        ask: impl Into<Ask>,
        caller: Caller,
        operations: Operations,
        turn: Turn,
    ) -> Outcome {
        match self.begin(ask.into(), caller, operations, turn).await {
            Started::Done(outcome) => outcome,
            Started::Live(_) => {
                let error = coded(ErrorCode::BadRequest, permit::NOT_HERE);
                Outcome::refused(ErrorCode::BadRequest, error)
            }
        }
    }

    /// Runs a query or a mutation, or starts a subscription, which has an
    /// [`Acceptance`](crate::graphql::Acceptance) in its data besides. Waits for its turn.
    pub async fn start(&self, ask: Ask, caller: Caller, operations: Operations) -> Started {
        let Ok(turn) = self.turn().await else {
            let error = coded(ErrorCode::Unavailable, Busy::MESSAGE);
            return Started::Done(Outcome::refused(ErrorCode::Unavailable, error));
        };
        self.begin(ask, caller, operations, turn).await
    }

    async fn begin(&self, ask: Ask, caller: Caller, operations: Operations, turn: Turn) -> Started {
        let request_id = caller.request_id.clone();
        let tells_cost = ask.tells_cost;
        let Admission {
            request,
            admitted,
            document,
            introspection,
        } = match self.admit(ask, caller, operations) {
            Ok(admission) => admission,
            Err(outcome) => return Started::Done(*outcome),
        };
        let mask = Mask {
            request_id: &request_id,
            suggestions: introspection,
        };
        let cost = admitted.cost;
        let _turn = (!admitted.holds_secret).then_some(turn);
        let started = if admitted.operation == OperationType::Subscription {
            live::start(self, request, admitted.name, &mask).await
        } else {
            Started::Done(self.run(request, admitted, document, &mask).await)
        };
        if tells_cost {
            started.telling(cost::told(cost, self.gate.max_cost()))
        } else {
            started
        }
    }

    /// What every operation passes: gate, credential, the transport's and the caller's rights.
    fn admit(
        &self,
        ask: Ask,
        caller: Caller,
        operations: Operations,
    ) -> Result<Admission, Box<Outcome>> {
        let mut request = ask.request;
        let by = (caller.actor.as_ref(), &caller.client);
        let is_staff = caller.actor.as_ref().is_some_and(Actor::is_staff);
        let found = self.documents.find(&self.gate, ask.document, by);
        let admitted = found.and_then(|document| {
            let admitted = self.gate.admit(&document, &mut request, is_staff)?;
            Ok((admitted, document))
        });
        let Some(actor) = who(caller.actor, &admitted) else {
            let message = "The credential is malformed, expired, revoked or unknown.";
            let error = coded(ErrorCode::Unauthenticated, message);
            return Err(Outcome::refused(ErrorCode::Unauthenticated, error).into());
        };
        let introspection = self.may_introspect(&actor);
        let permitted = admitted.and_then(|(admitted, document)| {
            permit(&admitted, operations, introspection)?;
            let key = caller.idempotency_key.as_deref();
            let sent = (document.text(), &request);
            let ticket = ticket(key, (&actor, &caller.client), sent, &admitted)?;
            Ok((admitted, document, ticket))
        });
        let (admitted, document, ticket) =
            permitted.map_err(|refusal| Box::new(Outcome::refused(refusal.code, refusal)))?;
        if let Some(ticket) = ticket {
            request = request.data(ticket);
        }
        if let Some(app) = ask.app {
            request = furnish(request, app, &actor, admitted.operation);
        }
        let request = request
            .data(actor)
            .data(caller.client)
            .data(caller.request_id);
        Ok(Admission {
            request,
            admitted,
            document,
            introspection,
        })
    }

    async fn run(
        &self,
        request: Request,
        admitted: Admitted,
        document: Arc<Document>,
        mask: &Mask<'_>,
    ) -> Outcome {
        let running = AssertUnwindSafe(self.schemas.run(request, document)).catch_unwind();
        let timely = if admitted.operation == OperationType::Mutation {
            // A task of its own: a client that goes away or a timeout must not drop the future inside
            // BEGIN, which on PostgreSQL leaves the pooled connection in an open transaction
            // (sqlx #4393). The task runs to its end; only the wait for it is given up.
            let guard = self.mutations.subscribe();
            let task = tokio::spawn(follow(async move {
                let result = running.await;
                drop(guard);
                result
            }));
            tokio::time::timeout(
                self.timeout,
                task.map(|joined| joined.unwrap_or_else(|error| Err(Box::new(error)))),
            )
            .await
        } else {
            tokio::time::timeout(self.timeout, running).await
        };
        match timely {
            Ok(Ok(response)) => finished(admitted, response, mask),
            Ok(Err(panic)) => {
                let error = panicked(panic.as_ref(), mask.request_id);
                Outcome::failed(admitted, error)
            }
            Err(_) => {
                let error = coded(ErrorCode::Timeout, "The operation took too long.");
                Outcome::failed(admitted, error)
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
