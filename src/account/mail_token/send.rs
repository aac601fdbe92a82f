//! Mailing a token or a code.

use std::time::Duration;

use entity::customer;
use entity::mail_token::{Model, Purpose};
use secrecy::{ExposeSecret, SecretString};

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
    let token = Token::new(app, purpose);
    let mail = token.mail(to, account);
    let queued = match account {
        Some(_) => mail::queue(app, tx, &mail).await?,
        None => mail::withhold(app, tx, &mail).await?,
    };
    token.keep(app, tx, to, account, queued).await
}

/// Does all that [`send`] does for an account, but for sending: nobody gets to know the token.
///
/// # Errors
/// When the database fails.
pub(super) async fn withhold(
    app: &App,
    tx: &Tx,
    purpose: Purpose,
    to: &Email,
    account: &customer::Model,
) -> Result<()> {
    let token = Token::new(app, purpose);
    let queued = mail::withhold(app, tx, &token.mail(to, Some(account))).await?;
    token.keep(app, tx, to, Some(account), queued).await
}

/// A token that is to be mailed.
struct Token {
    id: String,
    purpose: Purpose,
    text: SecretString,
    lifetime: Duration,
}

impl Token {
    fn new(app: &App, purpose: Purpose) -> Self {
        Self {
            id: app.clock.ulid().to_string(),
            purpose,
            text: secret(app, purpose),
            lifetime: lifetime(app, purpose),
        }
    }

    fn mail(&self, to: &Email, account: Option<&customer::Model>) -> Mail {
        let secret = Secret {
            text: self.text.clone(),
            lifetime: self.lifetime,
        };
        Mail {
            to: to.clone(),
            first_name: account.and_then(first_name),
            content: content(self.purpose, secret),
        }
    }

    /// Keeps it as a hash, unless its mail was dropped.
    async fn keep(
        self,
        app: &App,
        tx: &Tx,
        to: &Email,
        account: Option<&customer::Model>,
        queued: Queued,
    ) -> Result<()> {
        if queued == Queued::Dropped {
            return Ok(());
        }
        let (now, text) = (app.clock.now(), self.text.expose_secret());
        let secret_hash = match self.purpose {
            Purpose::LoginCode => code_hash(app, &self.id, text),
            _ => token_hash(text),
        };
        let row = Model {
            id: self.id,
            purpose: self.purpose,
            customer_id: account.map(|account| account.id.clone()),
            email: account.map(|_| to.as_str().to_owned()),
            address_hash: app.mailer.address_hash(to),
            secret_hash,
            attempts: 0,
            created_at: now,
            expires_at: now.plus(self.lifetime),
        };
        store::mail_token::put(tx, row).await
    }
}
