//! What all slices' GraphQL stands on: roots, loaders, scalars, errors, and the gate before it all.

mod connection;
mod context;
mod input;
pub mod loader;
mod node;
pub mod scalar;
mod schema;
mod user_error;

pub use connection::PageInfo;
pub(crate) use connection::connection;
pub use context::{Loaders, actor, app, loaders};
pub use input::{change, json, known_id, new_id};
pub use schema::{Mutation, Query, Schema, schema, sdl};
pub use user_error::{DeletePayload, UserError, UserErrorCode, settle};
