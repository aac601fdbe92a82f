//! Columns of a CSV file, and the fields they hold.

use std::collections::HashSet;
use std::path::Path;

use super::super::source::{Column, Reading};
use crate::cli::form::cell::plain;

/// A field and the column it is in.
pub(in crate::cli::import) type Mapped = (Field, String);

/// A field, as keys within keys.
type Field = Vec<String>;

const CUSTOMER: [&str; 17] = [
    "id",
    "externalId",
    "email",
    "firstName",
    "lastName",
    "companyName",
    "phone",
    "hasAccount",
    "emailVerified",
    "emailVerifiedAt",
    "passwordHash",
    "groups",
    "metadata",
    "privateMetadata",
    "createdAt",
    "updatedAt",
    "deletedAt",
];

const ADDRESS: [&str; 15] = [
    "id",
    "addressName",
    "isDefaultShipping",
    "isDefaultBilling",
    "company",
    "firstName",
    "lastName",
    "address1",
    "address2",
    "city",
    "countryCode",
    "province",
    "postalCode",
    "phone",
    "metadata",
];

/// Reads `field=Column`.
///
/// # Errors
/// What is wrong with it.
pub(in crate::cli::import) fn pair(text: &str) -> Result<Mapped, String> {
    let (name, column) = text.split_once('=').ok_or("give FIELD=COLUMN")?;
    Ok((known(name)?, column.trim().to_owned()))
}

/// Reads a file of `field = "Column"` in TOML; a field with dots is quoted.
///
/// # Errors
/// One line.
pub(in crate::cli::import) fn file(path: &Path) -> Result<Vec<Mapped>, String> {
    let told = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| told(&error.message()))?;
    let pairs = table.into_iter().map(|(name, column)| match column {
        toml::Value::String(column) => Ok((known(&name).map_err(|why| told(&why))?, column)),
        _ => Err(told(&format!(
            "{name} must be the name of a column, as a text"
        ))),
    });
    pairs.collect()
}

fn known(name: &str) -> Result<Field, String> {
    field(name).ok_or_else(|| {
        format!(
            "there is no field {name}: give one of {}, addresses.0.FIELD, metadata.KEY",
            CUSTOMER.join(", ")
        )
    })
}

/// The field of a name: `firstName`, `first_name`, `addresses.0.postal_code`, `metadata.size`.
fn field(name: &str) -> Option<Field> {
    let mut keys: Vec<String> = name.trim().split('.').map(str::to_owned).collect();
    let names = match keys.first_mut().map(|key| {
        *key = camel(key);
        key.as_str()
    })? {
        "addresses" => 3,
        _ => 1,
    };
    keys.iter_mut()
        .take(names)
        .for_each(|key| *key = camel(key));
    let texts: Vec<&str> = keys.iter().map(String::as_str).collect();
    let known = match *texts.as_slice() {
        [field] => CUSTOMER.contains(&field),
        ["metadata" | "privateMetadata", ref further @ ..] => {
            further.iter().all(|key| !key.is_empty())
        }
        ["addresses", number, field] => is_place(number) && ADDRESS.contains(&field),
        ["addresses", number, "metadata", ref further @ ..] => {
            is_place(number) && further.iter().all(|key| !key.is_empty())
        }
        ["groups", number] => is_place(number),
        _ => false,
    };
    known.then_some(keys)
}

fn is_place(number: &str) -> bool {
    number.len() <= 3 && number.parse::<u16>().is_ok()
}

/// A name as the API writes it: `first_name`, `First name` and `firstName` are one.
fn camel(name: &str) -> String {
    let parts = name.split(['_', ' ']).enumerate();
    let camel = parts.map(|(place, part)| {
        let mut rest = part.chars();
        let first = rest.next().map(|c| match place {
            0 => c.to_ascii_lowercase(),
            _ => c.to_ascii_uppercase(),
        });
        first.into_iter().chain(rest).collect::<String>()
    });
    camel.collect()
}

/// How the rows are read: columns that were mapped, and those that are named like fields.
///
/// # Errors
/// One line: a mapped column is missing, two columns are for one field, or a column is for none.
pub(super) fn reading(
    header: &[String],
    maps: &[Mapped],
    skip_unmapped: bool,
) -> Result<Reading, String> {
    let missing = maps.iter().find(|(_, column)| !header.contains(column));
    if let Some((_, column)) = missing {
        return Err(format!("the file has no column \"{column}\""));
    }
    let mapped: HashSet<Field> = maps.iter().map(|(field, _)| field.clone()).collect();
    let own = |name: &str| field(name).filter(|field| !mapped.contains(field));
    let target = |name: &String| -> Column {
        let given = maps.iter().find(|(_, column)| column == name);
        given.map_or_else(|| own(name), |(field, _)| Some(field.clone()))
    };
    let columns: Vec<Column> = header.iter().map(target).collect();
    let mut seen = HashSet::new();
    for (name, column) in header.iter().zip(&columns) {
        match column {
            Some(field) if !seen.insert(field) => {
                return Err(format!(
                    "the column \"{name}\" is for a field that another is for"
                ));
            }
            None if !skip_unmapped => {
                return Err(format!(
                    "the column \"{name}\" is for no field: map it, or give --skip-unmapped"
                ));
            }
            _ => {}
        }
    }
    Ok(Reading {
        columns,
        undo: plain,
    })
}
