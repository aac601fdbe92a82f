//! Who is asking, and the rules of who may do what: roles by scope, ownership by one function.

use std::net::IpAddr;
use std::sync::Arc;

use entity::{CustomerId, SessionId};

use crate::error::{Error, Result};

/// A right that staff credentials carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Scope {
    /// Read every customer.
    CustomersRead = 1,
    /// Change every customer.
    CustomersWrite = 2,
    /// Read every group.
    GroupsRead = 4,
    /// Change every group.
    GroupsWrite = 8,
    /// Read events.
    EventsRead = 16,
    /// Manage webhooks.
    Webhooks = 32,
    /// Everything.
    Admin = 64,
}

impl Scope {
    /// Every scope with its name.
    pub const NAMES: [(Self, &'static str); 7] = [
        (Self::CustomersRead, "customers:read"),
        (Self::CustomersWrite, "customers:write"),
        (Self::GroupsRead, "groups:read"),
        (Self::GroupsWrite, "groups:write"),
        (Self::EventsRead, "events:read"),
        (Self::Webhooks, "webhooks"),
        (Self::Admin, "admin"),
    ];

    /// The scope of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, n)| *n == name)
            .map(|(scope, _)| *scope)
    }

    /// What the scope includes: `admin` everything, `x:write` also `x:read`.
    const fn closure(self) -> u8 {
        match self {
            Self::Admin => u8::MAX,
            Self::CustomersWrite => Self::CustomersWrite as u8 | Self::CustomersRead as u8,
            Self::GroupsWrite => Self::GroupsWrite as u8 | Self::GroupsRead as u8,
            other => other as u8,
        }
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    /// Whether the set grants a scope, by itself or by a wider one.
    #[must_use]
    pub const fn grants(self, scope: Scope) -> bool {
        self.0 & scope as u8 != 0
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(
            scopes
                .into_iter()
                .fold(0, |set, scope| set | scope.closure()),
        )
    }
}

/// Who is asking. Resolved once, at the edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody known.
    Anonymous,
    /// A logged-in customer.
    Customer {
        /// Who.
        id: CustomerId,
        /// By which session.
        session: SessionId,
    },
    /// A backend or a person of the operator.
    Staff {
        /// Id of the API key, or the subject of the staff token.
        id: String,
        /// What it may do.
        scopes: Scopes,
    },
}

impl Actor {
    /// Whether this is staff with the scope.
    #[must_use]
    pub const fn has(&self, scope: Scope) -> bool {
        matches!(self, Self::Staff { scopes, .. } if scopes.grants(scope))
    }

    /// Demands staff with the scope.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for anyone else without it.
    pub fn need(&self, scope: Scope) -> Result<()> {
        match self {
            Self::Anonymous => Err(Error::Unauthenticated),
            _ if self.has(scope) => Ok(()),
            _ => Err(Error::Forbidden),
        }
    }

    /// Demands a customer, or staff with the scope.
    ///
    /// # Errors
    /// As [`Actor::need`], but any customer passes.
    pub fn need_customer_or(&self, scope: Scope) -> Result<()> {
        match self {
            Self::Customer { .. } => Ok(()),
            _ => self.need(scope),
        }
    }

    /// The ownership rule: a customer reaches what is their own, staff with the scope reaches all.
    #[must_use]
    pub fn reaches(&self, owner: &CustomerId, scope: Scope) -> bool {
        self.customer() == Some(owner) || self.has(scope)
    }

    /// The logged-in customer.
    #[must_use]
    pub const fn customer(&self) -> Option<&CustomerId> {
        match self {
            Self::Customer { id, .. } => Some(id),
            _ => None,
        }
    }

    /// The logged-in customer and their session.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for staff.
    pub const fn need_login(&self) -> Result<(&CustomerId, &SessionId)> {
        match self {
            Self::Customer { id, session } => Ok((id, session)),
            Self::Anonymous => Err(Error::Unauthenticated),
            Self::Staff { .. } => Err(Error::Forbidden),
        }
    }

    /// Whether this is staff, whatever the scopes.
    #[must_use]
    pub const fn is_staff(&self) -> bool {
        matches!(self, Self::Staff { .. })
    }

    /// The staff id that goes into `createdBy`; none for customers.
    #[must_use]
    pub fn staff_id(&self) -> Option<String> {
        match self {
            Self::Staff { id, .. } => Some(id.clone()),
            _ => None,
        }
    }

    /// What events name as their actor; none for nobody.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Anonymous => None,
            Self::Customer { id, .. } => Some(id.to_string()),
            Self::Staff { id, .. } => Some(id.clone()),
        }
    }
}

/// Where a request came from, as far as the edge can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The address of the caller.
    pub ip: Option<IpAddr>,
    /// What the client calls itself; at most 255 characters of it.
    pub user_agent: Option<String>,
}

/// The id of one request, for logs and for callers who report a failure: 1 to 128 of letters,
/// digits, `.`, `_`, `-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// Takes the caller's id when it is well formed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = (1..=128).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        well_formed.then(|| Self(text.into()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<ulid::Ulid> for RequestId {
    fn from(ulid: ulid::Ulid) -> Self {
        Self(ulid.to_string().into())
    }
}

#[cfg(test)]
mod tests {
    use super::RequestId;

    #[test]
    fn a_request_id_is_short_and_plain() {
        for good in ["a", "A-1_2.z", &"x".repeat(128)] {
            assert_eq!(
                RequestId::parse(good).as_ref().map(RequestId::as_str),
                Some(good)
            );
        }
        for bad in ["", "a b", "a\n", "é", "a;b", &"x".repeat(129)] {
            assert_eq!(RequestId::parse(bad), None, "{bad:?}");
        }
    }
}
