//! What can happen. Every change writes its events in its own transaction: no change, no event; no
//! event, no change.

pub mod feed;
pub mod graphql;
mod kinds;
mod matcher;
mod outbox;
pub mod store;

use entity::{AddressId, CustomerId, GroupId, MembershipId, event};
use serde_json::{Value, json};

pub use kinds::matching as kinds_named;
pub use outbox::{after, end, oldest_age, prune};
pub use store::{Place, Placed, by_ids};

use crate::db::Db;
use crate::error::Result;

/// Every event held about a customer, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn held(db: &Db, customer: &CustomerId) -> Result<Vec<event::Model>> {
    Ok(store::held(db.read(), customer).await?)
}

/// The names of the GraphQL fields that an update changed.
pub type Changed = Vec<&'static str>;

/// One thing that happened. Carries ids and names of fields, never personal values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A customer was made.
    CustomerCreated(CustomerId),
    /// Fields of a customer changed.
    CustomerUpdated(CustomerId, Changed),
    /// The e-mail of a customer changed.
    CustomerEmailChanged(CustomerId),
    /// A customer got an account.
    CustomerRegistered(CustomerId),
    /// A customer was soft-deleted.
    CustomerDeleted(CustomerId),
    /// A customer was merged into another.
    CustomerMerged {
        /// Whose data moved.
        from: CustomerId,
        /// Whose it is now.
        into: CustomerId,
    },
    /// A customer was soft-deleted, since it was merged into another.
    CustomerMergedAway {
        /// The one deleted.
        from: CustomerId,
        /// The one that has its data.
        into: CustomerId,
    },
    /// Everything personal was taken out of a customer.
    CustomerErased(CustomerId),
    /// A customer was restored.
    CustomerRestored(CustomerId),
    /// A customer logged in.
    CustomerLoggedIn(CustomerId),
    /// A password was set.
    PasswordChanged(CustomerId),
    /// A way to log in by this provider was added.
    IdentityLinked(CustomerId, String),
    /// A way to log in by this provider was taken away.
    IdentityUnlinked(CustomerId, String),
    /// The owner proved that they receive mail at the e-mail.
    EmailVerified(CustomerId),
    /// A spent refresh token was shown; its session was ended.
    SessionCompromised(CustomerId),
    /// An address was made.
    AddressCreated(CustomerId, AddressId),
    /// Fields of an address changed.
    AddressUpdated(CustomerId, AddressId, Changed),
    /// An address was deleted.
    AddressDeleted(CustomerId, AddressId),
    /// A group was made.
    GroupCreated(GroupId),
    /// Fields of a group changed.
    GroupUpdated(GroupId, Changed),
    /// A group was soft-deleted.
    GroupDeleted(GroupId),
    /// A group was restored.
    GroupRestored(GroupId),
    /// A customer was put into a group.
    CustomerAdded(CustomerId, GroupId, MembershipId),
    /// A customer was taken out of a group.
    CustomerRemoved(CustomerId, GroupId, MembershipId),
}

impl Event {
    /// The type, as the API names it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::CustomerCreated(_) => "customer.created",
            Self::CustomerUpdated(..) => "customer.updated",
            Self::CustomerEmailChanged(_) => "customer.email_changed",
            Self::CustomerRegistered(_) => "customer.registered",
            Self::CustomerDeleted(_) | Self::CustomerMergedAway { .. } => "customer.deleted",
            Self::CustomerMerged { .. } => "customer.merged",
            Self::CustomerErased(_) => "customer.erased",
            Self::CustomerRestored(_) => "customer.restored",
            Self::CustomerLoggedIn(_) => "customer.logged_in",
            Self::PasswordChanged(_) => "customer.password_changed",
            Self::IdentityLinked(..) => "customer.identity_linked",
            Self::IdentityUnlinked(..) => "customer.identity_unlinked",
            Self::EmailVerified(_) => "customer.email_verified",
            Self::SessionCompromised(_) => "customer.session_compromised",
            Self::AddressCreated(..) => "customer.address_created",
            Self::AddressUpdated(..) => "customer.address_updated",
            Self::AddressDeleted(..) => "customer.address_deleted",
            Self::GroupCreated(_) => "customer_group.created",
            Self::GroupUpdated(..) => "customer_group.updated",
            Self::GroupDeleted(_) => "customer_group.deleted",
            Self::GroupRestored(_) => "customer_group.restored",
            Self::CustomerAdded(..) => "customer_group.customer_added",
            Self::CustomerRemoved(..) => "customer_group.customer_removed",
        }
    }

    fn customer(&self) -> Option<&CustomerId> {
        match self {
            Self::CustomerCreated(id)
            | Self::CustomerUpdated(id, _)
            | Self::CustomerEmailChanged(id)
            | Self::CustomerRegistered(id)
            | Self::CustomerDeleted(id)
            | Self::CustomerMerged { into: id, .. }
            | Self::CustomerMergedAway { from: id, .. }
            | Self::CustomerErased(id)
            | Self::CustomerRestored(id)
            | Self::CustomerLoggedIn(id)
            | Self::PasswordChanged(id)
            | Self::IdentityLinked(id, _)
            | Self::IdentityUnlinked(id, _)
            | Self::EmailVerified(id)
            | Self::SessionCompromised(id)
            | Self::AddressCreated(id, _)
            | Self::AddressUpdated(id, _, _)
            | Self::AddressDeleted(id, _)
            | Self::CustomerAdded(id, _, _)
            | Self::CustomerRemoved(id, _, _) => Some(id),
            Self::GroupCreated(_)
            | Self::GroupUpdated(..)
            | Self::GroupDeleted(_)
            | Self::GroupRestored(_) => None,
        }
    }

    const fn group(&self) -> Option<&GroupId> {
        match self {
            Self::GroupCreated(id)
            | Self::GroupUpdated(id, _)
            | Self::GroupDeleted(id)
            | Self::GroupRestored(id)
            | Self::CustomerAdded(_, id, _)
            | Self::CustomerRemoved(_, id, _) => Some(id),
            _ => None,
        }
    }

    fn data(&self) -> Value {
        match self {
            Self::CustomerUpdated(_, changed) | Self::GroupUpdated(_, changed) => {
                json!({ "changed": changed })
            }
            Self::CustomerMerged { from, into } => {
                json!({ "fromId": from.to_string(), "intoId": into.to_string() })
            }
            Self::CustomerMergedAway { into, .. } => json!({ "mergedInto": into.to_string() }),
            Self::AddressCreated(_, address) | Self::AddressDeleted(_, address) => {
                json!({ "addressId": address.to_string() })
            }
            Self::AddressUpdated(_, address, changed) => {
                json!({ "addressId": address.to_string(), "changed": changed })
            }
            Self::IdentityLinked(_, provider) | Self::IdentityUnlinked(_, provider) => {
                json!({ "provider": provider })
            }
            Self::CustomerAdded(_, _, membership) | Self::CustomerRemoved(_, _, membership) => {
                json!({ "membershipId": membership.to_string() })
            }
            _ => json!({}),
        }
    }
}
