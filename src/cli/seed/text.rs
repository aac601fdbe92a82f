//! Texts from lists and patterns.

use fastrand::Rng;

/// One of a list that is not empty.
pub(super) fn pick<T: Copy>(rng: &mut Rng, list: &[T]) -> T {
    list[rng.usize(..list.len())]
}

/// A pattern with its signs replaced: `#` by a digit, `@` by a Latin capital, `%` by a house number,
/// `*` by the family name.
pub(super) fn filled(rng: &mut Rng, pattern: &str, family: &str) -> String {
    let mut text = String::with_capacity(pattern.len() + 16);
    for sign in pattern.chars() {
        match sign {
            '#' => text.push(rng.digit(10)),
            '@' => text.push(rng.uppercase()),
            '%' => text.push_str(&rng.u8(1..=199).to_string()),
            '*' => text.push_str(family),
            other => text.push(other),
        }
    }
    text
}

/// A name, and what stands for it in an e-mail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    /// As it is written.
    pub(super) shown: &'static str,
    /// In Latin letters, with accents and signs still.
    latin: &'static str,
}

impl Name {
    /// A name of a list, which has its Latin form behind a slash where accents are not all that
    /// differs.
    pub(super) fn of(listed: &'static str) -> Self {
        let (shown, latin) = listed.split_once('/').unwrap_or((listed, listed));
        Self { shown, latin }
    }

    /// Small letters of ASCII alone.
    pub(super) fn mailbox(self) -> String {
        entity::search_word(self.latin)
            .chars()
            .filter(char::is_ascii_lowercase)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_filled() {
        let text = filled(&mut Rng::with_seed(1), "@@-##: *", "Łoś");
        let (code, name) = text.split_once(": ").unwrap();
        let code: Vec<char> = code.chars().collect();
        assert!(code[..2].iter().all(char::is_ascii_uppercase), "{text}");
        assert!(code[3..].iter().all(char::is_ascii_digit), "{text}");
        assert_eq!((code.len(), name), (5, "Łoś"));
    }

    #[test]
    fn names_have_a_mailbox() {
        assert_eq!(Name::of("O'Connor").mailbox(), "oconnor");
        assert_eq!(Name::of("Öztürk").mailbox(), "ozturk");
        let name = Name::of("田中/tanaka");
        assert_eq!((name.shown, name.mailbox().as_str()), ("田中", "tanaka"));
    }
}
