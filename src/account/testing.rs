//! An application on a throw-away `SQLite` database, for the tests of this slice.

use std::sync::Arc;

use clap::{Args, Command, FromArgMatches};
use tempfile::TempDir;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db;

/// The settings by default, but for the database.
pub(super) fn settings(database_url: &str) -> Settings {
    let command = Settings::augment_args(Command::new("test"));
    let matches = command.get_matches_from(["test", "--database-url", database_url]);
    Settings::from_arg_matches(&matches).unwrap()
}

/// An application with an empty database; the folder goes with the second part.
pub(super) async fn app() -> (Arc<App>, TempDir) {
    app_with(|_| ()).await
}

/// An application whose settings were changed.
pub(super) async fn app_with(change: impl FnOnce(&mut Settings)) -> (Arc<App>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite://{}?mode=rwc",
        folder.path().join("test.db").display()
    );
    let mut settings = settings(&url);
    change(&mut settings);
    let db = db::connect(&settings.database).await.unwrap();
    db::apply(&db).await.unwrap();
    db.close().await;
    let app = App::build(settings, Clock::default()).await.unwrap();
    (app, folder)
}
