//! Many logins at once.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use super::{enter, link, providers, token, unverified};
use crate::account::event_types;
use crate::harness::{Answer, Shop, on_both};

async fn at_once(shop: &Shop, tokens: Vec<String>) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for token in tokens {
        let anyone = shop.anonymous();
        tasks.spawn(async move { enter(&anyone, &token).await });
    }
    tasks.join_all().await
}

/// The one customer that all of these logins are of.
fn the_one(answers: Vec<Answer>) -> String {
    let id = |answer: Answer| answer.ok().str("loginWithIdToken.customer.id").to_owned();
    let ids: BTreeSet<_> = answers.into_iter().map(id).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    ids.into_iter().next().expect("one")
}

fn count(kinds: &[String], kind: &str) -> usize {
    kinds.iter().filter(|other| *other == kind).count()
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn one_new_subject_makes_one_customer(shop: &Shop) {
        let token = token(shop, "1", "mina@shop.example");
        let id = the_one(at_once(shop, vec![token; 20]).await);
        assert_eq!(providers(shop, &id).await, ["google"]);
        let kinds = event_types(shop, &id).await;
        for (kind, times) in [("customer.created", 1), ("customer.registered", 1), ("customer.email_verified", 1), ("customer.logged_in", 19)] {
            assert_eq!(count(&kinds, kind), times, "{kind}: {kinds:?}");
        }
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn subjects_of_one_mailbox_share_its_account(shop: &Shop) {
        let tokens = (0..10).map(|subject| token(shop, &subject.to_string(), "mina@shop.example"));
        let id = the_one(at_once(shop, tokens.collect()).await);
        assert_eq!(providers(shop, &id).await, ["google"; 10]);
        let kinds = event_types(shop, &id).await;
        assert_eq!(count(&kinds, "customer.identity_linked"), 9, "{kinds:?}");
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn one_subject_is_linked_to_one_customer(shop: &Shop) {
        let token = unverified(shop, "1", "else@where.example");
        let mut tasks = JoinSet::new();
        for _ in 0..6 {
            let (customer, token) = (shop.customer().await, token.clone());
            tasks.spawn(async move { link(&customer, &token).await });
        }
        let answers = tasks.join_all().await;
        let refused: Vec<_> = answers.iter().flat_map(Answer::user_errors).collect();
        assert_eq!(refused, ["IDENTITY_TAKEN input.idToken"; 5]);
    }
}
