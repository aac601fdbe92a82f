//! A clock that is wrong, by `tests/faults/clock.c`, which is preloaded.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::super::binary::Binary;
use crate::harness::{Backend, Database};

/// Builds it into a folder.
fn stepped(folder: &TempDir) -> PathBuf {
    let library = folder.path().join("clock.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/clock.c"))
        .status();
    assert!(built.expect("a C compiler").success());
    library
}

/// What the doctor says of the clock when ours is off by so many seconds.
fn told(database_url: &str, seconds: &str) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let library = stepped(&folder);
    let offset = folder.path().join("offset");
    std::fs::write(&offset, seconds).expect("a file");
    let binary = Binary::new()
        .with("DATABASE_URL", database_url)
        .with("LD_PRELOAD", library.to_str().expect("a path of text"))
        .with("PATRONAGE_CLOCK", offset.to_str().expect("a path of text"));
    let ran = binary.run(&["doctor"]);
    let said = ran.stdout();
    let line = said.lines().find(|line| line.contains(" clock: "));
    (ran.status(), line.expect("a line on the clock").to_owned())
}

#[tokio::test]
async fn a_clock_apart_from_the_servers_is_told() {
    let Some(database) = Database::fresh(Backend::Postgres).await else {
        return;
    };
    assert_eq!(
        told(database.url(), "0"),
        (
            0,
            "ok   clock: the database's is within 5 s of ours".to_owned()
        )
    );
    for (ours, theirs) in [("+3600", -3600), ("-3600", 3600)] {
        let (status, line) = told(database.url(), ours);
        assert_eq!(status, 1);
        let apart = line
            .strip_prefix("FAIL clock: the database's clock is ")
            .and_then(|line| line.strip_suffix(" s from ours: let both follow a time server"));
        let apart: i32 = apart.expect(&line).parse().expect("seconds");
        // It takes a moment to ask, and a busy machine longer.
        assert!((apart - theirs).abs() < 60, "{line}");
    }
    database.remove().await;
}

#[tokio::test]
async fn a_clock_behind_the_files_is_told() {
    let database = Database::fresh(Backend::Sqlite).await.expect("a file");
    let (status, line) = told(database.url(), "+0");
    assert_eq!((status, &line[..12]), (0, "ok   clock: "), "{line}");
    let (status, line) = told(database.url(), "-3600");
    assert_eq!(status, 1);
    assert!(
        line.starts_with("FAIL clock: ")
            && line.contains("patronage.db")
            && line.ends_with("follow a time server"),
        "{line}"
    );
}
