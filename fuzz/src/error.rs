//! Stands in for the service's errors.

/// What the gate fails with where the schema does not parse.
#[derive(Debug)]
#[expect(dead_code, reason = "shown by Debug alone")]
pub enum Error {
    /// Anything.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

/// As the service's.
pub type Result<T> = std::result::Result<T, Error>;
