//! The outside issuers of the settings, with their keys.

use std::sync::Arc;

use reqwest::Client;

use super::fetch;
use super::jwt::{Expected, verify};
use super::keys::IssuerKeys;
use super::staff::Staff;
use super::subject::{IdToken, Subject};
use crate::clock::Clock;
use crate::config::{Accounts, KeySource, Provider};
use crate::error::{Code, Error, Result};

/// What the `typ` of an ID token may be.
const ID_TOKEN: [&str; 1] = ["jwt"];

/// Everyone outside whose tokens are taken.
pub struct Issuers {
    providers: Vec<(Provider, IssuerKeys)>,
    staff: Option<Staff>,
    clock: Clock,
}

impl Issuers {
    /// Takes them from the settings. Nothing is fetched yet, so that no issuer keeps the service from
    /// starting.
    ///
    /// # Errors
    /// When keys are to be fetched, and the system has no certificate authorities to trust.
    pub fn new(settings: &Accounts, clock: &Clock) -> Result<Self> {
        let mut sources = Sources {
            client: None,
            clock: clock.clone(),
        };
        let configured = settings.oidc_providers.iter().flat_map(|list| &list.0);
        let providers: Result<_> = configured
            .map(|provider| Ok((provider.clone(), sources.keys(&provider.keys)?)))
            .collect();
        let staff = settings.staff_issuer.as_ref();
        let staff: Result<_> = staff
            .map(|issuer| Ok(Staff::new(issuer, sources.keys(&issuer.keys)?)))
            .transpose();
        Ok(Self {
            providers: providers?,
            staff: staff?,
            clock: clock.clone(),
        })
    }

    /// Who staff tokens come from, where there is such an issuer.
    pub(in crate::account) const fn staff(&self) -> Option<&Staff> {
        self.staff.as_ref()
    }

    /// Whether customers can log in by a provider of this name.
    pub(in crate::account) fn has(&self, provider: &str) -> bool {
        self.provider(provider).is_some()
    }

    fn provider(&self, name: &str) -> Option<&(Provider, IssuerKeys)> {
        self.providers.iter().find(|(own, _)| own.name == name)
    }

    /// Whom an ID token is about.
    ///
    /// # Errors
    /// [`Code::NotFound`] for an unknown provider, [`Code::InvalidToken`] for a token that is not good;
    /// [`Error::Unavailable`] when the provider's keys are not to be had.
    pub(super) async fn subject(&self, shown: &IdToken) -> Result<Subject> {
        let Some((provider, keys)) = self.provider(&shown.provider) else {
            let message = "There is no such provider.";
            return Err(Error::refused(
                Code::NotFound,
                message,
                ["input", "provider"],
            ));
        };
        let expected = Expected {
            issuer: &provider.issuer,
            audiences: &provider.audiences,
            types: &ID_TOKEN,
        };
        match verify(keys, &expected, &shown.token, self.clock.now()).await {
            Ok(claims) => Subject::read(&claims, shown).ok_or_else(invalid_token),
            Err(Error::Unauthenticated) => Err(invalid_token()),
            Err(error) => Err(error),
        }
    }
}

/// The refusal of an ID token.
pub(super) fn invalid_token() -> Error {
    let message =
        "The ID token is malformed, expired, not for this service, or not of the provider.";
    Error::refused(Code::InvalidToken, message, ["input", "idToken"])
}

/// Makes keys of what the settings say; the client once, and only where it is needed.
struct Sources {
    client: Option<Client>,
    clock: Clock,
}

impl Sources {
    fn keys(&mut self, source: &KeySource) -> Result<IssuerKeys> {
        match source {
            KeySource::Inline(keys) => Ok(IssuerKeys::Fixed(Arc::new(keys.clone()))),
            KeySource::Url(url) => {
                let client = match &self.client {
                    Some(client) => client.clone(),
                    None => self.client.insert(fetch::client()?).clone(),
                };
                Ok(IssuerKeys::at(url.clone(), client, self.clock.clone()))
            }
        }
    }
}
