//! Erasing what an address was sent.

use std::fs;

use patronage::app::App;
use patronage::mail::{Content, Queued, forget};
use patronage::value::Email;
use sea_orm::ConnectionTrait;

use super::{accepted, queued, rows, secret};
use crate::harness::on_both;

async fn forgotten(app: &App, address: &str) {
    let address = Email::parse(address).expect("an e-mail");
    let tx = app.db.begin().await.expect("a transaction");
    let forgotten = forget(app, &tx, &[address]).await.expect("a queue");
    tx.commit().await.expect("a commit");
    forgotten.delete_files(app).await.expect("the files");
}

on_both! {
    async fn queued_mails_and_files_go_and_those_of_others_stay(shop: &Shop) {
        // Nothing there yet, not even the folder.
        fs::remove_dir(shop.mail_folder()).expect("an empty folder");
        forgotten(&shop.app, "jane@shop.example").await;

        for to in ["jane@shop.example", "notjane@shop.example", "jane@shop.example.org", "jäne@shop.example"] {
            accepted(&shop.app, to, Content::VerifyEmail(secret("t"))).await;
        }
        assert_eq!(shop.mails().await.len(), 4);
        // What a process leaves that is killed while it writes.
        let killed = shop.mail_folder().join(".tmpAbCdEf");
        fs::write(&killed, "Subject: Hello\r\nTo: jane@shop.example\r\n\r\nHello").expect("a file");
        for to in ["jane@shop.example", "vera@shop.example"] {
            accepted(&shop.app, to, Content::PasswordReset(secret("t"))).await;
        }

        forgotten(&shop.app, "jane@shop.example").await;
        assert!(!killed.exists());
        let to: Vec<_> = shop.mails().await.into_iter().map(|mail| mail.to).collect();
        assert_eq!(to.len(), 4);
        assert!(!to.iter().any(|to| to == "jane@shop.example"), "{to:?}");
        assert_eq!(rows(shop).await.len(), 4);

        forgotten(&shop.app, "jäne@shop.example").await;
        assert_eq!(shop.mails().await.len(), 3);
    }
}

on_both! {
    async fn the_record_of_what_was_sent_goes_as_well(shop: &Shop) {
        for _ in 0..3 {
            accepted(&shop.app, "jane@shop.example", Content::LoginCode(secret("1"))).await;
        }
        let dropped = queued(&shop.app, "jane@shop.example", Content::LoginCode(secret("1"))).await;
        assert_eq!(dropped, Queued::Dropped);
        forgotten(&shop.app, "jane@shop.example").await;
        assert!(rows(shop).await.is_empty());
        accepted(&shop.app, "jane@shop.example", Content::LoginCode(secret("1"))).await;
    }
}

on_both! {
    async fn what_is_rolled_back_stays(shop: &Shop) {
        accepted(&shop.app, "jane@shop.example", Content::AccountExists).await;
        let tx = shop.app.db.begin().await.expect("a transaction");
        let jane = Email::parse("jane@shop.example").expect("an e-mail");
        drop(forget(&shop.app, &tx, &[jane]).await.expect("a queue"));
        drop(tx);
        // PostgreSQL undoes it a moment later, until when the row is locked, and passed over by workers.
        let wait = "UPDATE mail SET attempts = attempts";
        shop.app.db.write().execute_unprepared(wait).await.expect("the queue");
        assert_eq!(shop.mails().await.len(), 1);
    }
}
