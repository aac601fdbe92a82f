//! Logging in with e-mail and password.

use entity::{SessionId, auth_identity};

use super::identity::EMAILPASS;
use super::password::{Proven, no_match, prove};
use super::proof::need_proof;
use super::session::{LoggedIn, Opener};
use super::store;
use super::throttle::Attempt;
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::error::Result;
use crate::event::Event;
use crate::value::Email;

/// Logs in to the account of an e-mail.
///
/// The e-mail and password are as they were typed: what cannot be anyone's is answered as what is
/// wrong. An e-mail without an account is answered alike, and takes as long. An actor who is logged in
/// to the account already asks from a device that it knows.
///
/// # Errors
/// `INVALID_CREDENTIALS` without a field when the two do not match, `EMAIL_NOT_VERIFIED` where they do and
/// the mailbox has to be proved first; [`RateLimited`](crate::error::Error::RateLimited) after too many that
/// did not; [`Unavailable`](crate::error::Error::Unavailable) when too many passwords wait to be checked.
pub async fn login(
    app: &App,
    actor: &Actor,
    client: &Client,
    email: &str,
    password: &str,
) -> Result<LoggedIn> {
    let email = Email::parse(email).map_err(|_| no_match())?;
    let opener = Opener::new(app, client).await?;
    let mut identity = find(app, &email).await?;
    let device = device(actor, identity.as_ref());
    let attempt = Attempt::begin(app, client, email.as_str(), device).await?;
    // The second time only where the hash has changed since it was read: by a login at the same moment
    // that replaced it by a stronger one, or by a change of the password.
    for _ in 0..2 {
        let Some(proven) = prove(app, identity, password).await? else {
            break;
        };
        if let Some(logged_in) = open(app, &opener, &attempt, proven).await? {
            return Ok(logged_in);
        }
        identity = find(app, &email).await?;
    }
    attempt.failed(app).await?;
    Err(no_match())
}

async fn find(app: &App, email: &Email) -> Result<Option<auth_identity::Model>> {
    store::identity::find(app.db.read(), EMAILPASS, email.as_str()).await
}

/// The session of somebody who is logged in to the account of a login.
fn device<'a>(actor: &'a Actor, identity: Option<&auth_identity::Model>) -> Option<&'a SessionId> {
    match (actor, identity?.customer_id.as_ref()) {
        (Actor::Customer { id, session }, Some(owner)) if id == owner => Some(session),
        _ => None,
    }
}

/// Opens the session; none when the login is no longer as it was proven.
async fn open(
    app: &App,
    opener: &Opener<'_>,
    attempt: &Attempt,
    proven: Proven,
) -> Result<Option<LoggedIn>> {
    let mut tx = app.db.begin().await?;
    if !proven.hold(&tx, app.clock.now()).await? {
        return Ok(None);
    }
    let Some(customer) = store::identity::account(&tx, &proven.owner).await? else {
        return Ok(None);
    };
    attempt.succeeded(app, &tx).await?;
    need_proof(app, customer.email_verified_at.is_some())?;
    let Proven {
        identity, owner, ..
    } = proven;
    let session = opener.open(&tx, owner.clone(), identity).await?;
    let actor = opener.actor(owner.clone());
    tx.record(Event::CustomerLoggedIn(owner).by(&actor, &app.clock));
    let tokens = opener.tokens(&session)?;
    let logged_in = tx.commit_with(LoggedIn { customer, tokens }).await?;
    Ok(Some(logged_in))
}
