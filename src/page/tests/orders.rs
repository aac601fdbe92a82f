//! What the slices order by.

use async_graphql::resolver_utils::EnumType;
use sea_orm::{ColumnTrait, ColumnType, EntityTrait};

use crate::address::graphql::{CustomerAddressOrder, CustomerAddressOrderField};
use crate::customer::graphql::{CustomerOrder, CustomerOrderField};
use crate::group::graphql::{CustomerGroupOrder, CustomerGroupOrderField};
use crate::page::{Order, OrderDirection};
use crate::{address, customer, group};

/// Cursors hold texts and 64-bit integers, so no list may be ordered by anything else.
fn has_keys<E: EntityTrait>(order: &Order<E>) -> bool {
    order.terms.iter().all(|term| {
        let def = term.column.def();
        matches!(
            def.get_column_type(),
            ColumnType::String(_) | ColumnType::BigInteger
        )
    })
}

#[test]
fn every_order_is_by_texts_and_integers() {
    let direction = Some(OrderDirection::Desc);
    for item in CustomerOrderField::items() {
        let field = item.value;
        assert!(has_keys(&customer::store::order(&[CustomerOrder {
            field,
            direction
        }])));
    }
    for item in CustomerAddressOrderField::items() {
        let field = item.value;
        assert!(has_keys(&address::store::order(&[CustomerAddressOrder {
            field,
            direction
        }])));
    }
    for item in CustomerGroupOrderField::items() {
        let field = item.value;
        assert!(has_keys(&group::store::order(&[CustomerGroupOrder {
            field,
            direction
        }])));
    }
}

#[test]
fn the_direction_is_ascending_unless_given() {
    let field = CustomerGroupOrderField::Name;
    for (direction, first) in [
        (None, OrderDirection::Asc),
        (Some(OrderDirection::Asc), OrderDirection::Asc),
        (Some(OrderDirection::Desc), OrderDirection::Desc),
    ] {
        let order = group::store::order(&[CustomerGroupOrder { field, direction }]);
        assert!(order.terms.iter().all(|term| term.direction == first));
    }
}
