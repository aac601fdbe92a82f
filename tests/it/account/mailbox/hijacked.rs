//! Accounts that a stranger made, or moved, for the mailbox of somebody who then proves it.

use serde_json::{Value, json};

use super::claims::is_live;
use super::{
    NEW, PASSWORD, call, change_token, code, enter, guest, kinds, reset, reset_token, show, token,
};
use crate::account::{assert_unauthenticated, login, me, oidc};
use crate::harness::{Answer, Customer, Shop, on_both};

/// Marks the e-mail of an account as verified, by nobody who holds it.
async fn mark(shop: &Shop, account: &Customer, how: &str) {
    const UPDATE: &str = "mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { userErrors { code field message } } }";
    if how == "staff" {
        let input = json!({"id": account.id, "emailVerified": true});
        let staff = shop.staff(&["customers:write"]).await;
        staff.gql(UPDATE, json!({ "input": input })).await.ok();
    } else {
        let shown = token(shop, "verify-email", &account.email).await;
        show(&shop.anonymous(), "verifyEmail", &shown).await.ok();
    }
}

/// Comes in by the mailbox alone.
async fn come(shop: &Shop, way: &str, email: &str) -> Answer {
    let anyone = shop.anonymous();
    match way {
        "loginWithCode" => enter(&anyone, email, &code(shop, email).await).await,
        "resetPassword" => reset(&anyone, &reset_token(shop, email).await, NEW).await,
        _ => oidc::enter(&anyone, &oidc::token(shop, email, email)).await,
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn whoever_comes_by_the_mailbox_first_is_alone_in_it(shop: &Shop) {
        for how in ["click", "staff"] {
            for way in ["loginWithCode", "resetPassword", "loginWithIdToken"] {
                let stranger = shop.customer().await;
                let own = format!("{how}-{way}@shop.example");
                let subject = oidc::unverified(shop, &own, &own);
                oidc::link(&stranger, &subject).await.ok();
                let id = guest(shop, &stranger.email, "Oslo").await;
                mark(shop, &stranger, how).await;
                me(&stranger).await.ok();

                let answer = come(shop, way, &stranger.email).await.ok();
                assert_eq!(answer.str(&format!("{way}.customer.id")), stranger.id, "{how} {way}");
                assert!(!is_live(shop, &id).await, "{how} {way}");
                assert_unauthenticated(&stranger).await;
                let again = login(&shop.anonymous(), &stranger.email, &stranger.password).await;
                assert_eq!(again.user_errors(), ["INVALID_CREDENTIALS"], "{how} {way}");
                let again = oidc::enter(&shop.anonymous(), &subject).await.ok();
                assert_ne!(again.str("loginWithIdToken.customer.id"), stranger.id, "{how} {way}");
                let logins = if way == "loginWithIdToken" { &["emailpass", "google"][..] } else { &["emailpass"] };
                assert_eq!(oidc::providers(shop, &stranger.id).await, logins, "{how} {way}");
            }
        }
    }
}

on_both! {
    async fn an_owner_who_has_proved_it_loses_nothing_by_another_proof(shop: &Shop) {
        let customer = shop.customer().await;
        let shown = token(shop, "verify-email", &customer.email).await;
        show(&customer, "verifyEmail", &shown).await.ok();
        come(shop, "loginWithCode", &customer.email).await.ok();
        me(&customer).await.ok();
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
    }
}

on_both! {
    async fn an_account_that_is_moved_by_a_click_claims_nothing(shop: &Shop) {
        let stranger = shop.customer().await;
        let id = guest(shop, "victim@shop.example", "Oslo").await;
        let shown = change_token(shop, &stranger, "victim@shop.example").await;
        let answer = show(&shop.anonymous(), "confirmEmailChange", &shown).await.ok();
        assert_eq!(answer.data("confirmEmailChange.customer.addresses"), &json!([]));
        assert!(is_live(shop, &id).await);
        // Once the owner of the mailbox comes, the stranger is out.
        login(&shop.anonymous(), "victim@shop.example", &stranger.password).await.ok();
        come(shop, "loginWithCode", "victim@shop.example").await.ok();
        assert!(!is_live(shop, &id).await);
        let again = login(&shop.anonymous(), "victim@shop.example", &stranger.password).await;
        assert_eq!(again.user_errors(), ["INVALID_CREDENTIALS"]);
    }
}

on_both! {
    with ["--require-verified-email"]
    async fn nor_is_the_password_of_a_registration_by_mail_its_owners(shop: &Shop) {
        let id = guest(shop, "victim@shop.example", "Oslo").await;
        let input = json!({"email": "victim@shop.example", "password": PASSWORD});
        call(&shop.anonymous(), "createAuthIdentity", input).await.ok();
        let shown = token(shop, "verify-email", "victim@shop.example").await;
        let input = json!({"registrationToken": shown, "customer": {"email": "victim@shop.example"}});
        call(&shop.anonymous(), "createCustomerAccount", input).await.ok();
        assert!(is_live(shop, &id).await);
        come(shop, "loginWithCode", "victim@shop.example").await.ok();
        assert!(!is_live(shop, &id).await);
        let again = login(&shop.anonymous(), "victim@shop.example", PASSWORD).await;
        assert_eq!(again.user_errors(), ["INVALID_CREDENTIALS"]);
    }
}

/// What a customer has to show of the mails to them.
async fn mailed(customer: &Customer) -> Vec<(String, Value, Value)> {
    const EXPORT: &str = "query ($id: ID!) { customerDataExport(customerId: $id) }";
    let export = customer.gql(EXPORT, json!({"id": customer.id})).await.ok();
    let tokens = export
        .data("customerDataExport.mailTokens")
        .as_array()
        .expect("a list")
        .clone();
    let told = tokens.into_iter().map(|token| {
        (
            token["purpose"].as_str().expect("one").to_owned(),
            token["email"].clone(),
            token["customerId"].clone(),
        )
    });
    told.collect()
}

on_both! {
    async fn who_wants_to_move_learns_nothing_of_the_address(shop: &Shop) {
        let other = shop.customer().await;
        let mut costs = Vec::new();
        for new in [other.email.as_str(), "free@shop.example"] {
            let customer = shop.customer().await;
            let shown = change_token(shop, &customer, &format!("own-{}", customer.email)).await;
            let input = json!({"newEmail": new, "password": customer.password});
            let (answer, statements) = shop.statements(call(&customer, "requestEmailChange", input)).await;
            answer.ok();
            costs.push(statements);
            // The one before is void, and what is told of the new one is the same.
            let early = show(&customer, "confirmEmailChange", &shown).await;
            assert_eq!(early.user_errors(), ["INVALID_TOKEN input.token"], "{new}");
            let change = ("email-change".to_owned(), json!(new), json!(customer.id));
            assert!(mailed(&customer).await.contains(&change), "{new}");
        }
        assert_eq!(costs[0], costs[1]);
        assert_eq!(kinds(shop, "free@shop.example").await, ["email-change"]);
    }
}

on_both! {
    with ["--require-verified-email", crate::harness::issuer::provider().as_str()]
    async fn an_unverified_email_is_nobodys_where_the_proof_comes_first(shop: &Shop) {
        super::made(shop, "made@shop.example").await;
        for (subject, email) in [("1", "made@shop.example"), ("2", "free@shop.example"), ("2", "free@shop.example")] {
            let answer = oidc::enter(&shop.anonymous(), &oidc::unverified(shop, subject, email)).await;
            assert_eq!(answer.user_errors(), ["EMAIL_NOT_VERIFIED"], "{email}");
            assert_eq!(answer.data("loginWithIdToken.tokens"), &Value::Null);
        }
        // A verified one is proof.
        oidc::enter(&shop.anonymous(), &oidc::token(shop, "1", "made@shop.example")).await.ok();
        oidc::enter(&shop.anonymous(), &oidc::unverified(shop, "1", "made@shop.example")).await.ok();
        oidc::enter(&shop.anonymous(), &oidc::token(shop, "2", "free@shop.example")).await.ok();
    }
}
