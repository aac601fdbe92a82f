//! The roots of the schema. Alone in knowing every slice.

use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions, SchemaBuilder};

use super::federation::FederationQuery;
use super::node::NodeQuery;
use crate::account::graphql::{AccountMutation, AccountQuery, MailboxMutation, TwoStepMutation};
use crate::address::graphql::{AddressMutation, AddressQuery};
use crate::customer::graphql::{CustomerBulkMutation, CustomerMutation, CustomerQuery};
use crate::event::graphql::{EventQuery, EventSubscription};
use crate::group::graphql::{GroupMutation, GroupQuery};
use crate::lifecycle::graphql::LifecycleMutation;

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQuery,
    AccountQuery,
    CustomerQuery,
    AddressQuery,
    GroupQuery,
    EventQuery,
    FederationQuery,
);

/// What can be changed. The changes of one document run one after the other.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AccountMutation,
    TwoStepMutation,
    MailboxMutation,
    CustomerMutation,
    LifecycleMutation,
    CustomerBulkMutation,
    AddressMutation,
    GroupMutation,
);

/// What can be followed, one field a document.
#[derive(MergedSubscription, Default)]
pub struct Subscription(EventSubscription);

/// The schema of the service.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema, to be finished with what every request shares.
#[must_use]
pub fn schema() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(
        Query::default(),
        Mutation::default(),
        Subscription::default(),
    )
}

/// The schema in the schema definition language, as `schema.graphql` holds it.
#[must_use]
pub fn sdl() -> String {
    schema().finish().sdl_with_options(
        SDLExportOptions::new()
            .use_space_ident()
            .include_specified_by(),
    )
}
