//! The SQL of the queue.

use entity::mail::{self, ActiveModel, Column as C, Entity, Model, State};
use entity::{SecretBytes, Timestamp};
use sea_orm::sea_query::{
    Expr, ExprTrait, LockBehavior, LockType, Query, SimpleExpr, SubQueryStatement,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Statement, UpdateMany,
};

use super::content::Kind;
use crate::db::{Db, Tx};
use crate::error::Result;

/// Lets no other transaction count or add mails of an address until this one ends. On `SQLite` it is the
/// only writer anyway.
pub(super) async fn lock(tx: &Tx, backend: DbBackend, address_hash: &[u8]) -> Result<()> {
    if let (DbBackend::Postgres, Some(key)) = (backend, address_hash.first_chunk::<8>()) {
        let key = i64::from_be_bytes(*key);
        let sql = "SELECT pg_advisory_xact_lock($1)";
        let lock = Statement::from_sql_and_values(backend, sql, [key.into()]);
        tx.conn().execute_raw(lock).await?;
    }
    Ok(())
}

/// How many mails of a kind an address got since then.
pub(super) async fn count(
    tx: &Tx,
    kind: Kind,
    address_hash: &[u8],
    since: Timestamp,
) -> Result<u64> {
    let lately = Entity::find()
        .filter(C::AddressHash.eq(address_hash))
        .filter(C::Kind.eq(kind.as_str()))
        .filter(C::CreatedAt.gt(since));
    Ok(lately.count(tx.conn()).await?)
}

/// Adds a mail.
pub(super) async fn insert(tx: &Tx, mail: Model) -> Result<()> {
    Entity::insert(ActiveModel::from(mail).reset_all())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Takes the mail that has been due the longest, if there is one, for an attempt until `lease`. No
/// other worker gets it before then.
pub(super) async fn claim(db: &Db, now: Timestamp, lease: Timestamp) -> Result<Option<Model>> {
    let claimed = Entity::update_many()
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .col_expr(C::NextAttemptAt, Expr::value(lease))
        .filter(Expr::col(C::Id).eq(next_due(now)))
        .exec_with_returning(db.write())
        .await?;
    Ok(claimed.into_iter().next())
}

/// The id of the mail due the longest that no other transaction is just claiming. As a scalar, since
/// PostgreSQL may run a sub-query of `IN` more than once, and would then claim more than one.
fn next_due(now: Timestamp) -> SimpleExpr {
    let mut next = Query::select();
    next.column(C::Id)
        .from(Entity)
        .and_where(C::State.eq(State::Queued))
        .and_where(C::NextAttemptAt.lte(now))
        .order_by(C::NextAttemptAt, sea_orm::Order::Asc)
        .order_by(C::Id, sea_orm::Order::Asc)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    SimpleExpr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(next)))
}

/// Notes that a mail is done with, and blanks what it held. Says whether it was still there.
pub(super) async fn finish(db: &Db, id: &str, state: State) -> Result<bool> {
    let finished = of(id)
        .col_expr(C::State, Expr::value(state))
        .col_expr(C::Letter, Expr::value(None::<SecretBytes>))
        .exec(db.write())
        .await?;
    Ok(finished.rows_affected > 0)
}

/// Puts a mail that is not done with back until then.
pub(super) async fn postpone(db: &Db, id: &str, until: Timestamp) -> Result<()> {
    of(id)
        .col_expr(C::NextAttemptAt, Expr::value(until))
        .filter(C::State.eq(State::Queued))
        .exec(db.write())
        .await?;
    Ok(())
}

fn of(id: &str) -> UpdateMany<mail::Entity> {
    Entity::update_many().filter(C::Id.eq(id))
}

/// How many mails wait, and when the oldest of them was queued.
pub(super) async fn waiting(db: &Db) -> Result<(i64, Option<Timestamp>)> {
    let waiting = Entity::find()
        .select_only()
        .column_as(C::Id.count(), "count")
        .column_as(C::CreatedAt.min(), "oldest")
        .filter(C::State.eq(State::Queued))
        .into_tuple::<(i64, Option<Timestamp>)>();
    Ok(waiting.one(db.read()).await?.unwrap_or_default())
}

/// The mails of some addresses, the oldest first.
pub(super) async fn held(db: &Db, address_hashes: Vec<Vec<u8>>) -> Result<Vec<Model>> {
    let held = Entity::find()
        .filter(C::AddressHash.is_in(address_hashes))
        .order_by_asc(C::Id);
    Ok(held.all(db.read()).await?)
}

/// Takes every mail of some addresses away, also those that were sent.
pub(super) async fn forget(tx: &Tx, address_hashes: Vec<Vec<u8>>) -> Result<()> {
    Entity::delete_many()
        .filter(C::AddressHash.is_in(address_hashes))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Drops at most `limit` mails that are done with and older; says how many there were.
pub(super) async fn purge(db: &Db, before: Timestamp, limit: u64) -> Result<u64> {
    let old = Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::State.ne(State::Queued))
        .filter(C::CreatedAt.lt(before))
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let purged = Entity::delete_many()
        .filter(C::Id.in_subquery(old))
        .exec(db.write())
        .await?;
    Ok(purged.rows_affected)
}
