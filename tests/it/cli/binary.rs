//! Runs the binary.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::harness::Caller;

/// How long a command may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The binary, in a folder of its own.
pub(crate) struct Binary {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Binary {
    /// In an empty folder and an empty environment.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        Self {
            folder,
            variables: Vec::new(),
        }
    }

    /// With a variable of the environment.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    /// With a `patronage.toml`.
    pub(crate) fn with_file(self, text: &str) -> Self {
        fs::write(self.path().join("patronage.toml"), text).expect("a file");
        self
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patronage"));
        command.args(args).current_dir(self.path()).env_clear();
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Done {
        Done(self.command(args).output().expect("a binary that runs"))
    }

    /// Runs a command that serves, up to the line that says where.
    ///
    /// # Panics
    /// When it ends before.
    pub(crate) fn serve(&self, args: &[&str]) -> Serving {
        let mut command = self.command(args);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a binary that runs");
        let mut stderr = BufReader::new(child.stderr.take().expect("a piped output"));
        let said = Arc::new(Mutex::new(String::new()));
        let mut base = None;
        while base.is_none() {
            let mut line = String::new();
            let read = stderr.read_line(&mut line).expect("a line of text");
            assert!(
                read > 0,
                "it ended without serving: {}",
                said.lock().expect("text")
            );
            base = line
                .strip_prefix("listening on ")
                .map(|url| url.trim().to_owned());
            said.lock().expect("text").push_str(&line);
        }
        let heard = Arc::clone(&said);
        let listener = thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                *heard.lock().expect("text") += &(line + "\n");
            }
        });
        Serving {
            child,
            base: base.expect("a URL"),
            said,
            listener: Some(listener),
        }
    }
}

/// What a command left behind.
pub(crate) struct Done(Output);

impl Done {
    /// What it said on standard output, where it succeeded.
    #[track_caller]
    pub(crate) fn ok(&self) -> String {
        assert_eq!(self.0.status.code(), Some(0), "{}", self.stderr());
        self.stdout()
    }

    /// The exit status.
    ///
    /// # Panics
    /// When a signal ended it.
    pub(crate) fn status(&self) -> i32 {
        self.0.status.code().expect("an exit")
    }

    /// What it said on standard output, however it ended.
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("text")
    }

    /// What it said on standard error.
    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("text")
    }

    /// The exit status and what was said on standard error, where nothing was said on standard output.
    #[track_caller]
    pub(crate) fn failed(&self) -> (i32, String) {
        assert!(self.0.stdout.is_empty(), "a failure is no result");
        (self.status(), self.stderr())
    }
}

/// A server that runs. It ends with the test.
pub(crate) struct Serving {
    child: Child,
    base: String,
    said: Arc<Mutex<String>>,
    listener: Option<JoinHandle<()>>,
}

impl Serving {
    /// Somebody without credentials.
    pub(crate) fn anonymous(&self) -> Caller {
        Caller::anonymous(self.base.clone())
    }

    /// Where it listens, e.g. `127.0.0.1:40123`.
    pub(crate) fn address(&self) -> &str {
        self.base.strip_prefix("http://").expect("an http URL")
    }

    /// What it has said on standard error so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("text").clone()
    }

    /// Sends it a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status();
        assert!(status.expect("kill").success());
    }

    /// Waits until it takes no connection any more.
    ///
    /// # Panics
    /// When it goes on to.
    pub(crate) fn wait_for_closed_listener(&self) {
        let begun = Instant::now();
        while TcpStream::connect(self.address()).is_ok() {
            assert!(begun.elapsed() < PATIENCE, "it still listens");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits for its end: the exit status and all that it said on standard error.
    ///
    /// # Panics
    /// When it does not end.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                break status;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "it does not end: {}",
                self.said()
            );
            thread::sleep(Duration::from_millis(20));
        };
        self.listener
            .take()
            .expect("a thread")
            .join()
            .expect("a thread that ends well");
        (status.code(), self.said())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // An error means that it has ended, as it should.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
