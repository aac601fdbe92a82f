//! Reading logins, and the accounts they are for.

use auth_identity::Column as C;
use entity::{CustomerId, IdentityId, auth_identity, customer};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::{Db, Tx};
use crate::error::Result;

/// The live login of a provider and subject that has a customer.
pub(in crate::account) async fn find(
    conn: &impl ConnectionTrait,
    provider: &str,
    subject: &str,
) -> Result<Option<auth_identity::Model>> {
    let identity = auth_identity::Entity::live()
        .filter(C::Provider.eq(provider))
        .filter(C::EntityId.eq(subject))
        .filter(C::CustomerId.is_not_null());
    Ok(identity.one(conn).await?)
}

/// Whose live login it is.
pub(in crate::account) async fn owner(tx: &Tx, id: &IdentityId) -> Result<Option<CustomerId>> {
    let identity = auth_identity::Entity::live().filter(C::Id.eq(id.clone()));
    Ok(identity
        .one(tx.conn())
        .await?
        .and_then(|row| row.customer_id))
}

/// The live logins of a customer, who is locked.
pub(in crate::account) async fn of(
    tx: &Tx,
    customer: &CustomerId,
) -> Result<Vec<auth_identity::Model>> {
    let theirs = auth_identity::Entity::live().filter(C::CustomerId.eq(customer.clone()));
    Ok(theirs.order_by_asc(C::Id).all(tx.conn()).await?)
}

/// Live logins with these ids.
pub(in crate::account) async fn by_ids(
    db: &Db,
    ids: &[IdentityId],
) -> Result<Vec<auth_identity::Model>> {
    let named = auth_identity::Entity::live().filter(C::Id.is_in(ids.iter().cloned()));
    Ok(named.all(db.read()).await?)
}

/// Live logins of some customers, the oldest first.
pub(in crate::account) async fn of_customers(
    db: &Db,
    customers: &[CustomerId],
) -> Result<Vec<auth_identity::Model>> {
    let theirs = auth_identity::Entity::live()
        .filter(C::CustomerId.is_in(customers.iter().cloned()))
        .order_by_asc(C::CreatedAt)
        .order_by_asc(C::Id);
    Ok(theirs.all(db.read()).await?)
}

/// The live login of a customer that has a password.
pub(in crate::account) async fn with_password(
    db: &Db,
    customer: &CustomerId,
) -> Result<Option<auth_identity::Model>> {
    let identity = auth_identity::Entity::live()
        .filter(C::CustomerId.eq(customer.clone()))
        .filter(C::PasswordHash.is_not_null());
    Ok(identity.one(db.read()).await?)
}

/// The live account of a customer.
pub(in crate::account) async fn account(
    tx: &Tx,
    id: &CustomerId,
) -> Result<Option<customer::Model>> {
    let account = customer::Entity::live()
        .filter(customer::Column::Id.eq(id.clone()))
        .filter(customer::Column::HasAccount.eq(true));
    Ok(account.one(tx.conn()).await?)
}

/// The logins of a customer, hidden ones too, oldest first.
pub(in crate::account) async fn held(
    db: &Db,
    customer: &CustomerId,
) -> Result<Vec<auth_identity::Model>> {
    let held = auth_identity::Entity::find()
        .filter(C::CustomerId.eq(customer.clone()))
        .order_by_asc(C::Id);
    Ok(held.all(db.read()).await?)
}

/// What the logins of some customers with a provider are known by, hidden ones too.
pub(in crate::account) async fn subjects(
    tx: &Tx,
    customers: &[CustomerId],
    provider: &str,
) -> Result<Vec<String>> {
    let subjects = auth_identity::Entity::find()
        .select_only()
        .column(C::EntityId)
        .filter(C::CustomerId.is_in(customers.iter().cloned()))
        .filter(C::Provider.eq(provider))
        .into_tuple();
    Ok(subjects.all(tx.conn()).await?)
}
