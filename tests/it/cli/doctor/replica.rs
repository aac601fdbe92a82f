//! What is wrong with a replica.

use super::super::patronage;
use crate::harness::{pair, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_replica_is_told() {
    let Some(pair) = pair().await else {
        return;
    };
    let shop = pair.shop(&[]).await;
    let primary = shop.database_url().to_owned();
    let replica = shop.app.settings.database.database_read_url.clone();
    let replica = replica.expect("the shop has a replica");
    let doctor = |url: &str| {
        let read = format!("--database-read-url={url}");
        patronage(&primary, &[&read, "--read-after-write=1s", "doctor"])
    };
    for (url, fault) in [
        (primary.as_str(), "it is no replica"),
        (&pair.other_on_replica(), "it is a replica of another"),
        (
            "postgres://somebody:hidden@localhost:1/shop",
            "nobody listens",
        ),
    ] {
        let ran = doctor(url);
        assert_eq!(ran.status, Some(1), "{fault}");
        let told = ran.line("FAIL replica: ");
        assert!(
            told.contains(fault) && told.contains("DATABASE_READ_URL"),
            "{told}"
        );
        assert!(!ran.stdout.contains("hidden"), "the password is shown");
        ran.line("ok   migrations: ");
    }
    until("the replica is fine", async || {
        doctor(&replica).status == Some(0)
    })
    .await;

    pair.pause().await;
    shop.customer().await;
    until("the replica lags", async || {
        doctor(&replica).status == Some(1)
    })
    .await;
    assert!(
        doctor(&replica)
            .line("FAIL replica: ")
            .contains("it lags too much")
    );
    pair.resume().await;
    shop.finish().await;
}
