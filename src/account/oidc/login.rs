//! Logging in with an ID token, and registering by the way.

use entity::{CustomerId, IdentityId, customer};

use super::issuers::invalid_token;
use super::subject::{IdToken, Subject};
use crate::account::identity;
use crate::account::proof::{Earlier, prove_mailbox};
use crate::account::session::{LoggedIn, Opener};
use crate::account::store;
use crate::account::store::identity::Claim;
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::customer::service::{self as customers, NewCustomer};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::value::Email;

/// How often to look again when somebody has taken the subject or the e-mail at the same moment. The
/// second time finds them; a third is for who is deleted in between.
const TRIES: usize = 3;

/// Logs in whom an ID token is about.
///
/// A subject that is known logs in. An unknown one whose e-mail the provider has verified gets linked
/// to the account with that e-mail, or registers. One with an unverified e-mail registers where no
/// account has it, as anyone may. A verified e-mail that is the account's proves its mailbox.
///
/// # Errors
/// [`Code::NotFound`] for an unknown provider; [`Code::InvalidToken`] for a token that is not good, and
/// for an unknown subject without an e-mail; [`Code::EmailTaken`] for an unverified e-mail that an account
/// has. [`Error::Unavailable`] when the provider's keys are not to be had.
pub async fn login_with_id_token(app: &App, client: &Client, shown: &IdToken) -> Result<LoggedIn> {
    let subject = app.issuers.subject(shown).await?;
    let opener = Opener::new(app, client).await?;
    for _ in 0..TRIES {
        if let Some(logged_in) = attempt(app, &opener, &subject).await? {
            return Ok(logged_in);
        }
    }
    Err(Error::Unavailable)
}

/// Somebody at the door, with the login that lets them in.
struct Entrant {
    customer: customer::Model,
    identity: IdentityId,
    actor: Actor,
    is_new: bool,
}

/// Logs in; none when the subject or the e-mail was taken at this very moment.
async fn attempt(app: &App, opener: &Opener<'_>, subject: &Subject) -> Result<Option<LoggedIn>> {
    let mut tx = app.db.begin().await?;
    let known = store::identity::find(tx.conn(), &subject.provider, &subject.id).await?;
    let entrant = match known.and_then(|login| Some((login.customer_id?, login.id))) {
        Some((owner, identity)) => return_of(app, &mut tx, opener, owner, identity).await?,
        None => arrival_of(app, &mut tx, opener, subject).await?,
    };
    let Some(mut entrant) = entrant else {
        return Ok(None);
    };
    if subject.proves(entrant.customer.email.as_deref()) {
        let earlier = if entrant.is_new {
            Earlier::Stays
        } else {
            let but = &entrant.identity;
            Earlier::Void { but }
        };
        entrant.customer =
            prove_mailbox(app, &mut tx, &entrant.actor, entrant.customer, earlier).await?;
    }
    let Entrant {
        customer,
        identity,
        actor,
        is_new,
    } = entrant;
    let session = opener.open(&tx, customer.id.clone(), identity).await?;
    // To register is to log in, and told as that alone.
    if !is_new {
        tx.record(Event::CustomerLoggedIn(customer.id.clone()).by(&actor, &app.clock));
    }
    let tokens = opener.tokens(&session)?;
    let logged_in = tx.commit_with(LoggedIn { customer, tokens }).await?;
    Ok(Some(logged_in))
}

/// A subject that is known; none when the login has gone meanwhile.
async fn return_of(
    app: &App,
    tx: &mut Tx,
    opener: &Opener<'_>,
    owner: CustomerId,
    identity: IdentityId,
) -> Result<Option<Entrant>> {
    // The customer first, in the order in which deletions lock.
    let customer = customers::lock_all(tx, std::slice::from_ref(&owner)).await?;
    let customer = customer.into_iter().find(|row| row.deleted_at.is_none());
    let Some(customer) = customer else {
        return Ok(None);
    };
    if !store::identity::touch(tx, &identity, app.clock.now()).await? {
        return Ok(None);
    }
    Ok(Some(Entrant {
        actor: opener.actor(owner),
        customer,
        identity,
        is_new: false,
    }))
}

/// A subject that is not known: linked to the account with its e-mail, or registered.
async fn arrival_of(
    app: &App,
    tx: &mut Tx,
    opener: &Opener<'_>,
    subject: &Subject,
) -> Result<Option<Entrant>> {
    let email = subject.email.as_ref().ok_or_else(invalid_token)?;
    match customers::lock_account(tx, email).await? {
        Some(account) if subject.email_verified => link_to(app, tx, opener, subject, account).await,
        Some(_) => {
            let message = "An account has this e-mail, and the provider has not verified it: log in and link the provider.";
            Err(Error::refused(
                Code::EmailTaken,
                message,
                ["input", "idToken"],
            ))
        }
        None => register(app, tx, opener, subject, email).await,
    }
}

async fn link_to(
    app: &App,
    tx: &mut Tx,
    opener: &Opener<'_>,
    subject: &Subject,
    account: customer::Model,
) -> Result<Option<Entrant>> {
    let actor = opener.actor(account.id.clone());
    let linked = identity::link(app, tx, &actor, &account.id, &subject.provider, &subject.id);
    Ok(linked.await?.map(|identity| Entrant {
        customer: account,
        identity,
        actor,
        is_new: false,
    }))
}

async fn register(
    app: &App,
    tx: &mut Tx,
    opener: &Opener<'_>,
    subject: &Subject,
    email: &Email,
) -> Result<Option<Entrant>> {
    let id = app.clock.id::<CustomerId>();
    let actor = opener.actor(id.clone());
    let customer = NewCustomer {
        id: Some(id.clone()),
        email: Some(email.clone()),
        first_name: subject.first_name.clone(),
        last_name: subject.last_name.clone(),
        has_account: true,
        ..NewCustomer::default()
    };
    let customer = match customers::insert(app, tx, &actor, &[&customer]).await {
        Ok(mut inserted) => inserted.pop(),
        // Nothing of it but the e-mail can be taken.
        Err(Error::Refused(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let customer = customer.ok_or_else(|| Error::internal("no customer was added"))?;
    tx.record(Event::CustomerCreated(id.clone()).by(&actor, &app.clock));
    tx.record(Event::CustomerRegistered(id.clone()).by(&actor, &app.clock));
    let login = identity::outside(app, &id, &subject.provider, &subject.id);
    let identity = login.id.clone();
    let claim = store::identity::insert(tx, login).await?;
    Ok((claim == Claim::Done).then_some(Entrant {
        customer,
        identity,
        actor,
        is_new: true,
    }))
}
