//! Forgetting an address that is erased.

use lettre::Address;

use super::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::value::Email;

/// The mails of an address are gone from the queue, once the transaction is committed. Those that were
/// written as files are not yet.
#[must_use = "files are left behind unless they are deleted after the commit"]
pub struct Forgotten {
    address: Option<Address>,
}

/// Takes every mail for an address out of the queue, also the record of what it got lately.
///
/// # Errors
/// When the database fails.
pub async fn forget(app: &App, tx: &Tx, address: &Email) -> Result<Forgotten> {
    let hash = app.mailer.seal.address(address.as_str());
    store::forget(tx, &hash).await?;
    Ok(Forgotten {
        address: address.as_str().parse().ok(),
    })
}

impl Forgotten {
    /// Deletes the files as well, where mails are written as files. To be called once the transaction is
    /// committed; a mail that is just being written then is taken away by whoever writes it.
    ///
    /// # Errors
    /// When the mail folder cannot be read or changed.
    pub async fn delete_files(self, app: &App) -> Result<()> {
        let Some(address) = self.address else {
            return Ok(());
        };
        let deleted = app.mailer.transport.forget(address).await;
        deleted.map_err(|error| Error::Internal(error.into()))
    }
}
