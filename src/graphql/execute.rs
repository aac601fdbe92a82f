//! Runs one operation, the same for every transport: gate, credential, introspection, time, panics.

mod asked;
mod live;
mod permit;

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, Response, Value};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use tokio::sync::watch;

pub use self::asked::{Caller, Operations, Outcome};
pub use self::live::{Live, Started};
use self::permit::{permit, ticket, who};
use super::errors::{ErrorCode, Mask, coded, internal};
use super::gate::{Admitted, Gate};
use crate::actor::Actor;
use crate::config::Settings;
use crate::error::Result as ServiceResult;
use crate::telemetry::follow;

/// The schema behind its gate.
pub struct Engine {
    schema: Box<dyn Schema>,
    gate: Gate,
    sdl: String,
    timeout: Duration,
    introspection: bool,
    /// Held by each mutation under way; see [`Engine::drained`].
    mutations: watch::Sender<()>,
}

/// What is used of [`Executor`], as an object: the schema's type stays out of all that hold an [`Engine`].
trait Schema: Send + Sync {
    fn run(&self, request: Request) -> BoxFuture<'static, Response>;

    fn subscribe(&self, request: Request) -> BoxStream<'static, Response>;
}

impl<E: Executor> Schema for E {
    fn run(&self, request: Request) -> BoxFuture<'static, Response> {
        let schema = self.clone();
        async move { schema.execute(request).await }.boxed()
    }

    fn subscribe(&self, request: Request) -> BoxStream<'static, Response> {
        self.execute_stream(request, None)
    }
}

impl Engine {
    /// Puts a schema behind its gate.
    ///
    /// # Errors
    /// [`crate::error::Error::Internal`] when the SDL is not the schema's.
    pub fn new(schema: impl Executor, sdl: String, settings: &Settings) -> ServiceResult<Self> {
        Ok(Self {
            schema: Box::new(schema),
            gate: Gate::new(&sdl, &settings.limits)?,
            sdl,
            timeout: settings.limits.request_timeout,
            introspection: settings
                .listen
                .introspection
                .is_on(settings.listen.development()),
            mutations: watch::Sender::new(()),
        })
    }

    /// The schema's SDL.
    #[must_use]
    pub fn sdl(&self) -> &str {
        &self.sdl
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

    /// Runs a query or a mutation. The data it conveys to resolvers: [`Actor`], [`Client`], [`RequestId`],
    /// for a mutation with an idempotency key its [`Ticket`](crate::idempotency::Ticket), besides what
    /// the request has already.
    pub async fn execute(
        &self,
        request: Request,
        caller: Caller,
        operations: Operations,
    ) -> Outcome {
        match self.start(request, caller, operations).await {
            Started::Done(outcome) => outcome,
            Started::Live(_) => {
                let error = coded(ErrorCode::BadRequest, permit::NOT_HERE);
                Outcome::refused(ErrorCode::BadRequest, error)
            }
        }
    }

    /// Runs a query or a mutation, or starts a subscription, which has an
    /// [`Acceptance`](crate::graphql::Acceptance) in its data besides.
    pub async fn start(&self, request: Request, caller: Caller, operations: Operations) -> Started {
        let request_id = caller.request_id.clone();
        let (request, admitted, introspection) = match self.admit(request, caller, operations) {
            Ok(admission) => admission,
            Err(outcome) => return Started::Done(*outcome),
        };
        let mask = Mask {
            request_id: &request_id,
            suggestions: introspection,
        };
        if admitted.operation == OperationType::Subscription {
            return live::start(self, request, admitted.name, &mask).await;
        }
        Started::Done(self.run(request, admitted, &mask).await)
    }

    /// What every operation passes: gate, credential, the transport's and the caller's rights. Tells
    /// whether the caller may introspect.
    fn admit(
        &self,
        mut request: Request,
        caller: Caller,
        operations: Operations,
    ) -> Result<(Request, Admitted, bool), Box<Outcome>> {
        let admitted = self.gate.admit(&mut request);
        let Some(actor) = who(caller.actor, &admitted) else {
            let message = "The credential is malformed, expired, revoked or unknown.";
            let error = coded(ErrorCode::Unauthenticated, message);
            return Err(Outcome::refused(ErrorCode::Unauthenticated, error).into());
        };
        let introspection = self.may_introspect(&actor);
        let permitted = admitted
            .and_then(|admitted| permit(admitted, operations, introspection))
            .and_then(|admitted| {
                let key = caller.idempotency_key.as_deref();
                let ticket = ticket(key, (&actor, &caller.client), &request, &admitted)?;
                Ok((admitted, ticket))
            });
        let (admitted, ticket) =
            permitted.map_err(|refusal| Box::new(Outcome::refused(refusal.code, refusal)))?;
        if let Some(ticket) = ticket {
            request = request.data(ticket);
        }
        let request = request
            .data(actor)
            .data(caller.client)
            .data(caller.request_id);
        Ok((request, admitted, introspection))
    }

    async fn run(&self, request: Request, admitted: Admitted, mask: &Mask<'_>) -> Outcome {
        let running = AssertUnwindSafe(self.schema.run(request)).catch_unwind();
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
                let error = internal(&panic_message(panic.as_ref()), mask.request_id);
                Outcome::of(admitted, Response::from_errors(vec![error]))
            }
            Err(_) => {
                let error = coded(ErrorCode::Timeout, "The operation took too long.");
                Outcome::of(admitted, Response::from_errors(vec![error]))
            }
        }
    }
}

fn finished(admitted: Admitted, mut response: Response, mask: &Mask<'_>) -> Outcome {
    if is_invalid(&response) {
        response.errors = mask.validation(response.errors);
        let refused = Some(ErrorCode::GraphqlValidationFailed);
        return Outcome {
            response,
            refused,
            operation: Some(admitted.operation),
            name: admitted.name,
        };
    }
    mask.executed(&mut response);
    Outcome::of(admitted, response)
}

/// Whether validation refused the document: the framework gives such errors like those of execution, but
/// only the latter have a path.
fn is_invalid(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// The message of a panic, for the log.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", message.unwrap_or("of no message"))
}

#[cfg(test)]
pub(crate) mod tests;
