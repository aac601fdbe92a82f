//! The addresses of a customer.

use entity::{AddressId, CustomerId, Folded as _, customer_address};

use super::Rules;
use super::fields::{Fields, entry};
use super::member::Times;
use crate::address::service::keep_last;
use crate::error::{Checks, Code, Fault};
use crate::value::{Country, Phone, province};

/// Addresses, and those of their ids that were given.
pub(super) struct Addresses {
    pub(super) rows: Vec<customer_address::Model>,
    pub(super) ids: Vec<(usize, AddressId)>,
}

impl Rules {
    /// The addresses of a customer, of which the last one that is flagged is the default. Faults are
    /// noted.
    pub(super) fn addresses(
        &self,
        checks: &mut Checks,
        fields: &mut Fields,
        owner: &CustomerId,
        of_owner: &Times,
    ) -> Addresses {
        let list = fields.list(checks, "addresses");
        let mut addresses = Addresses {
            rows: Vec::with_capacity(list.len()),
            ids: Vec::new(),
        };
        checks.within("addresses", |checks| {
            for (place, value) in list {
                checks.within(place, |checks| {
                    let Some(mut fields) = entry(checks, value) else {
                        return;
                    };
                    let id = fields.own_id::<AddressId>(checks, "id", self.ours);
                    addresses.ids.extend(id.clone().map(|id| (place, id)));
                    let id = id.unwrap_or_else(|| self.clock.id());
                    let row = self.address(checks, &mut fields, id, owner, of_owner);
                    addresses.rows.push(row);
                    if self.ours {
                        fields.refuse_others(checks);
                    }
                });
            }
        });
        let live = addresses.rows.iter().filter(|row| row.deleted_at.is_none());
        let limit = self.max_addresses;
        if live.count() as u64 > limit {
            let message = format!("A customer has at most {limit} addresses.");
            checks.add("addresses", Fault::new(Code::LimitReached, message));
        }
        keep_last(&mut addresses.rows);
        addresses
    }

    fn address(
        &self,
        checks: &mut Checks,
        fields: &mut Fields,
        id: AddressId,
        owner: &CustomerId,
        of_owner: &Times,
    ) -> customer_address::Model {
        let country = fields.parsed(checks, "countryCode", Country::parse);
        // What an export of ours has is in its stored form, whatever country was set since.
        let context = country.filter(|_| !self.ours);
        let times = of_owner.of_part(checks, fields);
        let mut row = customer_address::Model {
            id,
            customer_id: owner.clone(),
            address_name: fields.line(checks, "addressName"),
            is_default_shipping: fields.flag(checks, "isDefaultShipping").unwrap_or(false),
            is_default_billing: fields.flag(checks, "isDefaultBilling").unwrap_or(false),
            company: fields.line(checks, "company"),
            first_name: fields.line(checks, "firstName"),
            last_name: fields.line(checks, "lastName"),
            address1: fields.line(checks, "address1"),
            address2: fields.line(checks, "address2"),
            city: fields.line(checks, "city"),
            country_code: country.map(Country::code),
            province: fields.parsed(checks, "province", |text| province(text, context)),
            postal_code: fields.line(checks, "postalCode"),
            phone: fields
                .parsed(checks, "phone", |text| Phone::parse(text, context))
                .map(Phone::into_string),
            metadata: fields.metadata(checks, "metadata"),
            version: fields.version(checks),
            created_at: times.created,
            updated_at: times.updated,
            deleted_at: times.deleted,
            address_name_fold: None,
            company_fold: None,
            first_name_fold: None,
            last_name_fold: None,
            address1_fold: None,
            city_fold: None,
            province_fold: None,
            postal_code_fold: None,
            search: String::new(),
        };
        row.fold();
        row
    }
}
