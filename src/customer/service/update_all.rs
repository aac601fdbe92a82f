//! The same change to many customers.

use entity::customer::Model;
use entity::{CustomerId, Prefixed};

use super::CustomerChanges;
use super::update::{changed, record};
use crate::actor::Actor;
use crate::app::App;
use crate::customer::graphql::CustomerFilter;
use crate::customer::store;
use crate::db::{Tx, replace_all};
use crate::error::{Checks, Code, Error, Fault, Result, UserError};
use crate::event::Changed;
use crate::page;
use crate::value::{MAX_ENTRIES, distinct};

/// Which customers a call is about.
#[derive(Debug)]
pub enum Selected {
    /// Those named. A repeated one counts once.
    Ids(Vec<String>),
    /// Those that match.
    Filter(Box<CustomerFilter>),
}

/// Changes all of the customers or none; those that the change leaves as they are keep their version
/// and have no event. `checks` are of the list `ids`, and hold what is wrong with the changes by
/// themselves. The customers come in the order of the ids given, or by id.
///
/// # Errors
/// `REQUIRED` for no ids and for a filter that sets no condition, `LIMIT_REACHED` for too many
/// customers, `NOT_FOUND` for each id that is not there, and `TOO_LONG` for metadata that grow too
/// large. [`Error::BadInput`] for a filter beyond its bounds.
pub async fn update_all(
    app: &App,
    actor: &Actor,
    mut checks: Checks,
    selected: Selected,
    changes: CustomerChanges,
) -> Result<Vec<Model>> {
    let sound = checks.is_clean();
    let mut tx = app.db.begin().await?;
    let locked = lock(app, &tx, &mut checks, selected).await?;
    let mut all = Vec::with_capacity(locked.len());
    if sound {
        for (place, before) in locked {
            let made = changed(app, &before, changes.clone());
            if let Some((after, changed)) = settled(&mut checks, place, made)? {
                all.push((before, after, changed));
            }
        }
    }
    checks.finish()?;
    let is_changed = |(_, _, changed): &&(_, _, Changed)| !changed.is_empty();
    let rows: Vec<_> = all
        .iter()
        .filter(is_changed)
        .map(|all| all.1.clone())
        .collect();
    replace_all(tx.conn(), &rows).await?;
    for (before, after, changed) in all.iter().filter(is_changed) {
        record(app, &mut tx, actor, before, after, changed.clone());
    }
    let all = all.into_iter().map(|(_, after, _)| after).collect();
    tx.commit_with(all).await
}

/// Where a customer was named, if it was.
type Place = Option<usize>;

async fn lock(
    app: &App,
    tx: &Tx,
    checks: &mut Checks,
    selected: Selected,
) -> Result<Vec<(Place, Model)>> {
    match selected {
        Selected::Ids(ids) => match checks.absorb(distinct(&ids))? {
            Some(ids) => lock_named(tx, checks, ids).await,
            None => Ok(Vec::new()),
        },
        Selected::Filter(filter) => {
            let matching = lock_matching(app, tx, checks, *filter).await?;
            Ok(matching.into_iter().map(|row| (None, row)).collect())
        }
    }
}

async fn lock_named(
    tx: &Tx,
    checks: &mut Checks,
    ids: Vec<(usize, &str)>,
) -> Result<Vec<(Place, Model)>> {
    let known: Vec<_> = ids
        .iter()
        .filter_map(|(_, id)| CustomerId::parse(id))
        .collect();
    let mut rows = store::lock(tx, &known).await?;
    rows.retain(|row| row.deleted_at.is_none());
    // They come in the order of their ids.
    let find = |id: &str| {
        let at = rows.binary_search_by(|row| row.id.as_str().cmp(id)).ok()?;
        rows.get(at).cloned()
    };
    let mut found = Vec::with_capacity(rows.len());
    for (place, id) in ids {
        match find(id) {
            Some(row) => found.push((Some(place), row)),
            None => checks.entry(place, |checks| {
                checks.refuse(Fault::new(Code::NotFound, "There is no such customer."));
            }),
        }
    }
    Ok(found)
}

async fn lock_matching(
    app: &App,
    tx: &Tx,
    checks: &mut Checks,
    filter: CustomerFilter,
) -> Result<Vec<Model>> {
    let matches = page::condition(filter, app.db.backend())?;
    if matches.is_empty() {
        let message = "Set a condition: a filter without any would be about every customer.";
        checks.add("filter", Fault::new(Code::Required, message));
        return Ok(Vec::new());
    }
    let rows = store::lock_matching(tx, matches, MAX_ENTRIES as u64 + 1).await?;
    if rows.len() > MAX_ENTRIES {
        let message = format!("At most {MAX_ENTRIES} customers at once; more match.");
        checks.add("filter", Fault::new(Code::LimitReached, message));
    }
    Ok(rows)
}

/// What a change made of one customer, or its faults noted: at the customer where it is named, else at
/// what the changes say, for the first customer they are wrong for.
fn settled<T>(checks: &mut Checks, place: Place, made: Result<T>) -> Result<Option<T>> {
    let errors = match made {
        Err(Error::Refused(errors)) => errors,
        other => return other.map(Some),
    };
    for UserError {
        code,
        message,
        field,
    } in errors
    {
        let fault = Fault { code, message };
        match place {
            Some(place) => checks.entry(place, |checks| checks.refuse(fault)),
            None if checks.is_clean() => {
                let field = field.and_then(|mut path| path.pop()).unwrap_or_default();
                checks.within("changes", |checks| checks.add(&field, fault));
            }
            None => {}
        }
    }
    Ok(None)
}
