//! What is kept of tokens, for those who tell of it and those who end accounts.

use entity::CustomerId;
use entity::mail_token::Model;

use crate::account::store;
use crate::db::{Db, Tx};
use crate::error::Result;

/// Every token held of a customer, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn held(db: &Db, customer: &CustomerId) -> Result<Vec<Model>> {
    store::mail_token::held(db, customer).await
}

/// Where the tokens of some customers were mailed to, which may be where an account is to move.
///
/// # Errors
/// When the database fails.
pub async fn emails(tx: &Tx, customers: &[CustomerId]) -> Result<Vec<String>> {
    store::mail_token::emails(tx, customers).await
}

/// Makes every token of some customers void.
///
/// # Errors
/// When the database fails.
pub async fn void(tx: &Tx, customers: &[CustomerId]) -> Result<()> {
    store::mail_token::void(tx, customers).await
}
