//! The lists that many objects have one of each, e.g. groups their members: a page of each, batched.

use std::collections::HashMap;
use std::fmt::{Debug, Display};
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::{Context, Pos};

use super::loader::{Loader, Source};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::page::{Lists, Wanted};

/// A part of the list of one owner.
#[derive(Clone, Debug)]
pub struct Part<O, L> {
    owner: O,
    /// Where the document asks for it. All that one field asks for in a request is the same part, but
    /// for the owner.
    field: Pos,
    list: Arc<L>,
    wanted: Wanted,
}

impl<O, L> Part<O, L> {
    /// The part of an owner's list that a field asks for, whose type is a connection.
    pub fn of(ctx: &Context<'_>, owner: O, list: L) -> Self {
        let connection = ctx.look_ahead();
        let info = connection.field("pageInfo");
        Self {
            owner,
            field: ctx.item.pos,
            list: Arc::new(list),
            wanted: Wanted {
                next: info.field("hasNextPage").exists(),
                previous: info.field("hasPreviousPage").exists(),
                total: connection.field("totalCount").exists(),
            },
        }
    }
}

impl<O: PartialEq, L> PartialEq for Part<O, L> {
    fn eq(&self, other: &Self) -> bool {
        self.field == other.field && self.owner == other.owner
    }
}

impl<O: Eq, L> Eq for Part<O, L> {}

impl<O: Hash, L> Hash for Part<O, L> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.field, &self.owner).hash(state);
    }
}

/// Pages of the lists of owners.
pub struct Parts<O, L> {
    db: Db,
    lists: PhantomData<fn() -> (O, L)>,
}

impl<O, L> Parts<O, L>
where
    O: Clone + Debug + Display + Eq + Hash + Send + Sync + 'static,
    L: Lists,
{
    /// A loader of them.
    #[must_use]
    pub fn loader(db: &Db) -> Loader<Self> {
        Loader::new(Self {
            db: db.clone(),
            lists: PhantomData,
        })
    }

    /// The page of a part.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(loader: &Loader<Self>, part: Part<O, L>) -> Result<L::Page> {
        let page = loader.load(part).await?;
        page.ok_or_else(|| Error::internal("a list without a page"))
    }
}

impl<O, L> Source for Parts<O, L>
where
    O: Clone + Debug + Display + Eq + Hash + Send + Sync + 'static,
    L: Lists,
{
    type Key = Part<O, L>;
    type Value = L::Page;

    async fn load(&self, keys: &[Part<O, L>]) -> Result<HashMap<Part<O, L>, L::Page>> {
        let mut fields: HashMap<Pos, Vec<&Part<O, L>>> = HashMap::new();
        for key in keys {
            fields.entry(key.field).or_default().push(key);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for parts in fields.into_values() {
            let Some(Part { list, wanted, .. }) = parts.first() else {
                continue;
            };
            let owners: Vec<_> = parts.iter().map(|part| part.owner.to_string()).collect();
            let mut pages = list.pages(self.db.read(), &owners, *wanted).await?;
            for (part, owner) in parts.into_iter().zip(owners) {
                found.extend(pages.remove(&owner).map(|page| (part.clone(), page)));
            }
        }
        Ok(found)
    }
}
