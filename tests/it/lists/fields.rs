//! The lists, with what they can be filtered and ordered by.

use std::collections::BTreeSet;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

/// A list of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Customers,
    Addresses,
    Groups,
}

/// What a member of a filter looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    Id,
    Text,
    Time,
    Flag,
    Metadata,
    /// At least one of these.
    Related(List),
}

use Member::{Flag, Id, Metadata, Related, Text, Time};

const CUSTOMER: [(&str, Member); 16] = [
    ("id", Id),
    ("email", Text),
    ("firstName", Text),
    ("lastName", Text),
    ("companyName", Text),
    ("phone", Text),
    ("hasAccount", Flag),
    ("emailVerified", Flag),
    ("createdBy", Text),
    ("externalId", Text),
    ("createdAt", Time),
    ("updatedAt", Time),
    ("deletedAt", Time),
    ("metadata", Metadata),
    ("groups", Related(List::Groups)),
    ("addresses", Related(List::Addresses)),
];

const ADDRESS: [(&str, Member); 17] = [
    ("id", Id),
    ("customerId", Id),
    ("addressName", Text),
    ("company", Text),
    ("firstName", Text),
    ("lastName", Text),
    ("address1", Text),
    ("city", Text),
    ("countryCode", Text),
    ("province", Text),
    ("postalCode", Text),
    ("phone", Text),
    ("isDefaultShipping", Flag),
    ("isDefaultBilling", Flag),
    ("createdAt", Time),
    ("updatedAt", Time),
    ("metadata", Metadata),
];

const GROUP: [(&str, Member); 7] = [
    ("id", Id),
    ("name", Text),
    ("createdBy", Text),
    ("createdAt", Time),
    ("updatedAt", Time),
    ("deletedAt", Time),
    ("metadata", Metadata),
];

impl List {
    /// The members of its filter, besides those that combine filters.
    pub(super) fn members(self) -> &'static [(&'static str, Member)] {
        match self {
            Self::Customers => &CUSTOMER,
            Self::Addresses => &ADDRESS,
            Self::Groups => &GROUP,
        }
    }

    /// What it can be ordered by, each with the field of a row.
    pub(super) fn orders(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Customers => &[
                ("ID", "id"),
                ("CREATED_AT", "createdAt"),
                ("UPDATED_AT", "updatedAt"),
                ("EMAIL", "email"),
                ("FIRST_NAME", "firstName"),
                ("LAST_NAME", "lastName"),
                ("COMPANY_NAME", "companyName"),
            ],
            Self::Addresses => &[
                ("ID", "id"),
                ("CREATED_AT", "createdAt"),
                ("UPDATED_AT", "updatedAt"),
                ("CITY", "city"),
                ("COUNTRY_CODE", "countryCode"),
                ("POSTAL_CODE", "postalCode"),
            ],
            Self::Groups => &[
                ("ID", "id"),
                ("CREATED_AT", "createdAt"),
                ("UPDATED_AT", "updatedAt"),
                ("NAME", "name"),
            ],
        }
    }

    /// Its name in types.
    fn node(self) -> &'static str {
        match self {
            Self::Customers => "Customer",
            Self::Addresses => "CustomerAddress",
            Self::Groups => "CustomerGroup",
        }
    }

    /// What its ids begin with.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Customers => "cus_",
            Self::Addresses => "addr_",
            Self::Groups => "cgroup_",
        }
    }

    /// Whether deleted ones can be asked for.
    pub(super) fn has_deleted(self) -> bool {
        self != Self::Addresses
    }

    /// A query of it as `list`, in `$orderBy` and, where that goes, with `$includeDeleted`.
    pub(super) fn query(self, args: &str, selection: &str) -> String {
        let node = self.node();
        let field = match self {
            Self::Customers => "customers",
            Self::Addresses => "customerAddresses",
            Self::Groups => "customerGroups",
        };
        let (variable, argument) = if self.has_deleted() {
            (
                ", $includeDeleted: Boolean",
                ", includeDeleted: $includeDeleted",
            )
        } else {
            ("", "")
        };
        let window = if args.contains('$') {
            format!(
                ", $first: Int, $after: String, $last: Int, $before: String, $offset: Int, $filter: {node}Filter"
            )
        } else {
            String::new()
        };
        format!(
            "query ($orderBy: [{node}Order!]{variable}{window}) {{
                list: {field}({args}, orderBy: $orderBy{argument}) {{ {selection} }} }}"
        )
    }
}

/// The members of an input or the values of an enum of `schema.graphql`.
fn names(of: &str) -> BTreeSet<String> {
    let sdl = parse_schema(include_str!("../../../schema.graphql")).expect("our own schema");
    let found = sdl
        .definitions
        .into_iter()
        .find_map(|definition| match definition {
            TypeSystemDefinition::Type(ty) if ty.node.name.node == of => Some(ty.node.kind),
            _ => None,
        });
    match found {
        Some(TypeKind::InputObject(input)) => {
            let names = input.fields.into_iter();
            names
                .map(|field| field.node.name.node.to_string())
                .collect()
        }
        Some(TypeKind::Enum(values)) => {
            let names = values.values.into_iter();
            names
                .map(|value| value.node.value.node.to_string())
                .collect()
        }
        _ => panic!("{of} is neither an input nor an enum"),
    }
}

#[test]
fn nothing_of_the_schema_is_left_out() {
    for list in [List::Customers, List::Addresses, List::Groups] {
        let members = list.members().iter().map(|(name, _)| *name);
        let members = members.chain(["and", "or", "not"]).map(str::to_owned);
        assert_eq!(names(&format!("{}Filter", list.node())), members.collect());
        let orders = list.orders().iter().map(|(name, _)| (*name).to_owned());
        assert_eq!(
            names(&format!("{}OrderField", list.node())),
            orders.collect()
        );
    }
}
