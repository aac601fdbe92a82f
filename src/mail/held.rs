//! What is held of the mails to somebody.

use entity::mail::Model;

use super::store;
use crate::app::App;
use crate::error::Result;
use crate::value::Email;

/// The mails to some addresses, those done with a day ago or less too, the oldest first. What they say is
/// sealed.
///
/// # Errors
/// When the database fails.
pub async fn held(app: &App, addresses: &[Email]) -> Result<Vec<Model>> {
    store::held(&app.db, hashes(app, addresses)).await
}

/// What stands for addresses in the queue.
pub(super) fn hashes(app: &App, addresses: &[Email]) -> Vec<Vec<u8>> {
    let hash = |address: &Email| app.mailer.seal.address(address.as_str());
    addresses.iter().map(hash).collect()
}
