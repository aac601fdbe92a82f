//! A schema with a resolver for each way things can go.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{Context, Object, Schema, SimpleObject, Subscription};
use futures_util::{Stream, StreamExt, stream};

use crate::actor::Actor;
use crate::config::Settings;
use crate::error::Error;
use crate::graphql::acceptance;
use crate::graphql::execute::{Engine, Schemas};

struct Query;
struct Mutation;
struct Followed;

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

#[Subscription]
impl Followed {
    async fn counts(&self, ctx: &Context<'_>) -> impl Stream<Item = i32> {
        acceptance(ctx).give();
        stream::iter(1..=40)
    }

    async fn stumbles(&self, ctx: &Context<'_>) -> impl Stream<Item = async_graphql::Result<i32>> {
        acceptance(ctx).give();
        stream::iter([Ok(1), failing().map_err(Into::into), Ok(3)])
    }

    async fn falls(&self, ctx: &Context<'_>) -> impl Stream<Item = i32> {
        acceptance(ctx).give();
        stream::iter(1..).map(|n| if n == 3 { broken() } else { n })
    }

    async fn refused(&self) -> Result<stream::Empty<i32>, Error> {
        std::future::ready(Err(Error::Forbidden)).await
    }

    async fn hesitates(&self) -> stream::Empty<i32> {
        std::future::pending().await
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
    let schema = Schema::build(Query, Mutation, Followed)
        .data(Arc::clone(&probe))
        .finish();
    let sdl = schema.sdl();
    let schemas = Schemas::new(schema.clone(), schema);
    (Engine::new(schemas, &sdl, settings).unwrap(), probe)
}
