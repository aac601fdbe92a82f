//! Registration: a customer, a login and a session, all at once or not at all.

use entity::{CustomerId, IdentityId, SecretText, customer};

use super::identity::{self, email_taken};
use super::mail_token::{self, Purpose};
use super::newcomer::{Newcomer, make};
use super::notice::notify;
use super::registered::Registered;
use super::session::{LoggedIn, Opener};
use super::store;
use super::store::identity::Claim;
use super::throttle::{self, Attempt, Quota};
use crate::actor::Client;
use crate::app::App;
use crate::customer::service as customers;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::mail::Content;
use crate::value::{Email, Password};

/// What somebody gives who registers.
pub struct Registration {
    /// To log in with. It has passed [`super::Hasher::screen`].
    pub password: Password,
    /// The customer; its e-mail is to log in with.
    pub newcomer: Newcomer,
}

/// Makes an account and logs in to it. Guests with the same e-mail stay guests: whoever registers has
/// not proved yet that the mailbox is theirs. A mail asks them to.
///
/// Where the mailbox has to be proved first, nobody is logged in, and nobody is told but the mailbox: by
/// that mail, or that it has an account already.
///
/// # Errors
/// [`EmailTaken`](crate::error::Code::EmailTaken) when an account has the e-mail, and what is wrong with the
/// addresses; [`RateLimited`](crate::error::Error::RateLimited) for the hundred and first registration
/// from one network in an hour; [`Unavailable`](crate::error::Error::Unavailable) when too many passwords wait to be hashed.
pub async fn register(
    app: &App,
    client: &Client,
    registration: Registration,
) -> Result<Registered> {
    let Registration { password, newcomer } = registration;
    throttle::take(app, client, Quota::Registrations).await?;
    // Before the transaction: on SQLite there is one writer, and a hash takes 20 ms.
    let hash = app.hasher.hash(password).await?;
    let opener = Opener::new(app, client).await?;
    if app.settings.protection.require_verified_email {
        return ask(app, &opener, newcomer, hash).await;
    }
    let attempt = Attempt::first(app, client, newcomer.email.as_str());
    let mut tx = app.db.begin().await?;
    let (customer, login) = add(app, &mut tx, &opener, newcomer, hash).await?;
    attempt.succeeded(app, &tx).await?;
    let session = opener.open(&tx, customer.id.clone(), login).await?;
    let tokens = opener.tokens(&session)?;
    let logged_in = LoggedIn { customer, tokens };
    tx.commit_with(Registered::LoggedIn(logged_in)).await
}

/// Makes the account, or tells its owner that there is one. That takes as long: the same is written, for
/// an address that nobody has, and dropped.
async fn ask(
    app: &App,
    opener: &Opener<'_>,
    newcomer: Newcomer,
    hash: SecretText,
) -> Result<Registered> {
    let mut tx = app.db.begin().await?;
    match add(app, &mut tx, opener, newcomer.clone(), hash.clone()).await {
        Ok(_) => tx.commit_with(Registered::Asked).await,
        Err(error) if is_email_taken(&error) => {
            // PostgreSQL takes nothing more from it after a broken constraint.
            drop(tx);
            let email = newcomer.email.clone();
            pretend(app, opener, newcomer, hash).await?;
            let mut tx = app.db.begin().await?;
            tell_owner(app, &mut tx, &email).await?;
            tx.commit_with(Registered::Asked).await
        }
        Err(error) => Err(error),
    }
}

/// Makes the account for an address that nobody has, and nothing of it stays.
async fn pretend(
    app: &App,
    opener: &Opener<'_>,
    newcomer: Newcomer,
    hash: SecretText,
) -> Result<()> {
    let nobody = format!("{}@nobody.invalid", app.clock.ulid());
    let email = Email::parse(&nobody).map_err(|_| Error::internal("nobody has no e-mail"))?;
    let mut tx = app.db.begin().await?;
    add(app, &mut tx, opener, Newcomer { email, ..newcomer }, hash).await?;
    Ok(())
}

/// Adds the customer and the login, and asks for the proof of the mailbox.
async fn add(
    app: &App,
    tx: &mut Tx,
    opener: &Opener<'_>,
    newcomer: Newcomer,
    hash: SecretText,
) -> Result<(customer::Model, IdentityId)> {
    let id = app.clock.id::<CustomerId>();
    let (actor, email) = (opener.actor(id.clone()), newcomer.email.clone());
    let customer = make(app, tx, &actor, id, newcomer).await?;
    let login = identity::by_email(app, Some(&customer.id), &email, Some(hash));
    let identity = login.id.clone();
    if store::identity::insert(tx, login).await? == Claim::Taken {
        return Err(email_taken());
    }
    mail_token::send(app, tx, Purpose::VerifyEmail, &email, Some(&customer)).await?;
    Ok((customer, identity))
}

fn is_email_taken(error: &Error) -> bool {
    matches!(error, Error::Refused(errors) if errors.iter().any(|error| error.code == Code::EmailTaken))
}

/// Tells the owner of the account that has an e-mail that somebody wanted another; says whether there is
/// one.
///
/// # Errors
/// When the database fails.
pub(super) async fn tell_owner(app: &App, tx: &mut Tx, email: &Email) -> Result<bool> {
    let account = customers::lock_account(tx, email).await?;
    if let Some(account) = &account {
        notify(app, tx, account, Content::AccountExists).await?;
    }
    Ok(account.is_some())
}
