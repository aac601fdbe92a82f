//! Who gets which field of what: every field of the entities, every kind of caller.

use super::roots::{is_leaf, object};
use super::{callers, filled, outcomes, stocked};
use crate::harness::on_both;

/// Ways to what has fields: the type, the selections that lead there, and the outcomes of a field that
/// is for all who see its parent, as in [`super::table::Row`].
const WAYS: [(&str, &[&str], &str); 13] = [
    //                                                       anonymous, owner, another customer, customers:read,
    //                                                       customers:write, groups:read, groups:write, admin
    ("Customer", &["customer(id: CUSTOMER)"], "U+0++FF+"),
    (
        "CustomerAddress",
        &["customerAddress(id: ADDRESS)"],
        "U+0++FF+",
    ),
    ("CustomerGroup", &["customerGroup(id: GROUP)"], "U+0FF+++"),
    (
        "CustomerGroup",
        &["customer(id: CUSTOMER)", "groups"],
        "U+0++FF+",
    ),
    (
        "AuthIdentity",
        &["customer(id: CUSTOMER)", "identities"],
        "U+0++FF+",
    ),
    (
        "Session",
        &["customer(id: CUSTOMER)", "sessions"],
        "U+0FFFFF",
    ),
    ("Event", &["events", "nodes"], "UFFFFFF+"),
    ("ApiKey", &["apiKeys"], "UFFFFFF+"),
    ("WebhookEndpoint", &["webhookEndpoints"], "UFFFFFF+"),
    (
        "Customer",
        &["node(id: CUSTOMER)", "... on Customer"],
        "0+0++00+",
    ),
    (
        "Customer",
        &[
            "_entities(representations: [{__typename: \"Customer\", id: CUSTOMER}])",
            "... on Customer",
        ],
        "0+0++00+",
    ),
    (
        "CustomerAddress",
        &[
            "_entities(representations: [{__typename: \"CustomerAddress\", id: ADDRESS}])",
            "... on CustomerAddress",
        ],
        "0+0++00+",
    ),
    (
        "CustomerGroup",
        &[
            "_entities(representations: [{__typename: \"CustomerGroup\", id: GROUP}])",
            "... on CustomerGroup",
        ],
        "0+000+++",
    ),
];

/// Fields that not all get who see their parent: its type, the field, and the outcomes on each way there.
const GUARDED: [(&str, &str, &[&str]); 7] = [
    (
        "Customer",
        "privateMetadata",
        &["UF0++FF+", "0F0++00+", "0F0++00+"],
    ),
    (
        "Customer",
        "createdBy",
        &["UF0++FF+", "0F0++00+", "0F0++00+"],
    ),
    (
        "Customer",
        "externalId",
        &["UF0++FF+", "0F0++00+", "0F0++00+"],
    ),
    ("Customer", "history", &["UF0FFFF+", "0F0FF00+", "0F0FF00+"]),
    (
        "Customer",
        "sessions",
        &["U+0FFFFF", "0+0FF00F", "0+0FF00F"],
    ),
    (
        "CustomerGroup",
        "createdBy",
        &["UF0FF+++", "UF0FFFF+", "0F000+++"],
    ),
    (
        "CustomerGroup",
        "customers",
        &["UF0FFFF+", "UF0++FF+", "0F000FF+"],
    ),
];

/// A selection of each field of a type, none of which needs an argument.
fn selections(of: &str) -> Vec<(String, String)> {
    let fields = object(of).fields.iter().map(|field| {
        let name = field.node.name.node.to_string();
        let below = if is_leaf(&field.node.ty.node) {
            ""
        } else {
            " { __typename }"
        };
        (name.clone(), format!("{name}{below}"))
    });
    fields.collect()
}

fn expected(of: &str, field: &str, way: usize, parent: &'static str) -> &'static str {
    let ways = GUARDED
        .iter()
        .find(|(parent, name, _)| (*parent, *name) == (of, field));
    ways.map_or(parent, |(.., ways)| ways[way])
}

#[test]
fn guarded_fields_are_there() {
    for (of, field, ways) in GUARDED {
        assert!(
            selections(of).iter().any(|(name, _)| name == field),
            "{of}.{field}"
        );
        assert_eq!(
            ways.len(),
            WAYS.iter().filter(|(to, ..)| *to == of).count(),
            "{of}.{field}"
        );
    }
}

on_both! {
    async fn fields_are_for_those_who_may(shop: &Shop) {
        let (owner, words) = stocked(shop).await;
        let callers = callers(shop, &owner).await;
        let mut wrong = Vec::new();
        for (at, (of, path, parent)) in WAYS.iter().enumerate() {
            let way = WAYS[..at].iter().filter(|(to, ..)| to == of).count();
            let root = path[0].split('(').next().expect("a root field");
            for (field, selection) in selections(of) {
                let document = path.iter().rev().fold(selection, |below, step| format!("{step} {{ {below} }}"));
                let document = format!("{{ {} }}", filled(&document, &words));
                let found = outcomes(&callers, &document, root).await;
                let expected = expected(of, &field, way, parent);
                if found != expected {
                    wrong.push(format!("{of}.{field} by {path:?}: {found} instead of {expected}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
