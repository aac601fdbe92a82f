//! Made-up groups.

use entity::{Folded, customer_group};

use crate::clock::Clock;

/// The first names; from there on groups are numbered.
const NAMES: [&str; 16] = [
    "VIP",
    "Wholesale",
    "Retail",
    "Press",
    "Employees",
    "Students",
    "Newsletter",
    "Beta testers",
    "Ambassadors",
    "Resellers",
    "Schools",
    "Restaurants",
    "Hôtels & cafés",
    "Großhandel",
    "Оптовики",
    "法人",
];

/// So many groups, always with the same names.
pub(super) fn groups(clock: &Clock, count: usize) -> Vec<customer_group::Model> {
    (0..count).map(|index| group(clock, index)).collect()
}

fn group(clock: &Clock, index: usize) -> customer_group::Model {
    let now = clock.now();
    let mut row = customer_group::Model {
        id: clock.id(),
        name: NAMES
            .get(index)
            .map_or_else(|| format!("Group {}", index + 1), |name| (*name).to_owned()),
        metadata: None,
        created_by: None,
        version: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
        name_fold: String::new(),
        created_by_fold: None,
        search: String::new(),
    };
    row.fold();
    row
}
