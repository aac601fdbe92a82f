//! The database: connecting, the split of readers and writer, the unit of work, its errors.

mod beside;
pub mod bulk;
mod conn;
mod connect;
mod direct;
pub mod erasure;
mod error;
mod handle;
pub mod health;
mod keyed;
mod lane_config;
mod lanes;
mod line;
mod migrate;
mod observed;
mod replica;
mod rows;
mod tx;
mod unnamed;
mod wake;

pub use bulk::PARAMETERS;
pub use conn::{Conn, Unit};
pub use connect::{ConnectError, connect};
pub use error::{Constraint, violated};
pub use handle::Db;
pub use keyed::{ByKeys, Keyed, Keys};
pub use migrate::{Pending, apply, down, pending, status};
pub use replica::{Fault, Health, Replica};
pub use rows::{insert_all, parts, replace_all};
pub use tx::Tx;
pub use wake::Wakes;

/// An error of the database, as stores tell it, and which of the two it is.
pub use sea_orm::{DbBackend, DbErr};
