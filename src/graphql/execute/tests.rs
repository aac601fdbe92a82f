use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{Context, EmptySubscription, Object, Schema, SimpleObject};
use clap::Parser;
use serde_json::json;

use super::*;
use crate::actor::Scopes;
use crate::error::Error;

/// A schema with a resolver for each way things can go.
pub(crate) struct Query;
pub(crate) struct Mutation;

#[derive(SimpleObject)]
pub(crate) struct Row {
    name: String,
    rows: Vec<Row>,
}

fn broken() -> i32 {
    panic!("secret of a resolver")
}

#[Object]
impl Query {
    async fn who(&self, ctx: &Context<'_>) -> String {
        format!("{:?}", ctx.data_unchecked::<Actor>())
    }

    async fn fails(&self) -> async_graphql::Result<i32> {
        Err(Error::internal("secret of the database"))?
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
    pub(crate) go_on: tokio::sync::Notify,
}

/// The settings of these command line arguments.
pub(crate) fn settings(args: &[&str]) -> Settings {
    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        settings: Settings,
    }
    Cli::try_parse_from([&["patronage"], args].concat())
        .unwrap()
        .settings
}

pub(crate) fn engine(settings: &Settings) -> (Engine, Arc<Probe>) {
    let probe = Arc::new(Probe::default());
    let schema = Schema::build(Query, Mutation, EmptySubscription)
        .data(Arc::clone(&probe))
        .finish();
    let sdl = schema.sdl();
    (Engine::new(schema, sdl, settings).unwrap(), probe)
}

fn caller(actor: Option<Actor>) -> Caller {
    Caller {
        actor,
        client: Client::default(),
        request_id: RequestId::parse("r1").unwrap(),
    }
}

async fn run(engine: &Engine, query: &str, actor: Option<Actor>) -> Outcome {
    engine
        .execute(Request::new(query), caller(actor), Operations::All)
        .await
}

fn code(outcome: &Outcome) -> String {
    let errors = serde_json::to_value(&outcome.response.errors).unwrap();
    errors
        .pointer("/0/extensions/code")
        .and_then(|code| code.as_str())
        .unwrap_or_default()
        .to_owned()
}

fn staff() -> Actor {
    Actor::Staff {
        id: "key".into(),
        scopes: Scopes::default(),
    }
}

#[tokio::test]
async fn a_query_is_answered() {
    let (engine, _) = engine(&settings(&[]));
    let outcome = run(
        &engine,
        "{ rows(first: 1) { name rows { name } } who }",
        Some(Actor::Anonymous),
    )
    .await;
    assert_eq!(outcome.refused, None);
    let data = outcome.response.data.into_json().unwrap();
    assert_eq!(
        data,
        json!({"rows": [{"name": "0", "rows": []}], "who": "Anonymous"})
    );
}

#[tokio::test]
async fn failures_and_panics_are_masked_and_the_next_request_is_answered() {
    let (engine, _) = engine(&settings(&[]));
    for query in ["{ fails }", "{ panics }", "mutation { breaks }"] {
        let outcome = run(&engine, query, Some(Actor::Anonymous)).await;
        assert_eq!(
            (code(&outcome).as_str(), outcome.refused),
            ("INTERNAL", None),
            "{query}"
        );
        assert!(!format!("{outcome:?}").contains("secret"), "{query}");
        assert!(
            run(&engine, "{ who }", Some(Actor::Anonymous))
                .await
                .response
                .is_ok()
        );
    }
}

#[tokio::test]
async fn a_query_ends_at_the_timeout() {
    let (engine, _) = engine(&settings(&["--request-timeout", "20ms"]));
    let outcome = run(&engine, "{ never }", Some(Actor::Anonymous)).await;
    assert_eq!(
        (code(&outcome).as_str(), outcome.refused),
        ("TIMEOUT", None)
    );
}

#[tokio::test]
async fn a_mutation_runs_to_its_end_after_the_timeout() {
    let (engine, probe) = engine(&settings(&["--request-timeout", "20ms"]));
    let outcome = run(&engine, "mutation { slow }", Some(Actor::Anonymous)).await;
    assert_eq!(code(&outcome), "TIMEOUT");
    assert_eq!(probe.count.load(Ordering::SeqCst), 1);
    probe.go_on.notify_one();
    engine.drained().await;
    assert_eq!(probe.count.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_mutation_runs_to_its_end_when_nobody_waits() {
    let (engine, probe) = engine(&settings(&[]));
    let mut abandoned = Box::pin(run(&engine, "mutation { slow }", Some(Actor::Anonymous)));
    while probe.count.load(Ordering::SeqCst) == 0 {
        assert!(futures_util::poll!(&mut abandoned).is_pending());
        tokio::task::yield_now().await;
    }
    drop(abandoned);
    probe.go_on.notify_one();
    engine.drained().await;
    assert_eq!(probe.count.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_bad_credential_runs_only_what_issues_one() {
    let (engine, _) = engine(&settings(&[]));
    for query in [
        "{ who }",
        "{ nonsense",
        "mutation { login slow }",
        "{ login }",
    ] {
        assert_eq!(
            run(&engine, query, None).await.refused,
            Some(ErrorCode::Unauthenticated),
            "{query}"
        );
    }
    let outcome = run(&engine, "mutation { __typename login }", None).await;
    assert_eq!(
        outcome.response.data.into_json().unwrap()["login"],
        "Anonymous"
    );
}

#[tokio::test]
async fn validation_is_a_refusal() {
    let (engine, _) = engine(&settings(&[]));
    for query in [
        "{ nothing }",
        "{ rows }",
        "{ rows(first: \"x\") { name } }",
        "{ who @nothing }",
    ] {
        let outcome = run(&engine, query, Some(Actor::Anonymous)).await;
        assert_eq!(
            outcome.refused,
            Some(ErrorCode::GraphqlValidationFailed),
            "{query}"
        );
        assert_eq!(code(&outcome), "GRAPHQL_VALIDATION_FAILED", "{query}");
    }
}

#[tokio::test]
async fn a_number_out_of_range_is_not_our_failure() {
    let (engine, _) = engine(&settings(&[]));
    let outcome = run(
        &engine,
        "{ rows(first: 3000000000) { name } }",
        Some(Actor::Anonymous),
    )
    .await;
    assert_eq!(code(&outcome), "BAD_USER_INPUT");
}

#[tokio::test]
async fn get_runs_queries_alone() {
    let (engine, _) = engine(&settings(&[]));
    let request = Request::new("mutation { login }");
    let outcome = engine
        .execute(request, caller(Some(Actor::Anonymous)), Operations::Queries)
        .await;
    assert_eq!(outcome.refused, Some(ErrorCode::MethodNotAllowed));
}

#[tokio::test]
async fn introspection_is_for_staff_when_off() {
    let (engine, _) = engine(&settings(&["--introspection", "off"]));
    let query = "{ ...Q } fragment Q on Query { __schema { queryType { name } } }";
    let refused = run(&engine, query, Some(Actor::Anonymous)).await;
    assert_eq!(refused.refused, Some(ErrorCode::GraphqlValidationFailed));
    assert!(run(&engine, query, Some(staff())).await.response.is_ok());
    let misspelt = run(&engine, "{ whoo }", Some(Actor::Anonymous)).await;
    assert!(!format!("{misspelt:?}").contains("Did you mean"));
    let misspelt = run(&engine, "{ whoo }", Some(staff())).await;
    assert!(format!("{misspelt:?}").contains("Did you mean"));
}
