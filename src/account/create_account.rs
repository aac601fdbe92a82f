//! The second half of the two-step way to an account: the customer of a login that has none.

use entity::{CustomerId, IdentityId, auth_identity, customer};

use super::identity::EMAILPASS;
use super::mail_token::{self, Purpose};
use super::newcomer::{Newcomer, make};
use super::proof::{Prover, prove_mailbox};
use super::registered::Registered;
use super::registration_token::{self, Registrar, Way};
use super::session::{LoggedIn, Opener};
use super::store;
use super::throttle::Attempt;
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Code, Error, Fault, Result};

/// What names the login.
pub enum Bearer {
    /// The token of its making.
    Token(String),
    /// Staff, by its id.
    Staff(IdentityId),
}

/// A login that is to get a customer.
struct Vacant {
    login: auth_identity::Model,
    /// None where staff named it.
    way: Option<Way>,
    /// What named it, in the input.
    field: &'static str,
}

/// Makes the customer of a login. Whoever shows the token is logged in, unless the mailbox has to be
/// proved first; a token that came by mail proves it. Guests with the e-mail stay guests: the password
/// may be somebody else's who asked for that mail.
///
/// # Errors
/// [`Code::InvalidToken`] for a token that is not good, or whose login is gone; [`Code::NotFound`] for an
/// id that names none; [`Code::AlreadyRegistered`] for a login that has a customer; [`Code::Invalid`] for an
/// e-mail that is not the login's; [`Code::EmailTaken`] when an account has it; what is wrong with the
/// addresses.
pub async fn create_account(
    app: &App,
    actor: &Actor,
    client: &Client,
    bearer: Bearer,
    newcomer: Newcomer,
) -> Result<Registered> {
    let vacant = vacant(app, bearer).await?;
    vacant.fits(&newcomer)?;
    let opener = Opener::new(app, client).await?;
    let mut tx = app.db.begin().await?;
    let made = fill(app, &mut tx, actor, &opener, &vacant, newcomer).await;
    let customer = match made {
        Err(refused @ Error::Refused(_)) => {
            drop(tx);
            return Err(vacant.since(app).await?.unwrap_or(refused));
        }
        made => made?,
    };
    let unproved =
        app.settings.protection.require_verified_email && vacant.way != Some(Way::Mailed);
    if vacant.way.is_none() || unproved {
        return tx.commit_with(Registered::Made(customer)).await;
    }
    Attempt::first(app, client, &vacant.login.entity_id)
        .succeeded(app, &tx)
        .await?;
    let session = opener
        .open(&tx, customer.id.clone(), vacant.login.id)
        .await?;
    let tokens = opener.tokens(&session)?;
    let logged_in = LoggedIn { customer, tokens };
    tx.commit_with(Registered::LoggedIn(logged_in)).await
}

async fn vacant(app: &App, bearer: Bearer) -> Result<Vacant> {
    let (id, way, field) = match bearer {
        Bearer::Token(token) => {
            let (id, way) = Registrar::new(app).await?.read(&token)?;
            (id, Some(way), "registrationToken")
        }
        Bearer::Staff(id) => (id, None, "authIdentityId"),
    };
    let found = store::identity::by_ids(&app.db, &[id]).await?.pop();
    let vacant = found.map(|login| Vacant { login, way, field });
    vacant.ok_or_else(|| gone(way))?.unless_taken()
}

/// Makes the customer and gives it the login.
async fn fill(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    opener: &Opener<'_>,
    vacant: &Vacant,
    newcomer: Newcomer,
) -> Result<customer::Model> {
    let id = app.clock.id::<CustomerId>();
    let by_themselves = opener.actor(id.clone());
    let actor = match vacant.way {
        Some(_) => &by_themselves,
        None => actor,
    };
    let email = newcomer.email.clone();
    let customer = make(app, tx, actor, id, newcomer).await;
    let customer = customer.map_err(within_customer)?;
    let (login, now) = (&vacant.login.id, app.clock.now());
    if !store::identity::claim(tx, login, &customer.id, now).await? {
        return Err(gone(vacant.way));
    }
    if vacant.way == Some(Way::Mailed) {
        return prove_mailbox(app, tx, actor, customer, Prover::Anyone).await;
    }
    mail_token::send(app, tx, Purpose::VerifyEmail, &email, Some(&customer)).await?;
    Ok(customer)
}

impl Vacant {
    fn unless_taken(self) -> Result<Self> {
        if self.login.customer_id.is_none() {
            return Ok(self);
        }
        let message = "The login has a customer already; log in.";
        Err(Error::refused(
            Code::AlreadyRegistered,
            message,
            ["input", self.field],
        ))
    }

    /// Refuses an e-mail that a login by e-mail is not of.
    fn fits(&self, newcomer: &Newcomer) -> Result<()> {
        if self.login.provider != EMAILPASS || self.login.entity_id == newcomer.email.as_str() {
            return Ok(());
        }
        let fault = Fault::invalid("The e-mail is not that of the login.");
        Err(fault.at(["input", "customer", "email"]).into())
    }

    /// What has become of the login since it was found vacant, where that is why nothing came of it.
    async fn since(&self, app: &App) -> Result<Option<Error>> {
        let id = std::slice::from_ref(&self.login.id);
        let now = store::identity::by_ids(&app.db, id).await?.pop();
        let now = now.map(|login| Self { login, ..*self });
        Ok(match now {
            Some(now) => now.unless_taken().err(),
            None => Some(gone(self.way)),
        })
    }
}

fn gone(way: Option<Way>) -> Error {
    match way {
        Some(_) => registration_token::invalid(),
        None => Error::refused(
            Code::NotFound,
            "There is no such login.",
            ["input", "authIdentityId"],
        ),
    }
}

/// Refusals of what is within `customer` of this input.
fn within_customer(error: Error) -> Error {
    let Error::Refused(mut errors) = error else {
        return error;
    };
    for error in &mut errors {
        if let Some([input, rest @ ..]) = error.field.as_deref() {
            let start = [input.clone(), "customer".to_owned()].into_iter();
            error.field = Some(start.chain(rest.iter().cloned()).collect());
        }
    }
    Error::Refused(errors)
}
