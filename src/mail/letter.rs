//! What a queued mail holds besides its kind, as it is sealed.

use std::time::Duration;

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::content::Mail;
use crate::value::Text;

/// The personal part of a mail.
#[derive(Serialize, Deserialize)]
pub(super) struct Letter {
    /// The recipient.
    pub(super) to: String,
    /// What to call them; empty where it is not known, or not fit to be repeated.
    pub(super) first_name: String,
    /// The token or code; none in notices.
    pub(super) secret: Option<String>,
    /// How long the secret works.
    pub(super) minutes: Option<u64>,
}

impl Letter {
    pub(super) fn of(mail: &Mail) -> Self {
        let secret = mail.content.secret();
        Self {
            to: mail.to.as_str().to_owned(),
            first_name: mail.first_name.as_ref().map_or("", presentable).to_owned(),
            secret: secret.map(|secret| secret.text.expose_secret().to_owned()),
            minutes: secret.map(|secret| whole_minutes(secret.lifetime)),
        }
    }
}

/// Rounded down, so that nothing is promised; but never 0.
fn whole_minutes(lifetime: Duration) -> u64 {
    (lifetime.as_secs() / 60).max(1)
}

/// The longest name that is repeated in a mail, in characters.
const LONGEST_NAME: usize = 60;

/// The name, unless it is more than a name: whoever registers somebody else's address chooses what we
/// call them, and must not be able to send them a link.
fn presentable(name: &Text) -> &str {
    let name = name.as_str();
    let is_sign = |c: char| c.is_ascii_punctuation() && !"-'.,()".contains(c);
    // Where a letter follows a dot, mail programs see a domain.
    let mut ends = name.split('.').skip(1);
    let has_domain = ends.any(|end| end.starts_with(char::is_alphanumeric));
    if name.chars().count() > LONGEST_NAME || name.contains(is_sign) || has_domain {
        return "";
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_repeated_unless_it_could_be_a_message() {
        let shown = |name: &str| presentable(&Text::parse(name).unwrap().unwrap()).to_owned();
        for name in [
            "Zoë",
            "Jean-Luc",
            "O'Neill",
            "J. R.",
            "李 小龍",
            "St. John",
            "Anna (Änni)",
        ] {
            assert_eq!(shown(name), name);
        }
        for message in [
            "win at evil.example",
            "https://evil",
            "www.evil",
            "mail me@evil",
            "a/b",
            "<b>Bob</b>",
            &"long ".repeat(13),
        ] {
            assert_eq!(shown(message), "", "{message}");
        }
    }

    #[test]
    fn minutes_are_whole_and_some() {
        for (seconds, minutes) in [(0, 1), (59, 1), (60, 1), (119, 1), (120, 2), (3600, 60)] {
            assert_eq!(whole_minutes(Duration::from_secs(seconds)), minutes);
        }
    }
}
