//! A mail server.

use std::net::IpAddr;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Code;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use url::{Host, Url};

use super::{Failure, USAGE};
use crate::mail::message::Outgoing;

/// How long the server may take for one answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long a mail may take in all; less than the lease of an attempt.
const PATIENCE: Duration = Duration::from_secs(40);
/// How long a probe may take, for which somebody waits.
const PROBE: Duration = Duration::from_secs(5);

/// A mail server that passes mails on.
pub(in crate::mail) struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    /// Host and port, to be shown.
    name: String,
}

impl Smtp {
    /// Reads a URL. `smtps` is TLS from the start. `smtp` turns to TLS (STARTTLS) where `?tls=` says so:
    /// `required`, `opportunistic` or `none`. By default that is `none` on loopback; elsewhere it is
    /// `required` where there is a password to be kept, else `opportunistic`. A path is what we call
    /// ourselves instead of `domain`.
    ///
    /// # Errors
    /// What to give.
    pub(super) fn parse(text: &str, domain: &str) -> Result<Self, String> {
        let mut url = Url::parse(text).map_err(|_| USAGE)?;
        let host = url.host().ok_or(USAGE)?.to_owned();
        let given = match url.query_pairs().next() {
            Some((key, value)) if key == "tls" && url.query_pairs().count() == 1 => {
                Some(value.into_owned())
            }
            Some(_) => return Err(USAGE.to_owned()),
            None => None,
        };
        let tls = match (given.as_deref(), url.password()) {
            (Some(given @ ("required" | "opportunistic" | "none")), _) => given,
            (Some(_), _) => return Err("?tls= must be required, opportunistic or none".to_owned()),
            (None, _) if is_loopback(&host) => "none",
            (None, Some(_)) => "required",
            (None, None) => "opportunistic",
        };
        // `none` is what the library does without the parameter.
        let query = (tls != "none").then(|| format!("tls={tls}"));
        url.set_query(query.as_deref());
        if url.path().len() <= 1 {
            url.set_path(domain);
        }
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
            .map_err(|error| format!("{USAGE} ({error})"))?
            .timeout(Some(TIMEOUT))
            .build();
        let port = url.port().map_or(String::new(), |port| format!(":{port}"));
        Ok(Self {
            server,
            name: format!("{}://{host}{port}", url.scheme()),
        })
    }

    /// Hands a mail to the server.
    pub(super) async fn send(&self, mail: &Outgoing) -> Result<(), Failure> {
        let broken = |error: lettre::error::Error| Failure::permanent(error.to_string());
        let message = mail.message().map_err(broken)?;
        let envelope = Envelope::new(Some(mail.from.email.clone()), vec![mail.to.clone()]);
        let envelope = envelope.map_err(broken)?;
        let bytes = message.formatted();
        let sending = self.server.send_raw(&envelope, &bytes);
        match tokio::time::timeout(PATIENCE, sending).await {
            Err(_) => Err(Failure::passing("the mail server took too long")),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failure(&error, mail)),
        }
    }

    /// Whether the server takes our connection and password.
    pub(super) async fn probe(&self) -> Result<String, String> {
        let probed = tokio::time::timeout(PROBE, self.server.test_connection()).await;
        let reason = match probed {
            Ok(Ok(true)) => return Ok(self.name.clone()),
            Ok(Ok(false)) => format!("it closed the connection: {MEND}"),
            Ok(Err(error)) => format!("{error}: {}", remedy(&error)),
            Err(_) => format!(
                "it says nothing within {} s: a firewall may be in the way, as many keep port 25 shut; try 587 or 465, or {MEND}",
                PROBE.as_secs()
            ),
        };
        Err(format!("{}: {reason}", self.name))
    }
}

/// What is always worth a try.
const MEND: &str = "start the mail server or mend PATRONAGE_MAIL_URL";

/// What to do about a server that does not take our connection or password.
fn remedy(error: &Error) -> &'static str {
    match error.status() {
        Some(code) if is_about_us(code) => "mend user and password in PATRONAGE_MAIL_URL",
        None if error.is_tls() => {
            "let the server have a certificate of an authority that this machine knows (SSL_CERT_FILE names others), or mend PATRONAGE_MAIL_URL"
        }
        None if error.is_client() => "mend ?tls= or the password in PATRONAGE_MAIL_URL",
        _ => MEND,
    }
}

fn is_loopback(host: &Host) -> bool {
    match host {
        Host::Domain(name) => {
            name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
        }
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

/// Why the server did not take a mail. The text of its answer is left out: it repeats the address.
fn failure(error: &Error, mail: &Outgoing) -> Failure {
    match error.status() {
        Some(code) if error.is_permanent() && !is_about_us(code) => {
            Failure::permanent(format!("the mail server refused it: {code}"))
        }
        Some(code) => Failure::passing(format!("the mail server put it off: {code}")),
        // Letters beyond ASCII before the @ need a server that takes them (SMTPUTF8).
        None if error.is_client() && !mail.to.user().is_ascii() => {
            Failure::permanent("the mail server takes no such address")
        }
        None => Failure::passing(error.to_string()),
    }
}

/// Codes that refuse our password, not the mail (RFC 4954): another try after the settings were mended
/// goes well.
fn is_about_us(code: Code) -> bool {
    matches!(u16::from(code), 530 | 534 | 535 | 538)
}
