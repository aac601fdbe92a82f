//! A customer's own sessions and logins: seeing and ending them.

use std::time::Duration;

use serde_json::{Value, json};

use super::replica::Replica;
use super::{assert_refused, assert_unauthenticated, event_types, login, me, refresh};
use crate::harness::{Answer, Caller, Customer, Shop, on_both};

const SESSIONS: &str =
    "{ me { sessions { id userAgent ipAddress createdAt lastUsedAt expiresAt current } } }";
const REVOKE: &str = "mutation ($input: NodeInput!) { revokeSession(input: $input) {
    accepted userErrors { code field message }
} }";
const EVERYWHERE: &str =
    "mutation { logoutEverywhere { accepted userErrors { code field message } } }";

async fn elsewhere(shop: &Shop, customer: &Customer, user_agent: &str) -> (Caller, String) {
    let caller = shop.anonymous().with_header("user-agent", user_agent);
    let answer = login(&caller, &customer.email, &customer.password)
        .await
        .ok();
    let token = answer.str("login.tokens.refreshToken").to_owned();
    (caller.bearer(answer.str("login.tokens.accessToken")), token)
}

async fn current(caller: &Caller) -> String {
    let answer = caller.gql(SESSIONS, json!({})).await.ok();
    let sessions = answer.data("me.sessions").as_array().expect("a list");
    let here: Vec<_> = sessions
        .iter()
        .filter(|session| session["current"] == true)
        .collect();
    assert_eq!(here.len(), 1, "{}", answer.text);
    here[0]["id"].as_str().expect("an id").to_owned()
}

async fn revoke(caller: &Caller, id: &str) -> Answer {
    caller.gql(REVOKE, json!({"input": {"id": id}})).await
}

on_both! {
    async fn owners_see_where_they_are_logged_in(shop: &Shop) {
        let (customer, other) = (shop.customer().await, shop.customer().await);
        shop.clock.advance(Duration::from_mins(2));
        let (phone, _) = elsewhere(shop, &customer, "a telephone").await;
        let answer = phone.gql(SESSIONS, json!({})).await.ok();
        let sessions = answer.data("me.sessions").as_array().expect("a list");
        assert_eq!(sessions.len(), 2, "the other customer's is not among them");
        // The one used last first.
        let newest = &sessions[0];
        assert_eq!((&newest["current"], &sessions[1]["current"]), (&json!(true), &json!(false)));
        assert_eq!((&newest["userAgent"], &newest["ipAddress"]), (&json!("a telephone"), &json!("127.0.0.1")));
        assert_eq!(newest["createdAt"], newest["lastUsedAt"]);
        assert!(newest["expiresAt"].as_str() > newest["createdAt"].as_str());
        assert!(newest["id"].as_str().expect("an id").starts_with("sess_"));
        drop(other);
    }
}

on_both! {
    async fn the_use_of_a_session_is_noted_to_the_minute(shop: &Shop) {
        let customer = shop.customer().await;
        let noted = async || {
            let answer = customer.gql(SESSIONS, json!({})).await.ok();
            answer.str("me.sessions.0.lastUsedAt").to_owned()
        };
        let first = noted().await;
        shop.clock.advance(Duration::from_secs(59));
        assert_eq!(noted().await, first);
        shop.clock.advance(Duration::from_secs(2));
        // Written besides the request, which does not wait for it.
        let mut tries = 0;
        while noted().await == first {
            tries += 1;
            assert!(tries < 1_000, "never noted");
        }
    }
}

on_both! {
    async fn a_session_is_the_owners_alone(shop: &Shop) {
        let (customer, other) = (shop.customer().await, shop.customer().await);
        let id = current(&customer).await;
        let (query, variables) = ("query ($id: ID!) { node(id: $id) { id __typename } }", json!({"id": id}));
        let answer = customer.gql(query, variables.clone()).await.ok();
        assert_eq!((answer.str("node.id"), answer.str("node.__typename")), (&*id, "Session"));
        let admin = shop.staff(&["admin"]).await;
        for caller in [&*other, &admin, &shop.anonymous()] {
            assert_eq!(caller.gql(query, variables.clone()).await.ok().data("node"), &Value::Null);
        }
        let of_customer = "query ($id: ID!) { customer(id: $id) { id sessions { id } } }";
        let answer = admin.gql(of_customer, json!({"id": customer.id})).await;
        assert_eq!(answer.error_code(), "FORBIDDEN");
        assert_eq!((answer.str("customer.id"), answer.data("customer.sessions")), (&*customer.id, &Value::Null));
    }
}

on_both! {
    async fn logins_are_seen_by_owner_and_staff(shop: &Shop) {
        let (customer, other) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["customers:read"]).await;
        let query = "query ($id: ID!) { customer(id: $id) { identities { id provider entityId createdAt lastUsedAt } } }";
        let mine = customer.gql(query, json!({"id": customer.id})).await.ok();
        let theirs = staff.gql(query, json!({"id": customer.id})).await.ok();
        assert_eq!(mine.json, theirs.json);
        let identity = mine.data("customer.identities.0");
        assert_eq!((&identity["provider"], &identity["entityId"]), (&json!("emailpass"), &json!(customer.email)));
        assert_eq!(identity["createdAt"], identity["lastUsedAt"], "to register is to log in");
        assert_eq!(mine.data("customer.identities").as_array().map(Vec::len), Some(1));

        let (query, variables) = ("query ($id: ID!) { node(id: $id) { id __typename } }", json!({"id": identity["id"]}));
        for caller in [&*customer, &staff] {
            assert_eq!(caller.gql(query, variables.clone()).await.ok().str("node.__typename"), "AuthIdentity");
        }
        let groups = shop.staff(&["groups:read"]).await;
        for caller in [&*other, &groups, &shop.anonymous()] {
            assert_eq!(caller.gql(query, variables.clone()).await.ok().data("node"), &Value::Null);
        }
    }
}

on_both! {
    async fn lists_read_logins_in_one_statement(shop: &Shop) {
        let staff = shop.staff(&["customers:read"]).await;
        let list = "{ customers { nodes { id identities { id } } } }";
        staff.gql(list, json!({})).await.ok();
        for _ in 0..3 {
            shop.customer().await;
        }
        let (answer, statements) = shop.statements(staff.gql(list, json!({}))).await;
        let answer = answer.ok();
        assert_eq!(answer.data("customers.nodes").as_array().map(Vec::len), Some(3));
        for n in 0..3 {
            assert!(answer.str(&format!("customers.nodes.{n}.identities.0.id")).starts_with("authid_"));
        }
        // The key, the page, the logins of all.
        assert_eq!(statements, 3);
    }
}

on_both! {
    async fn a_revoked_session_ends_at_once_on_every_replica(shop: &Shop) {
        let customer = shop.customer().await;
        let (phone, token) = elsewhere(shop, &customer, "a telephone").await;
        let replica = Replica::of(shop).await;
        me(&replica.seen_by(&phone)).await.ok();
        let lost = current(&phone).await;
        let answer = revoke(&customer, &lost).await.ok();
        assert_eq!(answer.data("revokeSession.accepted"), &json!(true));
        assert_unauthenticated(&phone).await;
        assert_unauthenticated(&replica.seen_by(&phone)).await;
        assert_refused(&replica.seen_by(&shop.anonymous()), &token).await;
        me(&replica.seen_by(&customer)).await.ok();
        // One's own is one of them.
        revoke(&replica.seen_by(&customer), &current(&customer).await).await.ok();
        assert_unauthenticated(&customer).await;
        replica.finish().await;
    }
}

on_both! {
    async fn another_session_is_like_an_unknown_one(shop: &Shop) {
        let (customer, other) = (shop.customer().await, shop.customer().await);
        let theirs = current(&other).await;
        let ended = current(&elsewhere(shop, &customer, "a telephone").await.0).await;
        revoke(&customer, &ended).await.ok();
        let unknown = revoke(&customer, "sess_01ARZ3NDEKTSV4RRFFQ69G5FAV").await;
        assert_eq!(unknown.user_errors(), ["NOT_FOUND input.id"]);
        assert_eq!(unknown.data("revokeSession.accepted"), &json!(false));
        for id in [&*theirs, &ended, &customer.id, "", "sess_"] {
            assert_eq!(revoke(&customer, id).await.text, unknown.text, "{id}");
        }
        me(&other).await.ok();
        assert_eq!(revoke(&shop.anonymous(), &theirs).await.error_code(), "UNAUTHENTICATED");
        let staff = shop.staff(&["admin"]).await;
        for id in [&*theirs, "no id"] {
            assert_eq!(revoke(&staff, id).await.error_code(), "FORBIDDEN");
        }
    }
}

on_both! {
    async fn of_two_that_revoke_a_session_at_once_one_does(shop: &Shop) {
        let customer = shop.customer().await;
        let lost = current(&elsewhere(shop, &customer, "a telephone").await.0).await;
        let under_way: Vec<_> = (0..8).map(|_| {
            let (caller, lost) = ((*customer).clone(), lost.clone());
            tokio::spawn(async move { revoke(&caller, &lost).await })
        }).collect();
        let mut done = 0;
        for answer in under_way {
            let answer = answer.await.expect("a task that ends");
            match answer.user_errors()[..] {
                [] => done += 1,
                [ref error] => assert_eq!(error, "NOT_FOUND input.id"),
                _ => panic!("{}", answer.text),
            }
        }
        assert_eq!(done, 1);
    }
}

on_both! {
    async fn logging_out_everywhere_leaves_this_session(shop: &Shop) {
        let (customer, other) = (shop.customer().await, shop.customer().await);
        let (phone, token) = elsewhere(shop, &customer, "a telephone").await;
        let before = event_types(shop, &customer.id).await;
        let (answer, statements) = shop.statements(customer.gql(EVERYWHERE, json!({}))).await;
        assert_eq!(answer.ok().data("logoutEverywhere.accepted"), &json!(true));
        assert_eq!(statements, 3, "who is asking, the customer, and the end of the others");
        assert_unauthenticated(&phone).await;
        assert_refused(&shop.anonymous(), &token).await;
        refresh(&shop.anonymous(), &customer.refresh_token).await.ok();
        me(&other).await.ok();
        assert_eq!(event_types(shop, &customer.id).await, before);
        // There is nothing left to end.
        customer.gql(EVERYWHERE, json!({})).await.ok();
        assert_eq!(shop.anonymous().gql(EVERYWHERE, json!({})).await.error_code(), "UNAUTHENTICATED");
        let staff = shop.staff(&["admin"]).await;
        assert_eq!(staff.gql(EVERYWHERE, json!({})).await.error_code(), "FORBIDDEN");
    }
}
