//! `patronage migrate`

use clap::Subcommand;

use super::Outcome;
use crate::config::Settings;
use crate::db;

/// What to do with the schema.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Apply pending migrations
    Up,
    /// Undo the last migration; in development only
    Down,
    /// List migrations
    Status,
}

pub(super) async fn run(settings: &Settings, action: &Action) -> Outcome {
    let db = db::connect(&settings.database).await?;
    match action {
        Action::Up => db::apply(&db).await?,
        Action::Down if !settings.listen.development() => {
            return Err("migrations are undone in development only (an http public URL)".into());
        }
        Action::Down => db::down(&db).await?,
        Action::Status => {
            for (name, applied) in db::status(&db).await? {
                println!("{} {name}", if applied { "applied" } else { "pending" });
            }
        }
    }
    db.close().await;
    Ok(())
}
