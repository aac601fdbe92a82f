//! The database: connecting, the split of readers and writer, the unit of work, its errors.

mod connect;
mod error;
mod migrate;
mod tx;

pub use connect::{ConnectError, Db, connect};
pub use error::{Constraint, violated};
pub use migrate::{Pending, apply, down, pending, status};
pub use tx::Tx;

/// An error of the database, as stores tell it.
pub use sea_orm::DbErr;
