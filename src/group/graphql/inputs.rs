//! Inputs of groups, and what they mean.

use async_graphql::{ID, InputObject, Json, MaybeUndefined};
use entity::{CustomerId, GroupId, Prefixed};
use serde_json::Value;

use crate::customer::graphql::metadata;
use crate::error::{Checks, Code, Error, Fault, Result};
use crate::graphql::{json, known_id, new_id};
use crate::group::service::{GroupChanges, NamedPair, NewGroup};
use crate::value::{Text, check_entries};

/// A group to be made.
#[derive(InputObject)]
pub(super) struct CreateCustomerGroupInput {
    /// Kept when given (an import keeps its ids); must start with `cgroup_`. Made otherwise.
    id: Option<ID>,
    /// Unique among live groups, ignoring case and outer blanks.
    name: String,
    /// The operator's data, an object.
    metadata: Option<Json<Value>>,
}

impl CreateCustomerGroupInput {
    /// The group; its faults are noted.
    pub(super) fn parse(self, checks: &mut Checks) -> NewGroup {
        NewGroup {
            id: self.id.and_then(|id| new_id(checks, "id", &id)),
            name: checks.take("name", Text::required(&self.name)),
            metadata: metadata(checks, "metadata", self.metadata),
        }
    }
}

/// Groups to be made, all or none.
#[derive(InputObject)]
pub(super) struct CreateCustomerGroupsInput {
    /// At most 1,000. No two may have the same id or name.
    pub(super) groups: Vec<CreateCustomerGroupInput>,
}

/// Changes of a group: absent fields stay, null clears.
#[derive(InputObject)]
pub(super) struct UpdateCustomerGroupInput {
    /// Which.
    id: ID,
    /// Unique among live groups, ignoring case and outer blanks.
    name: MaybeUndefined<String>,
    /// A JSON merge patch (RFC 7396): absent keys stay, null removes a key. Null clears all.
    metadata: MaybeUndefined<Json<Value>>,
    /// Refused with `VERSION_CONFLICT` when the group has moved on.
    expected_version: Option<i32>,
}

impl UpdateCustomerGroupInput {
    /// Which, and what changes.
    ///
    /// # Errors
    /// Every fault of the input.
    pub(super) fn parse(self) -> Result<(GroupId, GroupChanges)> {
        let checks = &mut Checks::input();
        let Self {
            id,
            name,
            metadata,
            expected_version,
        } = self;
        let id = known_id(checks, "id", &id);
        let name = match name {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => {
                checks.add("name", Fault::new(Code::Required, "A group needs a name."));
                None
            }
            MaybeUndefined::Value(text) => checks.take("name", Text::required(&text)),
        };
        checks.finish()?;
        let id = id.ok_or_else(|| Error::internal("no id"))?;
        Ok((
            id,
            GroupChanges {
                name,
                metadata: json(metadata),
                expected_version,
            },
        ))
    }
}

/// A customer and a group.
#[derive(InputObject)]
pub(super) struct GroupCustomerPair {
    /// The customer.
    customer_id: ID,
    /// The group.
    customer_group_id: ID,
}

/// Customers and groups to join or part.
#[derive(InputObject)]
pub(super) struct GroupCustomerPairsInput {
    /// At most 1,000; a repeated one counts once.
    pairs: Vec<GroupCustomerPair>,
}

impl GroupCustomerPairsInput {
    /// The pairs as they are named.
    ///
    /// # Errors
    /// `REQUIRED` for none, `LIMIT_REACHED` for too many.
    pub(super) fn parse(self) -> Result<Vec<NamedPair>> {
        check_entries(self.pairs.len(), "pairs")?;
        let parse = |pair: GroupCustomerPair| {
            let customer = CustomerId::parse(&pair.customer_id);
            (customer, GroupId::parse(&pair.customer_group_id))
        };
        Ok(self.pairs.into_iter().map(parse).collect())
    }
}
