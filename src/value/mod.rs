//! Values that are parsed once and never checked again.

mod change;

pub use change::Change;
