//! Registration: a customer, a login and a session, all at once or not at all.

use entity::{CustomerId, SecretText, auth_identity, customer_address};

use super::identity::{EMAILPASS, email_taken};
use super::session::{LoggedIn, Opener};
use super::store;
use super::store::identity::Claim;
use super::throttle::{self, Attempt, Quota};
use crate::actor::{Actor, Client};
use crate::address::service::{self as addresses, NewAddress};
use crate::app::App;
use crate::customer::service::{self as customers, NewCustomer};
use crate::db::Tx;
use crate::error::{Checks, Error, Result};
use crate::event::Event;
use crate::value::{Email, Password};

/// What somebody gives who registers.
pub struct Registration {
    /// To log in with.
    pub email: Email,
    /// To log in with. It has passed [`super::Hasher::screen`].
    pub password: Password,
    /// The other fields of the customer; its id, e-mail and account are seen to here.
    pub customer: NewCustomer,
    /// The first addresses.
    pub addresses: Vec<NewAddress>,
}

/// Makes an account and logs in to it. Guests with the same e-mail stay guests: whoever registers has
/// not proved yet that the mailbox is theirs.
///
/// # Errors
/// [`EmailTaken`](crate::error::Code::EmailTaken) when an account has the e-mail, and what is wrong with the
/// addresses; [`RateLimited`](crate::error::Error::RateLimited) for the hundred and first registration
/// from one network in an hour; [`Unavailable`](crate::error::Error::Unavailable) when too many passwords wait to be hashed.
pub async fn register(app: &App, client: &Client, registration: Registration) -> Result<LoggedIn> {
    let Registration {
        email,
        password,
        customer,
        addresses,
    } = registration;
    throttle::take(app, client, Quota::Registrations).await?;
    let attempt = Attempt::first(app, client, email.as_str());
    // Before the transaction: on SQLite there is one writer, and a hash takes 20 ms.
    let hash = app.hasher.hash(password).await?;
    let opener = Opener::new(app, client).await?;
    let id = app.clock.id::<CustomerId>();
    let login = login(app, &id, &email, hash);
    let identity = login.id.clone();
    let actor = opener.actor(id.clone());
    let customer = NewCustomer {
        id: Some(id),
        email: Some(email),
        has_account: true,
        ..customer
    };
    let mut tx = app.db.begin().await?;
    let mut checks = Checks::input();
    addresses::check_along(app, &tx, &mut checks, &[&addresses]).await?;
    checks.finish()?;
    let inserted = customers::insert(app, &tx, &actor, &[&customer])
        .await?
        .pop();
    let customer = inserted.ok_or_else(|| Error::internal("no customer was added"))?;
    let owned = addresses.iter().map(|address| (&customer.id, address));
    let rows = addresses::rows(app, owned);
    addresses::insert(&tx, &rows).await?;
    record(app, &mut tx, &actor, &customer.id, &rows);
    if store::identity::insert(&tx, login).await? == Claim::Taken {
        return Err(email_taken());
    }
    attempt.succeeded(app, &tx).await?;
    let session = opener.open(&tx, customer.id.clone(), identity).await?;
    let tokens = opener.tokens(&session)?;
    tx.commit_with(LoggedIn { customer, tokens }).await
}

fn record(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    id: &CustomerId,
    addresses: &[customer_address::Model],
) {
    let made = [
        Event::CustomerCreated(id.clone()),
        Event::CustomerRegistered(id.clone()),
    ];
    let address = |row: &customer_address::Model| Event::AddressCreated(id.clone(), row.id.clone());
    for event in made.into_iter().chain(addresses.iter().map(address)) {
        tx.record(event.by(actor, &app.clock));
    }
}

/// The login of a new customer. To register is to use it for the first time.
fn login(
    app: &App,
    customer: &CustomerId,
    email: &Email,
    hash: SecretText,
) -> auth_identity::Model {
    let now = app.clock.now();
    auth_identity::Model {
        id: app.clock.id(),
        provider: EMAILPASS.to_owned(),
        entity_id: email.as_str().to_owned(),
        customer_id: Some(customer.clone()),
        password_hash: Some(hash),
        created_at: now,
        last_used_at: Some(now),
        deleted_at: None,
    }
}
