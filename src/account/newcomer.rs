//! The customer of a new account, with what comes along.

use entity::customer::Model;
use entity::{CustomerId, customer_address};

use crate::actor::Actor;
use crate::address::service::{self as addresses, NewAddress};
use crate::app::App;
use crate::customer::service::{self as customers, NewCustomer};
use crate::db::Tx;
use crate::error::{Checks, Error, Result};
use crate::event::Event;
use crate::value::Email;

/// Who is to have an account.
#[derive(Clone)]
pub struct Newcomer {
    /// To be reached at.
    pub email: Email,
    /// The other fields of the customer; its id, e-mail and account are seen to here.
    pub customer: NewCustomer,
    /// The first addresses.
    pub addresses: Vec<NewAddress>,
}

/// Makes the customer, with its addresses and events.
///
/// # Errors
/// [`EmailTaken`](crate::error::Code::EmailTaken) when an account has the e-mail, and what is wrong with the
/// addresses, which is told first.
pub(super) async fn make(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    id: CustomerId,
    new: Newcomer,
) -> Result<Model> {
    let Newcomer {
        email,
        customer,
        addresses,
    } = new;
    let customer = NewCustomer {
        id: Some(id),
        email: Some(email),
        has_account: true,
        ..customer
    };
    let mut checks = Checks::input();
    addresses::check_along(app, tx, &mut checks, &[&addresses]).await?;
    checks.finish()?;
    let inserted = customers::insert(app, tx, actor, &[&customer]).await?.pop();
    let customer = inserted.ok_or_else(|| Error::internal("no customer was added"))?;
    let owned = addresses.iter().map(|address| (&customer.id, address));
    let rows = addresses::rows(app, owned);
    addresses::insert(tx, &rows).await?;
    record(app, tx, actor, &customer.id, &rows);
    Ok(customer)
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
