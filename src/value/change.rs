//! Three-valued updates.

/// What an update says of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// Not mentioned: stays.
    #[default]
    Keep,
    /// Null: cleared.
    Clear,
    /// A new value.
    Set(T),
}

impl<T> Change<T> {
    /// Writes the change into an optional column.
    pub fn apply<C: From<T>>(self, column: &mut Option<C>) {
        match self {
            Self::Keep => {}
            Self::Clear => *column = None,
            Self::Set(value) => *column = Some(value.into()),
        }
    }

    /// Whether the field was mentioned.
    #[must_use]
    pub const fn is_mentioned(&self) -> bool {
        !matches!(self, Self::Keep)
    }

    /// The change with its value parsed; a parsed `None` (an empty text) clears.
    ///
    /// # Errors
    /// What `parse` says.
    pub fn parse<U, E>(self, parse: impl FnOnce(T) -> Result<Option<U>, E>) -> Result<Change<U>, E> {
        Ok(match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::Set(value) => parse(value)?.map_or(Change::Clear, Change::Set),
        })
    }
}
