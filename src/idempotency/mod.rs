//! Idempotency keys: a mutation sent again under its key is not run again, but answered with what came
//! of it the first time (`docs/adr/0007-idempotency.md`).
//!
//! A service says what came of it when it commits, by [`Tx::commit_with`](crate::db::Tx::commit_with),
//! and that is all it knows of keys. A resolver runs it by [`settle`](crate::graphql::settle), which
//! comes here when the request has a key.

mod claim;
mod key;
mod once;
mod outcome;
mod store;

pub use claim::seed;
pub use key::{Malformed, Place, Ticket};
pub use once::once;
pub use outcome::{Outcome, Row};
