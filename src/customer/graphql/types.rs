//! Customers as the API shows them.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Json, Object, Result};
use entity::customer::Model;
use serde_json::Value;

use crate::account::graphql::{AuthIdentity, Session};
use crate::actor::Scope;
use crate::address::graphql::CustomerAddress;
use crate::error::Error;
use crate::event::graphql::{self as event, EventConnection};
use crate::graphql::scalar::DateTime;
use crate::graphql::{Rows, actor, leaves, loaders};
use crate::group::graphql::CustomerGroup;

/// A person or business that buys. A guest has no account; a registered customer has one.
#[derive(Clone, Description)]
pub struct Customer(pub Arc<Model>);

impl From<Model> for Customer {
    fn from(row: Model) -> Self {
        Self(Arc::new(row))
    }
}

leaves!(Customer {
    "id": id,
    "email": email,
    "firstName": first_name,
    "lastName": last_name,
    "companyName": company_name,
    "phone": phone,
    "hasAccount": has_account,
    "emailVerifiedAt": email_verified_at,
    "metadata": metadata,
    "version": version,
    "createdAt": created_at,
    "updatedAt": updated_at,
    "deletedAt": deleted_at,
});

#[Object(use_type_description)]
impl Customer {
    /// Starts with `cus_`.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Trimmed and lower-cased. Null only for customers that staff made without one.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Given name.
    async fn first_name(&self) -> Option<&str> {
        self.0.first_name.as_deref()
    }

    /// Family name.
    async fn last_name(&self) -> Option<&str> {
        self.0.last_name.as_deref()
    }

    /// Company, for business customers.
    async fn company_name(&self) -> Option<&str> {
        self.0.company_name.as_deref()
    }

    /// In E.164 where it is a valid number, else as given.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// True for a registered customer, false for a guest.
    async fn has_account(&self) -> bool {
        self.0.has_account
    }

    /// When the owner proved that they receive mail at `email`; null until then.
    async fn email_verified_at(&self) -> Option<DateTime> {
        self.0.email_verified_at.map(Into::into)
    }

    /// All live addresses, oldest first. Read in one statement for any number of customers.
    async fn addresses(&self, ctx: &Context<'_>) -> Result<Rows<CustomerAddress>> {
        let found = loaders(ctx)
            .addresses
            .of_customer
            .load(self.0.id.clone())
            .await?;
        Ok(CustomerAddress::list(found))
    }

    /// Id of the address that is the default for shipping.
    async fn default_shipping_address_id(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        let defaults = loaders(ctx)
            .addresses
            .defaults
            .load(self.0.id.clone())
            .await?;
        Ok(defaults.and_then(|found| found.shipping.map(|row| ID(row.id.to_string()))))
    }

    /// Id of the address that is the default for billing.
    async fn default_billing_address_id(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        let defaults = loaders(ctx)
            .addresses
            .defaults
            .load(self.0.id.clone())
            .await?;
        Ok(defaults.and_then(|found| found.billing.map(|row| ID(row.id.to_string()))))
    }

    /// The address that is the default for shipping.
    async fn default_shipping_address(&self, ctx: &Context<'_>) -> Option<Result<CustomerAddress>> {
        let defaults = loaders(ctx)
            .addresses
            .defaults
            .load(self.0.id.clone())
            .await;
        let shipping = defaults.map(|found| found.and_then(|found| found.shipping));
        shipping
            .map_err(Into::into)
            .transpose()
            .map(|row| row.map(CustomerAddress))
    }

    /// The address that is the default for billing.
    async fn default_billing_address(&self, ctx: &Context<'_>) -> Option<Result<CustomerAddress>> {
        let defaults = loaders(ctx)
            .addresses
            .defaults
            .load(self.0.id.clone())
            .await;
        let billing = defaults.map(|found| found.and_then(|found| found.billing));
        billing
            .map_err(Into::into)
            .transpose()
            .map(|row| row.map(CustomerAddress))
    }

    /// All live groups, by name. Read in one statement for any number of customers.
    async fn groups(&self, ctx: &Context<'_>) -> Result<Rows<CustomerGroup>> {
        let found = loaders(ctx)
            .groups
            .of_customer
            .load(self.0.id.clone())
            .await?;
        Ok(CustomerGroup::list(found))
    }

    /// The storefront's own data, an object of at most 16 KiB and 8 levels.
    async fn metadata(&self) -> Option<Json<&Value>> {
        self.0.metadata.as_ref().map(Json)
    }

    /// Staff's own data about the customer, which the customer neither sees nor writes. Requires:
    /// staff(customers:read).
    async fn private_metadata(&self, ctx: &Context<'_>) -> Option<Result<Json<&Value>>> {
        guarded(ctx, || self.0.private_metadata.as_ref().map(Json))
    }

    /// Who made the record: the id of an API key, or a staff subject. Null when customers made it
    /// themselves. Requires: staff(customers:read).
    async fn created_by(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        guarded(ctx, || self.0.created_by.as_deref())
    }

    /// Id in the system it was imported from. Requires: staff(customers:read).
    async fn external_id(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        guarded(ctx, || self.0.external_id.as_deref())
    }

    /// Goes up by one with every change; see `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When the record was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the record last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Set on a soft-deleted customer, which only staff can see, on request.
    async fn deleted_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(Into::into)
    }

    /// What happened to this customer, newest first. `first` defaults to 20 and is at most 100. Read in
    /// one statement for any number of customers. Requires: staff(events:read).
    async fn history(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Option<Result<EventConnection>> {
        // Boxed: each field of each customer has room for the largest of them.
        let history = Box::pin(event::history(ctx, &self.0.id, first, after.as_deref())).await;
        Some(history.map_err(Into::into))
    }

    /// Ways this customer can log in, the oldest first. Requires: owner or staff(customers:read).
    async fn identities(&self, ctx: &Context<'_>) -> Option<Result<Rows<AuthIdentity>>> {
        if !actor(ctx).reaches(&self.0.id, Scope::CustomersRead) {
            return Some(Err(Error::Forbidden.into()));
        }
        let found = &loaders(ctx).accounts.identities_of;
        Some(list(found.load(self.0.id.clone()).await, AuthIdentity))
    }

    /// Sessions that live (devices), the one used last first. Requires: owner.
    async fn sessions(&self, ctx: &Context<'_>) -> Option<Result<Rows<Session>>> {
        if actor(ctx).customer() != Some(&self.0.id) {
            return Some(Err(Error::Forbidden.into()));
        }
        let found = &loaders(ctx).accounts.sessions_of;
        Some(list(found.load(self.0.id.clone()).await, Session))
    }
}

/// What a loader found for a field that refuses those who may not see it.
fn list<T, U>(found: Result<Option<Vec<T>>, Error>, of: impl Fn(T) -> U) -> Result<Rows<U>> {
    Ok(found?.unwrap_or_default().into_iter().map(of).collect())
}

/// A field for staff with `customers:read` alone.
fn guarded<T>(ctx: &Context<'_>, value: impl FnOnce() -> Option<T>) -> Option<Result<T>> {
    match actor(ctx).need(Scope::CustomersRead) {
        Ok(()) => value().map(Ok),
        Err(error) => Some(Err(error.into())),
    }
}
