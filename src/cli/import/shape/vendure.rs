//! Vendure: customers as its admin API answers them, or rows of its tables in the same names, as JSON
//! or as CSV with columns such as `addresses.0.city`.
//!
//! Passwords are in no API. They may be put into each customer as `passwordHash`, or into its `user`.

use serde_json::{Map, Value};

use super::Object;
use super::rename::{Names, each, put, renamed, values};

/// Where its answers have their list.
pub(super) const LISTS: &[&[&str]] = &[
    &["data", "customers", "items"],
    &["customers", "items"],
    &["items"],
];

const CUSTOMER: Names = &[
    ("id", "id"),
    ("emailAddress", "email"),
    ("firstName", "firstName"),
    ("lastName", "lastName"),
    ("phoneNumber", "phone"),
    ("passwordHash", "passwordHash"),
    ("createdAt", "createdAt"),
    ("updatedAt", "updatedAt"),
    ("deletedAt", "deletedAt"),
];

/// What else is read of a customer.
const FURTHER: [&str; 5] = ["title", "customFields", "addresses", "groups", "user"];

const ADDRESS: Names = &[
    ("company", "company"),
    ("streetLine1", "address1"),
    ("streetLine2", "address2"),
    ("city", "city"),
    ("province", "province"),
    ("postalCode", "postalCode"),
    ("phoneNumber", "phone"),
    ("defaultShippingAddress", "isDefaultShipping"),
    ("defaultBillingAddress", "isDefaultBilling"),
    ("createdAt", "createdAt"),
    ("updatedAt", "updatedAt"),
];

const GROUP: Names = &[("name", "name")];

/// Whether a column, by its first key, is read.
pub(super) fn is_known(key: &str) -> bool {
    CUSTOMER.iter().any(|(theirs, _)| *theirs == key) || FURTHER.contains(&key)
}

/// A customer in our form.
pub(super) fn ours(mut theirs: Object) -> Object {
    let mut ours = renamed(&mut theirs, CUSTOMER);
    let title = theirs.remove("title").map(|title| ("title", title));
    let fields = theirs
        .remove("customFields")
        .map(|fields| ("customFields", fields));
    put(&mut ours, "metadata", metadata([title, fields]));
    put(
        &mut ours,
        "addresses",
        each(theirs.remove("addresses"), address),
    );
    let groups = each(theirs.remove("groups"), |mut group| {
        renamed(&mut group, GROUP)
    });
    put(&mut ours, "groups", groups);
    // A guest has no user.
    let user = theirs.remove("user").filter(Value::is_object);
    ours.insert(
        "hasAccount".to_owned(),
        (user.is_some() || ours.contains_key("passwordHash")).into(),
    );
    if let Some(user) = user {
        if let Some(verified) = user.get("verified") {
            ours.insert("emailVerified".to_owned(), verified.clone());
        }
        if let Some(hash) = password_hash(&user) {
            ours.insert("passwordHash".to_owned(), hash.clone());
        }
    }
    ours
}

/// The hash of the user, or of its native way to log in.
fn password_hash(user: &Value) -> Option<&Value> {
    let methods = values(&user["authenticationMethods"]);
    let mut hashes = methods.map(|method| &method["passwordHash"]);
    let own = Some(&user["passwordHash"]).filter(|hash| !hash.is_null());
    own.or_else(|| hashes.find(|hash| !hash.is_null()))
}

fn address(mut theirs: Object) -> Object {
    let mut ours = renamed(&mut theirs, ADDRESS);
    if let Some(Value::String(name)) = theirs.remove("fullName") {
        // The last word is taken for the family name, as most often it is.
        let name = name.trim();
        let (first, last) = name.rsplit_once(char::is_whitespace).unwrap_or((name, ""));
        put(&mut ours, "firstName", Some(first.trim().into()));
        put(&mut ours, "lastName", Some(last.into()));
    }
    let country = theirs
        .remove("country")
        .map(|mut country| match &mut country {
            Value::Object(of_code) => of_code.remove("code").unwrap_or_default(),
            _ => country,
        });
    let country = country.or_else(|| theirs.remove("countryCode"));
    put(
        &mut ours,
        "countryCode",
        country.filter(|code| !code.is_null()),
    );
    let fields = theirs
        .remove("customFields")
        .map(|fields| ("customFields", fields));
    put(&mut ours, "metadata", metadata([fields]));
    ours
}

fn metadata<const N: usize>(values: [Option<(&str, Value)>; N]) -> Option<Value> {
    let given = values.into_iter().flatten();
    let given = given.filter(|(_, value)| !value.is_null() && value.as_str() != Some(""));
    let given: Map<_, _> = given.map(|(key, value)| (key.to_owned(), value)).collect();
    (!given.is_empty()).then_some(Value::Object(given))
}
