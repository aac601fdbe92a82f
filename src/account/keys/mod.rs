//! The keys of the server, kept in the database so that replicas share them: those that sign access
//! tokens, and the one that refresh tokens are derived with.

mod cache;
mod ring;
mod rotate;

pub use cache::Keys;
pub(super) use ring::Ring;
pub use rotate::{KeyState, KeyStatus, PUBLISHED_AHEAD, list, rotate};
