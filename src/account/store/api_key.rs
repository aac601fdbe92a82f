//! API keys.

use entity::{ApiKeyId, Timestamp, api_key};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Select,
};

use crate::db::{ByKeys, Db, Keyed, Tx};
use crate::error::Result;

use api_key::Column as C;

/// Adds a key.
pub(in crate::account) async fn insert(tx: &Tx, row: api_key::Model) -> Result<()> {
    let row = api_key::ActiveModel::from(row).reset_all();
    api_key::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The keys of secrets of these hashes that are not revoked, expired ones too.
pub(in crate::account) async fn unrevoked(
    db: &Db,
    hashes: &[Vec<u8>],
) -> Result<Vec<api_key::Model>> {
    static UNREVOKED: ByKeys<Select<api_key::Entity>> = ByKeys::new(|hashes| {
        api_key::Entity::find()
            .filter(hashes.name(C::SecretHash))
            .filter(C::RevokedAt.is_null())
    });
    Ok(db.read().rows(&UNREVOKED, hashes).await?)
}

/// Every key, the oldest first.
pub(in crate::account) async fn all(db: &Db) -> Result<Vec<api_key::Model>> {
    Ok(api_key::Entity::find()
        .order_by_asc(C::Id)
        .all(db.read())
        .await?)
}

/// The keys with these ids, in any order.
pub(in crate::account) async fn by_ids(db: &Db, ids: &[ApiKeyId]) -> Result<Vec<api_key::Model>> {
    let found = api_key::Entity::find().filter(C::Id.is_in(ids.iter().cloned()));
    Ok(found.all(db.read()).await?)
}

/// Revokes a key and gives it; none when there is none. One that is revoked already stays as it is.
pub(in crate::account) async fn revoke(
    tx: &Tx,
    id: &ApiKeyId,
    at: Timestamp,
) -> Result<Option<api_key::Model>> {
    let first = Func::coalesce([Expr::col(C::RevokedAt), Expr::value(at)]);
    let revoked = api_key::Entity::update_many()
        .col_expr(C::RevokedAt, first.into())
        .filter(C::Id.eq(id.clone()))
        .exec_with_returning(tx.conn())
        .await?;
    Ok(revoked.into_iter().next())
}

/// Notes that a key was used, unless that was noted after `unless_since`.
pub(in crate::account) async fn used(
    db: &Db,
    id: &ApiKeyId,
    at: Timestamp,
    unless_since: Timestamp,
) -> Result<()> {
    api_key::Entity::update_many()
        .col_expr(C::LastUsedAt, Expr::value(at))
        .filter(C::Id.eq(id.clone()))
        .filter(
            Condition::any()
                .add(C::LastUsedAt.is_null())
                .add(C::LastUsedAt.lte(unless_since)),
        )
        .exec(db.write())
        .await?;
    Ok(())
}
