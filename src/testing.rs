//! What the unit tests of several modules start with.

use std::sync::Arc;

use clap::{Args, Command, FromArgMatches};
use tempfile::TempDir;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{self, Db};

/// The settings of these arguments, else the defaults.
pub(crate) fn settings(args: &[&str]) -> Settings {
    let command = Settings::augment_args(Command::new("test")).no_binary_name(true);
    Settings::from_arg_matches(&command.get_matches_from(args)).unwrap()
}

/// The default settings, with a `SQLite` database in the folder.
pub(crate) fn settings_in(folder: &TempDir) -> Settings {
    let file = folder.path().join("test.db");
    settings(&[
        "--database-url",
        &format!("sqlite://{}?mode=rwc", file.display()),
    ])
}

/// An empty database of the newest schema.
pub(crate) async fn database(settings: &Settings) -> Db {
    let db = db::connect(&settings.database).await.unwrap();
    db::apply(&db).await.unwrap();
    db
}

/// An application with an empty database; the folder goes with the second part.
pub(crate) async fn app() -> (Arc<App>, TempDir) {
    app_with(|_| ()).await
}

/// An application whose settings were changed.
pub(crate) async fn app_with(change: impl FnOnce(&mut Settings)) -> (Arc<App>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings_in(&folder);
    change(&mut settings);
    let db = database(&settings).await;
    let app = App::build(settings, Clock::default(), db).await.unwrap();
    (app, folder)
}
