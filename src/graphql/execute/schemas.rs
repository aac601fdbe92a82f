//! What runs a request once the gate has let it in.

use std::sync::Arc;

use async_graphql::{Executor, Request, Response};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

use crate::graphql::gate::Document;

/// A schema, as it is asked for documents that may be invalid, and for those that are known to be valid.
pub struct Schemas {
    strict: Box<dyn Schema>,
    trusting: Box<dyn Schema>,
}

impl Schemas {
    /// The same schema twice, the second one without rules of validation.
    pub fn new<E: Executor>(strict: E, trusting: E) -> Self {
        Self {
            strict: Box::new(strict),
            trusting: Box::new(trusting),
        }
    }

    /// Runs an operation of a document.
    pub(super) fn run(
        &self,
        request: Request,
        document: Arc<Document>,
    ) -> BoxFuture<'static, Response> {
        let schema = if document.is_proved() {
            &self.trusting
        } else {
            &self.strict
        };
        schema.run(request, document)
    }

    /// Starts a subscription.
    pub(super) fn subscribe(&self, request: Request) -> BoxStream<'static, Response> {
        self.strict.subscribe(request)
    }
}

/// What is used of [`Executor`], as an object: the schema's type stays out of all that hold an engine.
trait Schema: Send + Sync {
    fn run(&self, request: Request, document: Arc<Document>) -> BoxFuture<'static, Response>;

    fn subscribe(&self, request: Request) -> BoxStream<'static, Response>;
}

impl<E: Executor> Schema for E {
    fn run(&self, request: Request, document: Arc<Document>) -> BoxFuture<'static, Response> {
        let schema = self.clone();
        async move {
            let response = schema.execute(request).await;
            if response.errors.is_empty() {
                document.prove();
            }
            response
        }
        .boxed()
    }

    fn subscribe(&self, request: Request) -> BoxStream<'static, Response> {
        self.execute_stream(request, None)
    }
}
