//! Passwords: any text of a bounded length that is not easily guessed.

use std::collections::BTreeSet;

use entity::fold;
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::zxcvbn;

use crate::error::{Code, Fault};

/// The longest password, in characters (code points).
const MAX_CHARS: usize = 256;
/// The longest password, in bytes as it arrives; looked at before any other work is done on it.
const MAX_BYTES: usize = 1024;
/// Nobody's password should be the name of the service.
const SERVICE_NAME: &str = "patronage";
/// Words of the context that are looked for; more would make the estimate slow.
const MAX_WORDS: usize = 40;
/// Shorter parts of a context word are in too many passwords to count against one.
const MIN_PART_CHARS: usize = 3;
/// The signs that zxcvbn also reads as letters.
const LETTER_SIGNS: &str = "@({[<!|$+%";

/// A password in NFC, so that a text typed on any system is the same. Never printed.
#[derive(Debug)]
pub struct Password(SecretString);

impl Password {
    /// Parses a new password. Nothing is trimmed, cut or changed in case.
    ///
    /// # Errors
    /// [`Code::PasswordRejected`] under `min_length` characters; [`Code::TooLong`] beyond 256
    /// characters or 1 KiB.
    pub fn parse(text: &str, min_length: u16) -> Result<Self, Fault> {
        let password = Self::presented(text).ok_or_else(|| {
            Fault::new(
                Code::TooLong,
                "The password has more than 256 characters, or 1 KiB.",
            )
        })?;
        if password.reveal().chars().count() < usize::from(min_length) {
            return Err(Fault::new(
                Code::PasswordRejected,
                format!("The password must have at least {min_length} characters."),
            ));
        }
        Ok(password)
    }

    /// The password as somebody logs in with it; none when it is too long to be anyone's.
    #[must_use]
    pub fn presented(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let text: String = text.nfc().collect();
        (text.chars().count() <= MAX_CHARS).then(|| Self(text.into()))
    }

    /// Refuses a password that is easy to guess for somebody who knows the context: the owner's
    /// e-mail and its parts, names, and the name of the service, which is always counted in.
    ///
    /// `min_score` is a score of zxcvbn, 0 to 4. A password made of nothing but one of the words,
    /// however often, is refused at any score.
    ///
    /// # Errors
    /// [`Code::PasswordRejected`] with the reasons.
    pub fn guessable(&self, context_words: &[&str], min_score: u8) -> Result<(), Fault> {
        let words = known_words(context_words);
        if is_repetition(self.reveal(), &words) {
            return Err(rejected(
                "It is a name or an address of yours, or of this service.",
            ));
        }
        let words: Vec<&str> = words.iter().map(String::as_str).take(MAX_WORDS).collect();
        let estimate = zxcvbn(estimated_part(self.reveal()), &words);
        if u8::from(estimate.score()) >= min_score {
            return Ok(());
        }
        let reasons = estimate.feedback().map(ToString::to_string);
        Err(rejected(
            reasons.as_deref().unwrap_or("Add another word or two."),
        ))
    }

    /// The password itself, to be hashed.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
}

/// The start of a password that the estimate looks at, so that it takes less than 50 ms.
///
/// zxcvbn itself stops at 100 characters. Within them its work grows with the square of the
/// length, times the ways to read signs as letters, which double with each different sign.
fn estimated_part(password: &str) -> &str {
    let signs = LETTER_SIGNS
        .chars()
        .filter(|c| password.contains(*c))
        .count();
    let chars = match signs {
        0..=1 => 100,
        2..=3 => 50,
        _ => 20,
    };
    password
        .char_indices()
        .nth(chars)
        .map_or(password, |(end, _)| &password[..end])
}

/// The words of a context, folded: whole, without their signs, and each of their parts.
fn known_words(context: &[&str]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for word in context.iter().copied().chain([SERVICE_NAME]) {
        let word = fold(&word.nfc().collect::<String>());
        words.insert(without_signs(&word));
        let parts = word.split(|c: char| !c.is_alphanumeric());
        words.extend(
            parts
                .filter(|part| part.chars().count() >= MIN_PART_CHARS)
                .map(str::to_owned),
        );
        words.insert(word);
    }
    words.remove("");
    words
}

/// Whether a password is one of the words, once or over and over, with or without signs between.
fn is_repetition(password: &str, words: &BTreeSet<String>) -> bool {
    let password = fold(password);
    let plain = without_signs(&password);
    words.iter().any(|word| {
        let is_all_of = |text: &str| !text.is_empty() && text.replace(word.as_str(), "").is_empty();
        is_all_of(&password) || is_all_of(&plain)
    })
}

/// The letters and digits of a text.
fn without_signs(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn rejected(reasons: &str) -> Fault {
    Fault::new(
        Code::PasswordRejected,
        format!("The password is too easy to guess. {reasons}"),
    )
}

#[cfg(test)]
#[path = "password_tests.rs"]
mod tests;
