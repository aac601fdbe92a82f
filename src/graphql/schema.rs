//! The roots of the schema. Alone in knowing every slice.

use std::sync::LazyLock;

use async_graphql::{
    MergedObject, MergedSubscription, ObjectType, SDLExportOptions, SchemaBuilder, ValidationMode,
};

use super::execute::Schemas;
use super::federation::{FederationQuery, keyed};
use super::node::NodeQuery;
use crate::account::graphql::{
    AccountMutation, AccountQuery, ApiKeyMutation, ApiKeyQuery, MailboxMutation, TwoStepMutation,
};
use crate::address::graphql::{AddressMutation, AddressQuery};
use crate::customer::graphql::{CustomerBulkMutation, CustomerMutation, CustomerQuery};
use crate::event::graphql::{EventQuery, EventSubscription};
use crate::group::graphql::{GroupMutation, GroupQuery};
use crate::lifecycle::graphql::LifecycleMutation;
use crate::webhook::graphql::{WebhookMutation, WebhookQuery};

/// What anyone may have a use for.
#[derive(MergedObject, Default)]
struct Reads(
    NodeQuery,
    AccountQuery,
    CustomerQuery,
    AddressQuery,
    GroupQuery,
    EventQuery,
    ApiKeyQuery,
    WebhookQuery,
);

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(Reads, FederationQuery);

// The same as [`Query`] without what routers ask: front ends have no use for that, and their tools take
// offence at its names. The description stands in the schema.
/// What can be read.
#[derive(MergedObject, Default)]
#[graphql(name = "Query")]
struct FrontEndQuery(Reads);

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
    ApiKeyMutation,
    WebhookMutation,
);

/// What can be followed, one field a document.
#[derive(MergedSubscription, Default)]
pub struct Subscription(EventSubscription);

/// The schema of the service.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema, to be finished with what every request shares.
#[must_use]
pub fn schema() -> SchemaBuilder<Query, Mutation, Subscription> {
    of(Query::default())
}

fn of<Q: ObjectType + 'static>(query: Q) -> SchemaBuilder<Q, Mutation, Subscription> {
    async_graphql::Schema::build(query, Mutation::default(), Subscription::default())
}

/// The schema in the schema definition language, as `schema.graphql` holds it: without what routers ask.
pub static SDL: LazyLock<String> = LazyLock::new(|| {
    let schema = of(FrontEndQuery::default()).finish();
    schema.sdl_with_options(options().include_specified_by())
});

/// The schema as it is asked, and its SDL for the gate.
#[must_use]
pub fn schemas() -> (Schemas, String) {
    let strict = schema().finish();
    let sdl = whole_sdl(&strict);
    let trusting = schema().validation_mode(ValidationMode::Fast).finish();
    (Schemas::new(strict, trusting), sdl)
}

/// A schema with what routers ask, as the gate needs to know it.
#[must_use]
pub fn whole_sdl(schema: &Schema) -> String {
    schema.sdl_with_options(options())
}

/// The schema as a subgraph of Apollo Federation 2, as `patronage schema --federation` prints it.
pub static FEDERATION_SDL: LazyLock<String> = LazyLock::new(|| {
    let schema = of(FrontEndQuery::default()).finish();
    keyed(schema.sdl_with_options(options().federation()))
});

fn options() -> SDLExportOptions {
    SDLExportOptions::new().use_space_ident()
}
