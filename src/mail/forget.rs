//! Forgetting addresses that are erased.

use lettre::Address;

use super::held::hashes;
use super::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::value::Email;

/// The mails of some addresses are gone from the queue, once the transaction is committed. Those that
/// were written as files are not yet.
#[must_use = "files are left behind unless they are deleted after the commit"]
pub struct Forgotten {
    addresses: Vec<Address>,
}

/// Takes every mail for some addresses out of the queue, also the record of what they got lately.
///
/// # Errors
/// When the database fails.
pub async fn forget(app: &App, tx: &Tx, addresses: &[Email]) -> Result<Forgotten> {
    store::forget(tx, hashes(app, addresses)).await?;
    let parsed = addresses.iter().map(|address| address.as_str().parse());
    Ok(Forgotten {
        addresses: parsed.filter_map(Result::ok).collect(),
    })
}

impl Forgotten {
    /// Deletes the files as well, where mails are written as files. To be called once the transaction is
    /// committed; a mail that is just being written then is taken away by whoever writes it.
    ///
    /// # Errors
    /// When the mail folder cannot be read or changed.
    pub async fn delete_files(self, app: &App) -> Result<()> {
        for address in self.addresses {
            let deleted = app.mailer.transport.forget(address).await;
            deleted.map_err(|error| Error::Internal(error.into()))?;
        }
        Ok(())
    }
}
