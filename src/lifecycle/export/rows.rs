//! Rows as objects, with the names and forms of the API. Each row is taken apart without `..`, so that
//! a new column is decided about: told, kept for staff, or left out because it is a secret or follows from
//! others.

use entity::{
    Timestamp, auth_identity, customer, customer_address, customer_group, customer_group_customer,
    event, session,
};
use serde_json::{Value, json};

use super::Reader;
use crate::graphql::scalar::DateTime;

/// The customer. What staff keep for themselves is for staff.
pub(super) fn customer(row: customer::Model, reader: Reader<'_>) -> Value {
    let customer::Model {
        id,
        email,
        first_name,
        last_name,
        company_name,
        phone,
        has_account,
        email_verified_at,
        mailbox_owned_at,
        // The e-mail once more.
        guest_key: _,
        metadata,
        private_metadata,
        external_id,
        created_by,
        version,
        created_at,
        updated_at,
        deleted_at,
        merged_into,
        erased_at,
        first_name_fold: _,
        last_name_fold: _,
        company_name_fold: _,
        external_id_fold: _,
        created_by_fold: _,
        search: _,
    } = row;
    let mut object = json!({
        "id": id.to_string(),
        "email": email,
        "firstName": first_name,
        "lastName": last_name,
        "companyName": company_name,
        "phone": phone,
        "hasAccount": has_account,
        "emailVerifiedAt": email_verified_at.map(time),
        "mailboxOwnedAt": mailbox_owned_at.map(time),
        "metadata": metadata,
        "version": version,
        "createdAt": time(created_at),
        "updatedAt": time(updated_at),
        "deletedAt": deleted_at.map(time),
    });
    if reader == Reader::Staff {
        object["privateMetadata"] = json!(private_metadata);
        object["externalId"] = json!(external_id);
        object["createdBy"] = json!(created_by);
        // Only a deleted one has these, and staff alone see that one.
        object["mergedInto"] = json!(merged_into.map(|id| id.to_string()));
        object["erasedAt"] = json!(erased_at.map(time));
    }
    object
}

/// An address, which may be deleted.
pub(super) fn address(row: customer_address::Model) -> Value {
    let customer_address::Model {
        id,
        customer_id,
        address_name,
        is_default_shipping,
        is_default_billing,
        company,
        first_name,
        last_name,
        address1,
        address2,
        city,
        country_code,
        province,
        postal_code,
        phone,
        metadata,
        version,
        created_at,
        updated_at,
        deleted_at,
        address_name_fold: _,
        company_fold: _,
        first_name_fold: _,
        last_name_fold: _,
        address1_fold: _,
        city_fold: _,
        province_fold: _,
        postal_code_fold: _,
        search: _,
    } = row;
    json!({
        "id": id.to_string(),
        "customerId": customer_id.to_string(),
        "addressName": address_name,
        "isDefaultShipping": is_default_shipping,
        "isDefaultBilling": is_default_billing,
        "company": company,
        "firstName": first_name,
        "lastName": last_name,
        "address1": address1,
        "address2": address2,
        "city": city,
        "countryCode": country_code,
        "province": province,
        "postalCode": postal_code,
        "phone": phone,
        "metadata": metadata,
        "version": version,
        "createdAt": time(created_at),
        "updatedAt": time(updated_at),
        "deletedAt": deleted_at.map(time),
    })
}

/// A membership.
pub(super) fn membership(row: customer_group_customer::Model, reader: Reader<'_>) -> Value {
    let customer_group_customer::Model {
        id,
        customer_id,
        customer_group_id,
        created_by,
        created_at,
    } = row;
    let mut object = json!({
        "id": id.to_string(),
        "customerId": customer_id.to_string(),
        "customerGroupId": customer_group_id.to_string(),
        "createdAt": time(created_at),
    });
    if reader == Reader::Staff {
        object["createdBy"] = json!(created_by);
    }
    object
}

/// A group the customer is in, which may be deleted.
pub(super) fn group(row: customer_group::Model) -> Value {
    let customer_group::Model {
        id,
        name,
        metadata,
        // Says nothing about the customer.
        created_by: _,
        version,
        created_at,
        updated_at,
        deleted_at,
        name_fold: _,
        created_by_fold: _,
        search: _,
    } = row;
    json!({
        "id": id.to_string(),
        "name": name,
        "metadata": metadata,
        "version": version,
        "createdAt": time(created_at),
        "updatedAt": time(updated_at),
        "deletedAt": deleted_at.map(time),
    })
}

/// A login.
pub(super) fn identity(row: auth_identity::Model) -> Value {
    let auth_identity::Model {
        id,
        provider,
        entity_id,
        customer_id,
        password_hash: _,
        created_at,
        last_used_at,
        deleted_at,
    } = row;
    json!({
        "id": id.to_string(),
        "provider": provider,
        "entityId": entity_id,
        "customerId": customer_id.map(String::from),
        "createdAt": time(created_at),
        "lastUsedAt": last_used_at.map(time),
        "deletedAt": deleted_at.map(time),
    })
}

/// A session.
pub(super) fn session(row: session::Model) -> Value {
    let session::Model {
        id,
        customer_id,
        identity_id,
        token_hash: _,
        previous_hash: _,
        rotated_at,
        rotations,
        user_agent,
        ip_address,
        created_at,
        last_used_at,
        idle_expires_at,
        expires_at,
    } = row;
    json!({
        "id": id.to_string(),
        "customerId": customer_id.to_string(),
        "identityId": identity_id.to_string(),
        "refreshedAt": rotated_at.map(time),
        "refreshes": rotations,
        "userAgent": user_agent,
        "ipAddress": ip_address,
        "createdAt": time(created_at),
        "lastUsedAt": time(last_used_at),
        "idleExpiresAt": time(idle_expires_at),
        "expiresAt": time(expires_at),
    })
}

/// An event. To the customer, staff are nobody.
pub(super) fn event(row: event::Model, reader: Reader<'_>) -> Value {
    let event::Model {
        // Says nothing but the order, which is that of the list.
        position: _,
        id,
        kind,
        occurred_at,
        actor,
        customer_id,
        customer_group_id,
        data,
    } = row;
    let actor = actor.filter(|actor| match reader {
        Reader::Staff => true,
        Reader::Owner(owner) => *actor == owner.to_string(),
    });
    json!({
        "id": id.to_string(),
        "type": kind,
        "occurredAt": time(occurred_at),
        "actor": actor,
        "customerId": customer_id.map(String::from),
        "customerGroupId": customer_group_id.map(String::from),
        "data": data,
    })
}

/// A time.
pub(super) fn time(at: Timestamp) -> String {
    DateTime(at).text()
}
