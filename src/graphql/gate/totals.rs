//! What a selection set amounts to with its fragments expanded.

/// What a selection set amounts to with its fragments expanded. All sums saturate: a bomb of 2^32
/// leaves is a large number here, not work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    /// Levels of fields, without introspection.
    pub(super) depth: u64,
    /// Levels of fields of introspection.
    pub(super) introspection_depth: u64,
    /// Levels of selection sets below this one, those of fragments too.
    pub(super) nesting: usize,
    /// Fields, spreads and inline fragments.
    pub(super) selections: u64,
    /// Cost that arises once.
    pub(super) once: u64,
    /// Cost that arises for each row of the connection this is a selection of.
    pub(super) each: u64,
    /// Cost of introspection.
    pub(super) introspection: u64,
    /// Fields directly here, those of fragments too.
    pub(super) fields: u64,
    /// Of those, `__typename`.
    pub(super) typenames: u64,
    /// Of those, mutations of accounts.
    pub(super) accounts: u64,
    /// Of those, mutations that issue credentials.
    pub(super) credentials: u64,
}

impl Totals {
    /// Adds what stands beside.
    pub(super) fn add(&mut self, other: Self) {
        self.depth = self.depth.max(other.depth);
        self.introspection_depth = self.introspection_depth.max(other.introspection_depth);
        self.nesting = self.nesting.max(other.nesting);
        for (sum, more) in [
            (&mut self.selections, other.selections),
            (&mut self.once, other.once),
            (&mut self.each, other.each),
            (&mut self.introspection, other.introspection),
            (&mut self.fields, other.fields),
            (&mut self.typenames, other.typenames),
            (&mut self.accounts, other.accounts),
            (&mut self.credentials, other.credentials),
        ] {
            *sum = sum.saturating_add(more);
        }
    }

    /// The totals of a spread or inline fragment with this inside: another selection and level.
    pub(super) fn wrapped(mut self) -> Self {
        self.selections = self.selections.saturating_add(1);
        self.nesting += 1;
        self
    }
}
