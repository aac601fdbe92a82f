//! Filters and orders of addresses, as SQL.

use entity::customer_address::{Column, Entity};

use crate::address::graphql::{
    CustomerAddressFilter, CustomerAddressOrder, CustomerAddressOrderField,
};
use crate::error::Result;
use crate::page::{Conditions, Filter, Order};

impl Filter for CustomerAddressFilter {
    fn demand(self, of: &mut Conditions<'_>) -> Result<()> {
        let Self {
            and,
            or,
            not,
            id,
            customer_id,
            address_name,
            company,
            first_name,
            last_name,
            address1,
            city,
            country_code,
            province,
            postal_code,
            phone,
            is_default_shipping,
            is_default_billing,
            created_at,
            updated_at,
            metadata,
        } = self;
        of.combined(and, or, not)?;
        of.id(Column::Id, id)?;
        of.id(Column::CustomerId, customer_id)?;
        of.text(Column::AddressNameFold, address_name)?;
        of.searched_text(Column::CompanyFold, company)?;
        of.searched_text(Column::FirstNameFold, first_name)?;
        of.searched_text(Column::LastNameFold, last_name)?;
        of.searched_text(Column::Address1Fold, address1)?;
        of.searched_text(Column::CityFold, city)?;
        of.text(Column::CountryCode, country_code)?;
        of.text(Column::ProvinceFold, province)?;
        of.searched_text(Column::PostalCodeFold, postal_code)?;
        of.text(Column::Phone, phone)?;
        of.flag(Column::IsDefaultShipping, is_default_shipping)?;
        of.flag(Column::IsDefaultBilling, is_default_billing)?;
        of.time(Column::CreatedAt, created_at)?;
        of.time(Column::UpdatedAt, updated_at)?;
        of.metadata(Column::Metadata, metadata)
    }
}

/// The order of a list of addresses.
#[must_use]
pub(super) fn order(by: &[CustomerAddressOrder]) -> Order<Entity> {
    Order::by(by.iter().map(|order| {
        let column = match order.field {
            CustomerAddressOrderField::Id => Column::Id,
            CustomerAddressOrderField::CreatedAt => Column::CreatedAt,
            CustomerAddressOrderField::UpdatedAt => Column::UpdatedAt,
            CustomerAddressOrderField::City => Column::CityFold,
            CustomerAddressOrderField::CountryCode => Column::CountryCode,
            CustomerAddressOrderField::PostalCode => Column::PostalCodeFold,
        };
        (column, order.direction.unwrap_or_default())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::OrderDirection;
    use crate::page::tests::orders::spelt;

    #[test]
    fn orders_are_by_what_they_name() {
        use CustomerAddressOrderField::{City, CountryCode, CreatedAt, Id, PostalCode, UpdatedAt};
        for (field, column) in [
            (Id, "id"),
            (CreatedAt, "created_at"),
            (UpdatedAt, "updated_at"),
            (City, "city_fold"),
            (CountryCode, "country_code"),
            (PostalCode, "postal_code_fold"),
        ] {
            for (direction, sign) in [
                (None, '+'),
                (Some(OrderDirection::Asc), '+'),
                (Some(OrderDirection::Desc), '-'),
            ] {
                let by = order(&[CustomerAddressOrder { field, direction }]);
                let id = if column == "id" {
                    String::new()
                } else {
                    format!("id{sign}")
                };
                assert_eq!(spelt(&by), format!("{column}{sign}{id}"));
            }
        }
    }
}
