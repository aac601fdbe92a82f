//! An index for each order of a list that has none yet, and for looking customers up by phone and by
//! the id of the system they come from.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

/// A list is read in two parts, the rows that have a value and those that have none; where most have
/// none, the index leaves those out and the primary key serves them.
const UP: &str = "
CREATE INDEX customer_first_name_idx ON customer (first_name_fold, id);
CREATE INDEX customer_company_name_idx ON customer (company_name_fold, id)
    WHERE company_name_fold IS NOT NULL;
CREATE INDEX customer_phone_idx ON customer (phone, id) WHERE phone IS NOT NULL;
CREATE INDEX customer_external_id_idx ON customer (external_id_fold, id)
    WHERE external_id_fold IS NOT NULL;
CREATE INDEX customer_address_created_at_idx ON customer_address (created_at, id);
CREATE INDEX customer_address_updated_at_idx ON customer_address (updated_at, id);
CREATE INDEX customer_address_city_idx ON customer_address (city_fold, id);
CREATE INDEX customer_address_country_idx ON customer_address (country_code, id);
CREATE INDEX customer_address_postal_code_idx ON customer_address (postal_code_fold, id);
";

const DOWN: &str = "
DROP INDEX customer_first_name_idx;
DROP INDEX customer_company_name_idx;
DROP INDEX customer_phone_idx;
DROP INDEX customer_external_id_idx;
DROP INDEX customer_address_created_at_idx;
DROP INDEX customer_address_updated_at_idx;
DROP INDEX customer_address_city_idx;
DROP INDEX customer_address_country_idx;
DROP INDEX customer_address_postal_code_idx;
";
