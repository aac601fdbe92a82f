//! The two-step way where the mailbox has to be proved first.

use serde_json::Value;

use super::steps::{begin, finish};
use super::{NEW, PASSWORD, guest, holder, kinds, token};
use crate::account::{event_types, login, me};
use crate::harness::on_both;

on_both! {
    with ["--require-verified-email"]
    async fn the_token_comes_by_mail_and_is_the_proof(shop: &Shop) {
        let anyone = shop.anonymous();
        let stray = guest(shop, "mina@shop.example", "Rome").await;
        let begun = begin(&anyone, "mina@shop.example", PASSWORD).await.ok();
        assert_eq!(begun.data("createAuthIdentity.authIdentity"), &Value::Null);
        assert_eq!(begun.data("createAuthIdentity.registrationToken"), &Value::Null);
        let registration = token(shop, "verify-email", "mina@shop.example").await;
        let answer = finish(&anyone, &registration, "mina@shop.example").await.ok();
        let id = answer.str("createCustomerAccount.customer.id");
        assert!(answer.data("createCustomerAccount.customer.emailVerifiedAt").is_string());
        me(&holder(shop, &answer, "createCustomerAccount")).await.ok();
        login(&anyone, "mina@shop.example", PASSWORD).await.ok();
        assert_eq!(event_types(shop, id).await, [
            "customer.created", "customer.registered", "customer.address_created", "customer.email_verified", "customer.logged_in",
        ]);
        assert_eq!(kinds(shop, "mina@shop.example").await, ["verify-email"], "no further mail asks for what is proved");
        // Whoever chose the password need not be who got the mail: guests wait for a better proof.
        assert_eq!(event_types(shop, &stray).await, ["customer.created", "customer.address_created"]);
    }
}

on_both! {
    with ["--require-verified-email"]
    async fn every_address_is_answered_alike(shop: &Shop) {
        let anyone = shop.anonymous();
        super::made(shop, "made@shop.example").await;
        let new = begin(&anyone, "mina@shop.example", PASSWORD).await.ok().text;
        for (email, password) in [
            ("made@shop.example", PASSWORD),
            ("mina@shop.example", NEW),
            ("mina@shop.example", PASSWORD),
            ("vera@shop.example", PASSWORD),
        ] {
            assert_eq!(begin(&anyone, email, password).await.ok().text, new, "{email}");
        }
        assert_eq!(kinds(shop, "made@shop.example").await, ["account-exists"]);
        // Of the wrong password nobody hears.
        assert_eq!(kinds(shop, "mina@shop.example").await, ["verify-email"; 2]);
        let registration = token(shop, "verify-email", "mina@shop.example").await;
        finish(&anyone, &registration, "mina@shop.example").await.ok();
        login(&anyone, "mina@shop.example", PASSWORD).await.ok();
        assert_eq!(begin(&anyone, "mina@shop.example", PASSWORD).await.ok().text, new);
        assert_eq!(kinds(shop, "mina@shop.example").await, ["verify-email", "verify-email", "account-exists"]);
    }
}
