//! What belongs to a customer, as it stands in their JSON line.

use entity::{Prefixed as _, auth_identity, customer_address};
use serde::Serialize;
use serde_json::Value;

use super::whole::Membership;
use crate::cli::form::time::written;

/// An address of a customer.
#[expect(clippy::struct_field_names, reason = "the API names the name so")]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address_name: Option<&'a str>,
    is_default_shipping: bool,
    is_default_billing: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address1: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address2: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    province: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a Value>,
    version: i32,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
}

impl<'a> Address<'a> {
    /// As its row has it.
    pub(super) fn of(row: &'a customer_address::Model) -> Self {
        Self {
            id: row.id.as_str(),
            address_name: row.address_name.as_deref(),
            is_default_shipping: row.is_default_shipping,
            is_default_billing: row.is_default_billing,
            company: row.company.as_deref(),
            first_name: row.first_name.as_deref(),
            last_name: row.last_name.as_deref(),
            address1: row.address1.as_deref(),
            address2: row.address2.as_deref(),
            city: row.city.as_deref(),
            country_code: row.country_code.as_deref(),
            province: row.province.as_deref(),
            postal_code: row.postal_code.as_deref(),
            phone: row.phone.as_deref(),
            metadata: row.metadata.as_ref(),
            version: row.version,
            created_at: written(row.created_at),
            updated_at: written(row.updated_at),
            deleted_at: row.deleted_at.map(written),
        }
    }
}

/// A group that a customer is in.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Group<'a> {
    id: &'a str,
    name: &'a str,
    membership_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<&'a str>,
    created_at: String,
}

impl<'a> Group<'a> {
    /// As the rows of the membership and the group have it.
    pub(super) fn of((row, group): &'a Membership) -> Self {
        Self {
            id: group.id.as_str(),
            name: &group.name,
            membership_id: row.id.as_str(),
            created_by: row.created_by.as_deref(),
            created_at: written(row.created_at),
        }
    }
}

/// A login.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identity<'a> {
    id: &'a str,
    provider: &'a str,
    entity_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_hash: Option<&'a str>,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<String>,
}

impl<'a> Identity<'a> {
    /// As its row has it, with or without the hash.
    pub(super) fn of(row: &'a auth_identity::Model, hash: bool) -> Self {
        let stored = row.password_hash.as_ref().filter(|_| hash);
        Self {
            id: row.id.as_str(),
            provider: &row.provider,
            entity_id: &row.entity_id,
            password_hash: stored.map(|hash| hash.0.as_str()),
            created_at: written(row.created_at),
            last_used_at: row.last_used_at.map(written),
        }
    }
}
