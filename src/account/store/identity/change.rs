//! Changing logins that customers have.

use auth_identity::Column as C;
use entity::{CustomerId, IdentityId, SecretText, Timestamp, auth_identity};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter,
};

use super::Claim;
use super::unclaimed::delete_unclaimed;
use crate::db::Tx;
use crate::error::Result;

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

/// Sets the password of a login, by which it is used.
pub(in crate::account) async fn set_password(
    tx: &Tx,
    id: &IdentityId,
    hash: SecretText,
    at: Timestamp,
) -> Result<()> {
    auth_identity::Entity::update_many()
        .col_expr(C::PasswordHash, Expr::value(hash))
        .col_expr(C::LastUsedAt, Expr::value(at))
        .filter(C::Id.eq(id.clone()))
        .exec(tx.conn())
        .await?;
    Ok(())
}
