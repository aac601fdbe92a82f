//! What webhooks take of a process, built once.

use std::sync::Arc;

use tokio::sync::Notify;

use super::delivery::Sender;
use super::seal::Seal;
use super::target::Policy;
use crate::config::Settings;
use crate::error::Result;

/// What webhooks take of a process.
pub struct Webhooks {
    pub(super) seal: Seal,
    pub(super) policy: Policy,
    pub(super) sender: Sender,
    /// Wakes the worker of this process.
    pub(super) due: Arc<Notify>,
}

impl Webhooks {
    /// Builds it with a key of 32 bytes that all replicas share.
    ///
    /// # Errors
    /// [`crate::error::Error::Internal`] for a key of another length.
    pub fn new(settings: &Settings, key: &[u8]) -> Result<Self> {
        let policy = Policy {
            development: settings.listen.development(),
            allow_private: settings.events.webhook_allow_private,
        };
        Ok(Self {
            seal: Seal::new(key)?,
            policy,
            sender: Sender::new(policy),
            due: Arc::default(),
        })
    }
}
