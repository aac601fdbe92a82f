//! The frame itself: what the other tests take for granted.

use std::time::Duration;

use serde_json::json;

use crate::harness::on_both;

on_both! {
    async fn a_customer_is_registered_and_logged_in(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = customer.gql("{ me { id email } }", json!({})).await.ok();
        assert_eq!(answer.str("me.id"), customer.id);
        assert_eq!(answer.str("me.email"), customer.email);

        let login = "mutation ($input: LoginInput!) { login(input: $input) { customer { id } userErrors { code field message } } }";
        let input = json!({"email": customer.email, "password": customer.password});
        let answer = shop.anonymous().gql(login, json!({ "input": input })).await.ok();
        assert_eq!(answer.str("login.customer.id"), customer.id);
    }
}

on_both! {
    async fn staff_has_the_scopes_asked_for(shop: &Shop) {
        let list = "{ customers { nodes { id } } }";
        let answer = shop.staff(&["customers:read"]).await.gql(list, json!({})).await.ok();
        assert_eq!(answer.data("customers.nodes"), &json!([]));
        assert_eq!(shop.staff(&["groups:read"]).await.gql(list, json!({})).await.error_code(), "FORBIDDEN");
    }
}

on_both! {
    async fn time_moves(shop: &Shop) {
        let customer = shop.customer().await;
        shop.clock.advance(Duration::from_mins(11));
        let answer = customer.gql("{ me { id } }", json!({})).await;
        assert_eq!(answer.error_code(), "UNAUTHENTICATED");

        let refresh = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken } userErrors { code field message } } }";
        let input = json!({"refreshToken": customer.refresh_token});
        shop.anonymous().gql(refresh, json!({ "input": input })).await.ok().str("refreshTokens.tokens.accessToken");
    }
}

on_both! {
    async fn statements_are_counted(shop: &Shop) {
        let staff = shop.staff(&["customers:read"]).await;
        let ((), none) = shop.statements(async {}).await;
        assert_eq!(none, 0);
        let list = staff.gql("{ customers { nodes { id } } }", json!({}));
        let (answer, some) = shop.statements(list).await;
        answer.ok();
        assert!(some > 0, "reading a list takes a statement");
    }
}

on_both! {
    with ["--max-depth=2"]
    async fn a_server_takes_flags(shop: &Shop) {
        let answer = shop.anonymous().gql("{ me { addresses { customer { id } } } }", json!({})).await;
        assert_eq!(answer.error_code(), "QUERY_TOO_COMPLEX");
    }
}

on_both! {
    async fn a_request_may_be_anything(shop: &Shop) {
        let anyone = shop.anonymous();
        assert_eq!(anyone.post_raw("text/plain", "{").await.status.as_u16(), 415);
        let health = anyone.with_header("x-request-id", "mine").get("/healthz").await;
        assert_eq!((health.status.as_u16(), &health.headers["x-request-id"]), (200, &"mine".parse().expect("a header")));
        assert!(shop.base().starts_with("http://127.0.0.1:"));
    }
}
