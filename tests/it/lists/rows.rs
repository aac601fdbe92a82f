//! Customers, addresses and groups as nobody would have them: short texts that repeat, ties everywhere,
//! nulls, and deleted ones.

use std::collections::HashSet;

use entity::{
    MembershipId, Prefixed, Timestamp, customer, customer_address, customer_group,
    customer_group_customer, fold,
};
use patronage::db::Db;
use patronage::graphql::scalar::DateTime;
use proptest::prelude::*;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Map, Value, json};

use super::asks;
use super::fields::{List, Member};
use super::models::{address, customer, group, id, insert};

/// Rows of all lists, as the API would show them, a customer's with its addresses and groups.
#[derive(Clone, Debug)]
pub(super) struct Stock {
    customers: Vec<Value>,
    addresses: Vec<Value>,
    groups: Vec<Value>,
    joined: Vec<(usize, usize)>,
}

pub(super) fn stock() -> impl Strategy<Value = Stock> {
    let of = |list: List, most: usize| prop::collection::vec(row(list), 0..most);
    let joined = prop::collection::hash_set((0..24usize, 0..8usize), 0..30);
    let lists = (
        of(List::Customers, 24),
        of(List::Addresses, 24),
        of(List::Groups, 8),
    );
    let owners = prop::collection::vec(any::<prop::sample::Index>(), 24);
    (lists, owners, joined).prop_map(|((customers, addresses, groups), owners, joined)| {
        let mut stock = Stock {
            customers: numbered(customers, List::Customers),
            addresses: numbered(addresses, List::Addresses),
            groups: numbered(groups, List::Groups),
            joined: joined.into_iter().collect(),
        };
        stock.possible(&owners);
        stock
    })
}

/// A row of a list, of which any two may be alike.
fn row(list: List) -> BoxedStrategy<Map<String, Value>> {
    let some =
        |value: BoxedStrategy<Value>| prop_oneof![2 => value, 1 => Just(Value::Null)].boxed();
    let fields = list.members().iter().filter_map(move |(name, member)| {
        let value = match (*name, member) {
            (_, Member::Id | Member::Related(_)) => return None,
            ("name", _) => text(1).boxed(),
            ("createdAt" | "updatedAt", _) => time().boxed(),
            (_, Member::Time) => seldom(time().boxed()),
            (_, Member::Flag) => any::<bool>().prop_map(Value::Bool).boxed(),
            (_, Member::Metadata) => some(metadata().boxed()),
            // Kept in the form by which they are compared.
            ("email" | "phone" | "countryCode", _) => some(
                text(1)
                    .prop_map(|text| fold(text.as_str().unwrap_or_default()).into())
                    .boxed(),
            ),
            (_, Member::Text) => some(text(1).boxed()),
        };
        Some(value.prop_map(|value| ((*name).to_owned(), value)).boxed())
    });
    // Addresses are not filtered by it, and yet some are deleted.
    let deleted = (list == List::Addresses).then(|| seldom(time().boxed()));
    let deleted = deleted.map(|at| at.prop_map(|at| ("deletedAt".to_owned(), at)).boxed());
    let fields: Vec<_> = fields.chain(deleted).collect();
    fields
        .prop_map(|fields| fields.into_iter().collect())
        .boxed()
}

fn seldom(value: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    prop_oneof![1 => value, 3 => Just(Value::Null)].boxed()
}

fn text(least: usize) -> impl Strategy<Value = Value> {
    asks::text().prop_filter_map("fit to be stored", move |text| {
        let fit = text
            .as_str()
            .is_some_and(|text| text.len() >= least && !text.contains('\0'));
        fit.then_some(text)
    })
}

fn time() -> impl Strategy<Value = Value> {
    (0..4i64).prop_map(|at| DateTime(Timestamp(at)).text().into())
}

fn metadata() -> impl Strategy<Value = Value> {
    let keys = prop::sample::select(vec!["a", "b", "a'\".b"]);
    prop::collection::btree_map(keys, asks::rows_value(), 0..3).prop_map(|members| json!(members))
}

/// With ids in an order of their own.
fn numbered(rows: Vec<Map<String, Value>>, list: List) -> Vec<Value> {
    let rows = rows.into_iter().enumerate().map(|(n, mut row)| {
        let letter = char::from(b'a' + u8::try_from((n * 7) % 25).expect("a small number"));
        row.insert("id".to_owned(), format!("{}{letter}", list.prefix()).into());
        Value::Object(row)
    });
    rows.collect()
}

impl Stock {
    /// Makes it keep to what the database demands, and joins what belongs together.
    fn possible(&mut self, owners: &[prop::sample::Index]) {
        let mut taken = HashSet::new();
        for customer in &mut self.customers {
            if customer["email"].is_null() || !taken.insert(format!("email {}", customer["email"]))
            {
                customer["hasAccount"] = false.into();
            }
            if !taken.insert(format!("external {}", customer["externalId"])) {
                customer["externalId"] = Value::Null;
            }
        }
        for (n, group) in self.groups.iter_mut().enumerate() {
            let name = group["name"].as_str().map(fold).unwrap_or_default();
            if !taken.insert(format!("name {name}")) {
                group["name"] = format!("{name}{n}").into();
            }
        }
        if self.customers.is_empty() {
            self.addresses.clear();
        }
        for (address, owner) in self.addresses.iter_mut().zip(owners) {
            let owner = &self.customers[owner.index(self.customers.len())];
            address["customerId"] = owner["id"].clone();
            address["ownerIsDeleted"] = (!owner["deletedAt"].is_null()).into();
            for flag in ["isDefaultShipping", "isDefaultBilling"] {
                let first = taken.insert(format!("{flag} {}", owner["id"]));
                address[flag] = (first && address[flag] == true).into();
            }
        }
        let (customers, groups) = (self.customers.len(), self.groups.len());
        self.joined
            .retain(|(customer, group)| *customer < customers && *group < groups);
        for (n, customer) in self.customers.iter_mut().enumerate() {
            let groups = self.joined.iter().filter(|(customer, _)| *customer == n);
            let groups = groups.map(|(_, group)| self.groups[*group].clone());
            customer["groups"] = groups.collect();
            let id = customer["id"].clone();
            let own = self
                .addresses
                .iter()
                .filter(|address| address["customerId"] == id);
            customer["addresses"] = own.cloned().collect();
        }
    }

    /// The rows of a list, deleted ones too.
    pub(super) fn rows(&self, list: List) -> Vec<Value> {
        match list {
            List::Customers => self.customers.clone(),
            List::Addresses => self.addresses.clone(),
            List::Groups => self.groups.clone(),
        }
    }

    /// Puts it in the place of what the database has.
    pub(super) async fn store(&self, db: &Db) {
        let db = db.write();
        customer_group_customer::Entity::delete_many()
            .exec(db)
            .await
            .expect("memberships");
        customer_address::Entity::delete_many()
            .exec(db)
            .await
            .expect("addresses");
        customer_group::Entity::delete_many()
            .exec(db)
            .await
            .expect("groups");
        customer::Entity::delete_many()
            .exec(db)
            .await
            .expect("customers");
        insert(db, self.customers.iter().map(customer)).await;
        insert(db, self.addresses.iter().map(address)).await;
        insert(db, self.groups.iter().map(group)).await;
        for (customer, group) in &self.joined {
            let row = customer_group_customer::Model {
                id: MembershipId::trusted(format!("cgc_{customer}_{group}")),
                customer_id: id(&self.customers[*customer]["id"]),
                customer_group_id: id(&self.groups[*group]["id"]),
                created_by: None,
                created_at: Timestamp(0),
            };
            let row = row.into_active_model().reset_all();
            let insert = customer_group_customer::Entity::insert(row);
            insert
                .exec_without_returning(db)
                .await
                .expect("a membership");
        }
    }
}
