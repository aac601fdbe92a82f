//! What mails say: templates of ours, which a folder of the operator's may replace file by file.
//!
//! A kind has three: `<kind>.subject.txt`, `<kind>.txt` and `<kind>.html`, the last within
//! `layout.html`. They are written in the language of Jinja (the crate `minijinja`). What stands in an
//! `.html` is escaped.

mod load;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use minijinja::{Environment, Error, Value};

use super::content::Kind;
use super::letter::Letter;

/// The templates of every kind. Each has been rendered once, so that none fails later.
pub(super) struct Templates {
    environment: Environment<'static>,
}

/// A mail as it is read.
#[derive(Debug)]
pub(super) struct Rendered {
    /// One line.
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

impl Templates {
    /// Renders a mail.
    pub(super) fn render(
        &self,
        kind: Kind,
        letter: &Letter,
        storefront: &str,
    ) -> Result<Rendered, Error> {
        let variables = variables(kind, letter, storefront);
        let part = |ending: &str| {
            let template = format!("{}.{ending}", kind.as_str());
            self.environment.get_template(&template)?.render(&variables)
        };
        Ok(Rendered {
            subject: one_line(&part("subject.txt")?),
            text: part("txt")?,
            html: part("html")?,
        })
    }
}

/// What templates of the kind may name. The rest is undefined, and naming it is an error.
fn variables(kind: Kind, letter: &Letter, storefront: &str) -> Value {
    let Letter {
        to: _,
        first_name,
        secret,
        minutes,
    } = letter;
    let mut variables = BTreeMap::from([
        ("first_name", Value::from(first_name)),
        ("storefront", Value::from(storefront)),
    ]);
    if let (Some(secret), Some(minutes)) = (secret, minutes) {
        variables.insert("minutes", Value::from(minutes));
        if let Some(page) = kind.page() {
            let link = format!("{storefront}{page}?token={secret}");
            variables.insert("link", Value::from(link));
        } else {
            variables.insert("code", Value::from(secret));
        }
    }
    Value::from(variables)
}

/// White space and control characters become single blanks, so that a subject stays one header.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
