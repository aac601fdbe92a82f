//! Shopify: the CSV of "Export customers". One address a customer, the default.

use serde_json::{Map, Value};

use super::super::Tags;
use super::super::source::Reading;
use super::Object;
use super::rename::{path, put};

/// Its columns, of now and, below, of before 2022, and where their cells go to.
const COLUMNS: &[(&str, &str)] = &[
    ("Customer ID", "id"),
    ("First Name", "firstName"),
    ("Last Name", "lastName"),
    ("Email", "email"),
    ("Accepts Email Marketing", "metadata.acceptsEmailMarketing"),
    ("Default Address Company", "addresses.0.company"),
    ("Default Address Address1", "addresses.0.address1"),
    ("Default Address Address2", "addresses.0.address2"),
    ("Default Address City", "addresses.0.city"),
    ("Default Address Province Code", "addresses.0.province"),
    ("Default Address Country Code", "addresses.0.countryCode"),
    ("Default Address Zip", "addresses.0.postalCode"),
    ("Default Address Phone", "addresses.0.phone"),
    ("Phone", "phone"),
    ("Accepts SMS Marketing", "metadata.acceptsSmsMarketing"),
    (
        "Accepts WhatsApp Marketing",
        "metadata.acceptsWhatsAppMarketing",
    ),
    ("Total Spent", "privateMetadata.totalSpent"),
    ("Total Orders", "privateMetadata.totalOrders"),
    ("Note", "privateMetadata.note"),
    ("Tax Exempt", "privateMetadata.taxExempt"),
    ("Tags", "tags"),
    ("Accepts Marketing", "metadata.acceptsEmailMarketing"),
    ("Company", "addresses.0.company"),
    ("Address1", "addresses.0.address1"),
    ("Address2", "addresses.0.address2"),
    ("City", "addresses.0.city"),
    ("Province Code", "addresses.0.province"),
    ("Country Code", "addresses.0.countryCode"),
    ("Zip", "addresses.0.postalCode"),
];

/// How its rows are read. Its ids, phones and zips have an apostrophe before them, lest a spreadsheet
/// takes them for numbers.
pub(super) fn reading(header: &[String]) -> Reading {
    let target = |name: &String| {
        let (_, target) = COLUMNS.iter().find(|(column, _)| column == name)?;
        Some(path(target))
    };
    Reading {
        columns: header.iter().map(target).collect(),
        undo: |cell| cell.strip_prefix('\'').unwrap_or(cell),
    }
}

/// A row in our form, once its cells are where they belong.
pub(super) fn ours(mut row: Object, tags: Tags) -> Object {
    for (object, keys) in [
        (
            "metadata",
            &[
                "acceptsEmailMarketing",
                "acceptsSmsMarketing",
                "acceptsWhatsAppMarketing",
            ][..],
        ),
        ("privateMetadata", &["taxExempt"]),
    ] {
        if let Some(Value::Object(object)) = row.get_mut(object) {
            for key in keys {
                answer(object, key);
            }
        }
    }
    if let Some(Value::Object(staff)) = row.get_mut("privateMetadata") {
        number(staff, "totalOrders");
    }
    place_tags(&mut row, tags);
    let names = ["firstName", "lastName"].map(|key| (key, row.get(key).cloned()));
    if let Some(Value::Object(addresses)) = row.get_mut("addresses")
        && let Some(Value::Object(address)) = addresses.get_mut("0")
    {
        for (key, name) in names {
            put(address, key, name);
        }
        for key in ["isDefaultShipping", "isDefaultBilling"] {
            address.insert(key.to_owned(), true.into());
        }
    }
    row
}

/// Tags are the merchant's own notes, so that customers do not see them; or they are groups.
fn place_tags(row: &mut Object, tags: Tags) {
    let Some(Value::String(text)) = row.remove("tags") else {
        return;
    };
    let texts = text.split(',').map(str::trim).filter(|tag| !tag.is_empty());
    let list: Value = texts.collect();
    match tags {
        Tags::Groups => put(row, "groups", Some(list)),
        Tags::Metadata => {
            let staff = row
                .entry("privateMetadata")
                .or_insert_with(|| Map::new().into());
            if let Value::Object(staff) = staff {
                put(staff, "tags", Some(list));
            }
        }
    }
}

/// `yes` and `no` as they are meant; anything else stays.
fn answer(object: &mut Object, key: &str) {
    if let Some(value) = object.get_mut(key) {
        match value.as_str() {
            Some("yes" | "true") => *value = true.into(),
            Some("no" | "false") => *value = false.into(),
            _ => {}
        }
    }
}

fn number(object: &mut Object, key: &str) {
    if let Some(value) = object.get_mut(key)
        && let Some(number) = value.as_str().and_then(|text| text.parse::<i64>().ok())
    {
        *value = number.into();
    }
}
