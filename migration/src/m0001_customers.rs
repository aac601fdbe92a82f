//! Customers, their addresses, groups, and the join of both.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, CUSTOMER).await?;
        run(manager, ADDRESS).await?;
        run(manager, GROUP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            "DROP TABLE customer_group_customer; DROP TABLE customer_group;
             DROP TABLE customer_address; DROP TABLE customer;",
        )
        .await
    }
}

/// `guest_key` is the e-mail, on the one guest that find-or-create made for it: its unique index is
/// what makes 200 such calls at once end in one customer.
const CUSTOMER: &str = "
CREATE TABLE customer (
    {id},
    email {text},
    first_name TEXT,
    last_name TEXT,
    company_name TEXT,
    phone {text},
    has_account BOOLEAN NOT NULL,
    email_verified_at BIGINT,
    guest_key {text},
    metadata {json},
    private_metadata {json},
    external_id {text},
    created_by {text},
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    first_name_fold {text},
    last_name_fold {text},
    company_name_fold {text},
    external_id_fold {text},
    created_by_fold {text},
    search {text} NOT NULL
);
CREATE UNIQUE INDEX customer_account_email_key ON customer (email)
    WHERE has_account = TRUE AND deleted_at IS NULL;
CREATE UNIQUE INDEX customer_guest_key ON customer (guest_key) WHERE guest_key IS NOT NULL;
CREATE UNIQUE INDEX customer_external_id_key ON customer (external_id)
    WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX customer_email_idx ON customer (email, id);
CREATE INDEX customer_last_name_idx ON customer (last_name_fold, id);
CREATE INDEX customer_created_at_idx ON customer (created_at, id);
CREATE INDEX customer_updated_at_idx ON customer (updated_at, id);
";

const ADDRESS: &str = "
CREATE TABLE customer_address (
    {id},
    customer_id {text} NOT NULL REFERENCES customer (id),
    address_name TEXT,
    is_default_shipping BOOLEAN NOT NULL,
    is_default_billing BOOLEAN NOT NULL,
    company TEXT,
    first_name TEXT,
    last_name TEXT,
    address1 TEXT,
    address2 TEXT,
    city TEXT,
    country_code {text},
    province TEXT,
    postal_code TEXT,
    phone {text},
    metadata {json},
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    address_name_fold {text},
    company_fold {text},
    first_name_fold {text},
    last_name_fold {text},
    address1_fold {text},
    city_fold {text},
    province_fold {text},
    postal_code_fold {text},
    search {text} NOT NULL
);
CREATE UNIQUE INDEX customer_address_default_shipping_key ON customer_address (customer_id)
    WHERE is_default_shipping = TRUE AND deleted_at IS NULL;
CREATE UNIQUE INDEX customer_address_default_billing_key ON customer_address (customer_id)
    WHERE is_default_billing = TRUE AND deleted_at IS NULL;
CREATE INDEX customer_address_customer_idx ON customer_address (customer_id, created_at, id);
";

const GROUP: &str = "
CREATE TABLE customer_group (
    {id},
    name TEXT NOT NULL,
    metadata {json},
    created_by {text},
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    name_fold {text} NOT NULL,
    created_by_fold {text},
    search {text} NOT NULL
);
CREATE UNIQUE INDEX customer_group_name_key ON customer_group (name_fold) WHERE deleted_at IS NULL;

CREATE TABLE customer_group_customer (
    {id},
    customer_id {text} NOT NULL REFERENCES customer (id),
    customer_group_id {text} NOT NULL REFERENCES customer_group (id),
    created_by {text},
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX customer_group_customer_pair_key
    ON customer_group_customer (customer_id, customer_group_id);
CREATE INDEX customer_group_customer_group_idx
    ON customer_group_customer (customer_group_id, customer_id);
";
