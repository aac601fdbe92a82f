//! Mutations of customers.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use entity::CustomerId;
use entity::customer::Model;

use super::{CreateCustomerInput, Customer, UpdateCustomerInput};
use crate::actor::Scope;
use crate::customer::service::{self, Found, Match};
use crate::error::{Checks, Error};
use crate::graphql::{
    DeletePayload, Settled, UserError, actor, app, entry, known_id, only, settle,
};
use crate::lifecycle;
use crate::value::Email;

/// One customer, or why not.
#[derive(SimpleObject)]
pub struct CustomerPayload {
    /// The customer after the change; null when it was refused.
    pub customer: Option<Customer>,
    /// Every problem of the input at once.
    pub user_errors: Vec<UserError>,
}

impl CustomerPayload {
    /// The payload of what came of a mutation.
    #[must_use]
    pub fn of((row, user_errors): Settled<Model>) -> Self {
        Self {
            customer: row.map(Into::into),
            user_errors,
        }
    }
}

/// Several customers, all or none.
#[derive(SimpleObject)]
pub struct CustomersPayload {
    /// The customers after the change, in the order of the input; null when it was refused.
    pub customers: Option<Vec<Customer>>,
    /// Every problem of the input at once.
    pub user_errors: Vec<UserError>,
}

impl CustomersPayload {
    /// The payload of what came of a mutation.
    #[must_use]
    pub fn of((rows, user_errors): Settled<Vec<Model>>) -> Self {
        Self {
            customers: rows.map(|rows| rows.into_iter().map(Into::into).collect()),
            user_errors,
        }
    }
}

/// Objects to act on.
#[derive(InputObject)]
pub struct NodesInput {
    /// Their ids; a repeated one counts once. At most 1,000.
    pub ids: Vec<ID>,
}

/// Whom to look for.
#[derive(InputObject)]
pub(super) struct FindOrCreateCustomerInput {
    /// Looked for first.
    customer_id: Option<ID>,
    /// Looked for when the id finds nobody, or somebody with another e-mail.
    email: Option<String>,
}

/// How `findOrCreateCustomer` came by its customer.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CustomerMatch {
    /// By its id.
    Id,
    /// The account with the e-mail.
    EmailAccount,
    /// The oldest guest with the e-mail.
    EmailGuest,
    /// A guest was made.
    Created,
    /// There is none.
    None,
}

/// The customer found or made.
#[derive(SimpleObject)]
pub(super) struct FindOrCreateCustomerPayload {
    /// The customer; null when there was nothing to go by.
    customer: Option<Customer>,
    /// The e-mail of the customer found or created.
    email: Option<String>,
    /// Whether this call made it.
    created: bool,
    /// How it was found.
    matched_by: CustomerMatch,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

impl FindOrCreateCustomerPayload {
    fn of((found, user_errors): Settled<Option<Found>>) -> Self {
        let found = found.flatten();
        let matched_by = match found.as_ref().map(|found| found.matched_by) {
            Some(Match::Id) => CustomerMatch::Id,
            Some(Match::EmailAccount) => CustomerMatch::EmailAccount,
            Some(Match::EmailGuest) => CustomerMatch::EmailGuest,
            Some(Match::Created) => CustomerMatch::Created,
            None => CustomerMatch::None,
        };
        let customer = found.map(|found| found.customer);
        Self {
            email: customer.as_ref().and_then(|row| row.email.clone()),
            created: matched_by == CustomerMatch::Created,
            customer: customer.map(Into::into),
            matched_by,
            user_errors,
        }
    }
}

impl FindOrCreateCustomerInput {
    fn parse(self) -> Result<(Option<CustomerId>, Option<Email>), Error> {
        let mut checks = Checks::input();
        let email = self
            .email
            .and_then(|text| checks.take("email", Email::parse_optional(&text)));
        let email = email.flatten();
        // An id that cannot be one is unknown, which matters only when there is no e-mail to go by.
        let mut ids = Checks::input();
        let id = self
            .customer_id
            .and_then(|id| known_id(&mut ids, "customerId", &id));
        checks.finish()?;
        if email.is_none() {
            ids.finish()?;
        }
        Ok((id, email))
    }
}

/// Mutations of customers.
#[derive(Default)]
pub struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Requires: staff(customers:write). Looks by id, then by e-mail (the account first, else the
    /// oldest guest), and makes a guest with the e-mail when that finds nobody. A customer found by id
    /// whose e-mail is not the one given does not count as found. Safe to call any number of times at
    /// once: one customer results.
    async fn find_or_create_customer(
        &self,
        ctx: &Context<'_>,
        input: FindOrCreateCustomerInput,
    ) -> Result<FindOrCreateCustomerPayload> {
        actor(ctx).need(Scope::CustomersWrite)?;
        let run = async {
            let (id, email) = input.parse()?;
            service::find_or_create(app(ctx), actor(ctx), id, email).await
        };
        Ok(FindOrCreateCustomerPayload::of(settle(ctx, run).await?))
    }

    /// Makes a customer with addresses and groups in one transaction. Requires:
    /// staff(customers:write).
    async fn create_customer(
        &self,
        ctx: &Context<'_>,
        input: CreateCustomerInput,
    ) -> Result<CustomerPayload> {
        actor(ctx).need(Scope::CustomersWrite)?;
        let (checks, new) = entry(|checks| input.parse(checks, actor(ctx)));
        let run = lifecycle::create(app(ctx), actor(ctx), checks, new);
        Ok(CustomerPayload::of(only(settle(ctx, run).await?)))
    }

    /// Changes a customer: absent fields stay, null clears. Requires: owner (without `email`,
    /// `externalId` and the other fields marked as staff's) or staff(customers:write).
    async fn update_customer(
        &self,
        ctx: &Context<'_>,
        input: UpdateCustomerInput,
    ) -> Result<CustomerPayload> {
        actor(ctx).need_customer_or(Scope::CustomersWrite)?;
        let run = async {
            let (id, changes) = input.parse()?;
            lifecycle::update(app(ctx), actor(ctx), id, changes).await
        };
        Ok(CustomerPayload::of(settle(ctx, run).await?))
    }

    /// Hides customers with their addresses and memberships until they are restored, and ends their
    /// sessions. Deletes what it can. Requires: staff(customers:write).
    async fn delete_customers(
        &self,
        ctx: &Context<'_>,
        input: NodesInput,
    ) -> Result<DeletePayload> {
        actor(ctx).need(Scope::CustomersWrite)?;
        let ids = strings(&input.ids);
        let run = lifecycle::delete(app(ctx), actor(ctx), &ids);
        Ok(DeletePayload::of(settle(ctx, run).await?))
    }

    /// Brings deleted customers back, all or none: `EMAIL_TAKEN` or `IDENTITY_TAKEN` when someone has
    /// taken the e-mail or login of one since. Requires: staff(customers:write).
    async fn restore_customers(
        &self,
        ctx: &Context<'_>,
        input: NodesInput,
    ) -> Result<CustomersPayload> {
        actor(ctx).need(Scope::CustomersWrite)?;
        let ids = strings(&input.ids);
        let run = lifecycle::restore(app(ctx), actor(ctx), &ids);
        Ok(CustomersPayload::of(settle(ctx, run).await?))
    }
}

/// Ids as services take them where one that is malformed is just unknown.
#[must_use]
pub fn strings(ids: &[ID]) -> Vec<String> {
    ids.iter().map(|id| id.to_string()).collect()
}
