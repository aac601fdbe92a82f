//! The file of `SQLite`, before anybody opens it.

use std::path::Path;
use std::str::FromStr;

use rustix::fs::{Access, access};
use sqlx::sqlite::SqliteConnectOptions;

/// Whether the file is there, and the service's user may do with it and beside it as `SQLite` has to.
///
/// # Errors
/// What to mend.
pub(super) fn look(url: &str) -> Result<(), String> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|_| "DATABASE_URL must be sqlite://file?mode=rwc".to_owned())?;
    let file = options.get_filename();
    // In memory there is a name that only looks like a file's.
    if file.to_string_lossy().starts_with("file:") {
        return Ok(());
    }
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(format!(
            "there is no folder {}: make it for the service's user, or mend DATABASE_URL",
            folder.display()
        ));
    }
    let wanted = "let the service's user write there, and run this as that user";
    may(folder, Access::WRITE_OK | Access::EXEC_OK, wanted)?;
    if !file.exists() {
        return Err(format!(
            "there is no {} yet: `patronage migrate up` makes it, or mend DATABASE_URL",
            file.display()
        ));
    }
    may(file, Access::READ_OK | Access::WRITE_OK, wanted)
}

fn may(path: &Path, wanted: Access, remedy: &str) -> Result<(), String> {
    access(path, wanted).map_err(|error| format!("{}: {error}: {remedy}", path.display()))
}
