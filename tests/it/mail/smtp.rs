//! Mails to a real mail server.

use std::sync::Arc;
use std::time::Duration;

use entity::mail::State;
use patronage::app::App;
use patronage::mail::Content;
use serde_json::json;

use super::{accepted, drain, rows, secret};
use crate::harness::{MailServer, Shop, free_port, on_both};

/// Longer than the first wait after a failure.
const A_WHILE: Duration = Duration::from_secs(15);

async fn through(shop: &Shop, url: &str) -> Arc<App> {
    shop.replica(|settings| {
        settings.mail.mail_url = url.into();
        settings.mail.mail_from = "Café Zoë <no-reply@shop.example>"
            .parse()
            .expect("a mailbox");
    })
    .await
}

on_both! {
    async fn what_arrives_is_what_was_written(shop: &Shop) {
        let Some(server) = MailServer::start() else { return };
        let app = through(shop, &server.url()).await;
        accepted(&app, "jane@shop.example", Content::PasswordReset(secret("the-token"))).await;
        assert_eq!(drain(&app).await, 1);
        let mail = server.next();
        assert_eq!((&mail["from"], &mail["to"]), (&json!("no-reply@shop.example"), &json!(["jane@shop.example"])));
        assert_eq!((&mail["hello"], &mail["authenticated"]), (&json!("shop.example"), &json!(false)));
        let headers = &mail["headers"];
        assert_eq!(headers["From"], "Café Zoë <no-reply@shop.example>");
        assert_eq!((&headers["To"], &headers["Subject"]), (&json!("jane@shop.example"), &json!("Choose a new password")));
        assert_eq!(headers.get("X-Patronage-Token"), None, "that is for files");
        assert_eq!(headers["Message-ID"], format!("<{}@shop.example>", rows(shop).await[0].id));
        let (text, html) = (mail["text"].as_str().expect("a text"), mail["html"].as_str().expect("a text"));
        let link = "http://localhost:3000/account/reset?token=the-token";
        assert!(text.starts_with("Hello Zoë,\n") && text.contains(&format!("\n{link}\n")), "{text}");
        assert!(html.contains("Hello Zoë,") && html.replace("&#x2f;", "/").contains(link), "{html}");
        assert_eq!(rows(shop).await[0].state, State::Sent);
    }
}

on_both! {
    async fn a_password_in_the_url_logs_in(shop: &Shop) {
        let Some(server) = MailServer::start() else { return };
        let with = |password: &str| server.url().replace("//", &format!("//shop:{password}@"));
        let wrong = through(shop, &with("wrong")).await;
        accepted(&wrong, "jane@shop.example", Content::AccountExists).await;
        drain(&wrong).await;
        assert_eq!(rows(shop).await[0].state, State::Queued, "it is not the mail's fault");
        shop.clock.advance(A_WHILE);
        let right = through(shop, &with("p%40ss%3Aword")).await;
        drain(&right).await;
        assert_eq!(server.next()["authenticated"], true);
    }
}

on_both! {
    async fn a_server_that_is_away_is_tried_again(shop: &Shop) {
        let port = free_port();
        let app = through(shop, &format!("smtp://127.0.0.1:{port}")).await;
        accepted(&app, "jane@shop.example", Content::AccountExists).await;
        assert_eq!(drain(&app).await, 1);
        assert_eq!(rows(shop).await[0].state, State::Queued);
        let Some(server) = MailServer::start_at(port, &[]) else { return };
        assert_eq!(drain(&app).await, 0, "not before its time");
        shop.clock.advance(A_WHILE);
        assert_eq!(drain(&app).await, 1);
        assert_eq!(server.next()["to"][0], "jane@shop.example");
        assert_eq!(rows(shop).await[0].state, State::Sent);
    }
}

on_both! {
    async fn a_mail_that_is_put_off_is_tried_again_and_one_that_is_refused_is_not(shop: &Shop) {
        let Some(server) = MailServer::start() else { return };
        let app = through(shop, &server.url()).await;
        accepted(&app, "later@shop.example", Content::AccountExists).await;
        accepted(&app, "refused@shop.example", Content::AccountExists).await;
        assert_eq!(drain(&app).await, 2);
        assert_eq!(server.next()["met"], "later@shop.example");
        assert_eq!(server.next()["met"], "refused@shop.example");
        let states = |mails: Vec<entity::mail::Model>| mails.into_iter().map(|mail| (mail.state, mail.letter.is_some())).collect::<Vec<_>>();
        assert_eq!(states(rows(shop).await), [(State::Queued, true), (State::Failed, false)]);
        shop.clock.advance(A_WHILE);
        assert_eq!(drain(&app).await, 1);
        assert_eq!(server.next()["met"], "later@shop.example");
        assert_eq!(server.next()["to"][0], "later@shop.example");
        assert_eq!(states(rows(shop).await), [(State::Sent, false), (State::Failed, false)]);
        assert!(server.is_silent());
    }
}

on_both! {
    async fn templates_of_the_operator_arrive_whatever_is_in_them(shop: &Shop) {
        let Some(server) = MailServer::start() else { return };
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
        // A name beyond ASCII in the subject, and no header by way of a line break.
        write("account-exists.subject.txt", "Grüße an {{ first_name }}\nBcc: everybody@shop.example\n");
        // Lines of dots end a mail where they are not doubled on their way.
        write("account-exists.txt", "before\n.\n..\n.dot\nafter, for {{ first_name }}\n");
        write("account-exists.html", "<p>{{ first_name }} & co</p>");
        let app = shop.replica(|settings| {
            settings.mail.mail_url = server.url().into();
            settings.mail.mail_templates = Some(folder.path().to_owned());
        }).await;
        accepted(&app, "jane@shop.example", Content::AccountExists).await;
        assert_eq!(drain(&app).await, 1);
        let mail = server.next();
        assert_eq!(mail["headers"]["Subject"], "Grüße an Zoë Bcc: everybody@shop.example");
        assert_eq!(mail["headers"].get("Bcc"), None);
        assert_eq!(mail["text"], "before\n.\n..\n.dot\nafter, for Zoë");
        assert_eq!(mail["html"], "<p>Zoë & co</p>");
        assert_eq!(mail["to"], json!(["jane@shop.example"]));
    }
}

on_both! {
    async fn an_address_may_have_any_letters(shop: &Shop) {
        let Some(server) = MailServer::start() else { return };
        let app = through(shop, &server.url()).await;
        for to in ["zoë@shop.example", "o'neill+{news}@shop.example"] {
            accepted(&app, to, Content::AccountExists).await;
            assert_eq!(drain(&app).await, 1);
            assert_eq!(server.next()["to"], json!([to]));
        }
    }
}
