//! What the database refuses, in our words.

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use sqlx::error::ErrorKind;

use crate::error::Error;

/// A uniqueness that the database keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// One live account an e-mail.
    AccountEmail,
    /// One live customer an external id.
    ExternalId,
    /// One live group a name.
    GroupName,
    /// One live login a provider and subject.
    IdentitySubject,
    /// One row an id.
    Id,
}

/// PostgreSQL names the constraint, `SQLite` its columns.
const NAMES: [(&str, &str, Constraint); 7] = [
    (
        "customer_account_email_key",
        "customer.email",
        Constraint::AccountEmail,
    ),
    (
        "customer_external_id_key",
        "customer.external_id",
        Constraint::ExternalId,
    ),
    (
        "customer_group_name_key",
        "customer_group.name_fold",
        Constraint::GroupName,
    ),
    (
        "auth_identity_subject_key",
        "auth_identity.provider, auth_identity.entity_id",
        Constraint::IdentitySubject,
    ),
    ("customer_pkey", "customer.id", Constraint::Id),
    (
        "customer_address_pkey",
        "customer_address.id",
        Constraint::Id,
    ),
    ("customer_group_pkey", "customer_group.id", Constraint::Id),
];

/// The uniqueness that a statement broke, if that is why it failed.
#[must_use]
pub fn violated(error: &DbErr) -> Option<Constraint> {
    let error = database_error(error)?;
    if error.kind() != ErrorKind::UniqueViolation {
        return None;
    }
    let columns = error.message().rsplit("constraint failed: ").next();
    NAMES
        .iter()
        .find(|(name, sqlite, _)| error.constraint() == Some(name) || columns == Some(sqlite))
        .map(|(_, _, constraint)| *constraint)
}

fn database_error(error: &DbErr) -> Option<&dyn sqlx::error::DatabaseError> {
    match sqlx_error(error)? {
        sqlx::Error::Database(error) => Some(error.as_ref()),
        _ => None,
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// What sqlx says of a statement that is not sent by SeaORM.
pub(super) fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

/// Whether trying again later may help: no connection, a busy or stopping database, a lock or a
/// statement that took too long.
fn is_passing(error: &DbErr) -> bool {
    if matches!(
        error,
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed)
    ) {
        return true;
    }
    match sqlx_error(error) {
        Some(sqlx::Error::Database(error)) => {
            // PostgreSQL's classes: 08 connection, 40 rollback, 53 resources, 55P03 lock, 57 operator;
            // SQLite's busy, locked and full.
            let code = error.code().unwrap_or_default();
            ["08", "40", "53", "57"]
                .iter()
                .any(|class| code.len() == 5 && code.starts_with(class))
                || code == "55P03"
                || ["5", "6", "13", "261", "517"].contains(&code.as_ref())
        }
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed,
        ) => true,
        _ => false,
    }
}

/// Whether a replica is to blame and the primary may well answer: no connection, one that broke, or a
/// statement that was in the way of what the replica has to replay.
pub(super) fn is_lost(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return true;
    }
    match sqlx_error(error) {
        Some(sqlx::Error::Database(error)) => {
            let code = error.code().unwrap_or_default();
            code.starts_with("08") || ["40001", "57P01", "57P02", "57P03"].contains(&code.as_ref())
        }
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed,
        ) => true,
        _ => false,
    }
}

/// Whether a connection broke under a statement, or before it.
pub(super) fn is_broken(error: &DbErr) -> bool {
    match sqlx_error(error) {
        Some(sqlx::Error::Database(error)) => {
            let code = error.code().unwrap_or_default();
            code.starts_with("08") || ["57P01", "57P02"].contains(&code.as_ref())
        }
        Some(sqlx::Error::Io(_)) => true,
        _ => false,
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if is_passing(&error) {
            tracing::warn!(error = %error, "the database is not available");
            Self::Unavailable
        } else {
            Self::Internal(Box::new(error))
        }
    }
}
