//! Mailing a token or a code.

use entity::customer;
use entity::mail_token::{Model, Purpose};
use secrecy::ExposeSecret;

use super::make::{code_hash, content, lifetime, secret, token_hash};
use crate::account::notice::first_name;
use crate::account::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{self, Mail, Queued, Secret};
use crate::value::Email;

/// Mails a new token of an account, which takes the place of the last one of the purpose. Without an
/// account it does the same for nobody: nothing is sent, and nothing can be done with what is kept.
/// An address that has had its mails of the kind for this hour gets none, and earlier tokens stay good.
///
/// # Errors
/// When the database fails.
pub(in crate::account) async fn send(
    app: &App,
    tx: &mut Tx,
    purpose: Purpose,
    to: &Email,
    account: Option<&customer::Model>,
) -> Result<()> {
    let (now, lifetime) = (app.clock.now(), lifetime(app, purpose));
    let (id, text) = (app.clock.ulid().to_string(), secret(app, purpose));
    let secret_hash = match purpose {
        Purpose::LoginCode => code_hash(app, &id, text.expose_secret()),
        _ => token_hash(text.expose_secret()),
    };
    let mail = Mail {
        to: to.clone(),
        first_name: account.and_then(first_name),
        content: content(purpose, Secret { text, lifetime }),
    };
    let queued = match account {
        Some(_) => mail::queue(app, tx, &mail).await?,
        None => mail::withhold(app, tx, &mail).await?,
    };
    if queued == Queued::Dropped {
        return Ok(());
    }
    let row = Model {
        id,
        purpose,
        customer_id: account.map(|account| account.id.clone()),
        email: account.map(|_| to.as_str().to_owned()),
        secret_hash,
        attempts: 0,
        created_at: now,
        expires_at: now.plus(lifetime),
    };
    store::mail_token::put(tx, row).await
}
