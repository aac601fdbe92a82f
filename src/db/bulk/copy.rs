//! PostgreSQL's `COPY`, in its text format.

use std::fmt::Write as _;
use std::sync::Arc;

use sea_orm::{DbErr, ModelTrait, RuntimeErr, Value};
use sqlx::{Executor, PgConnection, PgPool};

use super::{Batch, columns, target};

/// Takes away the logins of some e-mails that nobody claimed.
const UNCLAIMED: &str = "DELETE FROM auth_identity
    WHERE customer_id IS NULL AND deleted_at IS NULL AND entity_id = ANY($1)";

/// Stores a batch, all of it or nothing.
pub(super) async fn write(pool: &PgPool, batch: &Batch) -> Result<(), DbErr> {
    let mut tx = pool.begin().await.map_err(failed)?;
    // A load takes what it takes; the limit is for requests.
    tx.execute("SET LOCAL statement_timeout = 0")
        .await
        .map_err(failed)?;
    copy(&mut tx, &batch.groups).await?;
    copy(&mut tx, &batch.customers).await?;
    copy(&mut tx, &batch.addresses).await?;
    copy(&mut tx, &batch.memberships).await?;
    if !batch.identities.is_empty() {
        let claimed: Vec<&str> = batch.claimed().collect();
        sqlx::query(UNCLAIMED)
            .bind(claimed)
            .persistent(false)
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        copy(&mut tx, &batch.identities).await?;
    }
    copy(&mut tx, &batch.events).await?;
    tx.commit().await.map_err(failed)
}

const VACUUM: &str = "VACUUM (ANALYZE) customer, customer_address, customer_group,
    customer_group_customer, auth_identity, event";

/// `VACUUM` rather than `ANALYZE` alone: it also empties the pending lists of the search indexes,
/// which every search would go through, and marks pages that index-only scans need not visit.
pub(super) async fn vacuum(pool: &PgPool) -> Result<(), DbErr> {
    // A connection of its own, closed afterwards, since the limit cannot be lifted for one statement
    // outside a transaction, and VACUUM refuses to be in one.
    let mut connection = pool.acquire().await.map_err(failed)?.detach();
    if pool.connect_options().get_options().is_some() {
        // Behind a pooler sessions have no limit of ours, and this one would be somebody else's next.
        let unlimited = connection.execute("SET statement_timeout = 0");
        unlimited.await.map_err(failed)?;
    }
    connection.execute(VACUUM).await.map_err(failed)?;
    sqlx::Connection::close(connection).await.map_err(failed)
}

async fn copy<M: ModelTrait>(connection: &mut PgConnection, rows: &[M]) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let columns = columns::<M>();
    let mut text = String::new();
    for row in rows {
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                text.push('\t');
            }
            push(&mut text, row.get(*column))?;
        }
        text.push('\n');
    }
    let sql = format!("COPY {} FROM STDIN", target::<M>(&columns));
    let mut copy = connection.copy_in_raw(&sql).await.map_err(failed)?;
    copy.send(text.into_bytes()).await.map_err(failed)?;
    copy.finish().await.map_err(failed)?;
    Ok(())
}

/// Writes a value as `COPY` reads it.
fn push(text: &mut String, value: Value) -> Result<(), DbErr> {
    match value {
        Value::String(Some(value)) => push_escaped(text, &value),
        Value::Json(Some(value)) => push_escaped(text, &value.to_string()),
        Value::Bool(Some(value)) => text.push(if value { 't' } else { 'f' }),
        Value::Int(Some(value)) => push_number(text, value.into()),
        Value::BigInt(Some(value)) => push_number(text, value),
        Value::String(None)
        | Value::Json(None)
        | Value::Bool(None)
        | Value::Int(None)
        | Value::BigInt(None) => text.push_str("\\N"),
        _ => return Err(DbErr::Type("a column of a kind that is not copied".into())),
    }
    Ok(())
}

fn push_number(text: &mut String, number: i64) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{number}");
}

fn push_escaped(text: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            c => text.push(c),
        }
    }
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(value: Value) -> String {
        let mut text = String::new();
        push(&mut text, value).unwrap();
        text
    }

    #[test]
    fn values_are_written_as_copy_reads_them() {
        let text = |text: &str| copied(Value::from(text));
        assert_eq!(text("a\tb\nc\rd\\N"), r"a\tb\nc\rd\\N");
        assert_eq!(text(""), "");
        assert_eq!(copied(Value::String(None)), r"\N");
        assert_eq!(copied(Value::from(true)), "t");
        assert_eq!(copied(Value::from(-7i64)), "-7");
        let json = serde_json::json!({"a": "x\n\"y\""});
        assert_eq!(copied(Value::from(json)), r#"{"a":"x\\n\\"y\\""}"#);
    }

    #[test]
    fn other_kinds_are_refused() {
        assert!(push(&mut String::new(), Value::from(vec![1u8])).is_err());
    }
}
