//! Workers: one or several, and how they start and stop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use entity::mail::State;
use patronage::mail::{Content, start_worker, sweep};

use super::{HOUR, accepted, drain, rows, secret};
use crate::harness::{MailServer, Shop, on_both};

/// How long a worker may take on a busy machine; longer than it sleeps.
const PATIENCE: Duration = Duration::from_secs(30);

on_both! {
    async fn several_workers_send_each_mail_once(shop: &Shop) {
        for number in 0..40 {
            accepted(&shop.app, &format!("jane{number}@shop.example"), Content::AccountExists).await;
        }
        let workers: Vec<_> = (0..4).map(|_| {
            let app = Arc::clone(&shop.app);
            tokio::spawn(async move { drain(&app).await })
        }).collect();
        let mut tried = 0;
        for worker in workers {
            tried += worker.await.expect("a worker");
        }
        assert_eq!(tried, 40);
        assert!(rows(shop).await.iter().all(|mail| (mail.state, mail.attempts) == (State::Sent, 1)));
        let mut addresses: Vec<_> = shop.mails().await.into_iter().map(|mail| mail.to).collect();
        addresses.sort();
        addresses.dedup();
        assert_eq!(addresses.len(), 40);
    }
}

/// Waits until every mail is done with.
async fn all_done(shop: &Shop) {
    let begun = Instant::now();
    while rows(shop)
        .await
        .iter()
        .any(|mail| mail.state == State::Queued)
    {
        assert!(begun.elapsed() < PATIENCE, "mails stay in the queue");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

on_both! {
    async fn a_worker_sends_what_is_there_and_what_comes(shop: &Shop) {
        accepted(&shop.app, "jane@shop.example", Content::AccountExists).await;
        let worker = start_worker(&shop.app);
        all_done(shop).await;
        accepted(&shop.app, "vera@shop.example", Content::AccountExists).await;
        all_done(shop).await;
        worker.stop().await;
        assert_eq!(shop.mails().await.len(), 2);
        // One that is stopped takes nothing any more.
        accepted(&shop.app, "nora@shop.example", Content::AccountExists).await;
        assert_eq!(rows(shop).await[2].attempts, 0);
    }
}

on_both! {
    async fn what_is_long_done_with_is_swept_away(shop: &Shop) {
        accepted(&shop.app, "jane@shop.example", Content::AccountExists).await;
        shop.mails().await;
        accepted(&shop.app, "vera@shop.example", Content::AccountExists).await;
        shop.clock.advance(23 * HOUR);
        sweep(&shop.app).await.expect("the queue");
        assert_eq!(rows(shop).await.len(), 2, "a day is not over");
        shop.clock.advance(HOUR);
        sweep(&shop.app).await.expect("the queue");
        let left: Vec<_> = rows(shop).await.into_iter().map(|mail| mail.state).collect();
        assert_eq!(left, [State::Queued], "however old that is");
        assert_eq!(shop.mails().await.len(), 1, "files are the operator's, and the other comes too late");
    }
}

on_both! {
    async fn a_worker_stops_after_the_mail_under_way(shop: &Shop) {
        let Some(server) = MailServer::start() else { return };
        let app = shop.replica(|settings| settings.mail.mail_url = server.url().into()).await;
        for domain in ["one", "two"] {
            accepted(&app, &format!("slow@{domain}.example"), Content::LoginCode(secret("1"))).await;
        }
        let worker = start_worker(&app);
        assert_eq!(server.next()["met"], "slow@one.example");
        worker.stop().await;
        assert_eq!(server.next()["to"][0], "slow@one.example", "it arrived");
        let states: Vec<_> = rows(shop).await.iter().map(|mail| (mail.state, mail.attempts)).collect();
        assert_eq!(states, [(State::Sent, 1), (State::Queued, 0)]);
        assert!(server.is_silent());
    }
}
