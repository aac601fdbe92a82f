//! What the slices order by, for their tests.

use sea_orm::{ColumnTrait, ColumnType, EntityTrait};

use crate::page::Order;

/// The columns and directions of an order, e.g. `email+id+`.
///
/// Cursors hold texts and 64-bit integers, so no list may be ordered by anything else.
pub(crate) fn spelt<E: EntityTrait>(order: &Order<E>) -> String {
    for term in &order.terms {
        let def = term.column.def();
        let kind = def.get_column_type();
        assert!(
            matches!(kind, ColumnType::String(_) | ColumnType::BigInteger),
            "{kind:?}"
        );
    }
    order.name.clone()
}
