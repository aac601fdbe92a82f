//! Logins, and the accounts they are for.

use entity::{CustomerId, IdentityId, SecretText, Timestamp, auth_identity, customer};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::db::{Constraint, Db, Tx, violated};
use crate::error::Result;

use auth_identity::Column as C;

/// Whether a provider and subject was still to be had.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::account) enum Claim {
    /// It is ours.
    Done,
    /// Another live login has it. On PostgreSQL the transaction can only be dropped then.
    Taken,
}

impl Claim {
    fn of<T>(result: Result<T, DbErr>) -> Result<Self> {
        match result {
            Ok(_) => Ok(Self::Done),
            Err(error) if violated(&error) == Some(Constraint::IdentitySubject) => Ok(Self::Taken),
            Err(error) => Err(error.into()),
        }
    }
}

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

/// Adds a login, in the place of one that nobody claimed.
pub(in crate::account) async fn insert(tx: &Tx, row: auth_identity::Model) -> Result<Claim> {
    delete_unclaimed(tx, &row.provider, &row.entity_id).await?;
    let row = auth_identity::ActiveModel::from(row).reset_all();
    Claim::of(
        auth_identity::Entity::insert(row)
            .exec_without_returning(tx.conn())
            .await,
    )
}

/// Notes that a login was used, unless it is deleted or its password has changed meanwhile; says
/// whether it did.
pub(in crate::account) async fn used(
    tx: &Tx,
    id: &IdentityId,
    proven: &SecretText,
    rehashed: Option<SecretText>,
    at: Timestamp,
) -> Result<bool> {
    let mut used = auth_identity::Entity::update_many()
        .col_expr(C::LastUsedAt, Expr::value(at))
        .filter(C::Id.eq(id.clone()))
        .filter(C::PasswordHash.eq(proven.clone()))
        .filter(C::DeletedAt.is_null());
    if let Some(hash) = rehashed {
        used = used.col_expr(C::PasswordHash, Expr::value(hash));
    }
    Ok(used.exec(tx.conn()).await?.rows_affected == 1)
}

/// Notes that an outside login was used, unless it is deleted; says whether it did.
pub(in crate::account) async fn touch(tx: &Tx, id: &IdentityId, at: Timestamp) -> Result<bool> {
    let used = auth_identity::Entity::update_many()
        .col_expr(C::LastUsedAt, Expr::value(at))
        .filter(C::Id.eq(id.clone()))
        .filter(C::DeletedAt.is_null());
    Ok(used.exec(tx.conn()).await?.rows_affected == 1)
}

/// Takes the password of a customer.
pub(in crate::account) async fn clear_password(tx: &Tx, customer: &CustomerId) -> Result<()> {
    auth_identity::Entity::update_many()
        .col_expr(C::PasswordHash, Expr::value(None::<SecretText>))
        .filter(C::CustomerId.eq(customer.clone()))
        .filter(C::DeletedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Removes a login, and the sessions that it opened.
pub(in crate::account) async fn remove(tx: &Tx, id: &IdentityId) -> Result<()> {
    auth_identity::Entity::delete_by_id(id.clone())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Takes the live logins of some customers.
pub(in crate::account) async fn hide(
    tx: &Tx,
    customers: &[CustomerId],
    at: Timestamp,
) -> Result<()> {
    auth_identity::Entity::update_many()
        .col_expr(C::DeletedAt, Expr::value(at))
        .filter(C::CustomerId.is_in(customers.iter().cloned()))
        .filter(C::DeletedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Removes the logins of some customers.
pub(in crate::account) async fn delete(tx: &Tx, customers: &[CustomerId]) -> Result<()> {
    auth_identity::Entity::delete_many()
        .filter(C::CustomerId.is_in(customers.iter().cloned()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Gives the logins of a customer back.
pub(in crate::account) async fn restore(tx: &Tx, customer: &CustomerId) -> Result<Claim> {
    // Asked first, so that the usual refusal leaves the transaction fit for use.
    if is_taken(tx.conn(), customer).await? {
        return Ok(Claim::Taken);
    }
    let restored = auth_identity::Entity::update_many()
        .col_expr(C::DeletedAt, Expr::value(None::<Timestamp>))
        .filter(C::CustomerId.eq(customer.clone()))
        .filter(C::DeletedAt.is_not_null())
        .exec(tx.conn())
        .await;
    Claim::of(restored)
}

/// Gives the logins of a provider that a customer has another subject.
pub(in crate::account) async fn rename(
    tx: &Tx,
    customer: &CustomerId,
    provider: &str,
    subject: &str,
) -> Result<Claim> {
    delete_unclaimed(tx, provider, subject).await?;
    let renamed = auth_identity::Entity::update_many()
        .col_expr(C::EntityId, Expr::value(subject))
        .filter(C::CustomerId.eq(customer.clone()))
        .filter(C::Provider.eq(provider))
        .filter(C::DeletedAt.is_null())
        .exec(tx.conn())
        .await;
    Claim::of(renamed)
}

async fn delete_unclaimed(tx: &Tx, provider: &str, subject: &str) -> Result<()> {
    auth_identity::Entity::delete_many()
        .filter(C::Provider.eq(provider))
        .filter(C::EntityId.eq(subject))
        .filter(C::CustomerId.is_null())
        .filter(C::DeletedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Whether a live login has the provider and subject of a hidden one of the customer.
async fn is_taken(conn: &impl ConnectionTrait, customer: &CustomerId) -> Result<bool> {
    let hidden = auth_identity::Entity::find()
        .filter(C::CustomerId.eq(customer.clone()))
        .filter(C::DeletedAt.is_not_null())
        .all(conn)
        .await?;
    if hidden.is_empty() {
        return Ok(false);
    }
    let mut any = Condition::any();
    for identity in hidden {
        let same = Condition::all()
            .add(C::Provider.eq(identity.provider))
            .add(C::EntityId.eq(identity.entity_id));
        any = any.add(same);
    }
    Ok(auth_identity::Entity::live()
        .filter(any)
        .count(conn)
        .await?
        > 0)
}
