//! Many customers at once.

use async_graphql::{Context, ID, InputObject, Json, MaybeUndefined, Object, Result};
use serde_json::Value;

use super::{CreateCustomerInput, CustomerFilter, CustomersPayload, strings};
use crate::actor::Scope;
use crate::customer::service::{self, CustomerChanges, Selected};
use crate::error::{Checks, Code, Error, Fault};
use crate::graphql::{actor, app, change, entries, json, settle};
use crate::lifecycle;
use crate::value::{Change, Phone, Text, merge};

/// Customers to be made, all or none.
#[derive(InputObject)]
pub(super) struct CreateCustomersInput {
    /// At most 1,000. No two may claim the same id, external id or, for accounts, e-mail.
    customers: Vec<CreateCustomerInput>,
}

/// What changes for each of many customers: absent fields stay, null clears.
#[derive(InputObject)]
pub(super) struct CustomerChangesInput {
    /// Given name.
    first_name: MaybeUndefined<String>,
    /// Family name.
    last_name: MaybeUndefined<String>,
    /// Company.
    company_name: MaybeUndefined<String>,
    /// At most 50 characters of digits, spaces and `+ - ( ) . / x`.
    phone: MaybeUndefined<String>,
    /// A JSON merge patch (RFC 7396): absent keys stay, null removes a key. Null clears all.
    metadata: MaybeUndefined<Json<Value>>,
}

impl CustomerChangesInput {
    fn parse(self, checks: &mut Checks) -> CustomerChanges {
        let Self {
            first_name,
            last_name,
            company_name,
            phone,
            metadata,
        } = self;
        let metadata = json(metadata);
        if let Change::Set(patch) = &metadata {
            // What is wrong with a patch of nothing is wrong with it for every customer.
            checks.take("metadata", merge(None, patch.clone()));
        }
        let mut line =
            |field: &str, input| change(checks, field, input, |text: String| Text::parse(&text));
        CustomerChanges {
            first_name: line("firstName", first_name),
            last_name: line("lastName", last_name),
            company_name: line("companyName", company_name),
            phone: change(checks, "phone", phone, |text| Phone::parse(&text, None)),
            metadata,
            ..CustomerChanges::default()
        }
    }
}

/// Which customers change, and what. Exactly one of `ids` and `filter` is given.
#[derive(InputObject)]
pub(super) struct UpdateCustomersInput {
    /// At most 1,000; a repeated one counts once.
    ids: Option<Vec<ID>>,
    /// Customers that match, at most 1,000. A filter that sets no condition is refused.
    filter: Option<CustomerFilter>,
    /// The same for each of them.
    changes: CustomerChangesInput,
}

impl UpdateCustomersInput {
    /// The faults of the changes, which customers, and the changes.
    ///
    /// # Errors
    /// Every fault of the input, when it does not say which customers.
    fn parse(self) -> Result<(Checks, Selected, CustomerChanges), Error> {
        let mut checks = Checks::of_list("ids");
        let changes = checks.within("changes", |checks| self.changes.parse(checks));
        let selected = match (self.ids, self.filter) {
            (Some(ids), None) => Selected::Ids(strings(&ids)),
            (None, Some(filter)) => Selected::Filter(Box::new(filter)),
            (None, None) => {
                let message = "Say which customers, by ids or by a filter.";
                checks.add("ids", Fault::new(Code::Required, message));
                return Err(checks.refusal());
            }
            (Some(_), Some(_)) => {
                let message = "Give ids or a filter, not both.";
                checks.add("filter", Fault::invalid(message));
                return Err(checks.refusal());
            }
        };
        Ok((checks, selected, changes))
    }
}

/// Mutations of many customers.
#[derive(Default)]
pub struct CustomerBulkMutation;

#[Object]
impl CustomerBulkMutation {
    /// Makes customers with addresses and groups, at most 1,000, all or none. Each problem names its
    /// entry, e.g. `["input", "customers", "3", "email"]`. Requires: staff(customers:write).
    async fn create_customers(
        &self,
        ctx: &Context<'_>,
        input: CreateCustomersInput,
    ) -> Result<CustomersPayload> {
        let actor = actor(ctx);
        actor.need(Scope::CustomersWrite)?;
        let run = async {
            let parse = |checks: &mut Checks, new: CreateCustomerInput| new.parse(checks, actor);
            let (checks, new) = entries("customers", input.customers, parse)?;
            lifecycle::create(app(ctx), actor, checks, new).await
        };
        Ok(CustomersPayload::of(settle(ctx, run).await?))
    }

    /// Makes the same change to all customers named or matching, at most 1,000, all or none. A customer
    /// whom it does not change keeps the version and has no event. Requires: staff(customers:write).
    async fn update_customers(
        &self,
        ctx: &Context<'_>,
        input: UpdateCustomersInput,
    ) -> Result<CustomersPayload> {
        actor(ctx).need(Scope::CustomersWrite)?;
        let run = async {
            let (checks, selected, changes) = input.parse()?;
            service::update_all(app(ctx), actor(ctx), checks, selected, changes).await
        };
        Ok(CustomersPayload::of(settle(ctx, run).await?))
    }
}
