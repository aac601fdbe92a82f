//! `patronage doctor`

mod checks;
mod postgres;
mod reach;
mod replica;
mod sqlite;
mod surroundings;

use super::Outcome;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;

/// What a check found: something to know, or what to mend.
type Finding = Result<String, Fault>;

/// The name of a check, and what it found.
type Line = (&'static str, Finding);

/// What a check has against the service as it is set up, and what to do about it.
#[derive(Debug)]
enum Fault {
    /// It runs, though hardly as it was meant to.
    Doubt(String),
    /// It does not run, or not well.
    Failure(String),
}

impl From<String> for Fault {
    fn from(remedy: String) -> Self {
        Self::Failure(remedy)
    }
}

/// Prints a line for each check, and fails where there is something that has to be mended.
pub(super) async fn run(settings: &Settings) -> Outcome {
    let lines = examine(settings, &Clock::default()).await;
    let mut failed = 0;
    for (name, finding) in lines {
        match finding {
            Ok(found) => println!("ok   {name}: {found}"),
            Err(Fault::Doubt(remedy)) => println!("warn {name}: {remedy}"),
            Err(Fault::Failure(remedy)) => {
                failed += 1;
                println!("FAIL {name}: {remedy}");
            }
        }
    }
    match failed {
        0 => Ok(()),
        1 => Err("1 check failed".into()),
        _ => Err(format!("{failed} checks failed").into()),
    }
}

/// Looks at one thing after the other, as far as each can be looked at without those before it.
async fn examine(settings: &Settings, clock: &Clock) -> Vec<Line> {
    let mut lines = surroundings::settings(settings);
    lines.push(("mail", surroundings::mail(settings).await));
    match reach::database(&settings.database).await {
        Ok(db) => {
            lines.push(("database", Ok(checks::kind(&db).to_owned())));
            lines.extend(of_database(&db, clock).await);
            let replica = replica::check(&settings.database, &db).await;
            lines.extend(replica.map(|found| ("replica", found)));
            db.close().await;
        }
        Err(remedy) => lines.push(("database", Err(remedy.into()))),
    }
    lines
}

async fn of_database(db: &Db, clock: &Clock) -> Vec<Line> {
    let mut lines = checks::of_database(db, clock).await;
    let migrations = checks::migrations(db).await;
    let migrated = migrations.is_ok();
    lines.push(("migrations", migrations));
    if migrated {
        lines.push(("search index", checks::search(db).await));
        lines.push(("signing keys", checks::signing_keys(db, clock).await));
    }
    lines
}
