//! ID tokens whose provider has verified the e-mail.

use entity::customer::Model;

use super::{Entrant, admit, claim};
use crate::account::oidc::{self, IdToken};
use crate::account::session::{LoggedIn, Opener};
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::error::{Error, Result};

/// How often to look again when somebody has taken the subject or the e-mail at the same moment. The
/// second time finds them; a third is for who is deleted in between.
const TRIES: usize = 3;

/// Logs in whom an ID token is about, or registers them; see [`oidc::enter`].
///
/// # Errors
/// `NOT_FOUND` for an unknown provider; `INVALID_TOKEN` for a token that is not good, and for an unknown
/// subject without an e-mail; `EMAIL_TAKEN` for an unverified e-mail that an account has.
/// [`Error::RateLimited`] for a new subject when the network has registered too many;
/// [`Error::Unavailable`] when the provider's keys are not to be had.
pub async fn login_with_id_token(app: &App, client: &Client, shown: &IdToken) -> Result<LoggedIn> {
    let subject = app.issuers.subject(shown).await?;
    oidc::count(app, client, &subject).await?;
    let opener = Opener::new(app, client).await?;
    for _ in 0..TRIES {
        let mut tx = app.db.begin().await?;
        if let Some(entrant) = oidc::enter(app, &mut tx, &opener, &subject).await? {
            let entrant = Entrant {
                account: entrant.customer,
                login: entrant.identity,
                guests: entrant.guests,
                is_new: entrant.is_new,
            };
            return admit(app, tx, &opener, entrant).await;
        }
    }
    Err(Error::Unavailable)
}

/// Lets the caller, a customer, log in by whom an ID token is about; see [`oidc::link`].
///
/// # Errors
/// [`Error::Unauthenticated`] and [`Error::Forbidden`] for who is no customer; `NOT_FOUND` for an unknown
/// provider; `INVALID_TOKEN` for a token that is not good; `IDENTITY_TAKEN` when another customer logs in
/// by it.
pub async fn link_identity(app: &App, actor: &Actor, shown: &IdToken) -> Result<Model> {
    actor.need_login()?;
    let subject = app.issuers.subject(shown).await?;
    let mut tx = app.db.begin().await?;
    let (account, guests) = oidc::link(app, &mut tx, actor, &subject).await?;
    let account = claim(app, &mut tx, actor, account, &guests).await?;
    tx.commit_with(account).await
}
