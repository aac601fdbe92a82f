//! The form of customers in files, as `export` writes it and `import` reads it.

pub(super) mod cell;
pub(super) mod time;
