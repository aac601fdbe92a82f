//! Making groups.

use entity::customer_group::Model;
use entity::{Folded, GroupId};

use super::change::{ID_TAKEN, NAME_TAKEN, taken};
use crate::actor::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Checks, Code, Error, Fault, Result, taken_meanwhile};
use crate::event::Event;
use crate::group::store;
use crate::value::{Metadata, Text, stored};

/// A group to be made.
#[derive(Debug)]
pub struct NewGroup {
    /// Kept when given.
    pub id: Option<GroupId>,
    /// Unique among live groups, ignoring case. None where it is refused, which is noted then.
    pub name: Option<Text>,
    /// Data of the operator.
    pub metadata: Option<Metadata>,
}

/// Makes groups, all or none; they are the entries of `checks`.
///
/// # Errors
/// `NAME_TAKEN`, `ID_TAKEN`, and what `checks` hold already.
pub async fn create(
    app: &App,
    actor: &Actor,
    mut checks: Checks,
    new: Vec<NewGroup>,
) -> Result<Vec<Model>> {
    let tx = app.db.begin().await?;
    check(&tx, &mut checks, &new).await?;
    let written = write(app, tx, actor, &new).await;
    taken_meanwhile(written, async {
        let tx = app.db.begin().await?;
        check(&tx, &mut checks, &new).await
    })
    .await
}

/// Notes the ids and names that groups have, those of the database and those ahead in the input.
async fn check(tx: &Tx, checks: &mut Checks, new: &[NewGroup]) -> Result<()> {
    let ids: Vec<_> = new.iter().filter_map(|new| new.id.clone()).collect();
    let mut ids = store::taken_ids(tx, &ids).await?;
    let folds: Vec<_> = new.iter().filter_map(fold).collect();
    let mut names = store::taken_names(tx, &folds).await?;
    for (index, new) in new.iter().enumerate() {
        checks.entry(index, |checks| {
            if new.id.as_ref().is_some_and(|id| !ids.insert(id.clone())) {
                checks.add("id", Fault::new(Code::IdTaken, ID_TAKEN));
            }
            if fold(new).is_some_and(|name| !names.insert(name)) {
                checks.add("name", Fault::new(Code::NameTaken, NAME_TAKEN));
            }
        });
    }
    checks.finish()
}

fn fold(new: &NewGroup) -> Option<String> {
    new.name.as_ref().map(|name| entity::fold(name.as_str()))
}

async fn write(app: &App, mut tx: Tx, actor: &Actor, new: &[NewGroup]) -> Result<Vec<Model>> {
    let rows = new.iter().map(|new| new.row(app, actor));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    store::insert(&tx, &rows).await.map_err(taken)?;
    for row in &rows {
        tx.record(Event::GroupCreated(row.id.clone()).by(actor, &app.clock));
    }
    tx.commit_with(rows).await
}

impl NewGroup {
    /// The row of the group, as of now.
    fn row(&self, app: &App, actor: &Actor) -> Result<Model> {
        let now = app.clock.now();
        let name = stored(self.name.as_ref());
        let mut row = Model {
            id: self.id.clone().unwrap_or_else(|| app.clock.id()),
            name: name.ok_or_else(|| Error::internal("a name was refused without an error"))?,
            metadata: stored(self.metadata.as_ref()),
            created_by: actor.staff_id(),
            version: 1,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            name_fold: String::new(),
            created_by_fold: None,
            search: String::new(),
        };
        row.fold();
        Ok(row)
    }
}
