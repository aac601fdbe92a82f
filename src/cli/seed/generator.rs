//! Made-up rows. Customer `n` of a seed is the same whatever else is asked for, so that loads can be
//! repeated and parts of them compared.

use entity::{CustomerId, Folded, GroupId, Prefixed, Timestamp, customer, customer_group_customer};
use fastrand::Rng;
use serde_json::{Value, json};
use ulid::Ulid;

use super::address;
use super::countries::{self, Country};
use super::text::{Name, filled, pick};
use crate::db::bulk::Batch;

/// Customers that one seed has at most: the index has seven digits of the number in each e-mail.
pub(super) const MAX_CUSTOMERS: u64 = 10_000_000;

/// When the first customer was made, 2015-01-01T00:00:00Z, in milliseconds.
const START: u64 = 1_420_070_400_000;

/// From one customer to the next, in milliseconds: the last one a seed can have is of 2024.
const STEP: u64 = 30_000;

/// Groups of one customer at most.
const MEMBERSHIPS: usize = 2;

/// Makes customers, numbered from 0.
#[derive(Debug)]
pub(super) struct Generator {
    seed: u64,
    /// Tells the e-mails and external ids of one seed from those of others.
    series: u64,
    addresses: usize,
    groups: Vec<GroupId>,
}

impl Generator {
    /// A generator of customers with so many addresses, each in up to two of the groups.
    pub(super) fn new(seed: u64, addresses: usize, groups: Vec<GroupId>) -> Self {
        Self {
            seed,
            series: Rng::with_seed(seed).u64(..100_000),
            addresses,
            groups,
        }
    }

    /// Adds the customer of a number, with all that is theirs.
    pub(super) fn add_to(&self, batch: &mut Batch, number: u64) {
        // The odd factor spreads neighbours over all seeds (Knuth's multiplicative hash).
        let mixed = self.seed ^ (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut rng = Rng::with_seed(mixed);
        let at = START + number * STEP + rng.u64(..STEP);
        let owner = Owner::new(&mut rng, at);
        let unique = self.series * MAX_CUSTOMERS + number;
        batch.customers.push(customer(&mut rng, &owner, unique));
        self.add_memberships(batch, &mut rng.fork(), &owner);
        batch
            .addresses
            .extend(address::addresses(&mut rng, &owner, self.addresses));
    }

    fn add_memberships(&self, batch: &mut Batch, rng: &mut Rng, owner: &Owner) {
        for group in rng.choose_multiple(self.groups.iter(), MEMBERSHIPS) {
            batch.memberships.push(customer_group_customer::Model {
                id: id(rng, owner.at),
                customer_id: owner.id.clone(),
                customer_group_id: group.clone(),
                created_by: None,
                created_at: timestamp(owner.at),
            });
        }
    }
}

/// What a customer and their addresses have in common.
#[derive(Debug)]
pub(super) struct Owner {
    pub(super) id: CustomerId,
    /// When they were made, in milliseconds.
    pub(super) at: u64,
    pub(super) country: &'static Country,
    pub(super) first: Name,
    pub(super) last: Name,
    pub(super) company: Option<String>,
}

impl Owner {
    fn new(rng: &mut Rng, at: u64) -> Self {
        let country = pick(rng, &countries::ALL);
        let last = Name::of(pick(rng, country.family));
        let company = pick(rng, country.companies);
        Self {
            id: id(rng, at),
            at,
            country,
            first: Name::of(pick(rng, country.given)),
            last,
            company: (rng.u8(..100) < 15).then(|| filled(rng, company, last.shown)),
        }
    }
}

/// An id that sorts by a time in milliseconds, like those of the service.
pub(super) fn id<T: Prefixed>(rng: &mut Rng, at: u64) -> T {
    let ulid = Ulid::from_parts(at, rng.u128(..));
    T::trusted(format!("{}{ulid}", T::PREFIXES[0]))
}

pub(super) fn timestamp(milliseconds: u64) -> Timestamp {
    Timestamp(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}

/// A phone of the country, where it has numbers that are nobody's, for two in three.
pub(super) fn phone(rng: &mut Rng, country: &Country) -> Option<String> {
    let pattern = rng.choice(country.phones)?;
    (rng.u8(..3) < 2).then(|| filled(rng, pattern, ""))
}

/// Unique by its number, at a domain that is nobody's (RFC 2606).
fn email(rng: &mut Rng, owner: &Owner, unique: u64) -> String {
    let domain = pick(rng, &["example.com", "example.org"]);
    let (first, last) = (owner.first.mailbox(), owner.last.mailbox());
    format!("{first}.{last}.{unique}@{domain}")
}

fn metadata(rng: &mut Rng, country: &Country) -> Option<Value> {
    let wanted = rng.u8(..10) < 3;
    wanted.then(|| {
        json!({
            "locale": country.code,
            "loyalty": { "tier": pick(rng, &["bronze", "silver", "gold"]), "points": rng.u32(..5000) },
            "newsletter": rng.bool(),
        })
    })
}

fn customer(rng: &mut Rng, owner: &Owner, unique: u64) -> customer::Model {
    let has_account = rng.u8(..10) < 6;
    let email = (has_account || rng.u8(..10) < 9).then(|| email(rng, owner, unique));
    let at = timestamp(owner.at);
    let mut row = customer::Model {
        id: owner.id.clone(),
        // As find-or-create makes guests.
        guest_key: email.clone().filter(|_| !has_account),
        email,
        first_name: Some(owner.first.shown.to_owned()),
        last_name: Some(owner.last.shown.to_owned()),
        company_name: owner.company.clone(),
        phone: phone(rng, owner.country),
        has_account,
        email_verified_at: None,
        mailbox_owned_at: None,
        metadata: metadata(rng, owner.country),
        private_metadata: (rng.u8(..10) == 0)
            .then(|| json!({ "creditLimit": rng.u32(1..100) * 500 })),
        external_id: (rng.u8(..5) == 0).then(|| format!("ERP-{unique}")),
        created_by: None,
        version: 1,
        created_at: at,
        updated_at: at,
        deleted_at: None,
        merged_into: None,
        erased_at: None,
        first_name_fold: None,
        last_name_fold: None,
        company_name_fold: None,
        external_id_fold: None,
        created_by_fold: None,
        search: String::new(),
    };
    row.fold();
    row
}
