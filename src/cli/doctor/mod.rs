//! `patronage doctor`

mod checks;

use super::Outcome;
use crate::clock::Clock;
use crate::config::{Database, Settings};
use crate::{db, mail};

/// What a check found: something to know, or what to mend.
type Finding = Result<String, String>;

/// The name of a check, and what it found.
type Line = (&'static str, Finding);

/// What to do about a database that cannot be opened.
const UNREACHABLE: &str = "start the server or mend DATABASE_URL; a file that is not there yet is made by `patronage migrate up`";

/// Prints a line for each check. The settings by themselves were checked before any command runs.
pub(super) async fn run(settings: &Settings) -> Outcome {
    let lines = examine(settings, &Clock::default()).await;
    let mut failed = 0;
    for (name, finding) in lines {
        match finding {
            Ok(found) => println!("ok   {name}: {found}"),
            Err(remedy) => {
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
    let mut lines = vec![
        ("settings", Ok(mode(settings))),
        ("mail", mail::probe(settings).await),
    ];
    let db = match db::connect(&without_creating(&settings.database)).await {
        Ok(db) => db,
        Err(error) => {
            lines.push(("database", Err(format!("{error}: {UNREACHABLE}"))));
            return lines;
        }
    };
    lines.push(("database", Ok(checks::kind(&db).to_owned())));
    lines.extend(checks::of_database(&db, clock).await);
    let migrations = checks::migrations(&db).await;
    let migrated = migrations.is_ok();
    lines.push(("migrations", migrations));
    if migrated {
        lines.push(("search index", checks::search(&db).await));
        lines.push(("signing keys", checks::signing_keys(&db, clock).await));
    }
    db.close().await;
    lines
}

fn mode(settings: &Settings) -> String {
    let mode = if settings.listen.development() {
        "development"
    } else {
        "production"
    };
    format!("{} ({mode})", settings.listen.public_url)
}

/// The same database, but a file that is not there stays so.
fn without_creating(database: &Database) -> Database {
    Database {
        database_url: database.database_url.replace("mode=rwc", "mode=rw"),
        ..database.clone()
    }
}
