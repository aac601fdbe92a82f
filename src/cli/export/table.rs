//! CSV for spreadsheets: a customer a line, the addresses side by side, groups by name.

use std::borrow::Cow;
use std::io::{self, Write};

use entity::{Prefixed as _, SecretText, auth_identity, customer, customer_address};
use serde_json::Value;

use super::whole::Whole;
use crate::account::EMAILPASS;
use crate::cli::form::cell::neutral;
use crate::cli::form::time::written;

/// Columns of the customer.
const CUSTOMER: [&str; 15] = [
    "id",
    "externalId",
    "email",
    "firstName",
    "lastName",
    "companyName",
    "phone",
    "hasAccount",
    "emailVerifiedAt",
    "groups",
    "metadata",
    "privateMetadata",
    "createdAt",
    "updatedAt",
    "deletedAt",
];

/// Columns of each address, behind its number.
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

/// Writes CSV.
pub(super) struct Table<W: Write> {
    output: csv::Writer<W>,
    hashes: bool,
    most_addresses: usize,
}

impl<W: Write> Table<W> {
    /// Writes the header, which has room for the addresses of the customer who has most.
    ///
    /// # Errors
    /// When the output takes no more.
    pub(super) fn new(output: W, hashes: bool, most_addresses: u64) -> io::Result<Self> {
        let mut table = Self {
            output: csv::Writer::from_writer(output),
            hashes,
            most_addresses: usize::try_from(most_addresses).unwrap_or(usize::MAX),
        };
        let mut header: Vec<String> = CUSTOMER.map(str::to_owned).to_vec();
        if hashes {
            header.push("passwordHash".to_owned());
        }
        for number in 0..table.most_addresses {
            header.extend(ADDRESS.map(|column| format!("addresses.{number}.{column}")));
        }
        table.output.write_record(header)?;
        Ok(table)
    }

    /// Writes a customer.
    ///
    /// # Errors
    /// When the output takes no more.
    pub(super) fn customer(&mut self, whole: &Whole<'_>) -> io::Result<()> {
        for cell in customer(whole.customer, &groups(whole)) {
            self.cell(&cell)?;
        }
        if self.hashes {
            let hash = whole.identities.iter().find_map(|row| password_hash(row));
            self.cell(hash.unwrap_or_default())?;
        }
        for number in 0..self.most_addresses {
            match whole.addresses.get(number) {
                Some(row) => {
                    for cell in address(row) {
                        self.cell(&cell)?;
                    }
                }
                None => self.empty(ADDRESS.len())?,
            }
        }
        Ok(self.output.write_record(None::<&[u8]>)?)
    }

    /// Gives the output back.
    ///
    /// # Errors
    /// When the output takes no more.
    pub(super) fn finish(self) -> io::Result<W> {
        self.output
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
    }

    fn cell(&mut self, text: &str) -> io::Result<()> {
        Ok(self.output.write_field(neutral(text).as_bytes())?)
    }

    fn empty(&mut self, cells: usize) -> io::Result<()> {
        (0..cells).try_for_each(|_| self.cell(""))
    }
}

/// The names of the groups, as a JSON list: they may hold any sign that could part them.
fn groups(whole: &Whole<'_>) -> String {
    let names: Vec<&str> = whole
        .memberships
        .iter()
        .map(|(_, group)| group.name.as_str())
        .collect();
    if names.is_empty() {
        return String::new();
    }
    Value::from(names).to_string()
}

fn password_hash(row: &auth_identity::Model) -> Option<&str> {
    let SecretText(hash) = row.password_hash.as_ref()?;
    (row.provider == EMAILPASS).then_some(hash)
}

fn customer<'a>(row: &'a customer::Model, groups: &'a str) -> [Cow<'a, str>; CUSTOMER.len()] {
    [
        row.id.as_str().into(),
        text(row.external_id.as_ref()),
        text(row.email.as_ref()),
        text(row.first_name.as_ref()),
        text(row.last_name.as_ref()),
        text(row.company_name.as_ref()),
        text(row.phone.as_ref()),
        boolean(row.has_account),
        row.email_verified_at
            .map(written)
            .unwrap_or_default()
            .into(),
        groups.into(),
        json(row.metadata.as_ref()),
        json(row.private_metadata.as_ref()),
        written(row.created_at).into(),
        written(row.updated_at).into(),
        row.deleted_at.map(written).unwrap_or_default().into(),
    ]
}

fn address(row: &customer_address::Model) -> [Cow<'_, str>; ADDRESS.len()] {
    [
        row.id.as_str().into(),
        text(row.address_name.as_ref()),
        boolean(row.is_default_shipping),
        boolean(row.is_default_billing),
        text(row.company.as_ref()),
        text(row.first_name.as_ref()),
        text(row.last_name.as_ref()),
        text(row.address1.as_ref()),
        text(row.address2.as_ref()),
        text(row.city.as_ref()),
        text(row.country_code.as_ref()),
        text(row.province.as_ref()),
        text(row.postal_code.as_ref()),
        text(row.phone.as_ref()),
        json(row.metadata.as_ref()),
    ]
}

fn text(value: Option<&String>) -> Cow<'_, str> {
    value.map(String::as_str).unwrap_or_default().into()
}

fn boolean(value: bool) -> Cow<'static, str> {
    if value { "true" } else { "false" }.into()
}

fn json(value: Option<&Value>) -> Cow<'static, str> {
    value.map(Value::to_string).unwrap_or_default().into()
}
