//! One attempt to send one mail.

use std::time::Duration;

use entity::mail::{Model, State};
use lettre::Address;

use super::content::Kind;
use super::letter::Letter;
use super::message::Outgoing;
use super::transport::{Failure, file_name};
use super::{backoff, store};
use crate::app::App;
use crate::error::Result;
use crate::telemetry::Ended;
use crate::telemetry::metrics::MailResult;

/// How long a mail is left to whoever tries it. When they are killed meanwhile, another tries after that.
const LEASE: Duration = Duration::from_mins(1);

/// Tries to send the mail that has been due the longest; says whether there was one. Workers of other
/// processes try others meanwhile. A mail whose process dies between handing it over and noting that
/// goes out once more.
///
/// # Errors
/// When the database fails. That a mail could not be sent is none: it is tried again, or given up.
pub async fn deliver_next(app: &App) -> Result<bool> {
    let now = app.clock.now();
    let Some(mail) = store::claim(&app.db, now, now.plus(LEASE)).await? else {
        return Ok(false);
    };
    let scope = app.traces.work("send mail");
    let came = scope.run(attempt(app, &mail)).await;
    scope.end(&Ended {
        is_fault: came.is_err(),
        ..Ended::default()
    });
    match came {
        Ok(()) => note_sent(app, &mail).await?,
        Err(failure) => note_failed(app, &mail, &failure).await?,
    }
    Ok(true)
}

async fn attempt(app: &App, mail: &Model) -> Result<(), Failure> {
    if mail.expires_at <= app.clock.now() {
        return Err(Failure::permanent("its time is over"));
    }
    app.mailer.transport.send(outgoing(app, mail)?).await
}

/// Opens and renders a mail.
fn outgoing(app: &App, mail: &Model) -> Result<Outgoing, Failure> {
    let (kind, letter) = open(app, mail)
        .ok_or_else(|| Failure::permanent("it is damaged, or was sealed under another key"))?;
    let to = letter
        .to
        .parse::<Address>()
        .map_err(|_| Failure::permanent("the address is of no use for mail"))?;
    let storefront = &app.settings.listen.storefront_url;
    let rendered = app
        .mailer
        .templates
        .render(kind, &letter, storefront)
        .map_err(|error| Failure::permanent(format!("its template: {error}")))?;
    Ok(Outgoing {
        id: mail.id.clone(),
        kind,
        from: app.settings.mail.mail_from.clone(),
        to,
        queued_at: mail.created_at,
        secret: letter.secret,
        rendered,
    })
}

fn open(app: &App, mail: &Model) -> Option<(Kind, Letter)> {
    let kind = Kind::parse(&mail.kind)?;
    let letter = app
        .mailer
        .seal
        .open(&mail.id, kind, mail.letter.as_ref()?)?;
    Some((kind, letter))
}

async fn note_sent(app: &App, mail: &Model) -> Result<()> {
    app.metrics.mails.attempted(MailResult::Sent);
    if store::finish(&app.db, &mail.id, State::Sent).await? {
        tracing::debug!(mail.id, mail.kind, mail.attempts, "mail sent");
    } else {
        // Its customer was erased meanwhile, after a look at the mails that were there.
        let name = file_name(&mail.id, &mail.kind);
        app.mailer.transport.retract(name).await;
    }
    Ok(())
}

async fn note_failed(app: &App, mail: &Model, failure: &Failure) -> Result<()> {
    let [jitter] = app.clock.secret::<1>();
    let next = app.clock.now().plus(backoff::wait(mail.attempts, jitter));
    let (id, kind, attempts) = (&mail.id, &mail.kind, mail.attempts);
    if failure.permanent || mail.expires_at <= next {
        app.metrics.mails.attempted(MailResult::GivenUp);
        tracing::error!(
            mail.id = id,
            mail.kind = kind,
            mail.attempts = attempts,
            error = failure.reason,
            "mail given up"
        );
        store::finish(&app.db, id, State::Failed).await?;
    } else {
        app.metrics.mails.attempted(MailResult::Postponed);
        tracing::warn!(
            mail.id = id,
            mail.kind = kind,
            mail.attempts = attempts,
            error = failure.reason,
            "mail not sent, will be tried again"
        );
        store::postpone(&app.db, id, next).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Content, Mail, forget, queue};
    use crate::testing;
    use crate::value::Email;

    #[tokio::test]
    async fn a_mail_whose_address_is_erased_while_it_is_sent_leaves_no_file() {
        let mails = tempfile::tempdir().unwrap();
        let url = format!("file://{}", mails.path().display());
        let (app, _folder) = testing::app_with(|set| set.mail.mail_url = url.into()).await;
        let to = Email::parse("jane@example.com").unwrap();
        let mail = Mail {
            to: to.clone(),
            first_name: None,
            content: Content::AccountExists,
        };
        let mut tx = app.db.begin().await.unwrap();
        _ = queue(&app, &mut tx, &mail).await.unwrap();
        tx.commit().await.unwrap();

        let now = app.clock.now();
        let claimed = store::claim(&app.db, now, now.plus(LEASE)).await.unwrap();
        let claimed = claimed.unwrap();
        // All of the erasure comes between the claim and the file.
        let tx = app.db.begin().await.unwrap();
        let forgotten = forget(&app, &tx, &[to]).await.unwrap();
        tx.commit().await.unwrap();
        forgotten.delete_files(&app).await.unwrap();
        attempt(&app, &claimed).await.unwrap();
        assert_eq!(mails.path().read_dir().unwrap().count(), 1);
        note_sent(&app, &claimed).await.unwrap();
        assert_eq!(mails.path().read_dir().unwrap().count(), 0);
    }
}
