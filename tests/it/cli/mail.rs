//! Mail, as the binary sends it.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use patronage::mail::{Content, Mail, Secret, queue};
use patronage::value::Email;
use sea_orm::ConnectionTrait;

use super::binary::Binary;
use crate::harness::{MailServer, Shop, free_port, on_both};

/// How long a mail may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

const SERVE: [&str; 4] = ["serve", "--no-migrate", "--listen", "127.0.0.1:0"];

/// The binary on a shop's database.
fn beside(shop: &Shop) -> Binary {
    Binary::new().with("DATABASE_URL", shop.database_url())
}

async fn queued(shop: &Shop, to: &str) {
    let mail = Mail {
        to: Email::parse(to).expect("an e-mail"),
        first_name: None,
        content: Content::PasswordReset(Secret {
            text: "the-visible-token".to_owned().into(),
            lifetime: Duration::from_hours(1),
        }),
    };
    let mut tx = shop.app.db.begin().await.expect("a transaction");
    _ = queue(&shop.app, &mut tx, &mail).await.expect("a queue");
    tx.commit().await.expect("a commit");
}

/// Waits until there is a mail in a folder.
fn mail_in(folder: &Path) -> PathBuf {
    let begun = Instant::now();
    loop {
        let mut files = folder
            .read_dir()
            .into_iter()
            .flatten()
            .map(|file| file.expect("a file").path());
        if let Some(mail) = files.find(|file| file.extension().is_some_and(|end| end == "eml")) {
            return mail;
        }
        assert!(begun.elapsed() < PATIENCE, "no mail comes");
        thread::sleep(Duration::from_millis(10));
    }
}

on_both! {
    async fn a_mail_survives_kill_9(shop: &Shop) {
        // A server that takes connections and says nothing.
        let hung = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("smtp://{}", hung.local_addr().expect("a bound port"));
        queued(shop, "jane@shop.example").await;
        let server = beside(shop).with("PATRONAGE_MAIL_URL", &url).serve(&SERVE);
        let _attempt = hung.accept().expect("an attempt to send it");
        server.signal("KILL");
        assert_eq!(server.wait().0, None);

        // So that we need not wait for the end of the lease that the dead one has.
        let lapse = "UPDATE mail SET next_attempt_at = 0";
        shop.app.db.write().execute_unprepared(lapse).await.expect("the queue");
        let binary = beside(shop);
        let server = binary.serve(&SERVE);
        let mail = mail_in(&binary.path().join("patronage-mail"));
        let name = mail.file_name().and_then(OsStr::to_str).expect("a name");
        assert!(name.ends_with("-password-reset.eml"), "{name}");
        let text = std::fs::read_to_string(&mail).expect("a mail");
        assert!(text.contains("\r\nX-Patronage-Token: the-visible-token\r\n"), "{text}");
        server.signal("TERM");
        assert_eq!(server.wait().0, Some(0));
        assert_eq!(shop.mails().await.len(), 0, "it was sent, and nothing is left to send");
    }
}

on_both! {
    async fn what_is_sent_is_not_logged(shop: &Shop) {
        let Some(mails) = MailServer::start() else { return };
        queued(shop, "refused@visible.example").await;
        queued(shop, "jane@visible.example").await;
        let url = mails.url().replace("//", "//shop:p%40ss%3Aword@");
        let server = beside(shop)
            .with("PATRONAGE_MAIL_URL", &url)
            .with("PATRONAGE_LOG", "trace")
            .serve(&SERVE);
        assert_eq!(mails.next()["met"], "refused@visible.example");
        assert_eq!(mails.next()["to"][0], "jane@visible.example");
        server.signal("TERM");
        let (status, log) = server.wait();
        assert_eq!(status, Some(0));
        assert!(log.contains("mail given up") && log.contains("550"), "{log}");
        for secret in ["visible", "ss:word", "ss%3Aword"] {
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret}");
        }
    }
}

/// A certificate for localhost that vouches for itself, and its key.
fn certificate(folder: &Path) -> [PathBuf; 2] {
    let files = ["certificate.pem", "key.pem"].map(|name| folder.join(name));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args([
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args([
            OsStr::new("-out"),
            files[0].as_os_str(),
            OsStr::new("-keyout"),
            files[1].as_os_str(),
        ])
        .output();
    let made = made.expect("openssl");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    files
}

#[test]
fn doctor_tells_whether_mails_can_be_handed_over() {
    let mail = |binary: &Binary, url: &str| {
        let from = "--mail-from=shop@shop.example";
        let told = binary.run(&["doctor", "--mail-url", url, from]);
        let told = told.stdout();
        told.lines()
            .find(|line| line.contains(" mail: "))
            .expect("a line on mail")
            .to_owned()
    };
    let binary = Binary::new();
    binary.run(&["migrate", "up"]).ok();
    let told = mail(&binary, "file://./mails");
    assert_eq!(told, "ok   mail: files in ./mails");
    assert!(
        !binary.path().join("mails").exists(),
        "to look is not to make"
    );
    let told = mail(&binary, "file://./patronage.db/mails");
    assert!(
        told.starts_with("FAIL mail: ./patronage.db/mails: "),
        "{told}"
    );
    assert_eq!(mail(&binary, "none:"), "ok   mail: none is sent");

    let port = free_port();
    let url = format!("smtp://shop:hidden@127.0.0.1:{port}");
    let told = mail(&binary, &url);
    assert!(
        told.starts_with(&format!(
            "FAIL mail: smtp://127.0.0.1:{port}: Connection error"
        )),
        "{told}"
    );
    let Some(server) = MailServer::start_at(port, &[]) else {
        return;
    };
    let told = mail(&binary, &url);
    assert!(
        told.contains("535") && told.contains("mend user and password") && !told.contains("hidden"),
        "{told}"
    );
    let required = mail(&binary, &format!("{}?tls=required", server.url()));
    assert!(required.contains("STARTTLS"), "{required}");
    assert_eq!(
        mail(&binary, &server.url()),
        format!("ok   mail: smtp://127.0.0.1:{port}")
    );
    let told = binary
        .run(&["doctor", "--mail-url", &server.url()])
        .stdout();
    assert!(
        told.contains("FAIL mail: nobody takes mail from localhost: set PATRONAGE_MAIL_FROM\n"),
        "{told}"
    );
}

#[test]
fn tls_takes_the_systems_certificates_and_no_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let [certificate, key] = certificate(folder.path());
    let Some(_server) = MailServer::start_at(port, &[certificate.as_os_str(), key.as_os_str()])
    else {
        return;
    };
    let told = |binary: &Binary| {
        let url = format!("smtps://shop:p%40ss%3Aword@localhost:{port}");
        binary
            .run(&[
                "doctor",
                "--mail-url",
                &url,
                "--mail-from=shop@shop.example",
            ])
            .stdout()
    };
    let told_by_stranger = told(&Binary::new());
    assert!(
        told_by_stranger.contains("FAIL mail: ") && told_by_stranger.contains("certificate"),
        "{told_by_stranger}"
    );
    let file = certificate.to_str().expect("a path of text");
    let told_by_friend = told(&Binary::new().with("SSL_CERT_FILE", file));
    assert!(
        told_by_friend.contains(&format!("ok   mail: smtps://localhost:{port}\n")),
        "{told_by_friend}"
    );
}
