//! Customers who share an e-mail: guests among each other, and with the account that has it.

use entity::CustomerId;
use entity::customer::Model;

use crate::customer::store;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::value::Email;

/// Live customers, locked.
#[derive(Debug)]
pub struct Sharing {
    /// The account that has the e-mail, and the one that was asked for besides.
    accounts: Vec<Model>,
    /// Guests with the e-mail, the oldest first.
    pub guests: Vec<Model>,
}

/// Locks the live customers with an e-mail, and one account besides. All at once in the order of their
/// ids, so that claims and merges that cross do not wait for each other.
///
/// # Errors
/// When the database fails.
pub async fn lock_sharing(tx: &Tx, email: &Email, and: Option<&CustomerId>) -> Result<Sharing> {
    Ok(Sharing::of(store::lock_sharing(tx, email, and).await?))
}

/// As [`lock_sharing`], where there may be no e-mail to go by.
///
/// # Errors
/// When the database fails.
pub async fn lock_with(tx: &Tx, email: Option<&Email>, account: &CustomerId) -> Result<Sharing> {
    if let Some(email) = email {
        return lock_sharing(tx, email, Some(account)).await;
    }
    let mut alone = store::lock(tx, std::slice::from_ref(account)).await?;
    alone.retain(|row| row.deleted_at.is_none());
    Ok(Sharing::of(alone))
}

impl Sharing {
    fn of(rows: Vec<Model>) -> Self {
        let (accounts, mut guests): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| row.has_account);
        guests.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        Self { accounts, guests }
    }

    /// The account with this id, if it is among them.
    #[must_use]
    pub fn account(&self, id: &CustomerId) -> Option<&Model> {
        self.accounts.iter().find(|row| row.id == *id)
    }

    /// The account that has the e-mail.
    #[must_use]
    pub fn account_with(&self, email: &Email) -> Option<&Model> {
        let mut accounts = self.accounts.iter();
        accounts.find(|row| row.email.as_deref() == Some(email.as_str()))
    }
}

/// The e-mail of an account, which has one.
///
/// # Errors
/// [`Error::Internal`] where it has none.
pub fn email(account: &Model) -> Result<Email> {
    let email = account.email.as_deref().map(Email::parse);
    let email = email.and_then(Result::ok);
    email.ok_or_else(|| Error::internal("an account has no e-mail"))
}
