//! Sessions. An ended one has no row.

use entity::{CustomerId, SessionId, Timestamp, customer, session};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::db::{Db, Tx};
use crate::error::Result;

/// What a refresh changes.
pub(in crate::account) struct Rotation {
    pub(in crate::account) token_hash: Vec<u8>,
    pub(in crate::account) previous_hash: Vec<u8>,
    pub(in crate::account) rotations: i32,
    pub(in crate::account) at: Timestamp,
    pub(in crate::account) idle_expires_at: Timestamp,
}

/// Adds a session.
pub(in crate::account) async fn insert(tx: &Tx, row: session::Model) -> Result<()> {
    let row = session::ActiveModel::from(row).reset_all();
    session::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// A session that nobody else changes until the transaction ends.
pub(in crate::account) async fn lock(tx: &Tx, id: &SessionId) -> Result<Option<session::Model>> {
    let session = session::Entity::find_by_id(id.clone()).lock_exclusive();
    Ok(session.one(tx.conn()).await?)
}

/// Who is logged in by a session: none when it has ended or expired, or the customer is deleted.
pub(in crate::account) async fn owner(
    db: &Db,
    id: &SessionId,
    now: Timestamp,
) -> Result<Option<CustomerId>> {
    let owner = session::Entity::belongs_to(customer::Entity)
        .from(session::Column::CustomerId)
        .to(customer::Column::Id);
    let session = session::Entity::find_by_id(id.clone())
        .select_only()
        .column(session::Column::CustomerId)
        .join(JoinType::InnerJoin, owner.into())
        .filter(customer::Column::DeletedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::IdleExpiresAt.gt(now));
    Ok(session.into_tuple().one(db.read()).await?)
}

/// The sessions of a customer, expired ones too, oldest first.
pub(in crate::account) async fn held(
    db: &Db,
    customer: &CustomerId,
) -> Result<Vec<session::Model>> {
    let held = session::Entity::find()
        .filter(session::Column::CustomerId.eq(customer.clone()))
        .order_by_asc(session::Column::Id);
    Ok(held.all(db.read()).await?)
}

/// Puts a new token into the place of the last one.
pub(in crate::account) async fn rotate(tx: &Tx, id: &SessionId, rotation: Rotation) -> Result<()> {
    use session::Column as C;
    session::Entity::update_many()
        .col_expr(C::TokenHash, Expr::value(rotation.token_hash))
        .col_expr(C::PreviousHash, Expr::value(rotation.previous_hash))
        .col_expr(C::RotatedAt, Expr::value(rotation.at))
        .col_expr(C::LastUsedAt, Expr::value(rotation.at))
        .col_expr(C::IdleExpiresAt, Expr::value(rotation.idle_expires_at))
        .col_expr(C::Rotations, Expr::value(rotation.rotations))
        .filter(C::Id.eq(id.clone()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Ends a session; says whether there was one.
pub(in crate::account) async fn delete(
    conn: &impl ConnectionTrait,
    id: &SessionId,
) -> Result<bool> {
    let deleted = session::Entity::delete_by_id(id.clone()).exec(conn).await?;
    Ok(deleted.rows_affected > 0)
}

/// Ends every session of some customers.
pub(in crate::account) async fn delete_of(tx: &Tx, customers: &[CustomerId]) -> Result<()> {
    let theirs = session::Column::CustomerId.is_in(customers.iter().cloned());
    session::Entity::delete_many()
        .filter(theirs)
        .exec(tx.conn())
        .await?;
    Ok(())
}
