//! What all slices' GraphQL stands on: roots, loaders, scalars, errors, and the gate before it all.

mod context;
mod input;
pub mod loader;
mod node;
pub mod scalar;
pub mod schema;
mod user_error;

pub use context::{Loaders, actor, app, loaders};
pub use input::{change, json, known_id, new_id};
pub use schema::{Schema, schema};
pub use user_error::{DeletePayload, UserError, settle};
