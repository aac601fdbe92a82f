//! Logins, and who was told to wait.

use prometheus::IntCounterVec;

use super::MetricError;
use super::maker::Maker;
use crate::error::Error;

/// How somebody logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginMethod {
    /// By e-mail and password.
    Password,
    /// By an ID token of an OpenID provider.
    IdToken,
    /// By a refresh token.
    Refresh,
    /// By registering.
    Registration,
}

impl LoginMethod {
    const ALL: [Self; 4] = [
        Self::Password,
        Self::IdToken,
        Self::Refresh,
        Self::Registration,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::IdToken => "id_token",
            Self::Refresh => "refresh",
            Self::Registration => "registration",
        }
    }
}

/// A rule by which callers are told to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Failed attempts to log in, of an account or a network.
    Logins,
    /// Registrations of a network.
    Registrations,
    /// Mails that a network asks for.
    Mails,
    /// Mails of a kind to an address; nobody is told.
    MailsToAddress,
    /// Streams of a login.
    StreamsOfLogin,
    /// Streams of a network.
    StreamsOfNetwork,
    /// Operations of a WebSocket.
    SocketOperations,
}

impl Rule {
    const ALL: [Self; 7] = [
        Self::Logins,
        Self::Registrations,
        Self::Mails,
        Self::MailsToAddress,
        Self::StreamsOfLogin,
        Self::StreamsOfNetwork,
        Self::SocketOperations,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Logins => "logins",
            Self::Registrations => "registrations",
            Self::Mails => "mails",
            Self::MailsToAddress => "mails_to_address",
            Self::StreamsOfLogin => "streams_of_login",
            Self::StreamsOfNetwork => "streams_of_network",
            Self::SocketOperations => "socket_operations",
        }
    }
}

/// What came of a login.
const RESULTS: [&str; 4] = ["ok", "refused", "throttled", "failed"];

/// Logins, and who was told to wait.
pub struct Accounts {
    logins: IntCounterVec,
    throttled: IntCounterVec,
}

impl Accounts {
    pub(super) fn new(maker: &Maker<'_>) -> Result<Self, MetricError> {
        let logins = LoginMethod::ALL
            .into_iter()
            .flat_map(|method| RESULTS.map(|result| [method.as_str(), result]));
        Ok(Self {
            logins: maker.counters(
                (
                    "patronage_logins_total",
                    "Logins by method, and what came of them",
                ),
                ["method", "result"],
                logins,
            )?,
            throttled: maker.counters(
                (
                    "patronage_throttled_total",
                    "What was refused because there was too much of it, by rule",
                ),
                ["rule"],
                Rule::ALL.map(|rule| [rule.as_str()]),
            )?,
        })
    }

    /// Counts a login, by what came of it, and passes that on.
    ///
    /// # Errors
    /// What it was given.
    pub fn login<T>(&self, method: LoginMethod, came: Result<T, Error>) -> Result<T, Error> {
        let result = match &came {
            Ok(_) => "ok",
            Err(Error::RateLimited(_)) => "throttled",
            Err(Error::Unavailable | Error::Internal(_)) => "failed",
            Err(_) => "refused",
        };
        let of = [method.as_str(), result];
        if let Ok(logins) = self.logins.get_metric_with_label_values(&of) {
            logins.inc();
        }
        came
    }

    /// Counts somebody who has to wait.
    pub fn throttled(&self, rule: Rule) {
        let of = [rule.as_str()];
        if let Ok(throttled) = self.throttled.get_metric_with_label_values(&of) {
            throttled.inc();
        }
    }
}
