//! Queueing.

use std::time::Duration;

use entity::mail::State;

use super::backoff::GIVE_UP;
use super::content::{Kind, Mail};
use super::letter::Letter;
use super::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::telemetry::metrics::Rule;

/// The time that the cap is for.
const HOUR: Duration = Duration::from_hours(1);

/// What became of a mail that was to be queued.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    /// It goes out once the transaction is committed.
    Accepted,
    /// The address has had as many of the kind within the hour as it may get. The caller is to answer
    /// as if it had been accepted, and to leave the tokens of earlier mails alone.
    Dropped,
}

/// Queues a mail, to be sent if and only if the transaction is committed.
///
/// # Errors
/// When the database fails.
pub async fn queue(app: &App, tx: &mut Tx, mail: &Mail) -> Result<Queued> {
    let queued = add(app, tx, mail, State::Queued).await?;
    if queued == Queued::Accepted {
        tx.wake(&app.mailer.due);
    }
    Ok(queued)
}

/// Does what [`queue`] does, takes as long, and counts like it, for a mail that is not to be sent, since
/// nobody who is to have it has the address. Who asked for it cannot tell.
///
/// # Errors
/// When the database fails.
pub async fn withhold(app: &App, tx: &Tx, mail: &Mail) -> Result<Queued> {
    add(app, tx, mail, State::Withheld).await
}

async fn add(app: &App, tx: &Tx, mail: &Mail, state: State) -> Result<Queued> {
    let (mailer, now) = (&app.mailer, app.clock.now());
    let kind = mail.content.kind();
    let address_hash = mailer.seal.address(mail.to.as_str());
    if kind.is_capped() && is_used_up(app, tx, kind, &address_hash).await? {
        app.metrics.accounts.throttled(Rule::MailsToAddress);
        return Ok(Queued::Dropped);
    }
    let id = app.clock.ulid().to_string();
    let letter = mailer.seal.close(&id, kind, &Letter::of(mail))?;
    let lifetime = mail.content.secret().map(|secret| secret.lifetime);
    let row = entity::mail::Model {
        id,
        kind: kind.as_str().to_owned(),
        address_hash,
        letter: (state == State::Queued).then_some(letter),
        state,
        attempts: 0,
        created_at: now,
        next_attempt_at: now,
        expires_at: now.plus(lifetime.unwrap_or(GIVE_UP).min(GIVE_UP)),
    };
    store::insert(tx, row).await?;
    Ok(Queued::Accepted)
}

/// Whether an address had all mails of a kind that it may get in an hour. No other transaction adds
/// one until this one ends.
async fn is_used_up(app: &App, tx: &Tx, kind: Kind, address_hash: &[u8]) -> Result<bool> {
    store::lock(tx, app.db.backend(), address_hash).await?;
    let since = app.clock.now().minus(HOUR);
    let lately = store::count(tx, kind, address_hash, since).await?;
    Ok(lately >= u64::from(app.settings.mail.mails_per_hour))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::mail::Content;
    use crate::testing;
    use crate::value::Email;

    #[tokio::test]
    async fn the_worker_is_woken_by_the_commit_and_by_nothing_before() {
        let (app, _folder) = testing::app().await;
        let woken = || app.mailer.due.notified().now_or_never().is_some();
        let mail = Mail {
            to: Email::parse("jane@example.com").unwrap(),
            first_name: None,
            content: Content::AccountExists,
        };
        let mut tx = app.db.begin().await.unwrap();
        assert_eq!(queue(&app, &mut tx, &mail).await.unwrap(), Queued::Accepted);
        assert!(!woken());
        drop(tx);
        assert!(!woken());

        let mut tx = app.db.begin().await.unwrap();
        _ = queue(&app, &mut tx, &mail).await.unwrap();
        assert!(!woken());
        tx.commit().await.unwrap();
        assert!(woken());
        assert!(!woken());
    }
}
