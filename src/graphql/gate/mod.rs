//! The gate that every document passes before the framework walks it.
//!
//! The framework expands fragments without memory, so a document of a kilobyte can keep a core busy
//! for hours (`docs/adr/0002-our-own-edge.md`, D1). The gate counts what a document would expand to
//! without expanding it: its time depends on the length of the text alone.

mod admit;
mod document;
mod inputs;
mod lexer;
mod limits;
mod merges;
mod proof;
mod refusal;
mod roots;
mod shape;
mod totals;
mod typename;
mod variables;
mod walk;

#[cfg(test)]
mod tests;

pub use admit::{Admitted, Gate};
pub use document::Document;
pub use merges::Unmerged;
pub use refusal::Refusal;
