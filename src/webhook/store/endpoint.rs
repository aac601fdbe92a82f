//! Endpoints.

use entity::webhook_endpoint::{ActiveModel, Column, Entity, Model};
use entity::{EndpointId, SecretBytes, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::event::Place;

/// Every endpoint, the oldest first.
pub(in crate::webhook) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Id).all(db).await?)
}

/// The endpoints that are sent events.
pub(in crate::webhook) async fn enabled(db: &Db) -> Result<Vec<Model>> {
    let enabled = Entity::find().filter(Column::Disabled.is_null());
    Ok(enabled.all(db.read()).await?)
}

/// The endpoints with these ids, in no order.
pub(in crate::webhook) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: &[EndpointId],
) -> Result<Vec<Model>> {
    let found = Entity::find().filter(Column::Id.is_in(ids.iter().cloned()));
    Ok(found.all(db).await?)
}

/// How many there are.
pub(in crate::webhook) async fn count(tx: &Tx) -> Result<u64> {
    Ok(Entity::find().count(tx.conn()).await?)
}

/// An endpoint, locked.
pub(in crate::webhook) async fn lock(tx: &Tx, id: &EndpointId) -> Result<Option<Model>> {
    let found = Entity::find()
        .filter(Column::Id.eq(id.clone()))
        .lock_exclusive();
    Ok(found.one(tx.conn()).await?)
}

/// Those of some endpoints that are enabled and still stand at this place, locked in the order of ids.
pub(in crate::webhook) async fn lock_at(
    tx: &Tx,
    ids: &[EndpointId],
    place: Place,
) -> Result<Vec<Model>> {
    let (xact, position) = place.kept();
    let found = Entity::find()
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .filter(Column::AtXact.eq(xact))
        .filter(Column::AtPosition.eq(position))
        .filter(Column::Disabled.is_null())
        .order_by_asc(Column::Id)
        .lock_exclusive();
    Ok(found.all(tx.conn()).await?)
}

/// Moves locked endpoints to a place.
pub(in crate::webhook) async fn advance(tx: &Tx, ids: &[EndpointId], to: Place) -> Result<()> {
    let (xact, position) = to.kept();
    Entity::update_many()
        .col_expr(Column::AtXact, Expr::value(xact))
        .col_expr(Column::AtPosition, Expr::value(position))
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Adds an endpoint.
pub(in crate::webhook) async fn insert(tx: &Tx, row: Model) -> Result<()> {
    Entity::insert(ActiveModel::from(row).reset_all())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Writes a locked endpoint.
pub(in crate::webhook) async fn replace(tx: &Tx, row: &Model) -> Result<()> {
    Entity::update(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Deletes an endpoint with its deliveries; says whether there was one.
pub(in crate::webhook) async fn delete(tx: &Tx, id: &EndpointId) -> Result<bool> {
    let deleted = Entity::delete_by_id(id.clone()).exec(tx.conn()).await?;
    Ok(deleted.rows_affected > 0)
}

/// Forgets old secrets that do not sign any more.
pub(in crate::webhook) async fn forget_old_secrets(db: &Db, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::OldSecret, Expr::value(None::<SecretBytes>))
        .col_expr(Column::OldSecretUntil, Expr::value(None::<Timestamp>))
        .filter(Column::OldSecretUntil.lte(now))
        .exec(db.write())
        .await?;
    Ok(())
}
