//! Typed ids: text outside, a type each inside.

/// A prefix that names the type of an id, e.g. `cus_`.
pub trait Prefixed: Sized {
    /// What every id of the type starts with; the first one is used for new ids.
    const PREFIXES: &'static [&'static str];

    /// Takes text that is known to be an id of the type.
    fn trusted(text: String) -> Self;

    /// The id as text.
    fn as_str(&self) -> &str;

    /// The id, if the text has the prefix of the type and then 1 to 64 of `A-Za-z0-9_-`.
    #[must_use]
    fn parse(text: &str) -> Option<Self> {
        let rest = Self::PREFIXES.iter().find_map(|p| text.strip_prefix(p))?;
        let well_formed = (1..=64).contains(&rest.len())
            && rest
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        well_formed.then(|| Self::trusted(text.to_owned()))
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $($prefix:literal)+) => {
        $(#[$doc])*
        #[derive(
            Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType,
            serde::Serialize, serde::Deserialize,
        )]
        pub struct $name(String);

        impl Prefixed for $name {
            const PREFIXES: &'static [&'static str] = &[$($prefix),+];

            fn trusted(text: String) -> Self {
                Self(text)
            }

            fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl crate::FromCell for $name {
            fn from_cell(cell: crate::Cell<'_>) -> Option<Self> {
                String::from_cell(cell).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    };
}

id!(
    /// A customer.
    CustomerId, "cus_"
);
id!(
    /// An address of a customer.
    AddressId, "addr_" "cuaddr_"
);
id!(
    /// A group of customers.
    GroupId, "cgroup_" "cusgroup_"
);
id!(
    /// The membership of one customer in one group.
    MembershipId, "cgc_"
);
id!(
    /// A way to log in.
    IdentityId, "authid_"
);
id!(
    /// A login session.
    SessionId, "sess_"
);
id!(
    /// An event of the outbox.
    EventId, "evt_"
);
id!(
    /// An API key.
    ApiKeyId, "key_"
);
id!(
    /// An address that events are sent to.
    EndpointId, "whe_"
);
id!(
    /// The sending of one event to one endpoint.
    DeliveryId, "whd_"
);
