//! Cells of CSV files, which spreadsheets would take for formulas (CWE-1236, security requirement 65).

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula.
const BEGINNINGS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether a text is one of these, behind any number of apostrophes.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(BEGINNINGS)
}

/// The text with an apostrophe before it where a spreadsheet would compute it. One that has apostrophes
/// before a formula already gets another, so that [`plain`] takes away what was put there alone.
pub(in crate::cli) fn neutral(text: &str) -> Cow<'_, str> {
    if is_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that [`neutral`] was given.
pub(in crate::cli) fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_get_an_apostrophe_and_lose_it() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+44 20", "'+44 20"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'=1", "''=1"),
            ("a=1", "a=1"),
            ("O'Brien", "O'Brien"),
            ("'tis", "'tis"),
            ("", ""),
        ] {
            assert_eq!(neutral(text), cell);
            assert_eq!(plain(cell), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(text in "['=+@a\t\r-]{0,6}") {
            let cell = neutral(&text);
            prop_assert!(!cell.starts_with(BEGINNINGS));
            prop_assert_eq!(plain(&cell), text.as_str());
        }
    }
}
