//! The folded forms of text, by which it is compared, sorted and searched.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A row with columns that follow from others.
pub trait Folded {
    /// Writes the folded and searched columns anew. To be called on every row before it is stored.
    fn fold(&mut self);
}

/// The form by which text is compared and sorted: NFC, Unicode lower case.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.to_lowercase().nfc().collect()
}

/// The folded form of an optional text.
pub(crate) fn fold_option(text: Option<&str>) -> Option<String> {
    text.map(fold)
}

/// The form by which a word is searched: as [`fold`], and without accents.
#[must_use]
pub fn search_word(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// The searched column of a row: the given texts, folded, one a line, and a phone's digits as well.
///
/// Words hold no line break, so no word matches across two texts.
#[must_use]
pub fn search_key(texts: &[Option<&str>], phone: Option<&str>) -> String {
    let mut key = String::new();
    for text in texts.iter().copied().flatten().chain(phone) {
        key.push_str(&search_word(text));
        key.push('\n');
    }
    if let Some(phone) = phone {
        key.extend(phone.chars().filter(char::is_ascii_digit));
        key.push('\n');
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_case_and_accents() {
        assert_eq!(search_word("José ÅNGSTRÖM"), "jose angstrom");
        assert_eq!(fold("JOSÉ"), "josé");
    }

    #[test]
    fn a_phone_is_found_by_its_digits() {
        let key = search_key(&[Some("Ann"), None], Some("+1 (555) 010"));
        assert_eq!(key, "ann\n+1 (555) 010\n1555010\n");
    }
}
