//! Keys of the server.

use entity::signing_key;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
};

use crate::db::Tx;
use crate::error::Result;

/// Any constant will do, as long as every replica takes the same and nothing else does.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7367616766)";

/// Lets no other transaction make keys until this one ends. On `SQLite` it is the only writer anyway.
pub(in crate::account) async fn lock(tx: &Tx, backend: DbBackend) -> Result<()> {
    if backend == DbBackend::Postgres {
        tx.conn().execute_unprepared(LOCK).await?;
    }
    Ok(())
}

/// Every key, the oldest first.
pub(in crate::account) async fn all(
    conn: &impl ConnectionTrait,
) -> Result<Vec<signing_key::Model>> {
    let keys = signing_key::Entity::find().order_by_asc(signing_key::Column::Id);
    Ok(keys.all(conn).await?)
}

/// Adds a key.
pub(in crate::account) async fn insert(tx: &Tx, key: signing_key::Model) -> Result<()> {
    let key = signing_key::ActiveModel::from(key).reset_all();
    signing_key::Entity::insert(key)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Drops keys.
pub(in crate::account) async fn delete(tx: &Tx, kids: impl Iterator<Item = String>) -> Result<()> {
    let kids: Vec<String> = kids.collect();
    if !kids.is_empty() {
        let named = signing_key::Column::Id.is_in(kids);
        signing_key::Entity::delete_many()
            .filter(named)
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}
