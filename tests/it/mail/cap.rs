//! How many mails an address gets.

use std::sync::Arc;

use patronage::mail::{Content, Queued};

use super::{HOUR, accepted, queued, secret};
use crate::harness::on_both;

const JANE: &str = "jane@shop.example";

on_both! {
    async fn the_fourth_within_an_hour_is_dropped(shop: &Shop) {
        let reset = || Content::PasswordReset(secret("t"));
        for _ in 0..3 {
            accepted(&shop.app, JANE, reset()).await;
        }
        assert_eq!(queued(&shop.app, JANE, reset()).await, Queued::Dropped);
        // Sent or not, they count.
        assert_eq!(shop.mails().await.len(), 3);
        assert_eq!(queued(&shop.app, " Jane@Shop.example", reset()).await, Queued::Dropped);
        // Each kind and each address by itself.
        accepted(&shop.app, JANE, Content::LoginCode(secret("1"))).await;
        accepted(&shop.app, "vera@shop.example", reset()).await;
        assert_eq!(shop.mails().await.len(), 5);

        shop.clock.advance(HOUR);
        for _ in 0..3 {
            accepted(&shop.app, JANE, reset()).await;
        }
        assert_eq!(queued(&shop.app, JANE, reset()).await, Queued::Dropped);
        assert_eq!(shop.mails().await.len(), 8);
    }
}

on_both! {
    async fn notices_are_not_counted(shop: &Shop) {
        for _ in 0..5 {
            accepted(&shop.app, JANE, Content::PasswordChangedNotice).await;
            accepted(&shop.app, JANE, Content::EmailChangedNotice).await;
            accepted(&shop.app, JANE, Content::AccountExists).await;
        }
        assert_eq!(shop.mails().await.len(), 15);
    }
}

on_both! {
    with ["--mails-per-hour=1"]
    async fn the_cap_is_a_setting(shop: &Shop) {
        accepted(&shop.app, JANE, Content::VerifyEmail(secret("t"))).await;
        assert_eq!(queued(&shop.app, JANE, Content::VerifyEmail(secret("t"))).await, Queued::Dropped);
    }
}

on_both! {
    async fn twenty_at_once_are_still_three(shop: &Shop) {
        let both = [Arc::clone(&shop.app), shop.replica(|_| ()).await];
        let asked = (0..20).map(|number| {
            let app = Arc::clone(&both[number % 2]);
            tokio::spawn(async move { queued(&app, JANE, Content::LoginCode(secret("1"))).await })
        });
        let mut taken = 0;
        for asked in asked.collect::<Vec<_>>() {
            taken += usize::from(asked.await.expect("an answer") == Queued::Accepted);
        }
        assert_eq!(taken, 3);
        assert_eq!(shop.mails().await.len(), 3);
    }
}

on_both! {
    async fn queueing_is_few_statements(shop: &Shop) {
        let ((), notice) = shop.statements(accepted(&shop.app, JANE, Content::AccountExists)).await;
        let ((), counted) = shop.statements(accepted(&shop.app, JANE, Content::VerifyEmail(secret("t")))).await;
        // The insertion; besides, the count, and on PostgreSQL the lock that makes it right.
        let lock = u64::from(shop.app.db.backend() == sea_orm::DbBackend::Postgres);
        assert_eq!((notice, counted), (1, 2 + lock));
    }
}
