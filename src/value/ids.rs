//! Lists of ids to act on.

use std::collections::HashSet;

use crate::error::{Code, Error, Result};

/// Entries that a bulk mutation takes at most.
pub const MAX_ENTRIES: usize = 1000;

/// The ids with the place each was first named at: a repeated one counts once.
///
/// # Errors
/// `REQUIRED` for none, `LIMIT_REACHED` for more than [`MAX_ENTRIES`], at `input.ids`.
pub fn distinct(ids: &[String]) -> Result<Vec<(usize, &str)>> {
    check_entries(ids.len(), "ids")?;
    let mut seen = HashSet::new();
    Ok(ids
        .iter()
        .enumerate()
        .map(|(index, id)| (index, id.as_str()))
        .filter(|(_, id)| seen.insert(*id))
        .collect())
}

/// Checks how many entries a bulk mutation was given in a field of `input`.
///
/// # Errors
/// `REQUIRED` for none, `LIMIT_REACHED` for more than [`MAX_ENTRIES`].
pub fn check_entries(entries: usize, field: &str) -> Result<()> {
    if entries == 0 {
        return Err(Error::refused(
            Code::Required,
            "Name at least one.",
            ["input", field],
        ));
    }
    if entries > MAX_ENTRIES {
        let message = format!("At most {MAX_ENTRIES} at once.");
        return Err(Error::refused(
            Code::LimitReached,
            message,
            ["input", field],
        ));
    }
    Ok(())
}
