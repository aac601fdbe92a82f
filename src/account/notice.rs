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
pub(super) async fn notify(
    app: &App,
    tx: &mut Tx,
    customer: &Model,
    content: Content,
) -> Result<()> {
    let Some(Ok(to)) = customer.email.as_deref().map(Email::parse) else {
        return Ok(());
    };
    let first_name = customer.first_name.as_deref().map(Text::parse);
    let mail = Mail {
        to,
        first_name: first_name.and_then(Result::ok).flatten(),
        content,
    };
    // Notices are not counted, and so never dropped.
    _ = mail::queue(app, tx, &mail).await?;
    Ok(())
}
