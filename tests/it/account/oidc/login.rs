//! Who is let in, and as whom.

use serde_json::{Value, json};

use super::{claims, enter, enter_by, logins, providers, token, unverified, with};
use crate::account::{delete, event_types, events, login, me};
use crate::harness::{Issuer, on_both};

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_new_subject_registers(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        let claims = claims(shop, &issuer, "110248495921238986420", " Mina@Shop.example");
        let claims = with(with(claims, "given_name", json!("Mina")), "family_name", json!("Lind"));
        let answer = enter(&shop.anonymous(), &issuer.sign(&claims)).await.ok();
        let customer = answer.data("loginWithIdToken.customer");
        assert_eq!(customer["email"], "mina@shop.example");
        assert_eq!((&customer["firstName"], &customer["lastName"]), (&json!("Mina"), &json!("Lind")));
        assert_eq!(customer["hasAccount"], json!(true));
        assert!(customer["emailVerifiedAt"].is_string(), "{customer}");
        let id = customer["id"].as_str().expect("an id");

        let caller = shop.anonymous().bearer(answer.str("loginWithIdToken.tokens.accessToken"));
        assert_eq!(me(&caller).await.ok().str("me.id"), id);
        let login = logins(shop, id).await.pop().expect("a login");
        assert_eq!((login.provider.as_str(), login.entity_id.as_str()), ("google", "110248495921238986420"));
        assert_eq!(event_types(shop, id).await, ["customer.created", "customer.registered", "customer.email_verified"]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_known_subject_logs_in_whatever_its_email_is_now(shop: &Shop) {
        let first = enter(&shop.anonymous(), &token(shop, "1", "mina@shop.example")).await.ok();
        let id = first.str("loginWithIdToken.customer.id");
        let other = shop.customer().await;
        for email in ["mina@shop.example", "mina@new.example", &other.email] {
            let answer = enter(&shop.anonymous(), &token(shop, "1", email)).await.ok();
            assert_eq!(answer.str("loginWithIdToken.customer.id"), id);
            assert_eq!(answer.str("loginWithIdToken.customer.email"), "mina@shop.example");
        }
        let issuer = Issuer::provider_of(shop);
        let mut nameless = claims(shop, &issuer, "1", "");
        nameless.as_object_mut().expect("claims").remove("email");
        enter(&shop.anonymous(), &issuer.sign(&nameless)).await.ok();

        let events = events(shop, id).await;
        let logins: Vec<_> = events.iter().filter(|event| event.kind == "customer.logged_in").collect();
        assert_eq!(logins.len(), 4);
        assert_eq!(logins[0].actor.as_deref(), Some(id));
        assert_eq!(providers(shop, id).await, ["google"]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_verified_email_is_linked_to_its_account(shop: &Shop) {
        let customer = shop.customer().await;
        let upper = customer.email.to_uppercase();
        let answer = enter(&shop.anonymous(), &token(shop, "1", &upper)).await.ok();
        assert_eq!(answer.str("loginWithIdToken.customer.id"), customer.id);
        assert!(answer.data("loginWithIdToken.customer.emailVerifiedAt").is_string());
        let kinds = event_types(shop, &customer.id).await;
        assert_eq!(kinds[2..], ["customer.identity_linked", "customer.email_verified", "customer.logged_in"]);
        let events = events(shop, &customer.id).await;
        assert_eq!(events[2].data, json!({"provider": "google"}));
        assert_eq!(providers(shop, &customer.id).await, ["emailpass", "google"]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn an_unverified_email_takes_nobodys_account(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = enter(&shop.anonymous(), &unverified(shop, "1", &customer.email)).await;
        assert_eq!(answer.user_errors(), ["EMAIL_TAKEN input.idToken"]);
        assert_eq!(answer.data("loginWithIdToken.customer"), &Value::Null);
        assert_eq!(answer.data("loginWithIdToken.tokens"), &Value::Null);
        assert_eq!(providers(shop, &customer.id).await, ["emailpass"]);
        assert_eq!(event_types(shop, &customer.id).await.len(), 2);
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn an_unverified_email_that_no_account_has_registers(shop: &Shop) {
        const GUEST: &str = "mutation { createCustomer(input: {email: \"mina@shop.example\"}) { customer { id } userErrors { code field message } } }";
        let guest = shop.staff(&["customers:write"]).await.gql(GUEST, json!({})).await.ok();
        let answer = enter(&shop.anonymous(), &unverified(shop, "1", "mina@shop.example")).await.ok();
        assert_eq!(answer.data("loginWithIdToken.customer.emailVerifiedAt"), &Value::Null);
        let id = answer.str("loginWithIdToken.customer.id");
        assert_ne!(id, guest.str("createCustomer.customer.id"));
        assert_eq!(event_types(shop, id).await, ["customer.created", "customer.registered"]);

        // Once the provider has verified it, the next login is the proof, by which the guest is theirs.
        let answer = enter(&shop.anonymous(), &token(shop, "1", "mina@shop.example")).await.ok();
        assert_eq!(answer.str("loginWithIdToken.customer.id"), id);
        assert!(answer.data("loginWithIdToken.customer.emailVerifiedAt").is_string());
        assert_eq!(event_types(shop, id).await[2..], ["customer.email_verified", "customer.merged", "customer.logged_in"]);
        enter(&shop.anonymous(), &token(shop, "1", "mina@shop.example")).await.ok();
        assert_eq!(event_types(shop, id).await[5..], ["customer.logged_in"]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn another_mailbox_of_the_subject_proves_nothing(shop: &Shop) {
        let answer = enter(&shop.anonymous(), &unverified(shop, "1", "mina@shop.example")).await.ok();
        let id = answer.str("loginWithIdToken.customer.id");
        let answer = enter(&shop.anonymous(), &token(shop, "1", "mina@elsewhere.example")).await.ok();
        assert_eq!(answer.str("loginWithIdToken.customer.id"), id);
        assert_eq!(answer.data("loginWithIdToken.customer.emailVerifiedAt"), &Value::Null);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_new_subject_needs_an_email(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        for email in [Value::Null, json!(1), json!("no e-mail"), json!("a\u{0}@shop.example")] {
            let claims = with(claims(shop, &issuer, "1", ""), "email", email);
            let answer = enter(&shop.anonymous(), &issuer.sign(&claims)).await;
            assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.idToken"], "{claims}");
        }
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_deleted_customer_frees_the_subject(shop: &Shop) {
        const RESTORE: &str = "mutation ($input: NodesInput!) { restoreCustomers(input: $input) { userErrors { code field message } } }";
        let customer = shop.customer().await;
        enter(&shop.anonymous(), &token(shop, "1", &customer.email)).await.ok();
        delete(shop, &customer).await;
        let answer = enter(&shop.anonymous(), &token(shop, "1", "mina@shop.example")).await.ok();
        assert_ne!(answer.str("loginWithIdToken.customer.id"), customer.id);
        let staff = shop.staff(&["customers:write"]).await;
        let answer = staff.gql(RESTORE, json!({"input": {"ids": [customer.id]}})).await;
        assert_eq!(answer.user_errors(), ["IDENTITY_TAKEN input.ids.0"]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn only_providers_of_the_settings_are_known(shop: &Shop) {
        let token = token(shop, "1", "mina@shop.example");
        for name in ["facebook", "emailpass", "Google", ""] {
            let answer = enter_by(&shop.anonymous(), json!({"provider": name, "idToken": token})).await;
            assert_eq!(answer.user_errors(), ["NOT_FOUND input.provider"], "{name}");
        }
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_bad_credential_beside_it_does_not_matter(shop: &Shop) {
        let caller = shop.anonymous().bearer("nonsense");
        enter(&caller, &token(shop, "1", "mina@shop.example")).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_login_takes_a_constant_number_of_statements(shop: &Shop) {
        // Has the keys at hand, of the provider and of the server.
        enter(&shop.anonymous(), &token(shop, "0", "vera@shop.example")).await.ok();
        let mina = token(shop, "1", "mina@shop.example");
        let (answer, registering) = shop.statements(enter(&shop.anonymous(), &mina)).await;
        answer.ok();
        let (answer, again) = shop.statements(enter(&shop.anonymous(), &mina)).await;
        answer.ok();
        assert_eq!((registering, again), (10, 6));
    }
}

on_both! {
    with ["--throttle=on", crate::harness::issuer::provider().as_str()]
    async fn new_subjects_are_registrations(shop: &Shop) {
        use patronage::account::throttle::{Quota, take};
        enter(&shop.anonymous(), &token(shop, "1", "mina@shop.example")).await.ok();
        let client = patronage::actor::Client { ip: "127.0.0.1".parse().ok(), user_agent: None };
        for _ in 1..100 {
            take(&shop.app, &client, Quota::Registrations).await.expect("one of a hundred");
        }
        let answer = enter(&shop.anonymous(), &token(shop, "2", "vera@shop.example")).await;
        assert_eq!(answer.error_code(), "RATE_LIMITED");
        // Whoever is known only logs in.
        enter(&shop.anonymous(), &token(shop, "1", "mina@shop.example")).await.ok();
    }
}
