//! Rows of the database from rows that look as the API shows them.

use entity::{
    AddressId, CustomerId, Folded, GroupId, Prefixed, Timestamp, customer, customer_address,
    customer_group,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait};
use serde_json::Value;

/// Adds rows, their folded columns written first.
pub(super) async fn insert<M>(db: &impl ConnectionTrait, rows: impl Iterator<Item = M>)
where
    M: Folded + ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    for mut row in rows {
        row.fold();
        let insert = M::Entity::insert(row.into_active_model().reset_all());
        insert.exec_without_returning(db).await.expect("a row");
    }
}

pub(super) fn id<T: Prefixed>(value: &Value) -> T {
    T::trusted(value.as_str().expect("an id").to_owned())
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn at(value: &Value) -> Option<Timestamp> {
    let time = chrono::DateTime::parse_from_rfc3339(value.as_str()?);
    Some(Timestamp(time.expect("a time").timestamp_millis()))
}

fn object(value: &Value) -> Option<Value> {
    (!value.is_null()).then(|| value.clone())
}

pub(super) fn customer(row: &Value) -> customer::Model {
    customer::Model {
        id: id::<CustomerId>(&row["id"]),
        email: string(&row["email"]),
        first_name: string(&row["firstName"]),
        last_name: string(&row["lastName"]),
        company_name: string(&row["companyName"]),
        phone: string(&row["phone"]),
        has_account: row["hasAccount"] == true,
        email_verified_at: (row["emailVerified"] == true).then_some(Timestamp(1)),
        mailbox_owned_at: None,
        guest_key: None,
        metadata: object(&row["metadata"]),
        private_metadata: None,
        external_id: string(&row["externalId"]),
        created_by: string(&row["createdBy"]),
        version: 1,
        created_at: at(&row["createdAt"]).expect("a time"),
        updated_at: at(&row["updatedAt"]).expect("a time"),
        deleted_at: at(&row["deletedAt"]),
        merged_into: None,
        erased_at: None,
        first_name_fold: None,
        last_name_fold: None,
        company_name_fold: None,
        external_id_fold: None,
        created_by_fold: None,
        search: String::new(),
    }
}

pub(super) fn address(row: &Value) -> customer_address::Model {
    customer_address::Model {
        id: id::<AddressId>(&row["id"]),
        customer_id: id(&row["customerId"]),
        address_name: string(&row["addressName"]),
        is_default_shipping: row["isDefaultShipping"] == true,
        is_default_billing: row["isDefaultBilling"] == true,
        company: string(&row["company"]),
        first_name: string(&row["firstName"]),
        last_name: string(&row["lastName"]),
        address1: string(&row["address1"]),
        address2: None,
        city: string(&row["city"]),
        country_code: string(&row["countryCode"]),
        province: string(&row["province"]),
        postal_code: string(&row["postalCode"]),
        phone: string(&row["phone"]),
        metadata: object(&row["metadata"]),
        version: 1,
        created_at: at(&row["createdAt"]).expect("a time"),
        updated_at: at(&row["updatedAt"]).expect("a time"),
        deleted_at: at(&row["deletedAt"]),
        address_name_fold: None,
        company_fold: None,
        first_name_fold: None,
        last_name_fold: None,
        address1_fold: None,
        city_fold: None,
        province_fold: None,
        postal_code_fold: None,
        search: String::new(),
    }
}

pub(super) fn group(row: &Value) -> customer_group::Model {
    customer_group::Model {
        id: id::<GroupId>(&row["id"]),
        name: string(&row["name"]).expect("a name"),
        metadata: object(&row["metadata"]),
        created_by: string(&row["createdBy"]),
        version: 1,
        created_at: at(&row["createdAt"]).expect("a time"),
        updated_at: at(&row["updatedAt"]).expect("a time"),
        deleted_at: at(&row["deletedAt"]),
        name_fold: String::new(),
        created_by_fold: None,
        search: String::new(),
    }
}
