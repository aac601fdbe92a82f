//! Mails that tell owners what was done to their account.

use entity::customer::Model;

use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{self, Content, Mail};
use crate::value::{Email, Text};

/// Tells the owner of an account, who may not be the one who did it, once the transaction is committed.
///
/// # Errors
/// When the database fails.
pub async fn notify(app: &App, tx: &mut Tx, customer: &Model, content: Content) -> Result<()> {
    let Some(Ok(to)) = customer.email.as_deref().map(Email::parse) else {
        return Ok(());
    };
    let mail = Mail {
        to,
        first_name: first_name(customer),
        content,
    };
    // Notices are not counted, and so never dropped.
    _ = mail::queue(app, tx, &mail).await?;
    Ok(())
}

/// Does what [`notify`] does where there is nobody to be told.
///
/// # Errors
/// When the database fails.
pub(super) async fn withhold_notice(
    app: &App,
    tx: &Tx,
    to: &Email,
    content: Content,
) -> Result<()> {
    let mail = Mail {
        to: to.clone(),
        first_name: None,
        content,
    };
    _ = mail::withhold(app, tx, &mail).await?;
    Ok(())
}

/// What to call a customer in a mail.
pub(super) fn first_name(customer: &Model) -> Option<Text> {
    let name = customer.first_name.as_deref().map(Text::parse);
    name.and_then(Result::ok).flatten()
}
