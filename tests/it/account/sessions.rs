//! Ending sessions.

use serde_json::{Value, json};

use super::{assert_refused, assert_unauthenticated, delete, event_types, login, me, successor};
use crate::harness::on_both;

const LOGOUT: &str = "mutation { logout { accepted userErrors { code field message } } }";

on_both! {
    async fn logout_ends_the_session_at_once(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let answer = login(&anyone, &customer.email, &customer.password).await.ok();
        let elsewhere = anyone.bearer(answer.str("login.tokens.accessToken"));

        let answer = customer.gql(LOGOUT, json!({})).await.ok();
        assert_eq!(answer.data("logout.accepted"), &json!(true));
        assert_unauthenticated(&customer).await;
        assert_refused(&anyone, &customer.refresh_token).await;
        // Shown again, its token is no sign of theft.
        assert_refused(&anyone, &customer.refresh_token).await;
        let kinds = event_types(shop, &customer.id).await;
        assert!(!kinds.contains(&"customer.session_compromised".to_owned()), "{kinds:?}");

        assert_eq!(me(&elsewhere).await.ok().str("me.id"), customer.id);
        elsewhere.gql(LOGOUT, json!({})).await.ok();
        assert_unauthenticated(&elsewhere).await;
    }
}

on_both! {
    async fn logout_is_accepted_of_anyone(shop: &Shop) {
        let staff = shop.staff(&["customers:read"]).await;
        for caller in [shop.anonymous(), staff.clone()] {
            let answer = caller.gql(LOGOUT, json!({})).await.ok();
            assert_eq!(answer.data("logout.accepted"), &json!(true));
        }
        staff.gql("{ customers { nodes { id } } }", json!({})).await.ok();
    }
}

on_both! {
    async fn logout_ends_the_session_that_was_refreshed_meanwhile(shop: &Shop) {
        let customer = shop.customer().await;
        let next = successor(&shop.anonymous(), &customer.refresh_token).await;
        customer.gql(LOGOUT, json!({})).await.ok();
        assert_refused(&shop.anonymous(), &next).await;
    }
}

on_both! {
    async fn a_deleted_customer_is_logged_out_at_once(shop: &Shop) {
        const RESTORE: &str = "mutation ($input: NodesInput!) { restoreCustomers(input: $input) { userErrors { code field message } } }";
        let (customer, other) = (shop.customer().await, shop.customer().await);
        delete(shop, &customer).await;
        assert_unauthenticated(&customer).await;
        assert_refused(&shop.anonymous(), &customer.refresh_token).await;
        me(&other).await.ok();

        let staff = shop.staff(&["customers:write"]).await;
        staff.gql(RESTORE, json!({"input": {"ids": [customer.id]}})).await.ok();
        // The login is back, the sessions are not.
        assert_unauthenticated(&customer).await;
        assert_refused(&shop.anonymous(), &customer.refresh_token).await;
        let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        assert_eq!(answer.str("login.customer.id"), customer.id);
    }
}

on_both! {
    async fn without_a_login_there_is_no_me(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        for caller in [shop.anonymous(), staff] {
            let answer = me(&caller).await.ok();
            assert_eq!(answer.data("me"), &Value::Null);
        }
    }
}
