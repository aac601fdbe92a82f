//! Outside issuers whose tokens we take: OpenID providers of customers, and the issuer of staff.

use reqwest::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Listen;
use crate::value::KeySet;

/// The name that logins by e-mail and password go by, which no provider may have.
const RESERVED: &str = "emailpass";
/// Characters of a provider's name at most.
const MAX_NAME: usize = 64;

/// The OpenID providers that customers may log in with.
#[derive(Clone, Debug, Default)]
pub struct Providers(pub Vec<Provider>);

/// One OpenID provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// What the API calls it.
    pub name: String,
    /// The `iss` of its tokens, exactly.
    pub issuer: String,
    /// Our client ids there, one of which is the `aud` of a token. At least one.
    pub audiences: Vec<String>,
    /// Where its keys are.
    pub keys: KeySource,
}

/// The issuer of staff tokens.
#[derive(Clone, Debug)]
pub struct StaffIssuer {
    /// The `iss` of its tokens, exactly.
    pub issuer: String,
    /// What `aud` of a token names.
    pub audience: String,
    /// Where its keys are.
    pub keys: KeySource,
    /// The claim that names the scopes.
    pub scope_claim: String,
}

/// Where the keys of an issuer are.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// In the settings.
    Inline(KeySet),
    /// At an address, from which they are fetched.
    Url(Url),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenProvider {
    name: String,
    issuer: String,
    audiences: Vec<String>,
    jwks: Option<Value>,
    jwks_uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenStaffIssuer {
    issuer: String,
    audience: String,
    jwks: Option<Value>,
    jwks_uri: Option<String>,
    #[serde(default = "default_scope_claim")]
    scope_claim: String,
}

fn default_scope_claim() -> String {
    "scope".to_owned()
}

/// Reads the list of providers.
pub(super) fn providers(text: &str) -> Result<Providers, String> {
    let list: Vec<Value> = json(text, "a JSON list of providers")?;
    let mut providers: Vec<Provider> = Vec::with_capacity(list.len());
    for (index, entry) in list.into_iter().enumerate() {
        let provider =
            Provider::parse(entry).map_err(|why| format!("provider {}: {why}", index + 1))?;
        if providers.iter().any(|other| other.name == provider.name) {
            return Err(format!("two providers are named {}", provider.name));
        }
        providers.push(provider);
    }
    Ok(Providers(providers))
}

/// Reads the issuer of staff tokens.
pub(super) fn staff_issuer(text: &str) -> Result<StaffIssuer, String> {
    let GivenStaffIssuer {
        issuer,
        audience,
        jwks,
        jwks_uri,
        scope_claim,
    } = object(json(text, "a JSON object")?)?;
    Ok(StaffIssuer {
        issuer: filled("issuer", issuer)?,
        audience: filled("audience", audience)?,
        keys: KeySource::parse(jwks, jwks_uri)?,
        scope_claim: filled("scope_claim", scope_claim)?,
    })
}

impl Provider {
    fn parse(entry: Value) -> Result<Self, String> {
        let GivenProvider {
            name,
            issuer,
            audiences,
            jwks,
            jwks_uri,
        } = object(entry)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !(1..=MAX_NAME).contains(&name.len()) || !name.chars().all(plain) {
            return Err(
                "`name` must have 1 to 64 letters, digits, dots, dashes or underscores".into(),
            );
        }
        if name == RESERVED {
            return Err(format!("the name {RESERVED} is that of logins by password"));
        }
        if audiences.is_empty() || audiences.iter().any(String::is_empty) {
            return Err("`audiences` must name a client id".into());
        }
        Ok(Self {
            name,
            issuer: filled("issuer", issuer)?,
            audiences,
            keys: KeySource::parse(jwks, jwks_uri)?,
        })
    }
}

impl KeySource {
    fn parse(jwks: Option<Value>, jwks_uri: Option<String>) -> Result<Self, String> {
        match (jwks, jwks_uri) {
            (Some(keys), None) => {
                let keys = KeySet::parse(&keys).map_err(|why| format!("`jwks`: {why}"))?;
                Ok(Self::Inline(keys))
            }
            (None, Some(url)) => Url::parse(&url)
                .map(Self::Url)
                .map_err(|_| "`jwks_uri` is no URL".to_owned()),
            _ => Err("give either `jwks` or `jwks_uri`".to_owned()),
        }
    }

    /// Keys over plain http could be anyone's: that is for a developer's own machine alone.
    fn check(&self, listen: &Listen) -> Result<(), String> {
        let Self::Url(url) = self else {
            return Ok(());
        };
        let at_home = listen.development() && is_loopback(url);
        match url.scheme() {
            "https" => Ok(()),
            "http" if at_home => Ok(()),
            _ => Err("`jwks_uri` must be https; http is for loopback in development".to_owned()),
        }
    }
}

/// What of the issuers only shows beside other settings.
pub(super) fn check(
    listen: &Listen,
    providers: Option<&Providers>,
    staff: Option<&StaffIssuer>,
) -> Result<(), String> {
    let providers = providers.map_or(&[][..], |providers| &providers.0);
    for provider in providers {
        let named = |why| format!("PATRONAGE_OIDC_PROVIDERS: {}: {why}", provider.name);
        provider.keys.check(listen).map_err(named)?;
    }
    let Some(staff) = staff else { return Ok(()) };
    let named = |why: &str| format!("PATRONAGE_STAFF_ISSUER: {why}");
    staff.keys.check(listen).map_err(|why| named(&why))?;
    if staff.issuer == listen.public_url {
        return Err(named(
            "the issuer is PATRONAGE_PUBLIC_URL, which issues to customers",
        ));
    }
    let shared = |provider: &&Provider| {
        provider.issuer == staff.issuer && provider.audiences.contains(&staff.audience)
    };
    if let Some(provider) = providers.iter().find(shared) {
        let why = format!(
            "{} has the same issuer and audience: customers would be staff",
            provider.name
        );
        return Err(named(&why));
    }
    Ok(())
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn filled(name: &str, text: String) -> Result<String, String> {
    if text.is_empty() {
        return Err(format!("`{name}` is empty"));
    }
    Ok(text)
}

fn json<T: DeserializeOwned>(text: &str, what: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("give {what}: {error}"))
}

fn object<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    if !value.is_object() {
        return Err("give a JSON object".to_owned());
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[cfg(test)]
#[path = "issuers_tests.rs"]
mod tests;
