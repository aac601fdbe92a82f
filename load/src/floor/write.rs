//! What the floor writes: the same rows as Patronage, and what it answers.

use std::time::{SystemTime, UNIX_EPOCH};

use entity::{fold, search_key};
use serde::Deserialize;
use serde_json::json;
use ulid::Ulid;

use crate::Result;

/// Who Patronage would say it was; about as long.
pub(super) const ACTOR: &str = "key_01M802VAA8DPC6WAK1Z1B6PHG0";

/// A customer to be made.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewCustomer {
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
}

/// An address to be changed, and to what.
#[derive(Deserialize)]
pub(super) struct NewStreet {
    pub(super) id: String,
    pub(super) address1: String,
    pub(super) city: String,
}

/// The columns of an address that its search goes through, as they are before a change.
pub(super) struct Before<'a> {
    pub(super) first_name: Option<&'a str>,
    pub(super) last_name: Option<&'a str>,
    pub(super) company: Option<&'a str>,
    pub(super) address2: Option<&'a str>,
    pub(super) postal_code: Option<&'a str>,
}

impl NewCustomer {
    /// What a search looks through.
    pub(super) fn search(&self) -> String {
        let texts = [&self.email, &self.first_name, &self.last_name];
        search_key(&texts.map(|text| Some(text.as_str())), None)
    }

    /// Folded names.
    pub(super) fn folds(&self) -> [String; 2] {
        [fold(&self.first_name), fold(&self.last_name)]
    }

    pub(super) fn answer(&self) -> Result<Vec<u8>> {
        let mut out = br#"{"data":{"createCustomer":{"customer":{"email":"#.to_vec();
        serde_json::to_writer(&mut out, &self.email)?;
        out.extend_from_slice(br#"},"userErrors":[]}}}"#);
        Ok(out)
    }
}

impl NewStreet {
    /// What a search looks through.
    pub(super) fn search(&self, before: &Before<'_>) -> String {
        let texts = [
            before.first_name,
            before.last_name,
            before.company,
            Some(self.address1.as_str()),
            before.address2,
            Some(self.city.as_str()),
            before.postal_code,
        ];
        search_key(&texts, None)
    }

    /// Folded street and city.
    pub(super) fn folds(&self) -> [String; 2] {
        [fold(&self.address1), fold(&self.city)]
    }

    /// What the event tells.
    pub(super) fn event(&self) -> String {
        json!({"addressId": self.id, "changed": ["address1", "city"]}).to_string()
    }

    pub(super) fn answer(&self) -> Result<Vec<u8>> {
        let mut out = br#"{"data":{"updateCustomerAddress":{"address":{"city":"#.to_vec();
        serde_json::to_writer(&mut out, &self.city)?;
        out.extend_from_slice(br#"},"userErrors":[]}}}"#);
        Ok(out)
    }
}

/// A new id.
#[expect(
    clippy::disallowed_methods,
    reason = "the floor has no clock that tests move"
)]
pub(super) fn id(prefix: &str) -> String {
    format!("{prefix}{}", Ulid::generate())
}

/// Milliseconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the floor has no clock that tests move"
)]
pub(super) fn now() -> Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_millis())?)
}
