//! Guests who are claimed by the proof of their mailbox, and by nothing less.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    NEW, ask_for_proof, change_token, code, enter, guest, reset, reset_token, show, token,
};
use crate::account::event_types;
use crate::harness::{Answer, Shop, on_both};
use crate::outbox::{recorded, told};

/// Cities of a customer's addresses in an answer.
fn cities(answer: &Answer, mutation: &str) -> Vec<String> {
    let addresses = answer.data(&format!("{mutation}.customer.addresses"));
    let addresses = addresses.as_array().expect("a list").iter();
    addresses
        .map(|address| address["city"].as_str().expect("a city").to_owned())
        .collect()
}

/// Whether staff finds a live customer.
pub(super) async fn is_live(shop: &Shop, id: &str) -> bool {
    let staff = shop.staff(&["customers:read"]).await;
    let query = "query ($id: ID!) { customer(id: $id) { id } }";
    staff
        .gql(query, json!({ "id": id }))
        .await
        .ok()
        .data("customer")
        != &Value::Null
}

on_both! {
    async fn the_owner_who_proves_the_mailbox_gets_the_guests(shop: &Shop) {
        let customer = shop.customer().await;
        let older = guest(shop, &customer.email, "Oslo").await;
        let newer = guest(shop, &customer.email, "Bari").await;
        let other = guest(shop, "other@shop.example", "Rome").await;
        let shown = token(shop, "verify-email", &customer.email).await;
        let (answer, events) = recorded(shop, show(&customer, "verifyEmail", &shown)).await;
        assert_eq!(cities(&answer.ok(), "verifyEmail"), ["Oslo", "Bari"]);
        assert_eq!(told(&events), [
            ("customer.email_verified", json!({})),
            ("customer.merged", json!({"fromId": older, "intoId": customer.id})),
            ("customer.deleted", json!({"mergedInto": customer.id})),
            ("customer.merged", json!({"fromId": newer, "intoId": customer.id})),
            ("customer.deleted", json!({"mergedInto": customer.id})),
        ]);
        assert!(!is_live(shop, &older).await && is_live(shop, &other).await);
        // One that comes later is claimed by the next proof.
        let latest = guest(shop, &customer.email, "Lima").await;
        ask_for_proof(&customer).await.ok();
        let shown = token(shop, "verify-email", &customer.email).await;
        show(&customer, "verifyEmail", &shown).await.ok();
        assert!(!is_live(shop, &latest).await);
    }
}

on_both! {
    async fn a_click_without_the_login_claims_nothing(shop: &Shop) {
        // A stranger registers the address of a guest, whose owner then follows the link.
        let stranger = shop.customer().await;
        let id = guest(shop, &stranger.email, "Oslo").await;
        let shown = token(shop, "verify-email", &stranger.email).await;
        show(&shop.anonymous(), "verifyEmail", &shown).await.ok();
        assert!(is_live(shop, &id).await);
        let seen = stranger.gql("{ me { emailVerifiedAt addresses { city } } }", json!({})).await.ok();
        assert_eq!(seen.data("me.addresses"), &json!([]));
        assert!(seen.data("me.emailVerifiedAt").is_string());
        // Nor does that of somebody else who is logged in.
        ask_for_proof(&stranger).await.ok();
        let shown = token(shop, "verify-email", &stranger.email).await;
        show(&*shop.customer().await, "verifyEmail", &shown).await.ok();
        assert!(is_live(shop, &id).await);
    }
}

on_both! {
    async fn a_reset_a_code_and_a_move_claim_as_well(shop: &Shop) {
        for way in ["resetPassword", "loginWithCode", "confirmEmailChange"] {
            let customer = shop.customer().await;
            let moved = format!("moved-{}", customer.email);
            let home = if way == "confirmEmailChange" { &moved } else { &customer.email };
            let id = guest(shop, home, "Oslo").await;
            let anyone = shop.anonymous();
            let answer = match way {
                "resetPassword" => reset(&anyone, &reset_token(shop, &customer.email).await, NEW).await,
                "loginWithCode" => enter(&anyone, &customer.email, &code(shop, &customer.email).await).await,
                _ => show(&customer, way, &change_token(shop, &customer, &moved).await).await,
            };
            assert_eq!(cities(&answer.ok(), way), ["Oslo"]);
            assert!(!is_live(shop, &id).await, "{way}");
            assert!(event_types(shop, &customer.id).await.contains(&"customer.merged".to_owned()));
        }
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn so_does_an_id_token_with_a_verified_email(shop: &Shop) {
        for (mutation, payload) in [("loginWithIdToken", true), ("linkIdentity", false)] {
            let customer = shop.customer().await;
            let id = guest(shop, &customer.email, "Oslo").await;
            let issuer = crate::harness::Issuer::provider_of(shop);
            let now = shop.clock.now().0 / 1000;
            let claims = json!({"iss": issuer.url, "aud": "shop", "sub": mutation, "iat": now, "exp": now + 600,
                "email": customer.email, "email_verified": true});
            let document = format!("mutation ($input: LoginWithIdTokenInput!) {{ {mutation}(input: $input) {{
                customer {{ addresses {{ city }} }} userErrors {{ code field message }} }} }}");
            let input = json!({"input": {"provider": "google", "idToken": issuer.sign(&claims)}});
            let caller = if payload { shop.anonymous() } else { (*customer).clone() };
            let answer = caller.gql(&document, input).await.ok();
            assert_eq!(cities(&answer, mutation), ["Oslo"]);
            assert!(!is_live(shop, &id).await, "{mutation}");
        }
    }
}

on_both! {
    async fn staff_mark_and_claim_nothing(shop: &Shop) {
        const UPDATE: &str = "mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { userErrors { code field message } } }";
        let customer = shop.customer().await;
        let id = guest(shop, &customer.email, "Oslo").await;
        let input = json!({"id": customer.id, "emailVerified": true});
        shop.staff(&["customers:write"]).await.gql(UPDATE, json!({ "input": input })).await.ok();
        assert!(is_live(shop, &id).await);
    }
}

on_both! {
    async fn proofs_and_merges_that_cross_do_not_block(shop: &Shop) {
        const MERGE: &str = "mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) { userErrors { code } } }";
        let staff = shop.staff(&["customers:write"]).await;
        // Older than the account, so that its id comes first.
        let older = guest(shop, "customer0@shop.example", "Oslo").await;
        let customer = shop.customer().await;
        assert_eq!(customer.email, "customer0@shop.example");
        let shown = token(shop, "verify-email", &customer.email).await;
        let digits = code(shop, &customer.email).await;
        let merge = json!({"input": {"fromId": older, "intoId": customer.id}});
        let anyone = shop.anonymous();
        let crossing = [
            Box::pin(show(&customer, "verifyEmail", &shown)) as std::pin::Pin<Box<dyn Future<Output = Answer> + Send>>,
            Box::pin(enter(&anyone, &customer.email, &digits)),
            Box::pin(staff.gql(MERGE, merge)),
        ];
        for answer in join_all(crossing).await {
            assert!(answer.json["errors"].is_null() || answer.error_code() == "UNAUTHENTICATED", "{}", answer.text);
        }
        let kinds = event_types(shop, &customer.id).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "customer.merged").count(), 1);
    }
}

on_both! {
    async fn a_proof_and_an_erasure_that_cross_leave_nothing_of_the_guest(shop: &Shop) {
        const ERASE: &str = "mutation ($id: ID!) { eraseCustomer(input: {id: $id}) { deletedIds userErrors { code } } }";
        let staff = shop.staff(&["admin"]).await;
        for _ in 0..8 {
            let customer = shop.customer().await;
            let id = guest(shop, &customer.email, "Oslo").await;
            let shown = token(shop, "verify-email", &customer.email).await;
            let (proved, erased) = futures_util::join!(
                show(&customer, "verifyEmail", &shown),
                staff.gql(ERASE, json!({ "id": id })),
            );
            // Whichever comes first: the guest is gone, and what the account got of it goes with it or stays
            // the account's.
            proved.ok();
            erased.ok();
            assert!(!is_live(shop, &id).await);
            let kinds = event_types(shop, &id).await;
            assert!(kinds.contains(&"customer.erased".to_owned()), "{kinds:?}");
        }
    }
}

on_both! {
    async fn a_proof_and_a_move_by_staff_that_cross_leave_no_proof_of_another_address(shop: &Shop) {
        const MOVE: &str = "mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { userErrors { code } } }";
        let staff = shop.staff(&["customers:write"]).await;
        for n in 0..8 {
            let customer = shop.customer().await;
            let shown = token(shop, "verify-email", &customer.email).await;
            let reset_shown = reset_token(shop, &customer.email).await;
            let input = json!({"input": {"id": customer.id, "email": format!("moved{n}@shop.example")}});
            let anyone = shop.anonymous();
            let (moved, _, _) = futures_util::join!(
                staff.gql(MOVE, input),
                show(&customer, "verifyEmail", &shown),
                reset(&anyone, &reset_shown, NEW),
            );
            moved.ok();
            let query = "query ($id: ID!) { customer(id: $id) { email emailVerifiedAt } }";
            let now = staff.gql(query, json!({"id": customer.id})).await.ok();
            assert_eq!(now.data("customer"), &json!({"email": format!("moved{n}@shop.example"), "emailVerifiedAt": null}));
        }
    }
}
