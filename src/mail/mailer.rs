//! What queueing and sending take, built once.

use std::sync::Arc;

use secrecy::ExposeSecret;
use tokio::sync::Notify;

use super::seal::Seal;
use super::template::Templates;
use super::transport::Transport;
use crate::config::{self, Settings};
use crate::error::{Error, Result};
use crate::value::Email;

/// What queueing and sending mails take.
pub struct Mailer {
    pub(super) seal: Seal,
    pub(super) templates: Templates,
    pub(super) transport: Transport,
    /// Wakes the worker of this process.
    pub(super) due: Arc<Notify>,
}

impl Mailer {
    /// Builds it with a key of 32 bytes that all replicas share.
    ///
    /// # Errors
    /// [`Error::Internal`] for settings that [`check`] would tell.
    pub fn new(settings: &Settings, key: &[u8]) -> Result<Self> {
        let (transport, templates) = parts(&settings.mail).map_err(Error::internal)?;
        Ok(Self {
            seal: Seal::new(key)?,
            templates,
            transport,
            due: Arc::default(),
        })
    }

    /// What stands for an address where it is not to be told: the same on all replicas, and of no use to
    /// who has the database alone.
    #[must_use]
    pub fn address_hash(&self, address: &Email) -> Vec<u8> {
        self.seal.address(address.as_str())
    }
}

/// Whether the settings of mails are sound, templates included.
///
/// # Errors
/// One line that says which setting to change.
pub fn check(settings: &Settings) -> Result<(), String> {
    parts(&settings.mail).map(drop)
}

/// Whether the templates that the settings name are sound; for `patronage doctor`, whose [`probe`] tells
/// the rest.
///
/// # Errors
/// One line that says what to mend.
pub fn check_templates(settings: &Settings) -> Result<(), String> {
    templates(&settings.mail).map(drop)
}

/// Where mails go, and whether they can be handed over there now; for `patronage doctor`.
///
/// # Errors
/// What to mend.
pub async fn probe(settings: &Settings) -> Result<String, String> {
    let transport = transport(&settings.mail)?;
    let from = settings.mail.mail_from.email.domain();
    if matches!(transport, Transport::Smtp(_)) && from == "localhost" {
        return Err("nobody takes mail from localhost: set PATRONAGE_MAIL_FROM".to_owned());
    }
    transport.probe().await
}

fn parts(settings: &config::Mail) -> Result<(Transport, Templates), String> {
    let templates = templates(settings)?;
    Ok((transport(settings)?, templates))
}

fn templates(settings: &config::Mail) -> Result<Templates, String> {
    Templates::load(settings.mail_templates.as_deref())
        .map_err(|error| format!("PATRONAGE_MAIL_TEMPLATES: {error}"))
}

fn transport(settings: &config::Mail) -> Result<Transport, String> {
    let domain = settings.mail_from.email.domain();
    Transport::parse(settings.mail_url.expose_secret(), domain)
        .map_err(|error| format!("PATRONAGE_MAIL_URL: {error}"))
}
