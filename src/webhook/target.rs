//! Where webhooks may go. Whoever can name an address that the server calls could otherwise have it call
//! what only the server reaches: neighbours in its network, or the cloud's metadata.
//!
//! Networks are those of IANA's registries of special-purpose addresses (RFC 6890 and its successors).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::error::{Code, Fault};

/// Characters of an address at most.
const MAX_URL: usize = 2048;
/// Ports below are those of services that are none of ours; 80 and 443 aside.
const FIRST_FREE_PORT: u16 = 1024;

/// Which addresses there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Policy {
    /// Whether plain http and loopback will do.
    pub(super) development: bool,
    /// Whether the operator lets webhooks into private networks.
    pub(super) allow_private: bool,
}

/// Why an address is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    /// No URL at all, or one without a host.
    #[error("Give a URL such as https://shop.example/webhooks.")]
    Malformed,
    /// Another scheme.
    #[error("The URL must begin with https://.")]
    Scheme,
    /// Name or password in it.
    #[error("The URL must not hold a name or password; requests are signed instead.")]
    Credentials,
    /// Something that is never sent.
    #[error("The URL must not have a fragment.")]
    Fragment,
    /// A port of other services.
    #[error("The port must be 443, 80, or 1024 and above.")]
    Port,
    /// An address in a network of the operator's, of this machine, or of no use at all.
    #[error("The address is not a public one.")]
    Address,
}

/// How far an address reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Everybody's.
    Public,
    /// This machine.
    Loopback,
    /// Some network of the operator's.
    Private,
    /// Nothing that takes webhooks: link-local, where clouds keep their metadata, multicast, reserved.
    Never,
}

impl Policy {
    /// The URL of an endpoint.
    ///
    /// # Errors
    /// `REQUIRED`, `TOO_LONG`, or `INVALID` with what to give instead.
    pub(super) fn parse(self, text: &str) -> Result<String, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Fault::new(Code::Required, "A webhook needs a URL."));
        }
        if text.chars().count() > MAX_URL {
            let message = "The URL has more than 2048 characters.";
            return Err(Fault::new(Code::TooLong, message));
        }
        self.url(text)
            .map(|_| text.to_owned())
            .map_err(|refused| Fault::invalid(refused.to_string()))
    }

    /// A URL that may be called, as far as it tells itself: the addresses of a name are known once it is
    /// resolved.
    ///
    /// # Errors
    /// Why it may not.
    pub(super) fn url(self, text: &str) -> Result<Url, Refused> {
        // A parser of URLs passes over some of these, and so reads what nobody else does.
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Refused::Malformed);
        }
        let url = Url::parse(text).map_err(|_| Refused::Malformed)?;
        match url.scheme() {
            "https" => {}
            "http" if self.development => {}
            _ => return Err(Refused::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Credentials);
        }
        if url.fragment().is_some() {
            return Err(Refused::Fragment);
        }
        let port = url.port_or_known_default().unwrap_or(0);
        if !matches!(port, 80 | 443 | FIRST_FREE_PORT..) {
            return Err(Refused::Port);
        }
        let permitted = match url.host().ok_or(Refused::Malformed)? {
            Host::Ipv4(address) => self.permits(address.into()),
            Host::Ipv6(address) => self.permits(address.into()),
            Host::Domain(name) => !is_localhost(name) || self.permits(Ipv4Addr::LOCALHOST.into()),
        };
        permitted.then_some(url).ok_or(Refused::Address)
    }

    /// Whether an address may be called.
    pub(super) fn permits(self, address: IpAddr) -> bool {
        match reach(address) {
            Reach::Public => true,
            Reach::Loopback => self.development || self.allow_private,
            Reach::Private => self.allow_private,
            Reach::Never => false,
        }
    }
}

/// Names that are of this machine whatever a resolver says (RFC 6761, 6.3).
fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

fn reach(address: IpAddr) -> Reach {
    match address.to_canonical() {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [127, ..] => Reach::Loopback,
        _ if is_special_v4(address) => Reach::Never,
        [10, ..]
        | [100, 64..=127, ..]
        | [172, 16..=31, ..]
        | [192, 168, ..]
        | [198, 18 | 19, ..] => Reach::Private,
        _ => Reach::Public,
    }
}

/// This network, link-local, protocols, documentation, the old relays of 6to4, multicast, reserved; and
/// the metadata of Alibaba's and of Azure's cloud, in networks that are otherwise like others.
fn is_special_v4(address: Ipv4Addr) -> bool {
    matches!(
        address.octets(),
        [0 | 224..=255, ..]
            | [169, 254, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
            | [100, 100, 100, 200]
            | [168, 63, 129, 16]
    )
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Loopback,
        // Where a network reaches IPv4 by translation, what counts is whom it reaches (RFC 6052).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            match reach_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))) {
                Reach::Public => Reach::Public,
                _ => Reach::Never,
            }
        }
        _ if is_special_v6(address) => Reach::Never,
        [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] => Reach::Private,
        _ => Reach::Public,
    }
}

/// All that is given out neither to the world nor to private networks (RFC 4291, 2.4: link-local, multicast
/// and what is reserved); of the world's, protocols with Teredo, 6to4 and documentation; and the metadata of
/// Amazon's and of Google's cloud, in networks that are otherwise private.
fn is_special_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x1ff | 0xdb8, ..]
        | [0x2002, ..]
        | [0x3fff, 0..=0xfff, ..]
        | [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254]
        | [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254] => true,
        [first, ..] => !matches!(first, 0x2000..=0x3fff | 0xfc00..=0xfdff | 0xfec0..=0xfeff),
    }
}

#[cfg(test)]
#[path = "target_tests.rs"]
mod tests;
