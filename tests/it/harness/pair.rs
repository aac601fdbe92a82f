//! A primary and its streaming replica, apart from the PostgreSQL of other tests, whose log the replica
//! would have to replay. One pair for a run, for one test at a time.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::Child;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use reqwest::Url;
use tokio::sync::{Mutex, MutexGuard};

use super::template::{connect, execute, url_of};
use super::{Database, Shop, postgres};

/// How long something may take that is bound to happen.
const PATIENCE: Duration = Duration::from_secs(30);

const SKIPPED: &str =
    "\n*** Tests of replicas SKIPPED: initdb, pg_ctl and pg_basebackup not found together ***\n";

/// A primary and its replica.
pub(crate) struct Pair {
    primary: Url,
    replica: Url,
    keeper: Child,
    _primary_keeper: Child,
    is_killed: bool,
}

/// The pair, sound, or none where there is no PostgreSQL to be started.
pub(crate) async fn pair() -> Option<MutexGuard<'static, Pair>> {
    static PAIR: OnceLock<Option<Mutex<Pair>>> = OnceLock::new();
    // Asked first, for what it says where there is none.
    postgres::server()?;
    let pair = PAIR.get_or_init(|| {
        let started = Pair::start();
        if started.is_none() {
            // Past libtest, which keeps back what a passing test prints.
            let _ = io::stderr().write_all(SKIPPED.as_bytes());
        }
        started.map(Mutex::new)
    });
    let required = postgres::is_required("POSTGRES");
    assert!(pair.is_some() || !required, "{SKIPPED}");
    let mut pair = pair.as_ref()?.lock().await;
    // Whatever a test that failed has left.
    if pair.is_killed {
        pair.start_replica();
    }
    pair.resume().await;
    Some(pair)
}

impl Pair {
    fn start() -> Option<Self> {
        let binaries = postgres::folder_of(&["initdb", "pg_ctl", "pg_basebackup"])?;
        let (primary_keeper, primary) = postgres::cluster(&binaries);
        let socket = primary.query_pairs().find(|(name, _)| name == "host");
        let socket = socket.expect("the folder of its socket").1.into_owned();
        let args = [binaries.as_os_str(), OsStr::new(&socket)];
        let (keeper, home) = postgres::start(include_str!("replica.sh"), &args);
        Some(Self {
            primary,
            replica: postgres::url_at(&home, 5432),
            keeper,
            _primary_keeper: primary_keeper,
            is_killed: false,
        })
    }

    /// A server on a database of its own that reads from the replica, once it does.
    pub(crate) async fn shop(&self, flags: &[&str]) -> Shop {
        let database = Database::migrated(&self.primary).await;
        let url = self.on_replica(database.url());
        let read = format!("--database-read-url={url}");
        let flags: Vec<_> = [read.as_str()]
            .into_iter()
            .chain(flags.iter().copied())
            .collect();
        let shop = Shop::on(database, &flags).await;
        until("the replica is in use", async || uses_replica(&shop)).await;
        shop
    }

    /// The URL of a database of the replica that no shop has.
    pub(crate) fn other_on_replica(&self) -> String {
        self.replica.to_string()
    }

    /// The URL, on the replica, of a database of the primary.
    fn on_replica(&self, url: &str) -> String {
        let url = Url::parse(url).expect("a URL made here");
        url_of(&self.replica, url.path().trim_start_matches('/'))
    }

    /// Lets the replica replay nothing, once it does not.
    pub(crate) async fn pause(&self) {
        execute(&self.replica, "SELECT pg_wal_replay_pause()".to_owned()).await;
        let state = "SELECT pg_get_wal_replay_pause_state()";
        until("the replica is paused", async || {
            let mut connection = connect(&self.replica).await;
            let state: String = sqlx::query_scalar(state)
                .fetch_one(&mut connection)
                .await
                .expect("its state");
            state == "paused"
        })
        .await;
    }

    /// Lets it replay again.
    pub(crate) async fn resume(&self) {
        execute(&self.replica, "SELECT pg_wal_replay_resume()".to_owned()).await;
    }

    /// Waits until a statement runs on the replica that has these words.
    pub(crate) async fn until_it_runs(&self, words: &str) {
        let running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'
            AND query LIKE '%' || $1 || '%' AND pid <> pg_backend_pid()";
        until("the statement runs", async || {
            let mut connection = connect(&self.replica).await;
            let running: i64 = sqlx::query_scalar(running)
                .bind(words)
                .fetch_one(&mut connection)
                .await
                .expect("pg_stat_activity");
            running > 0
        })
        .await;
    }

    /// Kills it, as a machine that fails does.
    pub(crate) fn kill_replica(&mut self) {
        self.tell("kill");
        self.is_killed = true;
    }

    /// Starts it again.
    pub(crate) fn start_replica(&mut self) {
        self.tell("start");
        self.is_killed = false;
    }

    fn tell(&mut self, what: &str) {
        let stdin = self.keeper.stdin.as_mut().expect("a piped input");
        writeln!(stdin, "{what}").expect("a shell that listens");
        let stdout = self.keeper.stdout.as_mut().expect("a piped output");
        assert_eq!(postgres::line(stdout), what, "its words are above");
    }
}

/// Whether a server reads from its replica.
fn uses_replica(shop: &Shop) -> bool {
    let replica = shop.app.db.replica();
    replica.is_some_and(patronage::db::Replica::is_in_use)
}

/// Waits for something that is bound to happen.
///
/// # Panics
/// When it does not.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let asked = Instant::now();
    while !is_so().await {
        assert!(asked.elapsed() < PATIENCE, "not so in time: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
