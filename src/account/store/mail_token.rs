//! Tokens and codes that mails carry.

use entity::mail_token::{self, ActiveModel, Column as C, Entity, Model, Purpose};
use entity::{CustomerId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::db::{Db, Tx};
use crate::error::Result;

/// Adds a token, in the place of the customer's last one of the purpose.
pub(in crate::account) async fn put(tx: &Tx, row: Model) -> Result<()> {
    let newest = OnConflict::columns([C::CustomerId, C::Purpose])
        .update_columns([
            C::Id,
            C::Email,
            C::AddressHash,
            C::SecretHash,
            C::Attempts,
            C::CreatedAt,
            C::ExpiresAt,
        ])
        .to_owned();
    Entity::insert(ActiveModel::from(row).reset_all())
        .on_conflict(newest)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The token of a purpose with this hash, until it expires.
pub(in crate::account) async fn find(
    db: &Db,
    purpose: Purpose,
    secret_hash: Vec<u8>,
    now: Timestamp,
) -> Result<Option<Model>> {
    let found = Entity::find()
        .filter(C::SecretHash.eq(secret_hash))
        .filter(C::Purpose.eq(purpose))
        .filter(C::ExpiresAt.gt(now));
    Ok(found.one(db.read()).await?)
}

/// The login code that was asked for last for an address, with this try counted; none where it was tried
/// `most` times already. One statement, so that tries at once are counted one after the other, and one
/// that writes whether an account has the address or not.
pub(in crate::account) async fn try_code(
    db: &Db,
    address_hash: Vec<u8>,
    now: Timestamp,
    most: i32,
) -> Result<Option<Model>> {
    let tried = Entity::update_many()
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .filter(C::AddressHash.eq(address_hash))
        .filter(C::Purpose.eq(Purpose::LoginCode))
        .filter(C::ExpiresAt.gt(now))
        .filter(C::Attempts.lt(most))
        .exec_with_returning(db.write())
        .await?;
    // Those of nobody are beside each other; one that is somebody's is alone.
    let newest = tried.into_iter().max_by(|a, b| a.id.cmp(&b.id));
    Ok(newest)
}

/// Spends a token; says whether it was still there.
pub(in crate::account) async fn spend(tx: &Tx, id: &str) -> Result<bool> {
    let spent = Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(spent.rows_affected > 0)
}

/// Drops every token of some customers.
pub(in crate::account) async fn void(tx: &Tx, customers: &[CustomerId]) -> Result<()> {
    let theirs = C::CustomerId.is_in(customers.iter().cloned());
    Entity::delete_many().filter(theirs).exec(tx.conn()).await?;
    Ok(())
}

/// Where the tokens of some customers were mailed to.
pub(in crate::account) async fn emails(tx: &Tx, customers: &[CustomerId]) -> Result<Vec<String>> {
    let emails = Entity::find()
        .select_only()
        .column(C::Email)
        .filter(C::CustomerId.is_in(customers.iter().cloned()))
        .filter(C::Email.is_not_null())
        .into_tuple();
    Ok(emails.all(tx.conn()).await?)
}

/// The tokens of a customer, oldest first.
pub(in crate::account) async fn held(db: &Db, customer: &CustomerId) -> Result<Vec<Model>> {
    let held = Entity::find()
        .filter(C::CustomerId.eq(customer.clone()))
        .order_by_asc(C::Id);
    Ok(held.all(db.read()).await?)
}

/// Drops at most `limit` tokens that have expired; says how many there were.
pub(in crate::account) async fn purge(db: &Db, now: Timestamp, limit: u64) -> Result<u64> {
    let expired = Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::ExpiresAt.lte(now))
        .order_by_asc(C::ExpiresAt)
        .limit(limit)
        // Whoever spends one just now does so without us.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let purged = mail_token::Entity::delete_many()
        .filter(C::Id.in_subquery(expired))
        .exec(db.write())
        .await?;
    Ok(purged.rows_affected)
}
