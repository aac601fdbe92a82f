//! Groups and memberships as the API shows them.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Json, Object, Result};
use entity::{customer_group, customer_group_customer};
use serde_json::Value;

use crate::actor::Scope;
use crate::customer::graphql::{
    Customer, CustomerConnection, CustomerFilter, CustomerOrder, members,
};
use crate::graphql::scalar::DateTime;
use crate::graphql::{Rows, actor, leaves, loaders};
use crate::page::PageArgs;

/// A named set of customers, for prices, promotions and reports.
#[derive(Clone, Description)]
pub struct CustomerGroup(pub Arc<customer_group::Model>);

impl From<customer_group::Model> for CustomerGroup {
    fn from(row: customer_group::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl CustomerGroup {
    /// What a loader found.
    #[must_use]
    pub fn list(found: Option<Vec<Arc<customer_group::Model>>>) -> Rows<Self> {
        found.unwrap_or_default().into_iter().map(Self).collect()
    }
}

leaves!(CustomerGroup {
    "id": id,
    "name": name,
    "metadata": metadata,
    "version": version,
    "createdAt": created_at,
    "updatedAt": updated_at,
    "deletedAt": deleted_at,
});

#[Object(use_type_description)]
impl CustomerGroup {
    /// Starts with `cgroup_`.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Unique among live groups, ignoring case and outer blanks.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The operator's own data, an object of at most 16 KiB and 8 levels.
    async fn metadata(&self) -> Option<Json<&Value>> {
        self.0.metadata.as_ref().map(Json)
    }

    /// Who made the group: the id of an API key, or a staff subject. Requires: staff(groups:read).
    async fn created_by(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        match actor(ctx).need(Scope::GroupsRead) {
            Ok(()) => self.0.created_by.as_deref().map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Live members, by default in the order of their ids; none of a deleted group. `first` and `last`
    /// default to 20 and are at most 100. Read together for any number of groups. Requires:
    /// staff(customers:read).
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        filter: Option<Box<CustomerFilter>>,
        order_by: Option<Vec<CustomerOrder>>,
    ) -> Option<Result<CustomerConnection>> {
        if let Err(error) = actor(ctx).need(Scope::CustomersRead) {
            return Some(Err(error.into()));
        }
        let args = PageArgs {
            first,
            after,
            last,
            before,
            offset: None,
        };
        let order = order_by.unwrap_or_default();
        let filter = filter.map(|filter| *filter);
        // Boxed, and the filter as well: each field of each group has room for the largest of them.
        let page = Box::pin(members(ctx, &self.0, filter, &order, args)).await;
        Some(page.map_err(Into::into))
    }

    /// Goes up by one with every change; see `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When the group was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the group last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Set on a soft-deleted group, which only staff can see, on request.
    async fn deleted_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(Into::into)
    }
}

/// One membership: the join of a customer and a group.
#[derive(Clone, Description)]
pub struct CustomerGroupCustomer(pub customer_group_customer::Model);

#[Object(use_type_description)]
impl CustomerGroupCustomer {
    /// Starts with `cgc_`.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Id of the member.
    async fn customer_id(&self) -> ID {
        ID(self.0.customer_id.to_string())
    }

    /// Id of the group.
    async fn customer_group_id(&self) -> ID {
        ID(self.0.customer_group_id.to_string())
    }

    /// The member. Null for a caller who may not read customers.
    async fn customer(&self, ctx: &Context<'_>) -> Option<Result<Customer>> {
        if !actor(ctx).reaches(&self.0.customer_id, Scope::CustomersRead) {
            return None;
        }
        let found = loaders(ctx)
            .customers
            .live
            .load(self.0.customer_id.clone())
            .await;
        found
            .map_err(Into::into)
            .transpose()
            .map(|row| row.map(Customer))
    }

    /// The group. Null for a caller who may not read groups.
    async fn customer_group(&self, ctx: &Context<'_>) -> Option<Result<CustomerGroup>> {
        if !actor(ctx).reaches(&self.0.customer_id, Scope::GroupsRead) {
            return None;
        }
        let found = loaders(ctx)
            .groups
            .live
            .load(self.0.customer_group_id.clone())
            .await;
        found
            .map_err(Into::into)
            .transpose()
            .map(|row| row.map(CustomerGroup))
    }

    /// Who made the membership: the id of an API key, or a staff subject.
    async fn created_by(&self) -> Option<&str> {
        self.0.created_by.as_deref()
    }

    /// When the customer was put into the group.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}
