//! What all slices' GraphQL stands on: roots, loaders, scalars; the gate every document passes, the
//! executor every transport uses, and what of an error may leave.

mod connection;
mod context;
mod cookies;
pub mod documents;
pub mod errors;
pub mod execute;
mod federation;
pub mod gate;
mod input;
pub mod loader;
mod node;
mod parts;
#[cfg(test)]
mod room_tests;
mod rows;
pub mod scalar;
mod schema;
mod user_error;

pub use connection::PageInfo;
pub(crate) use connection::connection;
pub use context::{Acceptance, Loaders, acceptance, actor, app, client, cookies, loaders, nearby};
pub use cookies::{Change as CookieChange, Changes as CookieChanges, Cookies};
pub use input::{NodeInput, change, entries, entry, json, known_id, new_id, only};
pub use parts::{Part, Parts};
pub(crate) use rows::leaves;
pub use rows::{Leaf, Leaves, Row, Rows, Written, encoded};
pub use schema::{
    FEDERATION_SDL, Mutation, Query, SDL, Schema, Subscription, schema, schemas, whole_sdl,
};
pub use user_error::{DeletePayload, Settled, UserError, UserErrorCode, settle, settle_by};
