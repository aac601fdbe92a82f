//! The program itself, and a shell in which it is at hand.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The program, as cargo has built it.
pub(super) const PROGRAM: &str = env!("CARGO_BIN_EXE_patronage");

/// Whether the program is here that documents call servers with.
pub(super) fn has_curl() -> bool {
    Command::new("curl").arg("--version").output().is_ok()
}

/// `patronage serve` on a free port, in a folder of its own.
pub(super) struct Program {
    server: Child,
    folder: TempDir,
    database: String,
    port: String,
}

impl Program {
    /// Starts it on a database, with OpenID providers or without.
    pub(super) fn start(database: &str, providers: Option<&str>) -> Self {
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("cargo's folder");
        symlink(PROGRAM, folder.path().join("patronage")).expect("a link");
        let mut server = command(PROGRAM, folder.path(), database)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .envs(providers.map(|list| ("PATRONAGE_OIDC_PROVIDERS", list)))
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut lines = BufReader::new(server.stderr.take().expect("a pipe")).lines();
        let port = lines
            .by_ref()
            .find_map(|line| {
                let line = line.expect("a line of text");
                Some(
                    line.strip_prefix("listening on http://127.0.0.1:")?
                        .to_owned(),
                )
            })
            .expect("a server that listens");
        // What nobody reads would stop the server once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            server,
            folder,
            database: database.to_owned(),
            port,
        }
    }

    /// Where it answers.
    pub(super) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs commands as a reader of the document would, with the variables that earlier ones have set,
    /// and gives what they print.
    ///
    /// # Panics
    /// When one of them fails.
    pub(super) fn shell(&self, commands: &str) -> String {
        let commands = commands
            .replace("localhost:8080", &format!("127.0.0.1:{}", self.port))
            .replace("target/release/patronage", "patronage");
        let script = format!(
            "set -aeuo pipefail\n[ ! -f variables ] || . ./variables\n{commands}\nexport -p > variables\n"
        );
        let output = command("bash", self.folder.path(), &self.database)
            .args(["-c", &script])
            .output()
            .expect("bash");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{commands}\nfailed: {errors}");
        String::from_utf8(output.stdout).expect("text")
    }

    /// Checks a settings file.
    pub(super) fn settings(&self, text: &str) {
        let file = self.folder.path().join("patronage.toml");
        fs::write(&file, text).expect("a file");
        self.shell("patronage schema > schema.graphql");
        fs::remove_file(&file).expect("the file");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to do.
        _ = self.server.kill();
        _ = self.server.wait();
    }
}

/// A command that sees nothing of the settings around the test.
fn command(program: &str, folder: &Path, database: &str) -> Command {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("HOME", folder)
        .env("DATABASE_URL", database);
    command
}
