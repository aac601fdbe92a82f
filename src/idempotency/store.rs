//! Rows of kept outcomes.

use entity::Timestamp;
use entity::idempotency::{Column, Entity, Model};
use sea_orm::sea_query::{LockBehavior, LockType, OnConflict, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};

use crate::db::{Db, Tx};

/// Expired rows that go for each that comes. More than one, so that they get fewer; few, so that no
/// mutation pays for a busy day before it.
const SWEPT: u64 = 8;

/// What is kept at a place, unless it has expired. Asked where the last write is seen.
pub(super) async fn find(db: &Db, id: &str, now: Timestamp) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::ExpiresAt.gt(now))
        .one(db.write())
        .await
}

/// Keeps an outcome, in the place of one that has expired; says whether the place was free. A
/// transaction that is about to take it is waited for.
pub(super) async fn insert(tx: &Tx, row: Model, now: Timestamp) -> Result<bool, DbErr> {
    let if_expired = OnConflict::column(Column::Id)
        .update_columns([Column::Request, Column::Outcome, Column::ExpiresAt])
        .action_and_where(Column::ExpiresAt.lte(now))
        .to_owned();
    let added = Entity::insert(row.into_active_model().reset_all())
        .on_conflict(if_expired)
        .exec_without_returning(tx.conn())
        .await;
    match added {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Drops some of what has expired. Rows that another transaction is about to drop are passed over.
pub(super) async fn sweep(tx: &Tx, now: Timestamp) -> Result<(), DbErr> {
    let expired = Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Column::ExpiresAt.lte(now))
        .limit(SWEPT)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned();
    Entity::delete_many()
        .filter(Column::Id.in_subquery(expired))
        .exec(tx.conn())
        .await?;
    Ok(())
}
