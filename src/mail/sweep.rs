//! Mails that are done with.

use std::time::Duration;

use super::store;
use crate::app::App;
use crate::error::Result;

/// How long they are kept; the cap looks an hour back.
const KEPT: Duration = Duration::from_hours(24);
/// Rows that go in one statement, so that writers never wait for long.
const AT_ONCE: u64 = 1_000;

/// Drops the record of mails that are long done with.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<()> {
    let before = app.clock.now().minus(KEPT);
    while store::purge(&app.db, before, AT_ONCE).await? >= AT_ONCE {}
    Ok(())
}
