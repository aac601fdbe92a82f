//! Logging in with e-mail and password.

use entity::{CustomerId, IdentityId, SecretText, auth_identity};

use super::hasher::Verdict;
use super::identity::EMAILPASS;
use super::session::{LoggedIn, Opener};
use super::store;
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::error::{Code, Error, Fault, Result};
use crate::event::Event;
use crate::value::{Email, Password};

/// A login whose password was right.
struct Proven {
    identity: IdentityId,
    owner: CustomerId,
    hash: SecretText,
    rehashed: Option<SecretText>,
}

/// Logs in to the account of an e-mail.
///
/// The e-mail and password are as they were typed: what cannot be anyone's is answered as what is
/// wrong. An e-mail without an account is answered alike, and takes as long.
///
/// # Errors
/// [`Code::InvalidCredentials`] without a field when the two do not match; [`Error::Unavailable`] when
/// too many passwords wait to be checked.
pub async fn login(app: &App, client: &Client, email: &str, password: &str) -> Result<LoggedIn> {
    let email = Email::parse(email).map_err(|_| no_match())?;
    let opener = Opener::new(app, client).await?;
    // The second time only where the hash has changed since it was read: by a login at the same moment
    // that replaced it by a stronger one, or by a change of the password.
    for _ in 0..2 {
        let proven = prove(app, &email, password).await?;
        if let Some(logged_in) = open(app, &opener, proven).await? {
            return Ok(logged_in);
        }
    }
    Err(no_match())
}

/// Checks the password, which nothing may wait for: outside of any transaction.
async fn prove(app: &App, email: &Email, password: &str) -> Result<Proven> {
    let password = Password::presented(password).ok_or_else(no_match)?;
    let identity = store::identity::find(&app.db, EMAILPASS, email.as_str()).await?;
    let stored = identity
        .as_ref()
        .and_then(|identity| identity.password_hash.clone());
    match (app.hasher.verify(password, stored).await?, identity) {
        (
            Verdict::Right { rehashed },
            Some(auth_identity::Model {
                id,
                customer_id: Some(owner),
                password_hash: Some(hash),
                ..
            }),
        ) => Ok(Proven {
            identity: id,
            owner,
            hash,
            rehashed,
        }),
        _ => Err(no_match()),
    }
}

/// Opens the session; none when the login is no longer as it was proven.
async fn open(app: &App, opener: &Opener<'_>, proven: Proven) -> Result<Option<LoggedIn>> {
    let Proven {
        identity,
        owner,
        hash,
        rehashed,
    } = proven;
    let mut tx = app.db.begin().await?;
    if !store::identity::used(&tx, &identity, &hash, rehashed, app.clock.now()).await? {
        return Ok(None);
    }
    let Some(customer) = store::identity::account(&tx, &owner).await? else {
        return Ok(None);
    };
    let session = opener.open(&tx, owner.clone(), identity).await?;
    let actor = Actor::Customer {
        id: owner.clone(),
        session: opener.id(),
    };
    tx.record(Event::CustomerLoggedIn(owner).by(&actor, &app.clock));
    let tokens = opener.tokens(&session)?;
    let logged_in = tx.commit_with(LoggedIn { customer, tokens }).await?;
    Ok(Some(logged_in))
}

fn no_match() -> Error {
    let fault = Fault::new(
        Code::InvalidCredentials,
        "E-mail and password do not match an account.",
    );
    fault.of_no_field().into()
}
