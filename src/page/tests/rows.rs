//! A database in memory and rows to put into it.

use entity::{
    AddressId, CustomerId, Folded, GroupId, MembershipId, Prefixed, Timestamp, customer,
    customer_address, customer_group, customer_group_customer,
};
use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, Schema,
};

use crate::customer::graphql::CustomerFilter;
use crate::page::condition;

/// An empty SQLite database in memory with the tables of lists, without their indexes.
pub(crate) async fn database() -> DatabaseConnection {
    let mut options = ConnectOptions::new("sqlite::memory:");
    // Each connection would have a memory of its own.
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    let schema = Schema::new(db.get_database_backend());
    for table in [
        schema.create_table_from_entity(customer::Entity),
        schema.create_table_from_entity(customer_address::Entity),
        schema.create_table_from_entity(customer_group::Entity),
        schema.create_table_from_entity(customer_group_customer::Entity),
    ] {
        db.execute(&table).await.unwrap();
    }
    for table in ["customer", "customer_address", "customer_group"] {
        db.execute_unprepared(&searchable(table)).await.unwrap();
    }
    db
}

/// Adds to a table what its search needs on SQLite.
fn searchable(table: &str) -> String {
    format!(
        "ALTER TABLE {table} ADD COLUMN row_no INTEGER;
         CREATE VIRTUAL TABLE {table}_search USING fts5(
             search, tokenize = 'trigram case_sensitive 1');
         CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN
             UPDATE {table} SET row_no = rowid WHERE rowid = new.rowid;
             INSERT INTO {table}_search(rowid, search) VALUES (new.rowid, new.search);
         END;
         CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN
             DELETE FROM {table}_search WHERE rowid = old.row_no;
         END;"
    )
}

/// Stores rows, their folded columns written first.
pub(crate) async fn insert<M>(db: &DatabaseConnection, rows: impl IntoIterator<Item = M>)
where
    M: Folded + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + sea_orm::ModelTrait,
{
    for mut row in rows {
        row.fold();
        M::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(db)
            .await
            .unwrap();
    }
}

/// The ids of the customers that a filter finds, in order.
pub(crate) async fn found(db: &DatabaseConnection, filter: CustomerFilter) -> Vec<String> {
    let condition = condition(filter, db.get_database_backend()).unwrap();
    let select = customer::Entity::find()
        .filter(condition)
        .order_by_asc(customer::Column::Id);
    select
        .all(db)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.id.to_string())
        .collect()
}

/// A guest about whom nothing is known.
pub(crate) fn customer(id: &str) -> customer::Model {
    customer::Model {
        id: CustomerId::trusted(id.to_owned()),
        email: None,
        first_name: None,
        last_name: None,
        company_name: None,
        phone: None,
        has_account: false,
        email_verified_at: None,
        mailbox_owned_at: None,
        guest_key: None,
        metadata: None,
        private_metadata: None,
        external_id: None,
        created_by: None,
        version: 1,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
        deleted_at: None,
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

/// An address of which only the owner is known.
pub(crate) fn address(id: &str, customer: &str) -> customer_address::Model {
    customer_address::Model {
        id: AddressId::trusted(id.to_owned()),
        customer_id: CustomerId::trusted(customer.to_owned()),
        address_name: None,
        is_default_shipping: false,
        is_default_billing: false,
        company: None,
        first_name: None,
        last_name: None,
        address1: None,
        address2: None,
        city: None,
        country_code: None,
        province: None,
        postal_code: None,
        phone: None,
        metadata: None,
        version: 1,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
        deleted_at: None,
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

/// A group without members.
pub(crate) fn group(id: &str, name: &str) -> customer_group::Model {
    customer_group::Model {
        id: GroupId::trusted(id.to_owned()),
        name: name.to_owned(),
        metadata: None,
        created_by: None,
        version: 1,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
        deleted_at: None,
        name_fold: String::new(),
        created_by_fold: None,
        search: String::new(),
    }
}

/// Puts a customer into a group.
pub(crate) async fn join(db: &DatabaseConnection, customer: &str, group: &str) {
    let membership = customer_group_customer::Model {
        id: MembershipId::trusted(format!("cgc_{customer}{group}")),
        customer_id: CustomerId::trusted(customer.to_owned()),
        customer_group_id: GroupId::trusted(group.to_owned()),
        created_by: None,
        created_at: Timestamp(0),
    };
    customer_group_customer::Entity::insert(membership.into_active_model().reset_all())
        .exec_without_returning(db)
        .await
        .unwrap();
}
