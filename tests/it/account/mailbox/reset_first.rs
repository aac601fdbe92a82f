//! A reset that is the first of something: the first password, the first proof.

use serde_json::{Value, json};

use super::{NEW, enter, made, reset, reset_token};
use crate::account::{event_types, login};
use crate::harness::on_both;

on_both! {
    async fn an_account_that_staff_made_gets_its_first_password(shop: &Shop) {
        let id = made(shop, "mina@shop.example").await;
        let shown = reset_token(shop, "mina@shop.example").await;
        assert!(shop.mail("password-reset", "mina@shop.example").await.source.contains("Hello Mina,"));
        let answer = reset(&shop.anonymous(), &shown, NEW).await.ok();
        assert_eq!(answer.str("resetPassword.customer.id"), id);
        assert_eq!(login(&shop.anonymous(), "mina@shop.example", NEW).await.ok().str("login.customer.id"), id);
        assert_eq!(event_types(shop, &id).await[2..], [
            "customer.password_changed", "customer.logged_in", "customer.logged_in",
        ]);
    }
}

on_both! {
    async fn after_a_code_an_account_without_a_password_has_one_login(shop: &Shop) {
        let id = made(shop, "mina@shop.example").await;
        for _ in 0..2 {
            let digits = super::code(shop, "mina@shop.example").await;
            let answer = enter(&shop.anonymous(), "mina@shop.example", &digits).await.ok();
            let identities = super::holder(shop, &answer, "loginWithCode")
                .gql("{ me { id identities { provider entityId } } }", json!({})).await.ok();
            assert_eq!(identities.str("me.id"), id);
            assert_eq!(identities.data("me.identities"), &json!([{"provider": "emailpass", "entityId": "mina@shop.example"}]));
        }
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn what_a_stranger_had_put_up_is_void(shop: &Shop) {
        const LINK: &str = "mutation ($input: LoginWithIdTokenInput!) { linkIdentity(input: $input) { userErrors { code field message } } }";
        const ENTER: &str = "mutation ($input: LoginWithIdTokenInput!) { loginWithIdToken(input: $input) { customer { id } userErrors { code field message } } }";
        // The stranger registers the owner's address, lets their own subject in, and asks to move the account.
        let stranger = shop.customer().await;
        let issuer = crate::harness::Issuer::provider_of(shop);
        let now = shop.clock.now().0 / 1000;
        let claims = json!({"iss": issuer.url, "aud": "shop", "sub": "stranger", "iat": now, "exp": now + 600});
        let input = json!({"input": {"provider": "google", "idToken": issuer.sign(&claims)}});
        stranger.gql(LINK, input.clone()).await.ok();
        let moving = super::change_token(shop, &stranger, "stranger@evil.example").await;

        let shown = reset_token(shop, &stranger.email).await;
        reset(&shop.anonymous(), &shown, NEW).await.ok();
        let again = shop.anonymous().gql(ENTER, input).await;
        assert_eq!(again.data("loginWithIdToken.customer"), &Value::Null);
        assert_eq!(again.user_errors(), ["INVALID_TOKEN input.idToken"], "a subject that is not known any more");
        assert_eq!(super::show(&shop.anonymous(), "confirmEmailChange", &moving).await.user_errors(), ["INVALID_TOKEN input.token"]);
    }
}
