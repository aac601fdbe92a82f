//! Mutations of groups. All require staff(groups:write).

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::customer_group::Model;

use super::inputs::{
    CreateCustomerGroupInput, CreateCustomerGroupsInput, GroupCustomerPairsInput,
    UpdateCustomerGroupInput,
};
use super::{CustomerGroup, CustomerGroupCustomer};
use crate::actor::Scope;
use crate::customer::graphql::{NodesInput, strings};
use crate::error::Checks;
use crate::graphql::{DeletePayload, Settled, UserError, actor, app, entries, entry, only, settle};
use crate::group::service;

/// One group, or why not.
#[derive(SimpleObject)]
pub(super) struct CustomerGroupPayload {
    /// The group after the change; null when it was refused.
    customer_group: Option<CustomerGroup>,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

impl CustomerGroupPayload {
    fn of((row, user_errors): Settled<Model>) -> Self {
        Self {
            customer_group: row.map(Into::into),
            user_errors,
        }
    }
}

/// Several groups, all or none.
#[derive(SimpleObject)]
pub(super) struct CustomerGroupsPayload {
    /// The groups after the change, in the order of the input; null when it was refused.
    customer_groups: Option<Vec<CustomerGroup>>,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

impl CustomerGroupsPayload {
    fn of((rows, user_errors): Settled<Vec<Model>>) -> Self {
        Self {
            customer_groups: rows.map(|rows| rows.into_iter().map(Into::into).collect()),
            user_errors,
        }
    }
}

/// Memberships, all or none.
#[derive(SimpleObject)]
pub(super) struct GroupCustomersPayload {
    /// The memberships in the order of the pairs; null when it was refused.
    memberships: Option<Vec<CustomerGroupCustomer>>,
    /// Every problem of the input at once.
    user_errors: Vec<UserError>,
}

/// Mutations of groups.
#[derive(Default)]
pub struct GroupMutation;

#[Object]
impl GroupMutation {
    /// Makes a group. Requires: staff(groups:write).
    async fn create_customer_group(
        &self,
        ctx: &Context<'_>,
        input: CreateCustomerGroupInput,
    ) -> Result<CustomerGroupPayload> {
        actor(ctx).need(Scope::GroupsWrite)?;
        let (checks, new) = entry(|checks| input.parse(checks));
        let run = service::create(app(ctx), actor(ctx), checks, new);
        Ok(CustomerGroupPayload::of(only(settle(ctx, run).await?)))
    }

    /// Makes groups, at most 1,000, all or none. Each problem names its entry, e.g.
    /// `["input", "groups", "3", "name"]`. Requires: staff(groups:write).
    async fn create_customer_groups(
        &self,
        ctx: &Context<'_>,
        input: CreateCustomerGroupsInput,
    ) -> Result<CustomerGroupsPayload> {
        actor(ctx).need(Scope::GroupsWrite)?;
        let run = async {
            let parse = |checks: &mut Checks, new: CreateCustomerGroupInput| new.parse(checks);
            let (checks, new) = entries("groups", input.groups, parse)?;
            service::create(app(ctx), actor(ctx), checks, new).await
        };
        Ok(CustomerGroupsPayload::of(settle(ctx, run).await?))
    }

    /// Changes a group: absent fields stay, null clears. Requires: staff(groups:write).
    async fn update_customer_group(
        &self,
        ctx: &Context<'_>,
        input: UpdateCustomerGroupInput,
    ) -> Result<CustomerGroupPayload> {
        actor(ctx).need(Scope::GroupsWrite)?;
        let run = async {
            let (id, changes) = input.parse()?;
            service::update(app(ctx), actor(ctx), &id, changes).await
        };
        Ok(CustomerGroupPayload::of(settle(ctx, run).await?))
    }

    /// Hides groups, and so ends their memberships for every reader, until they are restored. Deletes
    /// what it can. Requires: staff(groups:write).
    async fn delete_customer_groups(
        &self,
        ctx: &Context<'_>,
        input: NodesInput,
    ) -> Result<DeletePayload> {
        actor(ctx).need(Scope::GroupsWrite)?;
        let ids = strings(&input.ids);
        let run = service::delete(app(ctx), actor(ctx), &ids);
        Ok(DeletePayload::of(settle(ctx, run).await?))
    }

    /// Brings deleted groups back with their memberships, all or none: `NAME_TAKEN` when another has
    /// taken the name of one since. Requires: staff(groups:write).
    async fn restore_customer_groups(
        &self,
        ctx: &Context<'_>,
        input: NodesInput,
    ) -> Result<CustomerGroupsPayload> {
        actor(ctx).need(Scope::GroupsWrite)?;
        let ids = strings(&input.ids);
        let run = service::restore(app(ctx), actor(ctx), &ids);
        Ok(CustomerGroupsPayload::of(settle(ctx, run).await?))
    }

    /// Puts customers into groups, all pairs or none. A pair that exists already is returned as it is.
    /// Requires: staff(groups:write).
    async fn add_customers_to_group(
        &self,
        ctx: &Context<'_>,
        input: GroupCustomerPairsInput,
    ) -> Result<GroupCustomersPayload> {
        actor(ctx).need(Scope::GroupsWrite)?;
        let run = async { service::add(app(ctx), actor(ctx), &input.parse()?).await };
        let (rows, user_errors) = settle(ctx, run).await?;
        let memberships = rows.map(|rows| rows.into_iter().map(CustomerGroupCustomer).collect());
        Ok(GroupCustomersPayload {
            memberships,
            user_errors,
        })
    }

    /// Takes customers out of groups, all pairs or none. A pair that does not exist is passed over;
    /// `deletedIds` are those of the memberships. Requires: staff(groups:write).
    async fn remove_customers_from_group(
        &self,
        ctx: &Context<'_>,
        input: GroupCustomerPairsInput,
    ) -> Result<DeletePayload> {
        actor(ctx).need(Scope::GroupsWrite)?;
        let run = async { service::remove(app(ctx), actor(ctx), &input.parse()?).await };
        Ok(DeletePayload::of(settle(ctx, run).await?))
    }
}
