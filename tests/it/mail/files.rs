//! Mails as files.

use std::os::unix::fs::PermissionsExt;

use entity::mail::State;
use patronage::mail::{Content, queue};

use super::{accepted, drain, mail, rows, secret};
use crate::harness::on_both;

on_both! {
    with ["--storefront-url=https://shop.example", "--mail-from=Shop <no-reply@shop.example>"]
    async fn each_kind_is_a_file_that_tells_its_token(shop: &Shop) {
        let to = "zoe@shop.example";
        for content in [
            Content::VerifyEmail(secret("v-1")),
            Content::PasswordReset(secret("r.2")),
            Content::EmailChange(secret("e_3")),
            Content::EmailChangedNotice,
            Content::LoginCode(secret("123456")),
            Content::AccountExists,
            Content::PasswordChangedNotice,
        ] {
            accepted(&shop.app, to, content).await;
        }
        let mails = shop.mails().await;
        let told: Vec<_> = mails.iter().map(|mail| (mail.kind.as_str(), mail.token.as_deref())).collect();
        assert_eq!(told, [
            ("verify-email", Some("v-1")),
            ("password-reset", Some("r.2")),
            ("email-change", Some("e_3")),
            ("email-changed-notice", None),
            ("login-code", Some("123456")),
            ("account-exists", None),
            ("password-changed-notice", None),
        ]);
        for (mail, says) in mails.iter().zip([
            "https://shop.example/account/verify?token=v-1",
            "https://shop.example/account/reset?token=r.2",
            "https://shop.example/account/email?token=e_3",
            "was changed",
            "    123456",
            "has one already",
            "was changed",
        ]) {
            assert_eq!(mail.to, to);
            assert!(!mail.subject.is_empty());
            for says in [says, "Hello Zoë,", "From: Shop <no-reply@shop.example>", "text/plain", "text/html", "Auto-Submitted: auto-generated"] {
                assert!(mail.source.contains(says), "no {says:?} in {}", mail.source);
            }
        }
        assert_eq!(shop.mail("login-code", to).await.token.as_deref(), Some("123456"));
    }
}

on_both! {
    async fn a_long_token_stays_in_one_line(shop: &Shop) {
        // As long as a registration token, which is a JWT.
        let token = format!("{}.{}", "a".repeat(300), "b".repeat(300));
        accepted(&shop.app, "zoe@shop.example", Content::VerifyEmail(secret(&token))).await;
        let mail = shop.mail("verify-email", "zoe@shop.example").await;
        assert_eq!(mail.token.as_deref(), Some(token.as_str()));
        assert!(mail.source.contains(&format!("/account/verify?token={token}\r\n")));
    }
}

on_both! {
    async fn a_mail_goes_out_with_its_transaction_or_not_at_all(shop: &Shop) {
        let mut tx = shop.app.db.begin().await.expect("a transaction");
        let mail = mail("zoe@shop.example", Content::AccountExists);
        assert_eq!(queue(&shop.app, &mut tx, &mail).await.expect("a queue"), patronage::mail::Queued::Accepted);
        drop(tx);
        assert_eq!(shop.mails().await.len(), 0);

        let mut tx = shop.app.db.begin().await.expect("a transaction");
        _ = queue(&shop.app, &mut tx, &mail).await.expect("a queue");
        tx.commit().await.expect("a commit");
        assert_eq!(std::fs::read_dir(shop.mail_folder()).expect("a folder").count(), 0, "nothing is sent within");
        assert_eq!(shop.mails().await.len(), 1);
        assert_eq!(shop.mails().await.len(), 1, "once");
    }
}

on_both! {
    async fn the_queue_holds_nothing_in_clear_and_nothing_at_all_once_it_is_sent(shop: &Shop) {
        accepted(&shop.app, "zoe.visible@shop.example", Content::PasswordReset(secret("the-visible-token"))).await;
        let [queued] = &rows(shop).await[..] else { panic!("not one mail") };
        assert_eq!((queued.state, queued.attempts), (State::Queued, 0));
        let sealed = queued.letter.as_ref().expect("a letter").0.as_slice();
        let bytes = [sealed, &queued.address_hash, queued.id.as_bytes()].concat();
        let shown = String::from_utf8_lossy(&bytes);
        assert!(!shown.contains("visible") && !shown.contains("Zo"), "{shown}");
        shop.mails().await;
        let [sent] = &rows(shop).await[..] else { panic!("not one mail") };
        assert_eq!((sent.state, sent.attempts, &sent.letter), (State::Sent, 1, &None));
        // It stays a while for the cap to be counted by.
        assert_eq!(sent.address_hash, queued.address_hash);
    }
}

on_both! {
    async fn files_are_for_the_services_user_alone(shop: &Shop) {
        let folder = shop.mail_folder().join("a/new/folder");
        let app = shop.replica(|settings| {
            settings.mail.mail_url = format!("file://{}", folder.display()).into();
        }).await;
        accepted(&app, "zoe@shop.example", Content::LoginCode(secret("123456"))).await;
        assert_eq!(drain(&app).await, 1);
        let mode = |path: &std::path::Path| path.metadata().expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        let files: Vec<_> = folder.read_dir().expect("a folder").map(|file| file.expect("a file").path()).collect();
        assert_eq!(files.len(), 1, "no other name is left");
        assert_eq!(mode(&files[0]), 0o600);
    }
}

on_both! {
    with ["--mail-from=shop@shop.example"]
    async fn mail_that_goes_nowhere_is_done_with(shop: &Shop) {
        let app = shop.replica(|settings| settings.mail.mail_url = "none:".into()).await;
        accepted(&app, "zoe@shop.example", Content::AccountExists).await;
        assert_eq!(drain(&app).await, 1);
        assert_eq!(rows(shop).await[0].state, State::Sent);
        assert_eq!(shop.mails().await.len(), 0);
    }
}
