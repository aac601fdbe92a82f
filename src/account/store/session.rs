//! Sessions. An ended one has no row.

use entity::{CustomerId, SessionId, Timestamp, customer, session};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};

use crate::db::{ByKeys, Db, Keyed, Tx};
use crate::error::Result;

/// What a refresh changes.
pub(in crate::account) struct Rotation {
    pub(in crate::account) token_hash: Vec<u8>,
    pub(in crate::account) previous_hash: Option<Vec<u8>>,
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

/// A session.
pub(in crate::account) async fn find(db: &Db, id: &SessionId) -> Result<Option<session::Model>> {
    let session = session::Entity::find_by_id(id.clone());
    Ok(session.one(db.read()).await?)
}

/// Whether there is any session, expired ones included.
pub(in crate::account) async fn any(db: &Db) -> Result<bool> {
    let some = session::Entity::find()
        .select_only()
        .column(session::Column::Id);
    let found: Option<SessionId> = some.into_tuple().one(db.read()).await?;
    Ok(found.is_some())
}

/// Sessions with these ids that live.
pub(in crate::account) async fn by_ids(
    db: &Db,
    ids: &[SessionId],
    now: Timestamp,
) -> Result<Vec<session::Model>> {
    let named = alive(now).filter(session::Column::Id.is_in(ids.iter().cloned()));
    Ok(named.all(db.read()).await?)
}

/// Sessions of some customers that live, the one used last first.
pub(in crate::account) async fn of_customers(
    db: &Db,
    customers: &[CustomerId],
    now: Timestamp,
) -> Result<Vec<session::Model>> {
    let theirs = alive(now)
        .filter(session::Column::CustomerId.is_in(customers.iter().cloned()))
        .order_by_desc(session::Column::LastUsedAt)
        .order_by_desc(session::Column::Id);
    Ok(theirs.all(db.read()).await?)
}

fn alive(now: Timestamp) -> Select<session::Entity> {
    session::Entity::find()
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::IdleExpiresAt.gt(now))
}

/// Those of these sessions whose owners are not deleted, expired ones too.
pub(in crate::account) async fn of_live(db: &Db, ids: &[SessionId]) -> Result<Vec<session::Model>> {
    static OF_LIVE: ByKeys<Select<session::Entity>> = ByKeys::new(|ids| {
        let owner = session::Entity::belongs_to(customer::Entity)
            .from(session::Column::CustomerId)
            .to(customer::Column::Id);
        session::Entity::find()
            .filter(ids.name(session::Column::Id))
            // Joined: SQLite would make a list of all customers for a subquery.
            .join(JoinType::InnerJoin, owner.into())
            .filter(customer::Column::DeletedAt.is_null())
    });
    Ok(db.read().rows(&OF_LIVE, ids).await?)
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

/// Notes that a session was used, unless that was noted after `unless_since`.
pub(in crate::account) async fn used(
    db: &Db,
    id: &SessionId,
    at: Timestamp,
    unless_since: Timestamp,
) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(at))
        .filter(session::Column::Id.eq(id.clone()))
        .filter(session::Column::LastUsedAt.lte(unless_since))
        .exec(db.write())
        .await?;
    Ok(())
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

/// Ends a session of a customer; says whether it was one that lived.
pub(in crate::account) async fn delete_own(
    tx: &Tx,
    customer: &CustomerId,
    id: &SessionId,
    now: Timestamp,
) -> Result<bool> {
    let deleted = session::Entity::delete_by_id(id.clone())
        .filter(session::Column::CustomerId.eq(customer.clone()))
        .filter(session::Column::IdleExpiresAt.gt(now))
        .exec(tx.conn())
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Ends every session of a customer but one.
pub(in crate::account) async fn delete_others(
    tx: &Tx,
    customer: &CustomerId,
    but: &SessionId,
) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::CustomerId.eq(customer.clone()))
        .filter(session::Column::Id.ne(but.clone()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Drops at most `limit` sessions that expired before a moment; says how many there were.
pub(in crate::account) async fn purge(db: &Db, before: Timestamp, limit: u64) -> Result<u64> {
    let expired = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::IdleExpiresAt.lte(before))
        .order_by_asc(session::Column::IdleExpiresAt)
        .limit(limit)
        // Whoever ends them just now does so without us.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let purged = session::Entity::delete_many()
        .filter(session::Column::Id.in_subquery(expired))
        .exec(db.write())
        .await?;
    Ok(purged.rows_affected)
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
