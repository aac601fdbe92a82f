//! A PostgreSQL of the script's own, gone when the script is.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use tokio_postgres::NoTls;

use crate::Result;
use crate::process::Keeper;

/// A running cluster.
pub(crate) struct Cluster {
    /// The folder of its socket.
    home: String,
    _keeper: Keeper,
}

impl Cluster {
    /// Makes and starts one.
    ///
    /// # Errors
    /// When its programs are not there, or it does not start.
    pub(crate) async fn start() -> Result<Self> {
        let programs = programs().ok_or("initdb and pg_ctl are not there: install PostgreSQL")?;
        tokio::task::spawn_blocking(move || {
            let mut keeper = Keeper::start(&mut shell(&programs))?;
            let stdout = keeper.shell().stdout.take().ok_or("no standard output")?;
            let mut home = String::new();
            BufReader::new(stdout).read_line(&mut home)?;
            if home.pop() != Some('\n') {
                return Err("PostgreSQL did not start".into());
            }
            Ok(Self {
                home,
                _keeper: keeper,
            })
        })
        .await?
    }

    /// For Patronage.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost:5432/postgres?host={}",
            self.home
        )
    }

    /// For the floor, in the form of libpq's key words.
    pub(crate) fn key_words(&self) -> String {
        format!("host={} user=postgres dbname=postgres", self.home)
    }

    /// Does what autovacuum would do some time after seeding, so that it is not in the middle of a run.
    /// Gives the version of the server.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn settle(&self) -> Result<String> {
        let (client, connection) = tokio_postgres::connect(&self.key_words(), NoTls).await?;
        let connection = tokio::spawn(connection);
        client.batch_execute("VACUUM ANALYZE").await?;
        client.batch_execute("CHECKPOINT").await?;
        let row = client.query_one("SHOW server_version", &[]).await?;
        let version: String = row.try_get(0)?;
        drop(client);
        connection.await??;
        let number = version.split(' ').next().unwrap_or_default();
        Ok(format!("PostgreSQL {number}"))
    }
}

fn shell(programs: &Path) -> Command {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", include_str!("postgres.sh"), "postgres.sh"])
        .arg(programs)
        .stdout(Stdio::piped())
        .current_dir("/");
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            shell.env_remove(name);
        }
    }
    if let Some((user, group)) = other_user() {
        shell.uid(user).gid(group);
    }
    shell
}

/// Who runs PostgreSQL, which refuses root; nobody else when we are not root.
fn other_user() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut fields = line.split(':').skip(2);
    let user = fields.next()?.parse().ok()?;
    Some((user, fields.next()?.parse().ok()?))
}

/// The folder of `initdb` and `pg_ctl`. Debian keeps them out of `PATH`, one folder a version.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    versions.sort_by_key(|path| path.file_name()?.to_str()?.parse::<u32>().ok());
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .chain(
            versions
                .into_iter()
                .rev()
                .map(|version| version.join("bin")),
        )
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}
