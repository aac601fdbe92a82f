//! What is of no more use goes.

use std::time::Duration;

use entity::{auth_identity, mail_token};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::steps::{begin, finish};
use super::{PASSWORD, requested};
use crate::harness::{Shop, on_both};

async fn left(shop: &Shop) -> (u64, u64) {
    patronage::account::sweep(&shop.app).await.expect("a sweep");
    let db = shop.app.db.read();
    let tokens = mail_token::Entity::find().count(db).await.expect("tokens");
    (
        tokens,
        auth_identity::Entity::find()
            .count(db)
            .await
            .expect("logins"),
    )
}

on_both! {
    async fn expired_tokens_and_unclaimed_logins_go(shop: &Shop) {
        let customer = shop.customer().await;
        let begun = begin(&shop.anonymous(), "mina@shop.example", PASSWORD).await.ok();
        requested(shop, "requestLoginCode", "login-code", &customer.email).await;
        super::call(&shop.anonymous(), "requestPasswordReset", serde_json::json!({"email": "nobody@shop.example"})).await.ok();
        assert_eq!(left(shop).await, (3, 2));
        shop.clock.advance(Duration::from_mins(10));
        assert_eq!(left(shop).await, (2, 2));
        shop.clock.advance(Duration::from_mins(50));
        assert_eq!(left(shop).await, (0, 2));
        shop.clock.advance(Duration::from_hours(23));
        assert_eq!(left(shop).await, (0, 1));
        let registration = begun.str("createAuthIdentity.registrationToken");
        assert_eq!(finish(&shop.anonymous(), registration, "mina@shop.example").await.user_errors(), ["INVALID_TOKEN input.registrationToken"]);
    }
}
