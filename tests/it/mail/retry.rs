//! Mails that cannot be sent at once.

use std::fs;
use std::time::Duration;

use entity::mail::State;
use patronage::mail::{Content, deliver_next};

use super::{HOUR, accepted, drain, rows, secret};
use crate::harness::{Shop, on_both};

/// A file where the folder should be, so that nothing can be written.
fn break_folder(shop: &Shop) {
    fs::remove_dir(shop.mail_folder()).expect("an empty folder");
    fs::write(shop.mail_folder(), "").expect("a file");
}

fn mend_folder(shop: &Shop) {
    fs::remove_file(shop.mail_folder()).expect("a file");
    fs::create_dir(shop.mail_folder()).expect("a folder");
}

on_both! {
    async fn a_mail_that_fails_is_tried_again_later_and_later(shop: &Shop) {
        break_folder(shop);
        accepted(&shop.app, "jane@shop.example", Content::AccountExists).await;
        // The longest that each wait may be, in seconds: three times the one before, a quarter more by chance.
        for (attempts, longest) in [(1, 10), (2, 30), (3, 90), (4, 270)] {
            assert_eq!(drain(&shop.app).await, 1, "one attempt");
            let mail = rows(shop).await.remove(0);
            assert_eq!((mail.state, mail.attempts), (State::Queued, attempts));
            let wait = mail.next_attempt_at.0 - shop.clock.now().0;
            let range = longest * 1000 / 2..=longest * 1250;
            assert!(range.contains(&wait), "{wait} ms after {attempts}");
            assert!(!deliver_next(&shop.app).await.expect("the queue"), "not before its time");
            shop.clock.advance(Duration::from_millis(u64::try_from(wait).expect("a wait")));
        }
        mend_folder(shop);
        assert_eq!(shop.mails().await.len(), 1);
        let mail = rows(shop).await.remove(0);
        assert_eq!((mail.state, mail.attempts), (State::Sent, 5));
    }
}

on_both! {
    async fn a_day_is_enough(shop: &Shop) {
        break_folder(shop);
        accepted(&shop.app, "jane@shop.example", Content::AccountExists).await;
        let mut hours = 0;
        while rows(shop).await[0].state == State::Queued {
            assert!(hours < 25, "it is never given up");
            drain(&shop.app).await;
            shop.clock.advance(HOUR);
            hours += 1;
        }
        assert!(hours > 20, "given up after {hours} h");
        let mail = rows(shop).await.remove(0);
        assert_eq!((mail.state, mail.letter), (State::Failed, None));
        mend_folder(shop);
        shop.clock.advance(HOUR);
        assert_eq!(shop.mails().await.len(), 0);
    }
}

on_both! {
    async fn a_token_that_has_expired_is_not_sent(shop: &Shop) {
        accepted(&shop.app, "jane@shop.example", Content::PasswordReset(secret("t"))).await;
        shop.clock.advance(HOUR);
        assert_eq!(shop.mails().await.len(), 0);
        let mail = rows(shop).await.remove(0);
        assert_eq!((mail.state, mail.letter), (State::Failed, None));
    }
}

on_both! {
    async fn one_that_fails_keeps_back_no_other(shop: &Shop) {
        break_folder(shop);
        accepted(&shop.app, "jane@shop.example", Content::AccountExists).await;
        drain(&shop.app).await;
        mend_folder(shop);
        accepted(&shop.app, "vera@shop.example", Content::AccountExists).await;
        let mails = shop.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, "vera@shop.example");
    }
}
