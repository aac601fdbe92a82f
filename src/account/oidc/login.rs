//! Logging in with an ID token, and registering by the way.

use entity::{CustomerId, IdentityId, customer};

use super::issuers::invalid_token;
use super::subject::Subject;
use crate::account::identity;
use crate::account::mail_token::{self, Purpose};
use crate::account::proof::{Prover, need_proof, prove_mailbox};
use crate::account::session::Opener;
use crate::account::store;
use crate::account::store::identity::Claim;
use crate::account::throttle::{self, Quota};
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::customer::service::{self as customers, NewCustomer};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::value::Email;

/// Somebody at the door, with the login that lets them in.
pub struct Entrant {
    /// Whose login it is.
    pub customer: customer::Model,
    /// The login.
    pub identity: IdentityId,
    /// Where the token proves the mailbox, the guests with its e-mail, locked, to be claimed.
    pub guests: Vec<customer::Model>,
    /// Whether they have registered by it.
    pub is_new: bool,
    actor: Actor,
}

/// Takes one of the registrations of the caller's network for a subject that is not known. Before the
/// transaction, since the throttle keeps what it counts whatever becomes of that.
///
/// # Errors
/// [`Error::RateLimited`] for the hundred and first from one network in an hour.
pub async fn count(app: &App, client: &Client, subject: &Subject) -> Result<()> {
    let known = store::identity::find(app.db.read(), &subject.provider, &subject.id).await?;
    match known {
        Some(_) => Ok(()),
        None => throttle::take(app, client, Quota::Registrations).await,
    }
}

/// Lets in whom an ID token is about; none when the subject or the e-mail was taken at this very moment.
/// Then the transaction is to be dropped.
///
/// A subject that is known logs in. An unknown one whose e-mail the provider has verified gets linked
/// to the account with that e-mail, or registers. One with an unverified e-mail registers where no
/// account has it, as anyone may, and is asked by mail to prove it. A verified e-mail that is the account's proves its mailbox.
///
/// # Errors
/// [`Code::InvalidToken`] for an unknown subject without an e-mail; [`Code::EmailTaken`] for an unverified
/// e-mail that an account has; [`Code::EmailNotVerified`] where the mailbox has to be proved first and is not.
pub async fn enter(
    app: &App,
    tx: &mut Tx,
    opener: &Opener<'_>,
    subject: &Subject,
) -> Result<Option<Entrant>> {
    let known = store::identity::find(tx.conn(), &subject.provider, &subject.id).await?;
    let entrant = match known.and_then(|login| Some((login.customer_id?, login.id))) {
        Some((owner, identity)) => return_of(app, tx, opener, subject, owner, identity).await?,
        None => arrival_of(app, tx, opener, subject).await?,
    };
    let Some(mut entrant) = entrant else {
        return Ok(None);
    };
    if !subject.proves(entrant.customer.email.as_deref()) {
        need_proof(app, entrant.customer.email_verified_at.is_some())?;
        entrant.guests.clear();
        if entrant.is_new {
            let (account, email) = (&entrant.customer, customers::email(&entrant.customer)?);
            mail_token::send(app, tx, Purpose::VerifyEmail, &email, Some(account)).await?;
        }
        return Ok(Some(entrant));
    }
    let prover = if entrant.is_new {
        Prover::Holder
    } else {
        let by = &entrant.identity;
        Prover::Entrant { by }
    };
    entrant.customer = prove_mailbox(app, tx, &entrant.actor, entrant.customer, prover).await?;
    Ok(Some(entrant))
}

/// A subject that is known; none when the login has gone meanwhile.
async fn return_of(
    app: &App,
    tx: &Tx,
    opener: &Opener<'_>,
    subject: &Subject,
    owner: CustomerId,
    identity: IdentityId,
) -> Result<Option<Entrant>> {
    // The customer first, in the order in which deletions lock.
    let sharing = customers::lock_with(tx, subject.email.as_ref(), &owner).await?;
    let Some(customer) = sharing.account(&owner).cloned() else {
        return Ok(None);
    };
    if !store::identity::touch(tx, &identity, app.clock.now()).await? {
        return Ok(None);
    }
    Ok(Some(Entrant {
        actor: opener.actor(owner),
        customer,
        identity,
        guests: sharing.guests,
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
    // Before anything is looked up, so that it is the same for any address.
    need_proof(app, subject.email_verified)?;
    let sharing = customers::lock_sharing(tx, email, None).await?;
    let entrant = match sharing.account_with(email).cloned() {
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
    };
    let guests = sharing.guests;
    Ok(entrant?.map(|entrant| Entrant { guests, ..entrant }))
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
        guests: Vec::new(),
        is_new: false,
        actor,
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
        guests: Vec::new(),
        is_new: true,
        actor,
    }))
}
