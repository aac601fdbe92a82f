//! Dangerous steps of a customer who is logged in: the password is asked for once more, and of an
//! account without one that the login be a recent one.

use std::time::Duration;

use entity::auth_identity;

use super::password::{Proven, no_match, prove};
use super::store;
use super::throttle::Attempt;
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Code, Error, Fault, Result};

/// How old a login may be that stands for a password.
const RECENT: Duration = Duration::from_mins(5);

/// An owner who has shown who they are.
pub struct Confirmed {
    /// None for an account without a password.
    password: Option<Shown>,
}

/// A password that was right, and the attempt to guess it that this may have been.
pub(super) struct Shown {
    pub(super) proven: Proven,
    pub(super) attempt: Attempt,
}

/// Asks the caller to show who they are, before a transaction begins.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for who is no customer; [`Code::Required`] at the
/// input's `password`, [`Code::InvalidCredentials`] for a wrong one, [`Error::RateLimited`] after too
/// many of those; [`Code::NotAllowed`] for an account without a password whose login is older than five
/// minutes.
pub async fn confirm(
    app: &App,
    actor: &Actor,
    client: &Client,
    password: Option<&str>,
) -> Result<Confirmed> {
    let Some(identity) = with_password(app, actor).await? else {
        recent(app, actor).await?;
        return Ok(Confirmed { password: None });
    };
    let Some(password) = password else {
        let message = "Give the password of the account.";
        return Err(Error::refused(
            Code::Required,
            message,
            ["input", "password"],
        ));
    };
    let shown = show(app, actor, client, identity, password).await?;
    Ok(Confirmed {
        password: Some(shown),
    })
}

impl Confirmed {
    /// Makes sure, within the transaction of the step, that what was shown still holds.
    ///
    /// # Errors
    /// [`Code::InvalidCredentials`] where the password has changed meanwhile, [`Error::RateLimited`]
    /// where others have failed meanwhile.
    pub async fn hold(&self, app: &App, tx: &Tx) -> Result<()> {
        let Some(Shown { proven, attempt }) = &self.password else {
            return Ok(());
        };
        if !proven.hold(tx, app.clock.now()).await? {
            return Err(no_match());
        }
        attempt.succeeded(app, tx).await
    }
}

/// The login of the caller that has a password.
pub(super) async fn with_password(
    app: &App,
    actor: &Actor,
) -> Result<Option<auth_identity::Model>> {
    let (customer, _) = actor.need_login()?;
    store::identity::with_password(&app.db, customer).await
}

/// Checks the caller's password; their session is a device that the account knows.
pub(super) async fn show(
    app: &App,
    actor: &Actor,
    client: &Client,
    identity: auth_identity::Model,
    password: &str,
) -> Result<Shown> {
    let (_, session) = actor.need_login()?;
    let attempt = Attempt::begin(app, client, &identity.entity_id, Some(session)).await?;
    if let Some(proven) = prove(app, Some(identity), password).await? {
        return Ok(Shown { proven, attempt });
    }
    attempt.failed(app).await?;
    Err(no_match())
}

async fn recent(app: &App, actor: &Actor) -> Result<()> {
    let (_, session) = actor.need_login()?;
    let session = store::session::find(&app.db, session).await?;
    let session = session.ok_or(Error::Unauthenticated)?;
    if session.created_at.plus(RECENT) >= app.clock.now() {
        return Ok(());
    }
    let message = "Log in anew: an account without a password confirms this by a login of the last five minutes.";
    Err(Fault::new(Code::NotAllowed, message).of_no_field().into())
}
