//! A customer made by staff, with addresses and groups.

use entity::GroupId;
use entity::customer::Model;

use crate::actor::Actor;
use crate::address::service::NewAddress;
use crate::app::App;
use crate::customer::service::NewCustomer;
use crate::error::{Checks, Result};
use crate::{address, customer, group};

/// A customer with what comes along.
#[derive(Debug)]
pub struct NewMember {
    /// The customer.
    pub customer: NewCustomer,
    /// Addresses of the customer.
    pub addresses: Vec<NewAddress>,
    /// Groups to be put into.
    pub groups: Vec<GroupId>,
}

/// Makes all of it in one transaction.
///
/// # Errors
/// `EMAIL_TAKEN`, `ID_TAKEN`, `NOT_FOUND` for a group, `LIMIT_REACHED`.
pub async fn create(app: &App, actor: &Actor, new: NewMember) -> Result<Model> {
    let mut tx = app.db.begin().await?;
    let mut checks = Checks::input();
    customer::service::check(&tx, &mut checks, &new.customer).await?;
    address::service::check_ids(&tx, &mut checks, &new.addresses).await?;
    group::service::check_groups(&tx, &mut checks, &new.groups).await?;
    checks.finish()?;
    let row = customer::service::insert(app, &mut tx, actor, new.customer).await?;
    address::service::add(app, &mut tx, actor, &row.id, new.addresses).await?;
    group::service::join(app, &mut tx, actor, &row.id, &new.groups).await?;
    tx.commit_with(row).await
}
