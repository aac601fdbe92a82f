//! The members of groups, a page of each, batched.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::{Context, Pos};
use entity::GroupId;
use entity::customer::Entity;
use entity::customer_group::Model as Group;

use super::{CustomerConnection, CustomerFilter, CustomerOrder};
use crate::customer::store::{self, Members};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::graphql::loader::Source;
use crate::graphql::{app, loaders};
use crate::page::{Page, PageArgs, Wanted};

/// A page of the members of a group; a deleted one has none.
///
/// # Errors
/// [`Error::BadInput`] naming the argument, or when the database fails.
pub(crate) async fn members(
    ctx: &Context<'_>,
    group: &Group,
    filter: Option<CustomerFilter>,
    order: &[CustomerOrder],
    args: PageArgs,
) -> Result<CustomerConnection> {
    let list = store::members(filter, order, args, app(ctx).db.backend())?;
    if group.deleted_at.is_some() {
        return Ok(CustomerConnection(list.nothing()));
    }
    let part = PartOf {
        group: group.id.clone(),
        field: ctx.item.pos,
        list: Arc::new(list),
        wanted: wanted(ctx),
    };
    let page = loaders(ctx).customers.of_group.load(part).await?;
    let page = page.ok_or_else(|| Error::internal("a list without a page"))?;
    Ok(CustomerConnection(page))
}

/// What of a connection is selected that costs a statement.
fn wanted(ctx: &Context<'_>) -> Wanted {
    let connection = ctx.look_ahead();
    let info = connection.field("pageInfo");
    Wanted {
        next: info.field("hasNextPage").exists(),
        previous: info.field("hasPreviousPage").exists(),
        total: connection.field("totalCount").exists(),
    }
}

/// A part of the members of one group.
#[derive(Clone, Debug)]
pub struct PartOf {
    group: GroupId,
    /// Where the document asks for it. All that one field asks for in a request is the same part, but
    /// for the group.
    field: Pos,
    list: Arc<Members>,
    wanted: Wanted,
}

impl PartialEq for PartOf {
    fn eq(&self, other: &Self) -> bool {
        self.field == other.field && self.group == other.group
    }
}

impl Eq for PartOf {}

impl Hash for PartOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.field, &self.group).hash(state);
    }
}

/// Pages of the members of groups.
pub struct OfGroup(pub(super) Db);

impl Source for OfGroup {
    type Key = PartOf;
    type Value = Page<Entity>;

    async fn load(&self, keys: &[PartOf]) -> Result<HashMap<PartOf, Page<Entity>>> {
        let mut fields: HashMap<Pos, Vec<&PartOf>> = HashMap::new();
        for key in keys {
            fields.entry(key.field).or_default().push(key);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for parts in fields.into_values() {
            let Some(PartOf { list, wanted, .. }) = parts.first() else {
                continue;
            };
            let groups: Vec<_> = parts.iter().map(|part| part.group.to_string()).collect();
            let mut pages = list.pages(self.0.read(), &groups, *wanted).await?;
            for (part, group) in parts.into_iter().zip(groups) {
                found.extend(pages.remove(&group).map(|page| (part.clone(), page)));
            }
        }
        Ok(found)
    }
}
