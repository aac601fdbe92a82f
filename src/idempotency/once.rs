//! Running a mutation once, however often it is sent.

use entity::idempotency::Model;
use futures_util::future::BoxFuture;

use super::claim::{Claim, Kept};
use super::{Outcome, Place, store};
use crate::app::App;
use crate::error::{Error, Result};

/// Runs a mutation, unless its outcome is known: then `again` finds that, and it is as it is now; none
/// when it is gone. A twin at the same moment may run as far as its commit, where it waits for the
/// first and then gets the first's outcome.
///
/// Outcomes and refusals are kept, failures are not: whoever gets one may send the request again.
///
/// # Errors
/// [`Error::KeyReused`] when the key is that of another request, the refusals of the first time, and
/// whatever the mutation fails by.
pub async fn once<'a, T: Outcome>(
    app: &App,
    place: Place,
    run: BoxFuture<'a, Result<T>>,
    again: impl FnOnce(T::Ids) -> BoxFuture<'a, Result<Option<T>>> + Send,
) -> Result<Option<T>> {
    let found = known(app, &place).await?;
    let request = match &found {
        Some(row) => row.request.clone(),
        None => place.hash(app).await?,
    };
    let claim = Claim::new(app, &place, request);
    let answer = async {
        let row = match found {
            Some(row) => row,
            None => match first(app, &claim, run).await {
                Err(Error::Overtaken) => known(app, &place).await?.ok_or(Error::Unavailable)?,
                result => return result.map(Some),
            },
        };
        match serde_json::from_value(row.outcome).map_err(unreadable)? {
            Kept::Done(ids) => again(serde_json::from_value(ids).map_err(unreadable)?).await,
            Kept::Refused(errors) => Err(Error::Refused(errors)),
        }
    };
    claim.hold(answer).await
}

/// What is kept at a place, if it is of the same request.
async fn known(app: &App, place: &Place) -> Result<Option<Model>> {
    let row = store::find(&app.db, &place.id, app.clock.now()).await?;
    if let Some(row) = &row {
        place.check(app, &row.request).await?;
    }
    Ok(row)
}

/// Runs the mutation and sees to it that what came of it is kept, also where it wrote nothing.
async fn first<T: Outcome>(app: &App, claim: &Claim, run: BoxFuture<'_, Result<T>>) -> Result<T> {
    match run.await {
        Ok(outcome) if !claim.is_kept() => app.db.begin().await?.commit_with(outcome).await,
        Err(Error::Refused(errors)) => {
            let tx = app.db.begin().await?;
            claim.commit(tx, &Kept::Refused(errors.clone())).await?;
            Err(Error::Refused(errors))
        }
        result => result,
    }
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::Internal(Box::new(error))
}
