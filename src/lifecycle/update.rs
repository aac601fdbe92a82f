//! Changing a customer; the login follows an e-mail that staff change.

use entity::CustomerId;
use entity::customer::Model;

use crate::actor::Actor;
use crate::app::App;
use crate::customer::service::CustomerChanges;
use crate::error::{Checks, Code, Error, Fault, Result};
use crate::mail::Content;
use crate::value::Change;
use crate::{account, customer};

/// Changes the customer, the caller's own when none is named. Where an account moves to another e-mail,
/// tokens in mails are void and the old address is told.
///
/// # Errors
/// `NOT_FOUND` for an unknown customer and for another's, `NOT_ALLOWED` for each field that the caller
/// may not set, and what [`customer::service::update`] refuses.
pub async fn update(
    app: &App,
    actor: &Actor,
    id: Option<CustomerId>,
    changes: CustomerChanges,
) -> Result<Model> {
    let Some(id) = id.or_else(|| actor.customer().cloned()) else {
        return Err(Error::refused(
            Code::Required,
            "Say which customer.",
            ["input", "id"],
        ));
    };
    let mut tx = app.db.begin().await?;
    let before = customer::service::lock(&tx, actor, &id, &["input", "id"]).await?;
    check_fields(actor, &changes)?;
    let moved = match &changes.email {
        Change::Set(email) if before.has_account => Some(email.clone()),
        _ => None,
    };
    let after = customer::service::update(app, &mut tx, actor, &before, changes).await?;
    if let Some(email) = moved {
        account::identity::move_email(&tx, &id, &email).await?;
        if after.email != before.email {
            account::mail_token::void(&tx, std::slice::from_ref(&id)).await?;
            account::notify(app, &mut tx, &before, Content::EmailChangedNotice).await?;
        }
    }
    tx.commit_with(after).await
}

fn check_fields(actor: &Actor, changes: &CustomerChanges) -> Result<()> {
    let mut checks = Checks::input();
    if !actor.is_staff() {
        for field in changes.staff_only() {
            checks.add(
                field,
                Fault::new(Code::NotAllowed, "Only staff may set this."),
            );
        }
    }
    checks.finish()
}
