//! The commands, as a person runs them.

pub(crate) mod binary;
mod database;
mod doctor;
mod export;
mod import;
mod issuers;
mod killed;
mod mail;
mod pages;
mod ready;
mod secrets;
mod seed;
mod serving;
mod settings;

use std::process::{Command, Output};

/// What a command printed, and how it ended.
struct Ran {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the binary on a database, in a folder and with variables of nobody's.
fn patronage(database_url: &str, args: &[&str]) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_patronage"))
        .args(args)
        .env_clear()
        .env("DATABASE_URL", database_url)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("the binary");
    Ran {
        status: status.code(),
        stdout: String::from_utf8(stdout).expect("text"),
        stderr: String::from_utf8(stderr).expect("text"),
    }
}

impl Ran {
    /// What it printed, where it succeeded.
    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.status, Some(0), "{}", self.stderr);
        self
    }

    /// The line that starts so.
    #[track_caller]
    fn line(&self, start: &str) -> &str {
        let found = self.stdout.lines().find(|line| line.starts_with(start));
        found.unwrap_or_else(|| panic!("no {start:?} in:\n{}", self.stdout))
    }
}
