//! The fields of a record, taken one by one.

use entity::{Prefixed, Timestamp};
use serde_json::{Map, Value};

use crate::cli::form::time;
use crate::error::{Checks, Fault};
use crate::value::{Metadata, Text};

/// The fields of an object that are not taken yet. Null is as good as absent.
pub(super) struct Fields(Map<String, Value>);

/// An id as it was given.
pub(super) enum Given<T> {
    /// None was.
    None,
    /// Of our form.
    Ours(T),
    /// Of another system.
    Foreign(String),
}

impl Fields {
    pub(super) fn new(object: Map<String, Value>) -> Self {
        Self(object)
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    /// A text; a number counts as one, as phones and ids may come.
    pub(super) fn text(&mut self, checks: &mut Checks, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                checks.add(name, Fault::invalid("The value is no text."));
                None
            }
        }
    }

    /// A text, parsed.
    pub(super) fn parsed<T>(
        &mut self,
        checks: &mut Checks,
        name: &str,
        parse: impl FnOnce(&str) -> Result<Option<T>, Fault>,
    ) -> Option<T> {
        let text = self.text(checks, name)?;
        checks.take(name, parse(&text)).flatten()
    }

    /// A line of text.
    pub(super) fn line(&mut self, checks: &mut Checks, name: &str) -> Option<String> {
        self.parsed(checks, name, Text::parse)
            .map(Text::into_string)
    }

    /// Yes or no, in the words that programs write.
    pub(super) fn flag(&mut self, checks: &mut Checks, name: &str) -> Option<bool> {
        let value = self.take(name)?;
        if let Value::Bool(flag) = value {
            return Some(flag);
        }
        let word = match &value {
            Value::String(text) => text.trim().to_ascii_lowercase(),
            other => other.to_string(),
        };
        match word.as_str() {
            "true" | "yes" | "t" | "1" => Some(true),
            "false" | "no" | "f" | "0" => Some(false),
            "" => None,
            _ => {
                checks.add(name, Fault::invalid("The value is neither true nor false."));
                None
            }
        }
    }

    /// A time.
    pub(super) fn time(&mut self, checks: &mut Checks, name: &str) -> Option<Timestamp> {
        self.parsed(checks, name, |text| {
            if text.trim().is_empty() {
                return Ok(None);
            }
            time::read(text).map(Some)
        })
    }

    /// The version of a row, 1 where it has none.
    pub(super) fn version(&mut self, checks: &mut Checks) -> i32 {
        let version = self.parsed(checks, "version", |text| {
            let version = text.parse().ok().filter(|version| *version > 0);
            version
                .map(Some)
                .ok_or_else(|| Fault::invalid("The version is no number from 1."))
        });
        version.unwrap_or(1)
    }

    /// An object, or a text that holds one in JSON.
    pub(super) fn metadata(&mut self, checks: &mut Checks, name: &str) -> Option<Value> {
        let value = match self.take(name)? {
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => {
                let parsed = serde_json::from_str(&text);
                checks.take(
                    name,
                    parsed.map_err(|_| Fault::invalid("The value is no JSON.")),
                )?
            }
            value => value,
        };
        let metadata = checks.take(name, Metadata::parse(value)).flatten()?;
        Some(metadata.into_json())
    }

    /// An id.
    pub(super) fn id<T: Prefixed>(&mut self, checks: &mut Checks, name: &str) -> Given<T> {
        match self.line(checks, name) {
            None => Given::None,
            Some(text) => T::parse(&text).map_or(Given::Foreign(text), Given::Ours),
        }
    }

    /// An id that has to be ours; one of another system is a fault where the record is ours, and else
    /// passed over.
    pub(super) fn own_id<T: Prefixed>(
        &mut self,
        checks: &mut Checks,
        name: &str,
        ours: bool,
    ) -> Option<T> {
        match self.id(checks, name) {
            Given::Ours(id) => Some(id),
            Given::Foreign(_) if ours => {
                let start = T::PREFIXES[0];
                let message = format!("The id must be {start} and 1 to 64 of A-Za-z0-9_-.");
                checks.add(name, Fault::invalid(message));
                None
            }
            Given::Foreign(_) | Given::None => None,
        }
    }

    /// A list with the places of its entries; in a table it is an object with numbers for keys, or a
    /// text that holds it in JSON.
    pub(super) fn list(&mut self, checks: &mut Checks, name: &str) -> Vec<(usize, Value)> {
        let value = match self.take(name) {
            None => return Vec::new(),
            Some(Value::String(text)) if text.trim().is_empty() => return Vec::new(),
            Some(Value::String(text)) => serde_json::from_str(&text).unwrap_or_default(),
            Some(value) => value,
        };
        let places = |object: Map<String, Value>| -> Option<Vec<(usize, Value)>> {
            let numbered = object.into_iter();
            let mut list = numbered
                .map(|(key, value)| Some((key.parse().ok()?, value)))
                .collect::<Option<Vec<_>>>()?;
            list.sort_by_key(|(place, _)| *place);
            Some(list)
        };
        let list = match value {
            Value::Array(list) => Some(list.into_iter().enumerate().collect()),
            Value::Object(object) => places(object),
            _ => None,
        };
        list.unwrap_or_else(|| {
            checks.add(name, Fault::invalid("The value is no list."));
            Vec::new()
        })
    }

    /// Parts a text of names at its semicolons, unless it is a list in JSON.
    pub(super) fn split_names(&mut self, name: &str) {
        if let Some(Value::String(text)) = self.0.get(name)
            && !text.trim_start().starts_with('[')
        {
            let names = text
                .split(';')
                .map(str::trim)
                .filter(|name| !name.is_empty());
            let names: Value = names.collect();
            self.0.insert(name.to_owned(), names);
        }
    }

    /// Notes what was not taken. A name is told where it looks like one, since it could be anything.
    pub(super) fn refuse_others(&self, checks: &mut Checks) {
        for name in self.0.keys() {
            let is_name = name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphanumeric());
            let name = if is_name { name } else { "?" };
            checks.add(name, Fault::invalid("There is no such field."));
        }
    }
}

/// The fields of an entry of a list, or none and its fault noted.
pub(super) fn entry(checks: &mut Checks, value: Value) -> Option<Fields> {
    if let Value::Object(object) = value {
        return Some(Fields::new(object));
    }
    checks.add("", Fault::invalid("The entry is no object."));
    None
}
