//! Stands in for the service's settings.

/// The settings that the gate reads.
pub struct Limits {
    /// Nesting of fields.
    pub max_depth: usize,
    /// Aliases in a document.
    pub max_aliases: usize,
    /// Cost of an operation.
    pub max_cost: u64,
}

impl Limits {
    /// As they are without settings (`docs/operations.md`).
    pub const DEFAULT: Self = Self {
        max_depth: 12,
        max_aliases: 30,
        max_cost: 5_000,
    };
}
