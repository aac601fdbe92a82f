//! A PostgreSQL that does not let us in, and each time for another reason.

use std::net::TcpListener;

use reqwest::Url;

use super::super::{Ran, patronage};
use super::change;
use crate::harness::{Backend, Database, free_port};

/// What is in every URL here and must be in no answer.
const PASSWORD: &str = "hidden";

/// The line on a database that cannot be opened.
#[track_caller]
fn refused(url: &str) -> String {
    let ran = patronage(url, &["doctor"]);
    assert_eq!(ran.status, Some(1), "{url}");
    let Ran { stdout, stderr, .. } = &ran;
    assert!(
        !stdout.contains(PASSWORD) && !stderr.contains(PASSWORD),
        "the password is shown"
    );
    // What needs no database is told none the less.
    ran.line("ok   settings: ");
    ran.line("ok   mail: ");
    ran.line("FAIL database: ").to_owned()
}

#[track_caller]
fn says(told: &str, parts: &[&str]) {
    for part in parts.iter().chain(&["DATABASE_URL"]) {
        assert!(told.contains(part), "no {part:?} in: {told}");
    }
}

#[test]
fn a_host_that_nobody_knows_is_told() {
    let told = refused("postgres://shop:hidden@no-such-host.invalid/shop");
    says(&told, &["no-such-host.invalid", "mend the host"]);
}

#[test]
fn a_closed_port_is_told() {
    let port = free_port();
    let told = refused(&format!("postgres://shop:hidden@127.0.0.1:{port}/shop"));
    says(
        &told,
        &[&format!("127.0.0.1:{port}"), "nobody listens", "start"],
    );
    let told = refused("postgres://shop:hidden@localhost/shop?host=/no/such/folder");
    says(&told, &["/no/such/folder", "nobody listens"]);
}

#[test]
fn a_server_that_says_nothing_is_told() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("a bound port");
    let told = refused(&format!("postgres://shop:hidden@{address}/shop"));
    says(&told, &[&address.to_string(), "within 5 s", "firewall"]);
}

#[test]
fn a_url_of_no_use_is_told() {
    let told = refused("postgres://shop:hidden@127.0.0.1/shop?sslmode=perhaps");
    says(&told, &["postgres://user:password@host:port/database"]);
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told() {
    let Some(database) = Database::fresh(Backend::Postgres).await else {
        return;
    };
    let mut url = Url::parse(database.url()).expect("a URL");
    url.set_path("nowhere");
    let told = refused(url.as_str());
    says(&told, &["no database nowhere", "createdb --owner"]);
    database.remove().await;
}

#[tokio::test]
async fn a_user_who_is_not_let_in_is_told() {
    if std::env::var_os("TEST_POSTGRES_URL").is_some() {
        println!("skipped: whom that server lets in is not ours to say");
        return;
    }
    let Some(database) = Database::fresh(Backend::Postgres).await else {
        return;
    };
    let db = database.connect().await;
    // Of this name the cluster wants a password (`harness/postgres.sh`).
    change(&db, "CREATE ROLE patronage_keyed LOGIN PASSWORD 'right'").await;
    let by = |user: &str, password: &str| {
        let mut url = Url::parse(database.url()).expect("a URL");
        url.set_username(user).expect("a user");
        url.set_password(Some(password)).expect("a password");
        String::from(url)
    };
    let right = patronage(&by("patronage_keyed", "right"), &["doctor"]);
    right.line("ok   database: PostgreSQL");
    let told = refused(&by("patronage_keyed", PASSWORD));
    says(&told, &["the password of patronage_keyed", "ALTER ROLE"]);
    let told = refused(&by("patronage_nobody", PASSWORD));
    says(&told, &["patronage_nobody", "make the role"]);

    let name = Url::parse(database.url()).expect("a URL");
    let name = name.path().trim_start_matches('/');
    change(
        &db,
        &format!("REVOKE CONNECT ON DATABASE {name} FROM PUBLIC"),
    )
    .await;
    let ran = patronage(&by("patronage_keyed", "right"), &["doctor"]);
    let told = ran.line("FAIL database: ");
    assert!(told.contains("GRANT CONNECT ON DATABASE"), "{told}");
    change(&db, "DROP ROLE patronage_keyed").await;
    db.close().await;
    database.remove().await;
}
