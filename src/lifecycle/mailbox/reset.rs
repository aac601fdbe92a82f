//! A new password for whoever receives the mail of an account, be it the first one.

use super::{Entrant, admit, spend};
use crate::account::mail_token::{self, Shown};
use crate::account::proof::{Prover, prove_mailbox};
use crate::account::session::{self, LoggedIn, Opener};
use crate::account::throttle::Attempt;
use crate::account::{identity, notify};
use crate::actor::Client;
use crate::app::App;
use crate::error::Result;
use crate::event::Event;
use crate::mail::Content;
use crate::value::Password;

/// Sets a password, which has passed [`crate::account::Hasher::screen`], ends every session, and logs in
/// anew. Other tokens are void, and a mail tells the owner.
///
/// # Errors
/// `INVALID_TOKEN` at `input.token` for one that was spent meanwhile, and for an account that is gone or
/// has moved.
pub async fn reset_password(
    app: &App,
    client: &Client,
    token: &Shown,
    password: Password,
) -> Result<LoggedIn> {
    let hash = app.hasher.hash(password).await?;
    let opener = Opener::new(app, client).await?;
    let attempt = Attempt::first(app, client, token.email.as_str());
    let mut tx = app.db.begin().await?;
    let (account, guests) = spend(&tx, token).await?;
    let login = identity::ensure_by_email(app, &tx, &account.id, &token.email).await?;
    let actor = opener.actor(account.id.clone());
    let prover = Prover::Entrant { by: &login };
    let account = prove_mailbox(app, &mut tx, &actor, account, prover).await?;
    identity::set_password(app, &tx, &login, hash).await?;
    let own = std::slice::from_ref(&account.id);
    session::end_all(&tx, own).await?;
    mail_token::void(&tx, own).await?;
    attempt.succeeded(app, &tx).await?;
    tx.record(Event::PasswordChanged(account.id.clone()).by(&actor, &app.clock));
    notify(app, &mut tx, &account, Content::PasswordChangedNotice).await?;
    let entrant = Entrant {
        account,
        login,
        guests,
        is_new: false,
    };
    admit(app, tx, &opener, entrant).await
}
