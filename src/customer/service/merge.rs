//! Making one customer of two, without what belongs to them.

use entity::customer::Model;
use entity::{CustomerId, Folded};

use crate::actor::Actor;
use crate::app::App;
use crate::customer::store;
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;
use crate::value::fill;

/// Gives one customer what it lacks and the other has, and hides the other, with the events. Both are
/// live and locked, see [`super::lock_all`].
///
/// # Errors
/// When the database fails.
pub async fn merge(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    from: &Model,
    into: Model,
) -> Result<Model> {
    // Deleted first, so that its external id is free.
    store::delete(tx, std::slice::from_ref(&from.id), app.clock.now()).await?;
    store::set_merged(tx, &from.id, &into.id).await?;
    let mut after = filled(from, into.clone());
    if after != into {
        after.version += 1;
        after.updated_at = app.clock.now();
        after.fold();
        store::replace(tx, &after).await?;
    }
    let (from, into) = (from.id.clone(), into.id);
    let merged = Event::CustomerMerged {
        from: from.clone(),
        into: into.clone(),
    };
    tx.record(merged.by(actor, &app.clock));
    tx.record(Event::CustomerMergedAway { from, into }.by(actor, &app.clock));
    Ok(after)
}

/// A customer and those that were merged into it, and into these, and so on; itself first.
///
/// # Errors
/// When the database fails.
pub async fn with_merged(tx: &Tx, id: &CustomerId) -> Result<Vec<CustomerId>> {
    let mut all = vec![id.clone()];
    let mut seen = 0;
    // Ends: a merge leads from a deleted customer to one that was live then, so never in a circle.
    while seen < all.len() {
        let merged = store::merged_into(tx, &all[seen..]).await?;
        seen = all.len();
        all.extend(merged);
    }
    Ok(all)
}

fn filled(from: &Model, mut into: Model) -> Model {
    if into.email.is_none() {
        into.email.clone_from(&from.email);
        // Proof is of one mailbox, and goes where the e-mail goes.
        into.email_verified_at = from.email_verified_at;
    }
    for (empty, other) in [
        (&mut into.first_name, &from.first_name),
        (&mut into.last_name, &from.last_name),
        (&mut into.company_name, &from.company_name),
        (&mut into.phone, &from.phone),
        (&mut into.external_id, &from.external_id),
    ] {
        if empty.is_none() {
            empty.clone_from(other);
        }
    }
    fill(&mut into.metadata, from.metadata.as_ref());
    fill(&mut into.private_metadata, from.private_metadata.as_ref());
    into
}
