//! Tokens and codes that somebody shows.

use entity::CustomerId;
use entity::mail_token::{Model, Purpose};
use subtle::ConstantTimeEq;

use super::make::{code_hash, token_hash};
use crate::account::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Code, Error, Fault, Result};
use crate::value::Email;

/// How often a code may be tried. After that it is dead, and five right guesses of a million are to be
/// had for each mail that its owner gets.
const MOST_TRIES: i32 = 5;

/// A token or code that is good, as far as it goes by itself: whose account it is about may have changed.
#[derive(Debug)]
pub struct Shown {
    id: String,
    /// Whose account it is about.
    pub customer: CustomerId,
    /// Where it was mailed to.
    pub email: Email,
}

/// The token of a purpose that somebody shows.
///
/// # Errors
/// [`Code::InvalidToken`] at `input.token` for one that is malformed, spent, void, expired, of another
/// purpose or unknown.
pub async fn find(app: &App, purpose: Purpose, token: &str) -> Result<Shown> {
    let (hash, now) = (token_hash(token), app.clock.now());
    let found = store::mail_token::find(&app.db, purpose, hash, now).await?;
    found.and_then(Shown::of).ok_or_else(invalid)
}

/// The login code that was mailed last to an e-mail, if it is the one; none for a wrong, dead or expired
/// one, and where no account has the e-mail. Counts as a try, before the code is looked at.
///
/// # Errors
/// When the database fails.
pub async fn code(app: &App, email: &Email, code: &str) -> Result<Option<Shown>> {
    let (address, now) = (app.mailer.address_hash(email), app.clock.now());
    let row = store::mail_token::try_code(&app.db, address, now, MOST_TRIES).await?;
    let right = row.filter(|row| {
        let shown = code_hash(app, &row.id, code);
        row.secret_hash.ct_eq(&shown).into()
    });
    Ok(right.and_then(Shown::of))
}

impl Shown {
    /// None for one that is nobody's.
    fn of(row: Model) -> Option<Self> {
        Some(Self {
            id: row.id,
            customer: row.customer_id?,
            email: Email::parse(row.email.as_deref()?).ok()?,
        })
    }

    /// Spends it; says whether it was still to be spent. Once only, however often at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spend(&self, tx: &Tx) -> Result<bool> {
        store::mail_token::spend(tx, &self.id).await
    }
}

/// The refusal of a token that is not good.
#[must_use]
pub fn invalid() -> Error {
    let message = "The token is malformed, spent, expired or unknown; ask for a new mail.";
    Error::refused(Code::InvalidToken, message, ["input", "token"])
}

/// The refusal of a code that is not the account's.
#[must_use]
pub fn no_match() -> Error {
    let message = "The code is not the newest of this e-mail, was tried too often, or has expired.";
    Fault::new(Code::InvalidCredentials, message)
        .of_no_field()
        .into()
}
