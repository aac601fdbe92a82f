//! Programs that the script starts. None of them outlives it, however it ends.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;
use std::{env, thread};

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::Result;

/// Runs a program and kills it once standard input ends, which the kernel sees to even when the script
/// is killed. Tells the id of its process on standard output. Standard error is left to the program alone,
/// for all that it says, so that it ends with it.
const KEEPER: &str =
    r#""$@" >&2 & pid=$!; exec 2>/dev/null; echo "$pid"; cat >/dev/null; kill -KILL "$pid"; wait"#;

/// What both servers write to standard error once they listen, before the address.
pub(crate) const LISTENING: &str = "listening on http://";

/// How long a program may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program that ends when its keeper is dropped.
pub(crate) struct Keeper(Child);

impl Keeper {
    /// Starts a shell that ends with its standard input, out of reach of a Ctrl-C, which would end it
    /// before it has tidied up.
    pub(crate) fn start(shell: &mut Command) -> Result<Self> {
        let child = shell.stdin(Stdio::piped()).process_group(0).spawn()?;
        Ok(Self(child))
    }

    /// The shell itself.
    pub(crate) fn shell(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // An error here means that it is gone already.
        let _ = self.0.wait();
    }
}

/// A server under measurement.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// The id of its process.
    pub(crate) process: u32,
    _keeper: Keeper,
}

impl Server {
    /// Starts a program and waits until it listens. What else it says is passed on.
    ///
    /// # Errors
    /// When it ends or says nothing in time.
    pub(crate) async fn start(
        program: &Path,
        args: &[&str],
        variables: &[(&str, &str)],
        folder: &Path,
    ) -> Result<Self> {
        let mut shell = Command::new("sh");
        shell.args(["-c", KEEPER, "keeper"]).arg(program).args(args);
        shell.current_dir(folder);
        shell.stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in ours() {
            shell.env_remove(name);
        }
        shell.envs(variables.iter().copied());
        let mut keeper = Keeper::start(&mut shell)?;
        let stderr = keeper.shell().stderr.take().ok_or("no standard error")?;
        let address = timeout(PATIENCE, address(stderr))
            .await
            .map_err(|_| format!("{} does not listen", program.display()))?
            .map_err(|_| format!("{} did not start", program.display()))?;
        let mut process = String::new();
        let stdout = keeper.shell().stdout.take().ok_or("no standard output")?;
        // There since before the program listened, or just after it.
        BufReader::new(stdout).read_line(&mut process)?;
        Ok(Self {
            address,
            process: process.trim().parse()?,
            _keeper: keeper,
        })
    }
}

/// Passes a program's words on, on a thread of its own, and picks out where it listens.
fn address(stderr: ChildStderr) -> oneshot::Receiver<SocketAddr> {
    let (found, address) = oneshot::channel();
    let mut found = Some(found);
    thread::spawn(move || {
        for line in BufReader::new(stderr)
            .lines()
            .map_while(std::result::Result::ok)
        {
            match line.strip_prefix(LISTENING).map(str::parse) {
                Some(Ok(address)) => {
                    // Nobody waits for it any more when the script is ending.
                    found.take().map(|found| found.send(address));
                }
                _ => eprintln!("{line}"),
            }
        }
    });
    address
}

/// Runs a program to its end: what it wrote to standard output.
///
/// # Errors
/// When it cannot be run or fails.
pub(crate) async fn output(
    program: &Path,
    args: &[&str],
    variables: &[(&str, &str)],
    folder: &Path,
) -> Result<String> {
    let mut command = tokio::process::Command::new(program);
    command.args(args).current_dir(folder).kill_on_drop(true);
    for name in ours() {
        command.env_remove(name);
    }
    let output = command
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .await?;
    if !output.status.success() {
        return Err(format!("{} {} failed", program.display(), args.join(" ")).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// Variables that would change what is measured.
fn ours() -> impl Iterator<Item = String> {
    env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with("PATRONAGE_") || name.starts_with("DATABASE_"))
}
