//! Rows that are of no more use: sessions that have expired, counters of the throttle that are over.

use std::time::Duration;

use super::store;
use crate::app::App;
use crate::error::Result;

/// Rows that go in one statement, so that writers never wait for long.
const AT_ONCE: u64 = 1_000;
/// How long an expired session stays, of no use: a clock that was wrong for a while logs nobody out.
const EXPIRED_FOR: Duration = Duration::from_hours(24);

/// Drops what is of no more use.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<()> {
    let now = app.clock.now();
    while store::throttle::purge(&app.db, now, AT_ONCE).await? >= AT_ONCE {}
    let before = now.minus(EXPIRED_FOR);
    while store::session::purge(&app.db, before, AT_ONCE).await? >= AT_ONCE {}
    Ok(())
}
