//! Customers made by staff, with addresses and groups.

use entity::customer::Model;
use entity::{GroupId, customer_address, customer_group_customer};

use crate::actor::Actor;
use crate::address::service::{self as addresses, NewAddress};
use crate::app::App;
use crate::customer::service::{self as customers, NewCustomer};
use crate::db::Tx;
use crate::error::{Checks, Result, taken_meanwhile};
use crate::event::Event;
use crate::group::service as groups;

/// A customer with what comes along.
#[derive(Debug)]
pub struct NewMember {
    /// The customer.
    pub customer: NewCustomer,
    /// Addresses of the customer.
    pub addresses: Vec<NewAddress>,
    /// Groups to be put into; none for an id that no group can have.
    pub groups: Vec<Option<GroupId>>,
}

/// Makes all of them in one transaction; they are the entries of `checks`.
///
/// # Errors
/// `EMAIL_TAKEN`, `ID_TAKEN`, `NOT_FOUND` for a group, `LIMIT_REACHED`, and what `checks` hold already.
pub async fn create(
    app: &App,
    actor: &Actor,
    mut checks: Checks,
    new: Vec<NewMember>,
) -> Result<Vec<Model>> {
    let tx = app.db.begin().await?;
    check(app, &tx, &mut checks, &new).await?;
    let written = write(app, tx, actor, &new).await;
    taken_meanwhile(written, async {
        let tx = app.db.begin().await?;
        check(app, &tx, &mut checks, &new).await
    })
    .await
}

async fn check(app: &App, tx: &Tx, checks: &mut Checks, new: &[NewMember]) -> Result<()> {
    let customers: Vec<_> = new.iter().map(|new| &new.customer).collect();
    customers::check(tx, checks, &customers).await?;
    let addresses: Vec<_> = new.iter().map(|new| new.addresses.as_slice()).collect();
    addresses::check_along(app, tx, checks, &addresses).await?;
    let groups: Vec<_> = new.iter().map(|new| new.groups.as_slice()).collect();
    groups::check_groups(tx, checks, &groups).await?;
    checks.finish()
}

async fn write(app: &App, mut tx: Tx, actor: &Actor, new: &[NewMember]) -> Result<Vec<Model>> {
    let customers: Vec<_> = new.iter().map(|new| &new.customer).collect();
    let rows = customers::insert(app, &tx, actor, &customers).await?;
    let entries = || rows.iter().zip(new);
    let owned = entries().flat_map(|(row, new)| new.addresses.iter().map(|new| (&row.id, new)));
    let addresses = addresses::rows(app, owned);
    addresses::insert(&tx, &addresses).await?;
    let pairs = entries().flat_map(|(row, new)| {
        let groups = new.groups.iter().flatten();
        groups.map(|group| (row.id.clone(), group.clone()))
    });
    let memberships = groups::join(app, &tx, actor, pairs.collect()).await?;
    record(app, &mut tx, actor, &rows, &addresses, &memberships);
    tx.commit_with(rows).await
}

/// Records each customer with what came along, which is in the order of the customers.
fn record(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    customers: &[Model],
    addresses: &[customer_address::Model],
    memberships: &[customer_group_customer::Model],
) {
    let (mut addresses, mut memberships) =
        (addresses.iter().peekable(), memberships.iter().peekable());
    let mut record = |event: Event| tx.record(event.by(actor, &app.clock));
    for customer in customers {
        let id = &customer.id;
        record(Event::CustomerCreated(id.clone()));
        while let Some(row) = addresses.next_if(|row| row.customer_id == *id) {
            record(Event::AddressCreated(id.clone(), row.id.clone()));
        }
        while let Some(row) = memberships.next_if(|row| row.customer_id == *id) {
            let (group, membership) = (row.customer_group_id.clone(), row.id.clone());
            record(Event::CustomerAdded(id.clone(), group, membership));
        }
    }
}
