//! Many rows at once, for commands that load data or take it out. No rule is checked but those of the
//! schema: rows must be what the services would have stored, with the events they would have written.

mod copy;
mod present;
mod snapshot;

use std::time::Duration;

use entity::{
    GroupId, auth_identity, customer, customer_address, customer_group, customer_group_customer,
    event,
};
use futures_util::future::join;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, ModelTrait, PrimaryKeyToColumn, PrimaryKeyTrait, QueryFilter,
    QueryTrait, Statement, Value,
};

pub use present::{Keys, Present, present};
pub use snapshot::{Counts, Page, Snapshot};

use super::Db;
use super::conn::Unit;
use super::tx::immediate;

/// Most parameters of one statement: no more than `SQLite` takes (32,766), and few enough rows that the
/// text stays short. More rows a statement are no faster.
pub const PARAMETERS: usize = 8192;

/// Most parameters of an insertion, the most that `SQLite` takes: before each statement it puts what the
/// search indexes have pending into place, and copies the pages that the statement changes, so the
/// fewer there are the better.
const INSERTED: usize = 32_766;

/// A cache in which the indexes stay whose pages a load changes here and there (64 MiB), and a log that
/// is long enough for each page to be moved into the file once for many transactions (128 MiB).
const LOADING: &str = "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 32768";

/// Moves the log into the file and cuts it to nothing, unless a reader needs it.
const LOADED: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// A little more than what `SQLite` waits at most before it looks for a lock again.
const TURN: Duration = Duration::from_millis(110);

/// Rows to be stored together. Those they refer to are among them, or stored already.
#[derive(Debug, Default)]
pub struct Batch {
    /// Groups.
    pub groups: Vec<customer_group::Model>,
    /// Customers.
    pub customers: Vec<customer::Model>,
    /// Their addresses.
    pub addresses: Vec<customer_address::Model>,
    /// Their memberships.
    pub memberships: Vec<customer_group_customer::Model>,
    /// Their logins. One that nobody claimed gives way, as it does to a registration.
    pub identities: Vec<auth_identity::Model>,
    /// What happened by all this.
    pub events: Vec<event::Model>,
}

impl Batch {
    /// The live logins by e-mail and password, which take the place of those that nobody claimed.
    fn claimed(&self) -> impl Iterator<Item = &str> {
        let live = self
            .identities
            .iter()
            .filter(|row| row.deleted_at.is_none());
        live.map(|row| row.entity_id.as_str())
    }
}

/// Makes ready for many batches. It is for the whole process, which is a command's own.
///
/// # Errors
/// When the database fails.
pub async fn begin(db: &Db) -> Result<(), DbErr> {
    if db.backend() == DbBackend::Sqlite {
        db.write().execute_unprepared(LOADING).await?;
    }
    Ok(())
}

/// Lets others write, to be called once in a while between batches. On `SQLite` nobody queues for the
/// lock: who waits looks for it again and again, and does not find it where batches follow one another.
pub async fn give_way(db: &Db) {
    if db.backend() == DbBackend::Sqlite {
        tokio::time::sleep(TURN).await;
    }
}

/// Stores a batch, all of it or nothing.
///
/// # Errors
/// When the database fails or refuses a row, see [`super::violated`].
pub async fn write(db: &Db, batch: &Batch) -> Result<(), DbErr> {
    if let Some(pool) = db.write().postgres_pool() {
        return copy::write(pool, batch).await;
    }
    let tx = db.write().begin_with_options(immediate()).await?;
    let rows = insertions(&batch.groups)
        .chain(insertions(&batch.customers))
        .chain(insertions(&batch.addresses))
        .chain(insertions(&batch.memberships))
        .chain(unclaimed(batch))
        .chain(insertions(&batch.identities))
        .chain(insertions(&batch.events));
    run(&tx, rows).await?;
    tx.commit().await
}

/// Runs statements in their order, each made while the one before it is run, by a thread of its own.
async fn run(tx: &Unit, mut statements: impl Iterator<Item = Statement>) -> Result<(), DbErr> {
    let mut next = statements.next();
    while let Some(statement) = next {
        let (done, made) = join(tx.execute_raw(statement), async { statements.next() }).await;
        done?;
        next = made;
    }
    Ok(())
}

/// Removes the logins that nobody claimed, of those whose place a batch takes.
fn unclaimed(batch: &Batch) -> Option<Statement> {
    use auth_identity::{Column, Entity};
    let delete = Entity::delete_many()
        .filter(Column::CustomerId.is_null())
        .filter(Column::DeletedAt.is_null())
        .filter(Column::EntityId.is_in(batch.claimed()));
    (!batch.identities.is_empty()).then(|| delete.build(DbBackend::Sqlite))
}

/// Stores the groups whose names no live group has; gives, in the order of the rows, the ids of the
/// groups that have the names then, and how many are new.
///
/// # Errors
/// When the database fails.
pub async fn groups(db: &Db, rows: &[customer_group::Model]) -> Result<(Vec<GroupId>, u64), DbErr> {
    use customer_group::{Column, Entity};
    let tx = db.write().begin_with_options(immediate()).await?;
    let mut added = 0;
    for chunk in rows.chunks(500) {
        let chunk = chunk
            .iter()
            .map(|row| row.clone().into_active_model().reset_all());
        added += Entity::insert_many(chunk)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(&tx)
            .await
            .or_else(nothing_added)?;
    }
    let names = rows.iter().map(|row| row.name_fold.as_str());
    let found = Entity::live()
        .filter(Column::NameFold.is_in(names))
        .all(&tx)
        .await?;
    tx.commit().await?;
    let id_of = |row: &customer_group::Model| {
        let same = found.iter().find(|other| other.name_fold == row.name_fold);
        same.map(|group| group.id.clone())
    };
    Ok((rows.iter().filter_map(id_of).collect(), added))
}

fn nothing_added(error: DbErr) -> Result<u64, DbErr> {
    match error {
        DbErr::RecordNotInserted => Ok(0),
        error => Err(error),
    }
}

/// Tells the planner about what was loaded; on PostgreSQL also puts what the search indexes have
/// pending into place, on `SQLite` what is in the log.
///
/// # Errors
/// When the database fails.
pub async fn finish(db: &Db) -> Result<(), DbErr> {
    if let Some(pool) = db.write().postgres_pool() {
        return copy::vacuum(pool).await;
    }
    db.write().execute_unprepared("ANALYZE").await?;
    db.write().execute_unprepared(LOADED).await?;
    Ok(())
}

/// Statements that insert rows, many each. Columns that all of them leave null are left out, of which no
/// table has another default.
fn insertions<M: ModelTrait>(rows: &[M]) -> impl Iterator<Item = Statement> {
    let mut columns = columns::<M>();
    columns.retain(|column| rows.iter().any(|row| !is_null(&row.get(*column))));
    let chunks = rows.chunks(INSERTED / columns.len().max(1));
    chunks.map(move |chunk| {
        let values = chunk
            .iter()
            .flat_map(|row| columns.iter().map(|column| row.get(*column)));
        let sql = statement::<M>(&columns, chunk.len());
        Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
    })
}

fn is_null(value: &Value) -> bool {
    *value == value.as_null()
}

fn statement<M: ModelTrait>(columns: &[ColumnOf<M>], rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns.len()].join(","));
    let rows = vec![row; rows].join(",");
    format!("INSERT INTO {} VALUES {rows}", target::<M>(columns))
}

type ColumnOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;

/// The columns that a row is inserted with: all but a key that the database gives.
fn columns<M: ModelTrait>() -> Vec<ColumnOf<M>> {
    type Key<M> = <<M as ModelTrait>::Entity as EntityTrait>::PrimaryKey;
    let given = |column: &ColumnOf<M>| {
        !Key::<M>::auto_increment() || Key::<M>::from_column(*column).is_none()
    };
    ColumnOf::<M>::iter().filter(given).collect()
}

/// The table and its columns, e.g. `"customer" ("id","email")`.
fn target<M: ModelTrait>(columns: &[ColumnOf<M>]) -> String {
    use sea_orm::EntityName;
    let names: Vec<_> = columns
        .iter()
        .map(|column| format!("\"{}\"", column.as_str()))
        .collect();
    let table = M::Entity::default();
    format!("\"{}\" ({})", table.table_name(), names.join(","))
}
