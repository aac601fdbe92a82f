//! Logging in with a code out of a mail.

use entity::SessionId;

use super::{Entrant, admit};
use crate::account::identity;
use crate::account::mail_token::{self, Shown, no_match};
use crate::account::proof::{Prover, prove_mailbox};
use crate::account::session::{LoggedIn, Opener};
use crate::account::throttle::Attempt;
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::customer::service as customers;
use crate::error::Result;
use crate::value::Email;

/// Logs in to the account of an e-mail with the newest code that was mailed there. An e-mail without an
/// account is answered as a wrong code is.
///
/// # Errors
/// `INVALID_CREDENTIALS` without a field for a wrong, dead or expired code;
/// [`RateLimited`](crate::error::Error::RateLimited) after too many of those.
pub async fn login_with_code(
    app: &App,
    actor: &Actor,
    client: &Client,
    email: &str,
    code: &str,
) -> Result<LoggedIn> {
    let email = Email::parse(email).map_err(|_| no_match())?;
    let opener = Opener::new(app, client).await?;
    let device = device(app, actor, &email).await?;
    let attempt = Attempt::begin(app, client, email.as_str(), device).await?;
    if let Some(code) = mail_token::code(app, &email, code).await?
        && let Some(logged_in) = open(app, &opener, &attempt, &code).await?
    {
        return Ok(logged_in);
    }
    attempt.failed(app).await?;
    Err(no_match())
}

/// The session of somebody who is logged in to the account already.
async fn device<'a>(app: &App, actor: &'a Actor, email: &Email) -> Result<Option<&'a SessionId>> {
    let Actor::Customer { id, session } = actor else {
        return Ok(None);
    };
    let customer = customers::find(&app.db, id, false).await?;
    let own = customer.and_then(|row| row.email);
    Ok((own.as_deref() == Some(email.as_str())).then_some(session))
}

/// Spends the code; none when it was spent meanwhile, or the account is gone.
async fn open(
    app: &App,
    opener: &Opener<'_>,
    attempt: &Attempt,
    code: &Shown,
) -> Result<Option<LoggedIn>> {
    let mut tx = app.db.begin().await?;
    let sharing = customers::lock_sharing(&tx, &code.email, None).await?;
    let account = sharing.account(&code.customer).cloned();
    let Some(account) = account else {
        return Ok(None);
    };
    if !code.spend(&tx).await? {
        return Ok(None);
    }
    let login = identity::ensure_by_email(app, &tx, &account.id, &code.email).await?;
    // After the login, as by a password: then neither waits for the other.
    attempt.succeeded(app, &tx).await?;
    let actor = opener.actor(account.id.clone());
    let prover = Prover::Entrant { by: &login };
    let account = prove_mailbox(app, &mut tx, &actor, account, prover).await?;
    let entrant = Entrant {
        account,
        login,
        guests: sharing.guests,
        is_new: false,
    };
    admit(app, tx, opener, entrant).await.map(Some)
}
