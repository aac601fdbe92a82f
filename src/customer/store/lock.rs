//! Customers that are locked until the transaction ends, several always in the order of their ids.

use entity::CustomerId;
use entity::customer::{Column, Entity, Model};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::accounts;
use crate::db::Tx;
use crate::value::Email;

/// The customers with these ids, deleted ones too, locked until the transaction ends. Locked in the
/// order of ids, so that two bulk writes never wait for each other.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, ids: &[CustomerId]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .order_by_asc(Column::Id)
        // Others may refer to the rows meanwhile: a login under way, which opens a session while its
        // identity is waited for here, would wait for us otherwise.
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn())
        .await
}

/// The live customers that match, at most so many of them in the order of ids, locked until the
/// transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_matching(tx: &Tx, matches: Condition, at_most: u64) -> Result<Vec<Model>, DbErr> {
    Entity::live()
        .filter(matches)
        .order_by_asc(Column::Id)
        .limit(at_most)
        .lock_exclusive()
        .all(tx.conn())
        .await
}

/// The live account with the e-mail, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_account(tx: &Tx, email: &Email) -> Result<Option<Model>, DbErr> {
    accounts()
        .filter(Column::Email.eq(email.as_str()))
        .lock(LockType::NoKeyUpdate)
        .one(tx.conn())
        .await
}

/// The live customers with the e-mail, and one besides, locked in the order of ids.
///
/// # Errors
/// When the database fails.
pub async fn lock_sharing(
    tx: &Tx,
    email: &Email,
    and: Option<&CustomerId>,
) -> Result<Vec<Model>, DbErr> {
    let besides = and.map(|id| Column::Id.eq(id.clone()));
    let named = Condition::any().add(Column::Email.eq(email.as_str()));
    Entity::live()
        .filter(named.add_option(besides))
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn())
        .await
}
