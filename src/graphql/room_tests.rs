//! The room that fields take. The executor makes a future for each field of each row, as large as the
//! largest field of the type asks for, and what is large is slow to make.

use async_graphql::resolver_utils::ContainerType;
use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Schema};

use crate::address::graphql::CustomerAddress;
use crate::customer::graphql::Customer;
use crate::group::graphql::CustomerGroup;
use crate::page::tests::rows;

/// Bytes at most.
const MOST: usize = 1024;

struct Rooms;

#[Object]
impl Rooms {
    async fn rooms(&self, ctx: &Context<'_>) -> Vec<usize> {
        let customer = Customer::from(rows::customer("cus_1"));
        let address = CustomerAddress::from(rows::address("addr_1", "cus_1"));
        let group = CustomerGroup::from(rows::group("cgroup_1", "vip"));
        vec![
            size_of_val(&customer.resolve_field(ctx)),
            size_of_val(&address.resolve_field(ctx)),
            size_of_val(&group.resolve_field(ctx)),
        ]
    }
}

#[tokio::test]
async fn fields_of_rows_are_small() {
    let schema = Schema::new(Rooms, EmptyMutation, EmptySubscription);
    let answer = schema.execute("{ rooms }").await.data.into_json().unwrap();
    let rooms: Vec<usize> = serde_json::from_value(answer["rooms"].clone()).unwrap();
    assert_eq!(rooms.len(), 3);
    assert!(rooms.iter().all(|room| *room <= MOST), "{rooms:?}");
}
