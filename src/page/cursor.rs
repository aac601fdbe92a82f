//! The text form of a row's place in an ordered list.
//!
//! A cursor is opaque to callers: base64url of a JSON array that holds the order it belongs to and
//! the row's value in each column of that order. It is not signed, since it says nothing but where
//! to go on; it is checked as strictly as any other input.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value as Json;

use crate::error::{Error, Result};

/// A value that rows are ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Null,
    Int(i64),
    Text(String),
}

impl From<sea_orm::Value> for Key {
    fn from(value: sea_orm::Value) -> Self {
        match value {
            sea_orm::Value::String(Some(text)) => Self::Text(text),
            sea_orm::Value::BigInt(Some(int)) => Self::Int(int),
            // Lists are ordered by columns of these two types only.
            _ => Self::Null,
        }
    }
}

impl From<Key> for Json {
    fn from(key: Key) -> Self {
        match key {
            Key::Null => Self::Null,
            Key::Int(int) => int.into(),
            Key::Text(text) => text.into(),
        }
    }
}

/// The cursor of a row with these values in an order of this name.
pub(super) fn encode(order: &str, keys: impl IntoIterator<Item = Key>) -> String {
    let parts = std::iter::once(Json::from(order)).chain(keys.into_iter().map(Json::from));
    URL_SAFE_NO_PAD.encode(parts.collect::<Json>().to_string())
}

/// The values in a cursor of an order of this name, or nothing for any other text.
pub(super) fn decode(order: &str, cursor: &str) -> Option<Vec<Key>> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let mut parts = serde_json::from_slice::<Vec<Json>>(&bytes)
        .ok()?
        .into_iter();
    if parts.next()?.as_str() != Some(order) {
        return None;
    }
    let keys: Vec<Key> = parts.map(key).collect::<Option<_>>()?;
    // One place has one cursor: other ways to write the same JSON are not ours.
    (encode(order, keys.iter().cloned()) == cursor).then_some(keys)
}

/// The cursor of a place that whole numbers name, in a list that is not read by [`super::page`].
#[must_use]
pub fn cursor_of(order: &str, place: &[i64]) -> String {
    encode(order, place.iter().copied().map(Key::Int))
}

/// The whole numbers in a cursor of an order of this name.
///
/// # Errors
/// [`Error::BadInput`] naming the argument, for any other text.
pub fn place_of<const N: usize>(order: &str, argument: &str, cursor: &str) -> Result<[i64; N]> {
    let int = |key| match key {
        Key::Int(int) => Some(int),
        Key::Null | Key::Text(_) => None,
    };
    let keys = decode(order, cursor).into_iter().flatten();
    let place: Option<Vec<i64>> = keys.map(int).collect();
    place
        .and_then(|place| place.try_into().ok())
        .ok_or_else(|| Error::BadInput(format!("`{argument}` is no cursor of this list").into()))
}

fn key(part: Json) -> Option<Key> {
    match part {
        Json::Null => Some(Key::Null),
        Json::Number(number) => number.as_i64().map(Key::Int),
        // PostgreSQL takes no NUL in text, so no row has one.
        Json::String(text) => (!text.contains('\0')).then_some(Key::Text(text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys() -> impl Strategy<Value = Vec<Key>> {
        let key = prop_oneof![
            Just(Key::Null),
            any::<i64>().prop_map(Key::Int),
            "[^\0]*".prop_map(Key::Text),
        ];
        prop::collection::vec(key, 0..6)
    }

    proptest! {
        #[test]
        fn a_cursor_survives_its_text(order in "[a-z_+-]{0,30}", keys in keys()) {
            let cursor = encode(&order, keys.clone());
            prop_assert!(cursor.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
            prop_assert_eq!(decode(&order, &cursor), Some(keys.clone()));
            prop_assert_eq!(decode(&format!("{order}+"), &cursor), None);
        }

        #[test]
        fn any_text_is_taken_or_refused(cursor in any::<String>()) {
            prop_assert_eq!(decode("id+", &cursor), None);
        }

        #[test]
        fn any_bytes_are_taken_or_refused(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(decode("id+", &URL_SAFE_NO_PAD.encode(bytes)), None);
        }

        #[test]
        fn a_changed_cursor_never_panics(keys in keys(), at in any::<prop::sample::Index>(), with in "[ -~]") {
            let mut cursor = encode("id+", keys);
            let at = at.index(cursor.len());
            cursor.replace_range(at..=at, &with);
            if let Some(keys) = decode("id+", &cursor) {
                prop_assert_eq!(encode("id+", keys), cursor);
            }
        }
    }

    #[test]
    fn a_place_of_numbers_survives_its_cursor() {
        let cursor = cursor_of("events", &[7, i64::MIN]);
        assert_eq!(
            place_of("events", "after", &cursor).ok(),
            Some([7, i64::MIN])
        );
        assert!(place_of::<1>("events", "after", &cursor).is_err());
        assert!(place_of::<2>("history", "after", &cursor).is_err());
        let text = encode("events", [Key::Int(7), Key::Text("8".to_owned())]);
        for cursor in [&text, "", "x"] {
            assert!(
                place_of::<2>("events", "after", cursor).is_err(),
                "{cursor}"
            );
        }
    }

    #[test]
    fn other_json_is_refused() {
        for json in [
            "[]",
            r#"["id-"]"#,
            r#"["id+",1.5]"#,
            r#"["id+",true]"#,
            r#"["id+",["a"]]"#,
            r#"["id+", "a"]"#,
            r#"["id+","a\u0000"]"#,
            r#"["id+",18446744073709551615]"#,
            r#"{"id+":"a"}"#,
        ] {
            assert_eq!(decode("id+", &URL_SAFE_NO_PAD.encode(json)), None, "{json}");
        }
    }
}
