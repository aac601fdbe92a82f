//! Passwords that are shown, held against the login they are of.

use entity::{CustomerId, IdentityId, SecretText, Timestamp, auth_identity};

use super::hasher::Verdict;
use super::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Code, Error, Fault, Result};
use crate::value::Password;

/// A password that was right when it was looked at.
pub(super) struct Proven {
    /// The login it is of.
    pub(super) identity: IdentityId,
    /// Whose that is.
    pub(super) owner: CustomerId,
    hash: SecretText,
    rehashed: Option<SecretText>,
}

/// Checks a password, which nothing may wait for: outside of any transaction. None when it is wrong,
/// or there is no such login; that takes as long.
pub(super) async fn prove(
    app: &App,
    identity: Option<auth_identity::Model>,
    password: &str,
) -> Result<Option<Proven>> {
    let Some(password) = Password::presented(password) else {
        return Ok(None);
    };
    let stored = identity
        .as_ref()
        .and_then(|identity| identity.password_hash.clone());
    Ok(
        match (app.hasher.verify(password, stored).await?, identity) {
            (
                Verdict::Right { rehashed },
                Some(auth_identity::Model {
                    id,
                    customer_id: Some(owner),
                    password_hash: Some(hash),
                    ..
                }),
            ) => Some(Proven {
                identity: id,
                owner,
                hash,
                rehashed,
            }),
            _ => None,
        },
    )
}

impl Proven {
    /// Notes the use of the password; says whether it is still the one, and locks it then.
    pub(super) async fn hold(&self, tx: &Tx, now: Timestamp) -> Result<bool> {
        store::identity::used(tx, &self.identity, &self.hash, self.rehashed.clone(), now).await
    }

    /// Puts another password into its place; says whether it was still the one.
    pub(super) async fn replace(&self, tx: &Tx, by: SecretText, now: Timestamp) -> Result<bool> {
        store::identity::used(tx, &self.identity, &self.hash, Some(by), now).await
    }
}

/// The refusal of a password that is not the account's.
pub(super) fn no_match() -> Error {
    let fault = Fault::new(
        Code::InvalidCredentials,
        "E-mail and password do not match an account.",
    );
    fault.of_no_field().into()
}
