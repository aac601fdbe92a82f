//! What happened to customers, newest first, for many customers in one statement.
//!
//! By position alone: unlike a replay, which waits for slow transactions, a history shows at once what
//! was committed. Nobody goes on from its newer end, so nothing is missed by that.

use entity::CustomerId;
use entity::event::Model;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};

/// Which part of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// Only what stands below this position.
    pub below: i64,
    /// At most so many, the newest.
    pub limit: u64,
}

// A page of each from the index of customers: in place of a join with a limit of its own, which only
// PostgreSQL has, SQLite gets a list of positions made anew for each customer.

const ON_POSTGRES: &str = "SELECT part.* FROM jsonb_array_elements_text($1) AS asked (id)
CROSS JOIN LATERAL (SELECT * FROM event WHERE event.customer_id = asked.id AND event.position < $2
    ORDER BY event.position DESC LIMIT $3) AS part
ORDER BY part.position DESC";

const ON_SQLITE: &str = "SELECT event.* FROM json_each($1) AS asked
JOIN event ON event.position IN (SELECT position FROM event AS part
    WHERE part.customer_id = asked.value AND part.position < $2
    ORDER BY part.position DESC LIMIT $3)
ORDER BY event.position DESC";

/// The same part of the history of each of these customers, newest first.
///
/// # Errors
/// When the database fails.
pub async fn parts(
    db: &impl ConnectionTrait,
    customers: &[CustomerId],
    part: Part,
) -> Result<Vec<Model>, DbErr> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => ON_POSTGRES,
        _ => ON_SQLITE,
    };
    let limit = i64::try_from(part.limit).unwrap_or(i64::MAX);
    let values = [list(customers), part.below.into(), limit.into()];
    Model::find_by_statement(statement(db, sql, values))
        .all(db)
        .await
}

/// Those of these customers to whom something happened at a position or since.
///
/// # Errors
/// When the database fails.
pub async fn with_newer(
    db: &impl ConnectionTrait,
    customers: &[CustomerId],
    position: i64,
) -> Result<Vec<CustomerId>, DbErr> {
    let asked = match db.get_database_backend() {
        DbBackend::Postgres => "jsonb_array_elements_text($1) AS asked (value)",
        _ => "json_each($1) AS asked",
    };
    // The newest of each, which is one look into the index; for `EXISTS` PostgreSQL would rather read
    // what is newer of all customers.
    let sql = format!(
        "SELECT asked.value AS id FROM {asked} WHERE $2 <= (SELECT max(event.position) FROM event
            WHERE event.customer_id = asked.value)"
    );
    let found = statement(db, &sql, [list(customers), position.into()]);
    let found = Found::find_by_statement(found).all(db).await?;
    Ok(found.into_iter().map(|found| found.id).collect())
}

#[derive(FromQueryResult)]
struct Found {
    id: CustomerId,
}

/// Ids as one parameter, so that their number makes no other statement.
fn list(customers: &[CustomerId]) -> Value {
    let ids = customers.iter().map(ToString::to_string);
    ids.collect::<serde_json::Value>().into()
}

fn statement<const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}
