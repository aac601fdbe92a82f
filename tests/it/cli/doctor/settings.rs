//! Settings that do not go together, and a way out for mail that is none.

use std::net::TcpListener;

use super::super::binary::{Binary, Done};

const PRODUCTION: &str = "--public-url=https://accounts.shop.example";

/// A binary on a migrated file.
fn migrated() -> Binary {
    let binary = Binary::new();
    binary.run(&["migrate", "up"]).ok();
    binary
}

/// The line that starts so.
#[track_caller]
fn line(ran: &Done, start: &str) -> String {
    let said = ran.stdout();
    let found = said.lines().find(|line| line.starts_with(start));
    found
        .unwrap_or_else(|| panic!("no {start:?} in:\n{said}"))
        .to_owned()
}

#[test]
fn everything_is_told_in_one_run() {
    let ran = Binary::new().run(&[
        "doctor",
        PRODUCTION,
        "--throttle=off",
        "--log=patronage=loud",
        "--mail-templates=/no/such/folder",
        "--trusted-documents=/no/such/manifest.json",
        "--mail-url=nonsense",
        "--database-url=sqlite:///no/such/folder/shop.db",
    ]);
    assert_eq!(ran.status(), 1);
    let said = ran.stdout();
    for (start, setting) in [
        ("FAIL settings: ", "PATRONAGE_THROTTLE"),
        ("FAIL settings: ", "PATRONAGE_LOG"),
        ("FAIL settings: ", "PATRONAGE_MAIL_TEMPLATES"),
        ("FAIL settings: ", "PATRONAGE_TRUSTED_DOCUMENTS"),
        ("FAIL mail: ", "PATRONAGE_MAIL_URL"),
        ("FAIL database: ", "DATABASE_URL"),
        ("warn proxy: ", "PATRONAGE_TRUSTED_PROXIES"),
    ] {
        let mut lines = said.lines();
        let told = lines.any(|line| line.starts_with(start) && line.contains(setting));
        assert!(told, "{start}{setting} is not in:\n{said}");
    }
    assert!(
        ran.stderr().ends_with("patronage: 6 checks failed\n"),
        "{}",
        ran.stderr()
    );
}

#[test]
fn doubts_are_told_and_fail_nothing() {
    let binary = migrated();
    let ran = binary.run(&["doctor", PRODUCTION]);
    assert_eq!(ran.status(), 0);
    line(&ran, "warn proxy: behind the proxy");
    let told = line(&ran, "warn mail: files in ./patronage-mail");
    assert!(told.contains("PATRONAGE_MAIL_URL"), "{told}");
    let ran = binary.run(&["doctor", PRODUCTION, "--mail-url=none:"]);
    line(&ran, "warn mail: none is sent");
    let ran = binary.run(&["doctor", PRODUCTION, "--trusted-proxies=10.0.0.0/8,::1"]);
    line(&ran, "ok   proxy: 2 networks are trusted");
}

#[test]
fn http_beyond_this_machine_is_told() {
    let binary = migrated();
    let ran = binary.run(&["doctor"]);
    line(&ran, "ok   public URL: http, on this machine alone");
    let beyond = ["doctor", "--listen=0.0.0.0:8080"];
    let ran = binary.run(&beyond);
    assert_eq!(ran.status(), 1);
    let told = line(&ran, "FAIL settings: PATRONAGE_LISTEN");
    assert!(told.contains("https"), "{told}");
    let ran = binary.run(&[&beyond[..], &["--insecure-http"]].concat());
    assert_eq!(ran.status(), 0);
    let ran_behind = binary.run(&["doctor", "--public-url=http://shop.example"]);
    for ran in [ran, ran_behind] {
        let told = line(&ran, "warn public URL: http://");
        assert!(told.contains("PATRONAGE_PUBLIC_URL as https"), "{told}");
    }
}

#[test]
fn a_mail_server_that_says_nothing_is_told() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("smtp://{}", silent.local_addr().expect("a bound port"));
    let ran = migrated().run(&[
        "doctor",
        "--mail-from=shop@shop.example",
        "--mail-url",
        &url,
    ]);
    assert_eq!(ran.status(), 1);
    let told = line(&ran, &format!("FAIL mail: {url}: "));
    assert!(
        told.contains("within 5 s") && told.contains("firewall"),
        "{told}"
    );
}
