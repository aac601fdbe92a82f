//! What is looked at.

use std::path::Path;
use std::time::Duration;

use super::{Fault, Finding, Line};
use crate::account::session;
use crate::clock::Clock;
use crate::db::{self, Db, DbBackend, DbErr, Pending, health};

/// Clocks further apart than this make tokens and sessions end early or late.
const MAX_SKEW: Duration = Duration::from_secs(5);

/// Room that the log and temporary files of `SQLite` need, in MiB.
const MIN_FREE: u64 = 512;

/// Which of the two databases it is.
pub(super) fn kind(db: &Db) -> &'static str {
    if is_postgres(db) {
        "PostgreSQL"
    } else {
        "SQLite"
    }
}

fn is_postgres(db: &Db) -> bool {
    db.backend() == DbBackend::Postgres
}

/// What only one of the databases has.
pub(super) async fn of_database(db: &Db, clock: &Clock) -> Vec<Line> {
    if is_postgres(db) {
        return vec![("clock", skew(db, clock).await)];
    }
    vec![
        ("clock", files(db, clock).await),
        ("write-ahead log", write_ahead_log(db).await),
        ("integrity", integrity(db).await),
        ("disk", disk(db).await),
    ]
}

async fn skew(db: &Db, clock: &Clock) -> Finding {
    let before = clock.now();
    let theirs = health::clock(db).await.map_err(failed)?;
    let after = clock.now();
    if theirs < before.minus(MAX_SKEW) || theirs > after.plus(MAX_SKEW) {
        let apart = (theirs.0 - after.0) / 1000;
        return fail(format!(
            "the database's clock is {apart} s from ours: let both follow a time server"
        ));
    }
    Ok("the database's is within 5 s of ours".to_owned())
}

/// The last write as the file system tells it: nothing else near `SQLite` has a clock.
async fn files(db: &Db, clock: &Clock) -> Finding {
    let Some(file) = health::file(db).await.map_err(failed)? else {
        return Ok("nothing to compare it with in memory".to_owned());
    };
    let latest = clock.now().plus(MAX_SKEW);
    for name in ["", "-wal"] {
        let mut path = file.clone().into_os_string();
        path.push(name);
        // One that is not there was not written in the future.
        let Ok(written) = rustix::fs::stat(&path) else {
            continue;
        };
        let ahead = written.st_mtime.saturating_sub(latest.0 / 1000);
        if ahead > 0 {
            return fail(format!(
                "{} was written {ahead} s from now by our clock: let it follow a time server",
                path.display()
            ));
        }
    }
    Ok("later than what was written last".to_owned())
}

async fn write_ahead_log(db: &Db) -> Finding {
    if health::is_wal(db).await.map_err(failed)? {
        return Ok("on".to_owned());
    }
    fail("off, so that readers wait for writers: keep the file on a local disk, not a network's or in memory".to_owned())
}

async fn integrity(db: &Db) -> Finding {
    match health::damage(db).await.map_err(failed)? {
        None => Ok("the file is sound".to_owned()),
        Some(damage) => fail(format!(
            "{damage}: stop the service and restore the file from a backup"
        )),
    }
}

async fn disk(db: &Db) -> Finding {
    let file = health::file(db).await.map_err(failed)?;
    let Some(folder) = file.as_deref().and_then(Path::parent) else {
        return Ok("the database is in memory".to_owned());
    };
    let room =
        rustix::fs::statvfs(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let free = room.f_bavail.saturating_mul(room.f_frsize) / (1024 * 1024);
    if free < MIN_FREE {
        return fail(format!(
            "{free} MiB free at {}: make room, {MIN_FREE} MiB at least",
            folder.display()
        ));
    }
    Ok(format!("{free} MiB free at {}", folder.display()))
}

/// Whether the schema is what this binary needs.
pub(super) async fn migrations(db: &Db) -> Finding {
    match db::pending(db).await {
        Ok(Pending(0)) => Ok("all applied".to_owned()),
        Ok(Pending(missing)) => fail(format!("{missing} to apply: run `patronage migrate up`")),
        Err(DbErr::Custom(unknown)) => fail(format!(
            "{unknown}: the database was migrated by another version; run that one, or a newer one"
        )),
        Err(error) => fail(failed(error)),
    }
}

/// Whether searches have their index.
pub(super) async fn search(db: &Db) -> Finding {
    if db.backend() == DbBackend::Postgres {
        let missing = health::missing_search_on_postgres(db)
            .await
            .map_err(failed)?;
        return if missing.is_empty() {
            Ok("trigrams, by pg_trgm".to_owned())
        } else {
            fail(format!(
                "every search scans its whole table; with the extension pg_trgm (in PostgreSQL's contrib package) at hand, run: {}",
                missing.join(" ")
            ))
        };
    }
    match health::missing_search_on_sqlite(db).await.map_err(failed)? {
        0 => Ok("trigrams, by FTS5".to_owned()),
        missing => fail(format!(
            "{missing} of its tables and triggers are gone: restore the file from a backup"
        )),
    }
}

/// Whether there are keys to sign tokens with. The first start makes them, so that none at all is
/// nothing to mend where nobody has logged in.
pub(super) async fn signing_keys(db: &Db, clock: &Clock) -> Finding {
    let keys = health::signing_keys(db).await.map_err(failed)?;
    if keys.is_empty() {
        if session::any(db).await.map_err(|error| error.to_string())? {
            return fail("all are gone, and with them every session and the mails that wait: restore the database from a backup, or start the service anew and let everybody log in again".to_owned());
        }
        return Ok("none yet; the first start makes them".to_owned());
    }
    let now = clock.now();
    for purpose in ["access", "refresh"] {
        let works = |(of, signs_from): &(String, _)| of == purpose && *signs_from <= now;
        if !keys.iter().any(works) {
            return fail(format!(
                "none for {purpose} tokens is in force: set the clock right, then start the service anew"
            ));
        }
    }
    Ok(format!("{} in the database", keys.len()))
}

fn fail(remedy: String) -> Finding {
    Err(Fault::Failure(remedy))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "so that it can be given to map_err"
)]
fn failed(error: DbErr) -> String {
    format!("{error}: see the database's log")
}
