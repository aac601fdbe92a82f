//! JSON lines: first the groups, then the customers, each with its `type`. What is not set is left out.

use std::io::{self, Write};

use entity::{CustomerId, Prefixed as _, customer, customer_group};
use serde::Serialize;
use serde_json::Value;

use super::parts::{Address, Group, Identity};
use super::whole::Whole;
use crate::account::EMAILPASS;
use crate::cli::form::time::written;

/// Writes JSON lines.
pub(super) struct Lines<W> {
    output: W,
    hashes: bool,
}

impl<W: Write> Lines<W> {
    /// With or without password hashes.
    pub(super) fn new(output: W, hashes: bool) -> Self {
        Self { output, hashes }
    }

    /// Writes a group.
    ///
    /// # Errors
    /// When the output takes no more.
    pub(super) fn group(&mut self, group: &customer_group::Model) -> io::Result<()> {
        self.line(&GroupLine::of(group))
    }

    /// Writes a customer.
    ///
    /// # Errors
    /// When the output takes no more.
    pub(super) fn customer(&mut self, whole: &Whole<'_>) -> io::Result<()> {
        let hashes = self.hashes;
        // A login by password is nothing without its hash.
        let identities = whole
            .identities
            .iter()
            .filter(|row| hashes || row.provider != EMAILPASS);
        let line = CustomerLine {
            addresses: whole.addresses.iter().map(|row| Address::of(row)).collect(),
            groups: whole.memberships.iter().map(|row| Group::of(row)).collect(),
            identities: identities.map(|row| Identity::of(row, hashes)).collect(),
            ..CustomerLine::of(whole.customer)
        };
        self.line(&line)
    }

    /// Gives the output back.
    ///
    /// # Errors
    /// When the output takes no more.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.output.flush()?;
        Ok(self.output)
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.output, line)?;
        self.output.write_all(b"\n")
    }
}

/// A group.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<&'a str>,
    version: i32,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
}

impl<'a> GroupLine<'a> {
    fn of(row: &'a customer_group::Model) -> Self {
        Self {
            kind: "group",
            id: row.id.as_str(),
            name: &row.name,
            metadata: row.metadata.as_ref(),
            created_by: row.created_by.as_deref(),
            version: row.version,
            created_at: written(row.created_at),
            updated_at: written(row.updated_at),
            deleted_at: row.deleted_at.map(written),
        }
    }
}

/// A customer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomerLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    has_account: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private_metadata: Option<&'a Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<Address<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<Group<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identities: Vec<Identity<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<&'a str>,
    version: i32,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<&'a str>,
}

impl<'a> CustomerLine<'a> {
    fn of(row: &'a customer::Model) -> Self {
        Self {
            kind: "customer",
            id: row.id.as_str(),
            external_id: row.external_id.as_deref(),
            email: row.email.as_deref(),
            first_name: row.first_name.as_deref(),
            last_name: row.last_name.as_deref(),
            company_name: row.company_name.as_deref(),
            phone: row.phone.as_deref(),
            has_account: row.has_account,
            email_verified_at: row.email_verified_at.map(written),
            metadata: row.metadata.as_ref(),
            private_metadata: row.private_metadata.as_ref(),
            addresses: Vec::new(),
            groups: Vec::new(),
            identities: Vec::new(),
            created_by: row.created_by.as_deref(),
            version: row.version,
            created_at: written(row.created_at),
            updated_at: written(row.updated_at),
            deleted_at: row.deleted_at.map(written),
            merged_into: row.merged_into.as_ref().map(CustomerId::as_str),
        }
    }
}
