//! Logins that no customer has claimed yet.

use auth_identity::Column as C;
use entity::{CustomerId, IdentityId, Timestamp, auth_identity};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::Claim;
use crate::db::{Db, Tx};
use crate::error::Result;

/// The live login of a provider and subject, claimed or not.
pub(in crate::account) async fn find_any(
    db: &Db,
    provider: &str,
    subject: &str,
) -> Result<Option<auth_identity::Model>> {
    let identity = auth_identity::Entity::live()
        .filter(C::Provider.eq(provider))
        .filter(C::EntityId.eq(subject));
    Ok(identity.one(db.read()).await?)
}

/// Adds a login beside those there are.
pub(in crate::account) async fn insert_unclaimed(
    tx: &Tx,
    row: auth_identity::Model,
) -> Result<Claim> {
    let row = auth_identity::ActiveModel::from(row).reset_all();
    Claim::of(
        auth_identity::Entity::insert(row)
            .exec_without_returning(tx.conn())
            .await,
    )
}

/// Gives a login to a customer, who uses it by that; says whether it was nobody's.
pub(in crate::account) async fn claim(
    tx: &Tx,
    id: &IdentityId,
    customer: &CustomerId,
    at: Timestamp,
) -> Result<bool> {
    let claimed = auth_identity::Entity::update_many()
        .col_expr(C::CustomerId, Expr::value(customer.clone()))
        .col_expr(C::LastUsedAt, Expr::value(at))
        .filter(C::Id.eq(id.clone()))
        .filter(C::CustomerId.is_null())
        .filter(C::DeletedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Removes the login of a provider and subject that nobody has claimed.
pub(super) async fn delete_unclaimed(tx: &Tx, provider: &str, subject: &str) -> Result<()> {
    auth_identity::Entity::delete_many()
        .filter(C::Provider.eq(provider))
        .filter(C::EntityId.eq(subject))
        .filter(C::CustomerId.is_null())
        .filter(C::DeletedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Drops at most `limit` logins that nobody has claimed since a moment; says how many there were.
pub(in crate::account) async fn purge_unclaimed(
    db: &Db,
    before: Timestamp,
    limit: u64,
) -> Result<u64> {
    let old = auth_identity::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::CustomerId.is_null())
        .filter(C::CreatedAt.lte(before))
        .order_by_asc(C::CreatedAt)
        .limit(limit)
        // Whoever claims one just now is not too late.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let purged = auth_identity::Entity::delete_many()
        .filter(C::Id.in_subquery(old))
        .filter(C::CustomerId.is_null())
        .exec(db.write())
        .await?;
    Ok(purged.rows_affected)
}
