//! Medusa v2: what its `exportCustomersWorkflow` writes, as JSON or CSV, and what its admin API answers
//! at `GET /admin/customers`.
//!
//! Passwords are in neither. They may be put into each customer as `password_hash`, or as the
//! `provider_identities` that Medusa keeps them in.

use serde_json::Value;

use super::Object;
use super::rename::{Names, each, put, renamed, values};

/// Where its answers have their list.
pub(super) const LISTS: &[&[&str]] = &[&["customers"]];

const CUSTOMER: Names = &[
    ("id", "id"),
    ("email", "email"),
    ("first_name", "firstName"),
    ("last_name", "lastName"),
    ("company_name", "companyName"),
    ("phone", "phone"),
    ("has_account", "hasAccount"),
    ("metadata", "metadata"),
    ("created_by", "createdBy"),
    ("created_at", "createdAt"),
    ("updated_at", "updatedAt"),
    ("deleted_at", "deletedAt"),
    ("password_hash", "passwordHash"),
];

/// What else is read of a customer.
const FURTHER: [&str; 3] = ["addresses", "groups", "provider_identities"];

const ADDRESS: Names = &[
    ("id", "id"),
    ("address_name", "addressName"),
    ("is_default_shipping", "isDefaultShipping"),
    ("is_default_billing", "isDefaultBilling"),
    ("company", "company"),
    ("first_name", "firstName"),
    ("last_name", "lastName"),
    ("address_1", "address1"),
    ("address_2", "address2"),
    ("city", "city"),
    ("country_code", "countryCode"),
    ("province", "province"),
    ("postal_code", "postalCode"),
    ("phone", "phone"),
    ("metadata", "metadata"),
    ("created_at", "createdAt"),
    ("updated_at", "updatedAt"),
    ("deleted_at", "deletedAt"),
];

const GROUP: Names = &[("id", "id"), ("name", "name")];

/// Whether a column, by its first key, is read.
pub(super) fn is_known(key: &str) -> bool {
    CUSTOMER.iter().any(|(theirs, _)| *theirs == key) || FURTHER.contains(&key)
}

/// A customer in our form.
pub(super) fn ours(mut theirs: Object) -> Object {
    let mut ours = renamed(&mut theirs, CUSTOMER);
    let addresses = each(theirs.remove("addresses"), |mut address| {
        renamed(&mut address, ADDRESS)
    });
    put(&mut ours, "addresses", addresses);
    let groups = each(theirs.remove("groups"), |mut group| {
        renamed(&mut group, GROUP)
    });
    put(&mut ours, "groups", groups);
    if let Some(identities) = theirs.remove("provider_identities") {
        put(&mut ours, "passwordHash", password_hash(&identities));
    }
    ours
}

/// What the provider of e-mail and password keeps.
fn password_hash(identities: &Value) -> Option<Value> {
    let emailpass = values(identities).find(|one| one["provider"] == "emailpass")?;
    let hash = &emailpass["provider_metadata"]["password"];
    (!hash.is_null()).then(|| hash.clone())
}
