//! A real mail server on loopback: aiosmtpd (`smtp.py`), from Debian's `python3-aiosmtpd` or from `PyPI`.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use std::{env, thread};

use serde_json::Value;

/// How long a mail may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server that runs. It ends with the test.
pub(crate) struct MailServer {
    child: Child,
    said: Receiver<Value>,
    port: u16,
}

impl MailServer {
    /// Starts one on a free port, or tells that it cannot be had here.
    pub(crate) fn start() -> Option<Self> {
        Self::start_at(free_port(), &[])
    }

    /// Starts one on a port, with a certificate and its key where it is to speak TLS from the start.
    ///
    /// # Panics
    /// When there is none to be had and `PATRONAGE_TEST_REQUIRE_SMTP=1`, or when it does not start.
    pub(crate) fn start_at(port: u16, certificate: &[&OsStr]) -> Option<Self> {
        let mut child = Command::new(python()?)
            .args(["-c", include_str!("smtp.py"), &port.to_string()])
            .args(certificate)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let (teller, said) = channel();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let line = serde_json::from_str(&line).expect("a line of JSON");
                // An error means that the test is over.
                _ = teller.send(line);
            }
        });
        let server = Self { child, said, port };
        assert_eq!(server.next(), "ready");
        Some(server)
    }

    /// What `PATRONAGE_MAIL_URL` has to be.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// What it says next: a mail it took, or a recipient it makes trouble about.
    ///
    /// # Panics
    /// When nothing comes.
    pub(crate) fn next(&self) -> Value {
        self.said
            .recv_timeout(PATIENCE)
            .expect("something to be said")
    }

    /// Whether it has said all that it has to say so far.
    pub(crate) fn is_silent(&self) -> bool {
        self.said.try_recv().is_err()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // An error means that it has ended already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound port").port()
}

/// A Python with aiosmtpd, or none, which is told once.
fn python() -> Option<&'static str> {
    static PYTHON: OnceLock<Option<&str>> = OnceLock::new();
    let python = *PYTHON.get_or_init(|| {
        // Debian's package is for Debian's Python, whatever else comes first in PATH.
        let found = ["/usr/bin/python3", "python3"].into_iter().find(|python| {
            let asked = Command::new(python)
                .args(["-c", "import aiosmtpd"])
                .output();
            asked.is_ok_and(|asked| asked.status.success())
        });
        if found.is_none() {
            // Past libtest, which keeps back what a passing test prints.
            let _ = io::stderr().write_all(SKIPPED.as_bytes());
        }
        found
    });
    let required = env::var("PATRONAGE_TEST_REQUIRE_SMTP").is_ok_and(|value| value == "1");
    assert!(python.is_some() || !required, "{SKIPPED}");
    python
}

const SKIPPED: &str =
    "\n*** SMTP tests SKIPPED: no python3 with aiosmtpd found (Debian: python3-aiosmtpd) ***\n";
