//! Mutations of addresses.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::inputs::CreateCustomerAddressesInput;
use super::{CreateCustomerAddressInput, CustomerAddress, UpdateCustomerAddressInput};
use crate::actor::Scope;
use crate::address::service::{self, Placed};
use crate::customer::graphql::{Customer, NodesInput, strings};
use crate::error::Checks;
use crate::graphql::{DeletePayload, Settled, UserError, actor, app, entries, entry, only, settle};

/// One address, or why not.
#[derive(SimpleObject)]
pub struct CustomerAddressPayload {
    /// The address after the change; null when it was refused.
    address: Option<CustomerAddress>,
    /// Whose it is; null when it was refused.
    customer: Option<Customer>,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

impl CustomerAddressPayload {
    fn of((placed, user_errors): Settled<Placed>) -> Self {
        let (address, customer) = placed
            .map(|placed| (placed.address, placed.customer))
            .unzip();
        Self {
            address: address.map(Into::into),
            customer: customer.map(Into::into),
            user_errors,
        }
    }
}

/// Several addresses, all or none.
#[derive(SimpleObject)]
pub(super) struct CustomerAddressesPayload {
    /// The addresses after the change, in the order of the input; null when it was refused.
    addresses: Option<Vec<CustomerAddress>>,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

impl CustomerAddressesPayload {
    fn of((placed, user_errors): Settled<Vec<Placed>>) -> Self {
        let addresses = |all: Vec<Placed>| all.into_iter().map(|one| one.address.into()).collect();
        Self {
            addresses: placed.map(addresses),
            user_errors,
        }
    }
}

/// Mutations of addresses.
#[derive(Default)]
pub struct AddressMutation;

#[Object]
impl AddressMutation {
    /// Adds an address, at most 100 a customer. Requires: owner or staff(customers:write).
    async fn create_customer_address(
        &self,
        ctx: &Context<'_>,
        input: CreateCustomerAddressInput,
    ) -> Result<CustomerAddressPayload> {
        actor(ctx).need_customer_or(Scope::CustomersWrite)?;
        let (checks, new) = entry(|checks| input.parse(checks, actor(ctx)));
        let run = service::create(app(ctx), actor(ctx), checks, new);
        Ok(CustomerAddressPayload::of(only(settle(ctx, run).await?)))
    }

    /// Adds addresses, at most 1,000 and at most 100 a customer, all or none. Each problem names its
    /// entry, e.g. `["input", "addresses", "3", "countryCode"]`. Requires: owner or
    /// staff(customers:write).
    async fn create_customer_addresses(
        &self,
        ctx: &Context<'_>,
        input: CreateCustomerAddressesInput,
    ) -> Result<CustomerAddressesPayload> {
        let actor = actor(ctx);
        actor.need_customer_or(Scope::CustomersWrite)?;
        let run = async {
            let parse =
                |checks: &mut Checks, new: CreateCustomerAddressInput| new.parse(checks, actor);
            let (checks, new) = entries("addresses", input.addresses, parse)?;
            service::create(app(ctx), actor, checks, new).await
        };
        Ok(CustomerAddressesPayload::of(settle(ctx, run).await?))
    }

    /// Changes an address: absent fields stay, null clears; a new default takes the flag from the old
    /// one. Requires: owner or staff(customers:write).
    async fn update_customer_address(
        &self,
        ctx: &Context<'_>,
        input: UpdateCustomerAddressInput,
    ) -> Result<CustomerAddressPayload> {
        actor(ctx).need_customer_or(Scope::CustomersWrite)?;
        let run = async {
            let (id, changes) = input.parse()?;
            service::update(app(ctx), actor(ctx), &id, changes).await
        };
        Ok(CustomerAddressPayload::of(settle(ctx, run).await?))
    }

    /// Deletes addresses, those that it can; a deleted default leaves none. Requires: owner or
    /// staff(customers:write).
    async fn delete_customer_addresses(
        &self,
        ctx: &Context<'_>,
        input: NodesInput,
    ) -> Result<DeletePayload> {
        actor(ctx).need_customer_or(Scope::CustomersWrite)?;
        let ids = strings(&input.ids);
        let run = service::delete(app(ctx), actor(ctx), &ids);
        Ok(DeletePayload::of(settle(ctx, run).await?))
    }
}
