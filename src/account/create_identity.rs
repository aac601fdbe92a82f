//! The first half of the two-step way to an account: a login that no customer has yet.

use std::sync::Arc;

use entity::{IdentityId, auth_identity};
use secrecy::{ExposeSecret, SecretString};

use super::hasher::Verdict;
use super::identity::{self, EMAILPASS};
use super::register::tell_owner;
use super::registration_token::{LIFETIME, Registrar, Way};
use super::store;
use super::store::identity::Claim;
use super::throttle::{self, Attempt, Quota};
use crate::actor::Client;
use crate::app::App;
use crate::customer::service as customers;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::idempotency::Outcome;
use crate::mail::{self, Content, Mail, Secret};
use crate::value::{Email, Password};

/// A login without a customer, and what gets it one.
pub struct Started {
    /// The login.
    pub identity: auth_identity::Model,
    /// For [`super::create_account`].
    pub token: SecretString,
}

/// Makes a login that no customer has. Again with its password it gives a new token.
///
/// Where the mailbox has to be proved first, nothing comes of it for anyone: the token is mailed. The
/// owner of an account with the e-mail is told of that.
///
/// # Errors
/// [`Code::EmailTaken`] when an account has the e-mail, [`Code::IdentityTaken`] when a login has it, both at
/// `input.email`; [`Error::RateLimited`] for the hundred and first registration from one network in an
/// hour, and after too many wrong passwords; [`Error::Unavailable`] when too many passwords wait.
pub async fn create_identity(
    app: &App,
    client: &Client,
    email: &Email,
    password: Password,
) -> Result<Option<Started>> {
    throttle::take(app, client, Quota::Registrations).await?;
    let registrar = Registrar::new(app).await?;
    let known = store::identity::find_any(&app.db, EMAILPASS, email.as_str()).await?;
    if app.settings.protection.require_verified_email {
        return ask(app, &registrar, email, password, known).await;
    }
    match known {
        Some(login) => again(app, client, &registrar, login, password).await,
        None => add(app, &registrar, email, password).await,
    }
}

/// The login that is there, for who knows its password and while no customer has it.
async fn again(
    app: &App,
    client: &Client,
    registrar: &Registrar<'_>,
    login: auth_identity::Model,
    password: Password,
) -> Result<Option<Started>> {
    if login.customer_id.is_some() {
        return Err(taken());
    }
    let attempt = Attempt::begin(app, client, &login.entity_id, None).await?;
    if !is_right(app, &login, password).await? {
        attempt.failed(app).await?;
        return Err(taken());
    }
    // Looked at and not noted: whoever made the login need not be who will own the account, which is to
    // know no network of theirs.
    attempt.succeeded(app, &app.db.begin().await?).await?;
    Started::of(registrar, login).map(Some)
}

async fn add(
    app: &App,
    registrar: &Registrar<'_>,
    email: &Email,
    password: Password,
) -> Result<Option<Started>> {
    let hash = app.hasher.hash(password).await?;
    let tx = app.db.begin().await?;
    if customers::lock_account(&tx, email).await?.is_some() {
        return Err(identity::email_taken());
    }
    let login = identity::by_email(app, None, email, Some(hash));
    if store::identity::insert_unclaimed(&tx, login.clone()).await? == Claim::Taken {
        return Err(taken());
    }
    tx.commit_with(Started::of(registrar, login).map(Some)?)
        .await
}

/// Mails the token, or that there is an account. Each case costs one hash and one mail, sent or not.
async fn ask(
    app: &App,
    registrar: &Registrar<'_>,
    email: &Email,
    password: Password,
    known: Option<auth_identity::Model>,
) -> Result<Option<Started>> {
    let is_new = known.is_none();
    let login = if let Some(login) = known {
        is_right(app, &login, password).await?.then_some(login)
    } else {
        let hash = app.hasher.hash(password).await?;
        Some(identity::by_email(app, None, email, Some(hash)))
    };
    let mut tx = app.db.begin().await?;
    if tell_owner(app, &mut tx, email).await? {
        return tx.commit_with(None).await;
    }
    if let Some(login) = login.as_ref().filter(|_| is_new)
        && store::identity::insert_unclaimed(&tx, login.clone()).await? == Claim::Taken
    {
        // Whoever was faster gets the mail.
        drop(tx);
        return app.db.begin().await?.commit_with(None).await;
    }
    send(app, &mut tx, registrar, email, login.map(|login| login.id)).await?;
    tx.commit_with(None).await
}

/// Whether a password is that of a login which no customer has; takes as long for any other.
async fn is_right(app: &App, login: &auth_identity::Model, password: Password) -> Result<bool> {
    let stored = login.password_hash.clone();
    let stored = stored.filter(|_| login.customer_id.is_none());
    Ok(app.hasher.verify(password, stored).await? != Verdict::Wrong)
}

async fn send(
    app: &App,
    tx: &mut Tx,
    registrar: &Registrar<'_>,
    to: &Email,
    login: Option<IdentityId>,
) -> Result<()> {
    let id = login.clone().unwrap_or_else(|| app.clock.id());
    let secret = Secret {
        text: registrar.issue(&id, Way::Mailed)?,
        lifetime: LIFETIME,
    };
    let mail = Mail {
        to: to.clone(),
        first_name: None,
        content: Content::VerifyEmail(secret),
    };
    // What an address has had enough of is dropped; the answer is the same.
    _ = match login {
        Some(_) => mail::queue(app, tx, &mail).await?,
        None => mail::withhold(app, tx, &mail).await?,
    };
    Ok(())
}

fn taken() -> Error {
    let message = "A login has this e-mail.";
    Error::refused(Code::IdentityTaken, message, ["input", "email"])
}

impl Started {
    /// What may be told of it.
    pub(super) fn parts(self) -> (Arc<auth_identity::Model>, String) {
        let token = self.token.expose_secret().to_owned();
        (Arc::new(self.identity), token)
    }

    fn of(registrar: &Registrar<'_>, identity: auth_identity::Model) -> Result<Self> {
        let token = registrar.issue(&identity.id, Way::Answered)?;
        Ok(Self { identity, token })
    }
}

/// The token is not kept: a replay gets another one.
impl Outcome for Option<Started> {
    type Ids = Option<IdentityId>;

    fn ids(&self) -> Self::Ids {
        self.as_ref().map(|started| started.identity.id.clone())
    }

    async fn find(app: &App, id: Self::Ids) -> Result<Option<Self>> {
        let Some(id) = id else {
            return Ok(Some(None));
        };
        let registrar = Registrar::new(app).await?;
        let found = store::identity::by_ids(&app.db, &[id]).await?.pop();
        let unclaimed = found.filter(|login| login.customer_id.is_none());
        let started = unclaimed.map(|login| Started::of(&registrar, login));
        Ok(Some(started.transpose()?))
    }
}
