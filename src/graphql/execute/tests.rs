mod live;
mod schema;

use std::sync::atomic::Ordering;

use serde_json::json;

use super::*;
use crate::actor::{Client, RequestId, Scopes};
use crate::testing::settings;

pub(crate) use schema::{Probe, engine};

fn caller(actor: Option<Actor>) -> Caller {
    Caller {
        actor,
        client: Client::default(),
        request_id: RequestId::parse("r1").unwrap(),
        idempotency_key: None,
    }
}

async fn run(engine: &Engine, query: &str, actor: Option<Actor>) -> Outcome {
    let turn = engine.turn().await.unwrap();
    engine
        .execute(Request::new(query), caller(actor), Operations::All, turn)
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
    let (caller, turn) = (caller(Some(Actor::Anonymous)), engine.turn().await.unwrap());
    let outcome = engine
        .execute(request, caller, Operations::Queries, turn)
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
