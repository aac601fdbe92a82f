//! Whether the database can be opened, and if not, for which of the many reasons.

use super::{postgres, sqlite};
use crate::config::{Database, is_postgres};
use crate::db::{self, ConnectError, Db};

/// The setting that is to blame.
const SETTING: &str = "DATABASE_URL";

/// Opens the database as the service does, after a look at what may be in the way: a pool tries again
/// and again, and then only tells that it did.
///
/// # Errors
/// What to mend.
pub(super) async fn database(settings: &Database) -> Result<Db, String> {
    let url = settings.database_url.as_str();
    if url.starts_with("sqlite:") {
        sqlite::look(url)?;
    } else if is_postgres(url) {
        postgres::knock(url, SETTING).await?;
    }
    db::connect(&without_creating(settings))
        .await
        .map_err(|error| match error {
            ConnectError::Url => error.to_string(),
            ConnectError::Unreachable(_) => {
                format!("{error}: mend {SETTING}, or restore what it names from a backup")
            }
        })
}

/// The same database, but a file that is not there stays so.
fn without_creating(database: &Database) -> Database {
    Database {
        database_url: database.database_url.replace("mode=rwc", "mode=rw"),
        ..database.clone()
    }
}
