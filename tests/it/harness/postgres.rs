//! The PostgreSQL of a test run: the one that `TEST_POSTGRES_URL` names, else a throw-away cluster
//! that starts with the first test that asks and is gone when the process is.
//!
//! libtest has no hook at its end, and a static is never dropped, so nothing here waits for one: a
//! shell holds the cluster and stops it when its standard input closes (`postgres.sh`).

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::{env, fs, io};

use reqwest::Url;

/// Where tests may make databases.
pub(super) struct Server {
    /// Of a database to connect to for making others.
    pub(super) url: Url,
    /// Holds the pipe that keeps a throw-away cluster alive.
    _keeper: Option<Child>,
}

/// The server of this run, or none when there is none to be had, which is told once.
///
/// # Panics
/// When there is none and `PATRONAGE_TEST_REQUIRE_POSTGRES=1`, or when a cluster does not start.
pub(super) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let found = given().or_else(throw_away);
        if found.is_none() {
            // Past libtest, which keeps back what a passing test prints.
            let _ = io::stderr().write_all(SKIPPED.as_bytes());
        }
        found
    });
    assert!(server.is_some() || !is_required("POSTGRES"), "{SKIPPED}");
    server.as_ref()
}

/// Whether tests of something may not be skipped.
pub(super) fn is_required(what: &str) -> bool {
    env::var(format!("PATRONAGE_TEST_REQUIRE_{what}")).is_ok_and(|value| value == "1")
}

const SKIPPED: &str =
    "\n*** PostgreSQL tests SKIPPED: neither TEST_POSTGRES_URL nor initdb and pg_ctl found ***\n";

fn given() -> Option<Server> {
    let url = env::var("TEST_POSTGRES_URL").ok()?;
    Some(Server {
        url: Url::parse(&url).expect("TEST_POSTGRES_URL is a URL"),
        _keeper: None,
    })
}

fn throw_away() -> Option<Server> {
    let (keeper, url) = cluster(&folder_of(&PROGRAMS)?);
    Some(Server {
        url,
        _keeper: Some(keeper),
    })
}

/// Starts a cluster of nobody else's: the shell that keeps it, and the URL of its first database.
pub(super) fn cluster(binaries: &Path) -> (Child, Url) {
    let (keeper, home) = start(include_str!("postgres.sh"), &[binaries.as_os_str()]);
    (keeper, url_at(&home, 5432))
}

/// The URL of the first database at a socket.
pub(super) fn url_at(home: &str, port: u16) -> Url {
    let url = format!("postgres://postgres@localhost:{port}/postgres?host={home}");
    Url::parse(&url).expect("a URL made here")
}

/// Starts a script that keeps something until its input ends: the shell, and the folder that it says.
pub(super) fn start(script: &str, args: &[&OsStr]) -> (Child, String) {
    let mut keeper = keeper(script, args).spawn().expect("a shell");
    let stdout = keeper.stdout.as_mut().expect("a piped output");
    let home = line(stdout);
    assert!(
        !home.is_empty(),
        "it did not start; its words are above: {args:?}"
    );
    (keeper, home)
}

/// A line without its end. Nothing behind it is taken away from whoever reads next.
pub(super) fn line(from: &mut impl Read) -> String {
    let (mut line, mut byte) = (Vec::new(), [0]);
    while from.read(&mut byte).is_ok_and(|read| read == 1) && byte != *b"\n" {
        line.extend(byte);
    }
    String::from_utf8(line).expect("a line of text")
}

/// The shell that keeps it.
fn keeper(script: &str, args: &[&OsStr]) -> Command {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg([include_str!("keeper.sh"), script].concat())
        .arg("keeper.sh")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .current_dir("/")
        // Out of reach of a Ctrl-C, which would end it before it has tidied up.
        .process_group(0);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            command.env_remove(name);
        }
    }
    if let Some((user, group)) = other_user() {
        command.uid(user).gid(group);
    }
    command
}

/// Who runs PostgreSQL, which refuses root; nobody else when we are not root.
fn other_user() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let ids_of = |name: &str| {
        let fields: Vec<_> = users
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>())
            .find(|user| user[0] == name)?;
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    ids_of("postgres").or_else(|| ids_of("nobody"))
}

/// The programs that make a cluster and run it.
const PROGRAMS: [&str; 2] = ["initdb", "pg_ctl"];

/// The folder of these programs. Debian keeps them out of `PATH`, one folder a version.
pub(super) fn folder_of(programs: &[&str]) -> Option<PathBuf> {
    let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    versions.sort_by_key(|path| {
        path.file_name()
            .and_then(|name| name.to_str()?.parse::<u32>().ok())
    });
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .chain(
            versions
                .into_iter()
                .rev()
                .map(|version| version.join("bin")),
        )
        .find(|folder| programs.iter().all(|name| folder.join(name).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens when the test process ends, in whatever way: the kernel closes its pipes.
    #[test]
    fn nothing_stays_behind() {
        let Some(binaries) = folder_of(&PROGRAMS) else {
            return;
        };
        let script = include_str!("postgres.sh");
        let (mut keeper, home) = start(script, &[binaries.as_os_str()]);
        let home = Path::new(&home);
        assert!(home.join(".s.PGSQL.5432").exists(), "a server that listens");
        let pid = fs::read_to_string(home.join("data/postmaster.pid")).expect("its lock file");
        drop(keeper.stdin.take());
        keeper.wait().expect("a shell that ends");
        assert!(!home.exists(), "the folder stayed behind");
        let server = Command::new("ps")
            .args(["-o", "stat=", "-p", pid.lines().next().expect("its id")])
            .output();
        let state = server.expect("ps").stdout;
        assert!(
            state.is_empty() || state.starts_with(b"Z"),
            "the server stayed behind"
        );
    }
}
