//! A schema with a resolver for each way things can go.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{Context, EmptySubscription, Object, Schema, SimpleObject};

use crate::actor::Actor;
use crate::config::Settings;
use crate::error::Error;
use crate::graphql::execute::Engine;

struct Query;
struct Mutation;

#[derive(SimpleObject)]
struct Row {
    name: String,
    rows: Vec<Row>,
}

fn failing() -> Result<i32, Error> {
    Err(Error::internal("secret of the database"))
}

fn broken() -> i32 {
    panic!("secret of a resolver")
}

#[Object]
impl Query {
    async fn who(&self, ctx: &Context<'_>) -> String {
        format!("{:?}", ctx.data_unchecked::<Actor>())
    }

    async fn fails(&self) -> Result<i32, Error> {
        std::future::ready(failing()).await
    }

    async fn panics(&self) -> i32 {
        broken()
    }

    async fn never(&self) -> i32 {
        std::future::pending().await
    }

    async fn rows(&self, first: Option<i32>) -> Vec<Row> {
        let row = |n| Row {
            name: format!("{n}"),
            rows: Vec::new(),
        };
        (0..first.unwrap_or(2)).map(row).collect()
    }
}

#[Object]
impl Mutation {
    /// Counts, then waits for the test, then counts again.
    async fn slow(&self, ctx: &Context<'_>) -> i32 {
        let probe = ctx.data_unchecked::<Arc<Probe>>();
        probe.count.fetch_add(1, Ordering::SeqCst);
        probe.started.notify_one();
        probe.go_on.notified().await;
        probe.count.fetch_add(1, Ordering::SeqCst);
        1
    }

    async fn login(&self, ctx: &Context<'_>) -> String {
        format!("{:?}", ctx.data_unchecked::<Actor>())
    }

    async fn breaks(&self) -> i32 {
        broken()
    }
}

#[derive(Default)]
pub(crate) struct Probe {
    pub(crate) count: AtomicUsize,
    pub(crate) started: tokio::sync::Notify,
    pub(crate) go_on: tokio::sync::Notify,
}

pub(crate) fn engine(settings: &Settings) -> (Engine, Arc<Probe>) {
    let probe = Arc::new(Probe::default());
    let schema = Schema::build(Query, Mutation, EmptySubscription)
        .data(Arc::clone(&probe))
        .finish();
    let sdl = schema.sdl();
    (Engine::new(schema, sdl, settings).unwrap(), probe)
}
