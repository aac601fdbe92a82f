//! Whether an answer is the one a document shows, when ids, tokens and times differ with each run.
//!
//! Each such value of the document stands for one of the run, the same throughout: an id that a later
//! block names must be the one that an earlier answer gave.

use std::collections::HashMap;

use serde_json::{Value, json};

/// Members whose texts differ with each run, whatever they look like.
const OPAQUE: [&str; 11] = [
    "accessToken",
    "refreshToken",
    "registrationToken",
    "X-Patronage-Token",
    "cursor",
    "startCursor",
    "endCursor",
    "requestId",
    "kid",
    "secret",
    "x",
];

/// What each volatile text of a document is in this run.
#[derive(Default)]
pub(super) struct Names {
    here: HashMap<String, String>,
}

impl Names {
    /// A text of the document, with the values of this run.
    pub(super) fn translate(&self, text: &str) -> String {
        let mut names: Vec<_> = self.here.iter().collect();
        // The longest first: one may begin with another.
        names.sort_by_key(|(shown, _)| std::cmp::Reverse(shown.len()));
        names.iter().fold(text.to_owned(), |text, (shown, real)| {
            text.replace(shown.as_str(), real)
        })
    }

    /// Compares an answer with the one shown.
    pub(super) fn same(&mut self, shown: &Value, real: &Value, path: &str) -> Result<(), String> {
        match (shown, real) {
            (Value::Object(a), Value::Object(b)) => {
                let missing = a.keys().find(|key| !b.contains_key(*key));
                if let Some(key) = missing.or_else(|| b.keys().find(|key| !a.contains_key(*key))) {
                    return Err(format!("{path}.{key} is in one of the two alone"));
                }
                a.iter()
                    .try_for_each(|(key, a)| self.same(a, &b[key], &format!("{path}.{key}")))
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                let mut pairs = a.iter().zip(b).enumerate();
                pairs.try_for_each(|(n, (a, b))| self.same(a, b, &format!("{path}.{n}")))
            }
            (Value::String(a), Value::String(b)) => self.same_text(a, b, path),
            (a, b) if a == b => Ok(()),
            (a, b) => Err(format!("{path} is {b}, not {a}")),
        }
    }

    /// Compares what a command printed, word by word.
    pub(super) fn same_words(&mut self, shown: &str, real: &str) -> Result<(), String> {
        let (a, b): (Vec<_>, Vec<_>) = (
            shown.split_whitespace().collect(),
            real.split_whitespace().collect(),
        );
        if a.len() != b.len() {
            return Err(format!("it is\n{real}"));
        }
        let mut before = "";
        for (a, b) in a.iter().zip(&b) {
            self.same_text(a, b, header(before))?;
            before = a;
        }
        Ok(())
    }

    fn same_text(&mut self, shown: &str, real: &str, path: &str) -> Result<(), String> {
        let name = path.rsplit('.').next().unwrap_or_default();
        let opaque = OPAQUE.contains(&name);
        match (form(shown), form(real)) {
            (Form::Time, Form::Time) => Ok(()),
            (Form::Named(a), Form::Named(b)) if a == b => self.bind(shown, real, path),
            _ if opaque && !shown.is_empty() && !real.is_empty() => self.bind(shown, real, path),
            _ if shown == real => Ok(()),
            _ => Err(format!("{path} is {real:?}, not {shown:?}")),
        }
    }

    fn bind(&mut self, shown: &str, real: &str, path: &str) -> Result<(), String> {
        let bound = self.here.entry(shown.to_owned());
        let bound = bound.or_insert_with(|| real.to_owned());
        if bound == real {
            Ok(())
        } else {
            Err(format!("{path} is {real}, but {shown} was {bound} before"))
        }
    }

    /// Takes over what a command printed, as [`Names::learn`] does.
    pub(super) fn learn_words(&mut self, shown: &str, real: &str) {
        for (shown, real) in shown.lines().zip(real.lines()) {
            let mut before = "";
            for (a, b) in shown.split_whitespace().zip(real.split_whitespace()) {
                self.learn(&json!(a), &json!(b), header(before));
                before = a;
            }
        }
    }

    /// Takes over what an answer gives, for a document that is being written anew: what stands at the
    /// same place of the old answer is known by the new value from now on.
    pub(super) fn learn(&mut self, shown: &Value, real: &Value, name: &str) {
        match (shown, real) {
            (Value::Object(a), Value::Object(b)) => {
                for (key, a) in a {
                    self.learn(a, b.get(key).unwrap_or(&Value::Null), key);
                }
            }
            (Value::Array(a), Value::Array(b)) => {
                for (a, b) in a.iter().zip(b) {
                    self.learn(a, b, name);
                }
            }
            (Value::String(a), Value::String(b))
                if OPAQUE.contains(&name) || matches!(form(b), Form::Named(_)) =>
            {
                self.here.insert(a.clone(), b.clone());
            }
            _ => {}
        }
    }
}

/// The name of a header that a word begins the value of.
fn header(before: &str) -> &str {
    before.strip_suffix(':').unwrap_or("a word")
}

#[derive(PartialEq, Eq)]
enum Form<'a> {
    /// RFC 3339.
    Time,
    /// A ULID, a typed id, an API key or what is shown of one, by what comes before.
    Named(&'a str),
    Plain,
}

fn form(text: &str) -> Form<'_> {
    let (prefix, rest) = text.rsplit_once('_').unwrap_or(("", text));
    let ulid = |text: &str| {
        text.len() == 26
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    let time = text.len() == 24 && text.ends_with('Z') && text.as_bytes()[10] == b'T';
    if time {
        Form::Time
    } else if ulid(rest) {
        Form::Named(prefix)
    } else if text.starts_with("sk_") {
        Form::Named("sk")
    } else {
        Form::Plain
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Names;

    const A: &str = "cus_01M7Z00M2WQJAM9HGEC9MG2AZT";
    const B: &str = "cus_01M7Z00M2WQJAM9HGEC9MG2AZV";

    #[test]
    fn an_id_stands_for_one_of_the_run() {
        let mut names = Names::default();
        assert_eq!(names.same(&json!({"id": A}), &json!({"id": B}), ""), Ok(()));
        assert_eq!(names.translate(A), B);
        assert!(names.same(&json!([A]), &json!([A]), "").is_err());
        assert!(names.same(&json!([A]), &json!(["addr_1"]), "").is_err());
    }

    #[test]
    fn the_rest_must_be_the_same() {
        let mut names = Names::default();
        for (shown, real) in [
            (json!({"a": 1}), json!({"a": 2})),
            (json!({"a": 1}), json!({"a": 1, "b": 1})),
            (json!({"a": 1, "b": 1}), json!({"a": 1})),
            (json!(["x"]), json!(["x", "x"])),
            (json!("jane"), json!("joe")),
            (json!("2026-11-21T12:16:35.000Z"), json!("tomorrow")),
        ] {
            assert!(names.same(&shown, &real, "").is_err(), "{shown} {real}");
        }
        let (shown, real) = ("2026-11-21T12:16:35.000Z", "2027-01-01T00:00:00.000Z");
        assert_eq!(names.same(&json!(shown), &json!(real), ""), Ok(()));
    }
}
