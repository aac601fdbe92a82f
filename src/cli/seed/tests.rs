use std::collections::HashSet;

use entity::{CustomerId, GroupId, Prefixed, customer_address};
use serde_json::Value;

use super::generator::Generator;
use crate::db::bulk::Batch;
use crate::value::{Country, Email, Metadata, Phone, Text, province};

pub(super) fn made(seed: u64, addresses: usize, groups: usize, customers: u64) -> Batch {
    let groups = (0..groups).map(|group| GroupId::trusted(format!("cgroup_{group}")));
    let generator = Generator::new(seed, addresses, groups.collect());
    let mut batch = Batch::default();
    for number in 0..customers {
        generator.add_to(&mut batch, number);
    }
    batch
}

#[test]
fn customers_follow_from_the_seed_alone() {
    let customers = made(7, 2, 50, 200).customers;
    assert_eq!(customers, made(7, 0, 3, 200).customers);
    let others: HashSet<_> = made(8, 2, 50, 200)
        .customers
        .into_iter()
        .flat_map(|row| [Some(row.id.to_string()), row.email])
        .collect();
    for row in customers {
        assert!(!others.contains(&Some(row.id.to_string())));
        assert!(row.email.is_none() || !others.contains(&row.email));
    }
    assert_eq!(made(7, 2, 50, 200).addresses, made(7, 2, 50, 200).addresses);
}

#[test]
fn later_customers_have_greater_ids() {
    let rows = made(3, 1, 0, 500).customers;
    for pair in rows.windows(2) {
        assert!(pair[0].id < pair[1].id && pair[0].created_at < pair[1].created_at);
        assert_eq!(
            CustomerId::parse(pair[0].id.as_str()).as_ref(),
            Some(&pair[0].id)
        );
    }
}

#[test]
fn no_email_is_there_twice() {
    let rows = made(4, 0, 0, 5000).customers;
    let emails: Vec<_> = rows.iter().filter_map(|row| row.email.as_deref()).collect();
    assert_eq!(emails.iter().collect::<HashSet<_>>().len(), emails.len());
    assert!(
        rows.iter()
            .all(|row| !row.has_account || row.email.is_some())
    );
    let accounts = rows.iter().filter(|row| row.has_account).count();
    assert!((2800..3200).contains(&accounts), "{accounts} of 5000");
}

/// That a text is what a parser makes of it.
#[track_caller]
fn stored<T: Into<String>, E: std::fmt::Debug>(
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<Option<T>, E>,
) {
    let Some(text) = text else { return };
    assert_eq!(parse(text).unwrap().map(Into::into).as_deref(), Some(text));
}

#[track_caller]
fn stored_json(json: Option<&Value>) {
    let Some(json) = json else { return };
    let parsed = Metadata::parse(json.clone())
        .unwrap()
        .map(Metadata::into_json);
    assert_eq!(parsed.as_ref(), Some(json));
}

#[track_caller]
fn stored_phone(phone: Option<&str>) {
    stored(phone, |text| Phone::parse(text, None));
    if let Some(phone) = phone {
        let number = phonenumber::parse(None, phone).unwrap();
        assert!(number.is_valid(), "{phone}");
    }
}

#[test]
fn every_value_of_a_customer_is_as_a_service_stores_it() {
    for row in made(5, 0, 0, 5000).customers {
        stored(row.email.as_deref(), Email::parse_optional);
        let email = row.email.as_deref().unwrap_or("@example.com");
        assert!(email.ends_with("@example.com") || email.ends_with("@example.org"));
        for text in [
            &row.first_name,
            &row.last_name,
            &row.company_name,
            &row.external_id,
        ] {
            stored(text.as_deref(), Text::parse);
        }
        stored_phone(row.phone.as_deref());
        stored_json(row.metadata.as_ref());
        stored_json(row.private_metadata.as_ref());
        assert_eq!(row.version, 1);
        assert!(
            row.search
                .contains(&entity::search_word(row.last_name.as_deref().unwrap()))
        );
    }
}

#[test]
fn every_value_of_an_address_is_as_a_service_stores_it() {
    for row in made(6, 2, 0, 5000).addresses {
        let customer_address::Model {
            address_name,
            company,
            first_name,
            last_name,
            address1,
            address2,
            city,
            postal_code,
            ..
        } = &row;
        for text in [
            address_name,
            company,
            first_name,
            last_name,
            address1,
            address2,
            city,
            postal_code,
        ] {
            stored(text.as_deref(), Text::parse);
        }
        let country = Country::from_code(row.country_code.as_deref().unwrap());
        stored(row.country_code.as_deref(), Country::parse);
        stored(row.province.as_deref(), |text| province(text, country));
        let part = row.province.as_deref().unwrap().to_ascii_uppercase();
        assert!(
            rust_iso3166::iso3166_2::from_code(&part).is_some(),
            "{part}"
        );
        stored_phone(row.phone.as_deref());
        stored_json(row.metadata.as_ref());
    }
}

#[test]
fn each_has_one_default_and_two_groups() {
    let batch = made(9, 3, 5, 300);
    for customer in &batch.customers {
        let theirs = batch
            .addresses
            .iter()
            .filter(|row| row.customer_id == customer.id);
        let flags: Vec<_> = theirs
            .map(|row| (row.is_default_shipping, row.is_default_billing))
            .collect();
        assert_eq!(flags.len(), 3);
        assert_eq!(flags.iter().filter(|flags| flags.0).count(), 1);
        assert_eq!(flags.iter().filter(|flags| flags.1).count(), 1);
        let groups = batch
            .memberships
            .iter()
            .filter(|row| row.customer_id == customer.id);
        let groups: HashSet<_> = groups.map(|row| row.customer_group_id.clone()).collect();
        assert_eq!(groups.len(), 2);
    }
    assert_eq!(made(9, 0, 1, 10).memberships.len(), 10);
    assert!(made(9, 0, 0, 10).memberships.is_empty());
}
