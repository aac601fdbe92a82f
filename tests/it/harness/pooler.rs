//! A PgBouncer in transaction mode before the PostgreSQL of the run, started with the first test that
//! asks. It is gone when the process is, as the cluster is.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::process::Child;
use std::sync::OnceLock;
use std::{env, fs};

use reqwest::Url;

use super::postgres;

const SKIPPED: &str = "\n*** PgBouncer's tests SKIPPED: no pgbouncer found ***\n";

/// The URL of PgBouncer, or none when there is none to be had, which is told once.
///
/// # Panics
/// When there is none and `PATRONAGE_TEST_REQUIRE_PGBOUNCER=1`.
pub(super) fn pooler() -> Option<&'static Url> {
    static POOLER: OnceLock<Option<(Url, Child)>> = OnceLock::new();
    let pooler = POOLER.get_or_init(|| {
        let found = start();
        if found.is_none() {
            // Past libtest, which keeps back what a passing test prints.
            let _ = io::stderr().write_all(SKIPPED.as_bytes());
        }
        found
    });
    let required = postgres::is_required("PGBOUNCER");
    assert!(pooler.is_some() || !required, "{SKIPPED}");
    pooler.as_ref().map(|(url, _)| url)
}

fn start() -> Option<(Url, Child)> {
    let socket = postgres::server()?.url.query_pairs();
    let (_, socket) = socket.into_iter().find(|(name, _)| name == "host")?;
    // Debian has it where only root looks.
    let path = env::var_os("PATH").unwrap_or_default();
    let binary = env::split_paths(&path)
        .chain([Path::new("/usr/sbin").to_path_buf()])
        .map(|folder| folder.join("pgbouncer"))
        .find(|file| fs::metadata(file).is_ok_and(|file| file.is_file()))?;
    let args = [binary.as_os_str(), OsStr::new(&*socket)];
    let (keeper, home) = postgres::start(include_str!("pooler.sh"), &args);
    Some((postgres::url_at(&home, 6432), keeper))
}
