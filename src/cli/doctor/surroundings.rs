//! What shows without the database: the settings by themselves, and the way out for mail.

use secrecy::ExposeSecret;
use url::{Host, Url};

use super::{Fault, Finding, Line};
use crate::config::{Listen, Settings};
use crate::graphql::documents;
use crate::mail;

/// The settings by themselves. A single one that cannot be read was told before any command ran.
pub(super) fn settings(settings: &Settings) -> Vec<Line> {
    let between = settings.faults().into_iter();
    let files = [documents::check(settings), mail::check_templates(settings)];
    let faults = between.chain(files.into_iter().filter_map(Result::err));
    let mut lines: Vec<Line> = faults
        .map(|fault| ("settings", Err(fault.into())))
        .collect();
    if lines.is_empty() {
        lines.push(("settings", Ok(mode(&settings.listen))));
    }
    lines.push(("public URL", public_url(&settings.listen)));
    if !settings.listen.development() {
        lines.push(("proxy", proxy(settings)));
    }
    lines
}

fn mode(listen: &Listen) -> String {
    let mode = if listen.development() {
        "development"
    } else {
        "production"
    };
    format!("{} ({mode})", listen.public_url)
}

/// Over http anybody on the way reads passwords and tokens; that is for the machine alone.
fn public_url(listen: &Listen) -> Finding {
    let url = &listen.public_url;
    if !listen.development() {
        return Ok("https".to_owned());
    }
    if is_loopback(url) && listen.listen.ip().is_loopback() {
        return Ok("http, on this machine alone".to_owned());
    }
    Err(Fault::Doubt(format!(
        "{url} is reached by http: passwords go unencrypted, GraphiQL and introspection are open to all; put TLS before it and give PATRONAGE_PUBLIC_URL as https"
    )))
}

fn is_loopback(url: &str) -> bool {
    let url = Url::parse(url).ok();
    match url.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// We speak no TLS, so that an https URL means a proxy, from which all calls then seem to come.
fn proxy(settings: &Settings) -> Finding {
    match settings.protection.trusted_proxies.len() {
        0 => Err(Fault::Doubt(
            "behind the proxy that speaks TLS everybody has its address, so that one caller who fails to log in slows down all: name it in PATRONAGE_TRUSTED_PROXIES".to_owned(),
        )),
        1 => Ok("1 network is trusted".to_owned()),
        some => Ok(format!("{some} networks are trusted")),
    }
}

/// Whether mails can be handed over, and to somebody who brings them to customers.
pub(super) async fn mail(settings: &Settings) -> Finding {
    let found = mail::probe(settings).await?;
    let url = settings.mail.mail_url.expose_secret();
    if settings.listen.development() || url.starts_with("smtp") {
        return Ok(found);
    }
    Err(Fault::Doubt(format!(
        "{found}, and nobody gets a link to reset a password: set PATRONAGE_MAIL_URL to a mail server"
    )))
}
