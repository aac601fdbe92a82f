//! Subscriptions.

use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use serde_json::json;

use super::{caller, engine};
use crate::actor::Actor;
use crate::graphql::errors::ErrorCode;
use crate::graphql::execute::{Operations, Started};

async fn start(query: &str, settings: &[&str]) -> Started {
    let (engine, _) = engine(&crate::testing::settings(settings));
    let caller = caller(Some(Actor::Anonymous));
    engine
        .start(Request::new(query).into(), caller, Operations::Streams)
        .await
}

/// What comes of a subscription: answers as JSON, and how many came at once.
async fn followed(query: &str) -> Vec<Vec<serde_json::Value>> {
    let Started::Live(mut live) = start(query, &[]).await else {
        panic!("{query} is not accepted");
    };
    let mut all = Vec::new();
    while let Some(answers) = live.next().await {
        all.push(answers.iter().map(|answer| json!(answer)).collect());
    }
    all
}

#[tokio::test]
async fn answers_that_are_there_come_together() {
    let all = followed("subscription { n: counts }").await;
    assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [32, 8]);
    assert_eq!(all[1][7], json!({"data": {"n": 40}}));
}

#[tokio::test]
async fn an_error_is_one_answer_and_masked() {
    let all = followed("subscription { stumbles }").await.concat();
    assert_eq!(all.len(), 3);
    let error = &all[1]["errors"][0];
    assert_eq!(error["extensions"]["code"], "INTERNAL");
    assert!(!all[1].to_string().contains("secret"), "{error}");
}

#[tokio::test]
async fn a_panic_ends_a_subscription() {
    let all = followed("subscription { falls }").await.concat();
    let last = &all[all.len() - 1];
    assert_eq!(all.len(), 3);
    assert_eq!(last["errors"][0]["extensions"]["code"], "INTERNAL");
    assert!(!last.to_string().contains("secret"), "{last}");
}

#[tokio::test]
async fn a_subscription_that_is_not_accepted_is_refused() {
    for (query, code) in [
        ("subscription { refused }", ErrorCode::Forbidden),
        ("subscription { hesitates }", ErrorCode::Timeout),
        (
            "subscription { nothing }",
            ErrorCode::GraphqlValidationFailed,
        ),
    ] {
        let Started::Done(outcome) = start(query, &["--request-timeout=50ms"]).await else {
            panic!("{query} is accepted");
        };
        assert_eq!(outcome.refused, Some(code), "{query}");
        assert_eq!(outcome.operation, Some(OperationType::Subscription));
        let errors = json!(outcome.response.errors);
        assert_eq!(errors[0]["extensions"]["code"], code.as_str());
    }
}
