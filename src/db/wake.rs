//! Word that events were committed, for those who read the outbox.
//!
//! Within the process at once. To other processes on the same PostgreSQL by NOTIFY, which is sent after
//! the commit and not within the transaction, where it would make all commits wait for each other. Word
//! may get lost, behind a pooler of connections always; so nobody waits for it alone.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// Says it on this channel.
const NOTIFY: &str = "NOTIFY patronage_events";
/// The channel.
const CHANNEL: &str = "patronage_events";
/// Other processes are told at most once in this time, whatever is committed.
const TELL_EVERY: Duration = Duration::from_millis(50);
/// How long to wait before listening anew, when PostgreSQL does not take it.
const LISTEN_AGAIN: Duration = Duration::from_secs(10);

/// Says within the process that events were committed.
pub(super) type Bell = Arc<watch::Sender<()>>;

/// Hears that events were committed, by whomever.
pub struct Wakes {
    own: watch::Receiver<()>,
    others: Option<(watch::Receiver<()>, Listening)>,
}

/// The task that listens; it ends with this.
struct Listening(AbortHandle);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Wakes {
    pub(super) fn new(bell: &Bell, pool: Option<&PgPool>) -> Self {
        let others = pool.map(|pool| {
            let (said, heard) = watch::channel(());
            let task = tokio::spawn(listen(pool.clone(), said));
            (heard, Listening(task.abort_handle()))
        });
        Self {
            own: bell.subscribe(),
            others,
        }
    }

    /// Waits until something was committed since the last time.
    pub async fn next(&mut self) {
        let others = async {
            match &mut self.others {
                Some((heard, _)) => changed(heard).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = changed(&mut self.own) => {}
            () = others => {}
        }
    }
}

/// Where nobody is left to say anything, nothing more is heard.
async fn changed(receiver: &mut watch::Receiver<()>) {
    if receiver.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Passes on what other processes say, until nobody wants to hear it.
async fn listen(pool: PgPool, said: watch::Sender<()>) {
    loop {
        if let Err(error) = pass_on(&pool, &said).await {
            tracing::debug!(%error, "PostgreSQL does not let us listen; events are looked for instead");
        }
        if pool.is_closed() {
            return;
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

async fn pass_on(pool: &PgPool, said: &watch::Sender<()>) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // What was said while the connection was away is not known, so that counts as word too.
        said.send_replace(());
        while listener.try_recv().await?.is_some() {
            said.send_replace(());
        }
    }
}

/// Tells other processes, until the database is closed.
pub(super) async fn tell(pool: PgPool, mut committed: watch::Receiver<()>) {
    while committed.changed().await.is_ok() && !pool.is_closed() {
        if let Err(error) = sqlx::raw_sql(NOTIFY).execute(&pool).await {
            tracing::debug!(%error, "other processes were not told of events");
        }
        tokio::time::sleep(TELL_EVERY).await;
    }
}
