//! Mutations that cross slices.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::CustomerId;

use super::Departure;
use crate::account::graphql::AcceptedPayload;
use crate::actor::Scope;
use crate::customer::graphql::CustomerPayload;
use crate::error::{Checks, Error};
use crate::graphql::{DeletePayload, NodeInput, actor, app, client, cookies, known_id, settle};

/// Which customer to merge into which.
#[derive(InputObject)]
pub struct MergeCustomersInput {
    /// The one that ends.
    from_id: ID,
    /// The one that stays.
    into_id: ID,
}

impl MergeCustomersInput {
    fn parse(&self) -> Result<(CustomerId, CustomerId), Error> {
        let mut checks = Checks::input();
        let from = known_id(&mut checks, "fromId", &self.from_id);
        let into = known_id(&mut checks, "intoId", &self.into_id);
        checks.finish()?;
        from.zip(into)
            .ok_or_else(|| Error::internal("an id is missing and was not missed"))
    }
}

/// What shows that it is the owner who wants to be gone, and how.
#[derive(InputObject)]
pub struct DeleteMyAccountInput {
    /// The password. Where the account has none, the login must not be older than five minutes.
    #[graphql(secret)]
    password: Option<String>,
    /// Whether everything personal goes for good, as by `eraseCustomer`; else staff can undo it.
    #[graphql(default_with = "Some(false)")]
    erase: Option<bool>,
}

impl DeleteMyAccountInput {
    fn departure(&self) -> Departure {
        match self.erase {
            Some(true) => Departure::Erased,
            _ => Departure::Hidden,
        }
    }
}

/// What ends customers, and what belongs to them.
#[derive(Default)]
pub struct LifecycleMutation;

#[Object]
impl LifecycleMutation {
    /// Deletes a customer that has an account, removes its logins for good and ends its sessions; the
    /// e-mail can register again, as a new customer. `NOT_ALLOWED` for a guest. Requires:
    /// staff(customers:write).
    async fn remove_customer_account(
        &self,
        ctx: &Context<'_>,
        input: NodeInput,
    ) -> Result<DeletePayload> {
        actor(ctx).need(Scope::CustomersWrite)?;
        let run = async {
            let id = input.parse()?;
            super::remove_account(app(ctx), actor(ctx), id).await
        };
        Ok(DeletePayload::of(settle(ctx, run).await?))
    }

    /// Moves addresses and memberships of `fromId` to `intoId`, fills what is empty there (of metadata,
    /// the keys that are missing), deletes `fromId`, and removes its logins and sessions. What `intoId`
    /// has wins, its default addresses too. `NOT_ALLOWED`: an account into a guest, a customer into
    /// itself. Requires: staff(customers:write).
    async fn merge_customers(
        &self,
        ctx: &Context<'_>,
        input: MergeCustomersInput,
    ) -> Result<CustomerPayload> {
        actor(ctx).need(Scope::CustomersWrite)?;
        let run = async {
            let (from, into) = input.parse()?;
            super::merge(app(ctx), actor(ctx), &from, &into).await
        };
        Ok(CustomerPayload::of(settle(ctx, run).await?))
    }

    /// Ends every session of a customer; their access tokens stop at once. Requires:
    /// staff(customers:write).
    async fn end_customer_sessions(
        &self,
        ctx: &Context<'_>,
        input: NodeInput,
    ) -> Result<AcceptedPayload> {
        actor(ctx).need(Scope::CustomersWrite)?;
        let run = async {
            let id = input.parse()?;
            super::end_sessions(app(ctx), actor(ctx), &id).await
        };
        Ok(AcceptedPayload::of(settle(ctx, run).await?))
    }

    /// Blanks everything personal about a customer, deleted or not, for good: only id, times and version
    /// stay, so that orders stay whole. Customers that were merged into it are erased along, and are in
    /// `deletedIds` after it. Requires: staff(customers:write).
    async fn erase_customer(&self, ctx: &Context<'_>, input: NodeInput) -> Result<DeletePayload> {
        actor(ctx).need(Scope::CustomersWrite)?;
        let run = async {
            let id = input.parse()?;
            super::erase(app(ctx), actor(ctx), &id).await
        };
        Ok(DeletePayload::of(settle(ctx, run).await?))
    }

    /// Deletes the caller's account: customer, addresses and memberships hide, the login is gone, every
    /// session ends, and the e-mail is free. Staff can undo it, unless `erase` is true. Requires: a login,
    /// and its password.
    async fn delete_my_account(
        &self,
        ctx: &Context<'_>,
        input: DeleteMyAccountInput,
    ) -> Result<AcceptedPayload> {
        let (password, departure) = (input.password.as_deref(), input.departure());
        actor(ctx).need_login()?;
        let run = super::delete_own(app(ctx), actor(ctx), client(ctx), password, departure);
        let gone = settle(ctx, run).await?;
        if gone.0.is_some() {
            cookies(ctx).drop_all();
        }
        Ok(AcceptedPayload::of(gone))
    }
}
