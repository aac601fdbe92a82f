//! Who called, where proxies stand in between.
//!
//! Each proxy adds the address it was called from at the right of `X-Forwarded-For`. What stands left
//! of the last proxy that is ours anyone may have written.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

use crate::value::Network;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of the caller: the peer's, and where that is a trusted proxy, the one it was called
/// from, and so on. Where a proxy's entry cannot be read, that proxy's own address.
pub(super) fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut caller = peer.to_canonical();
    // Several headers are one list (RFC 9110, 5.3).
    for value in headers.get_all(FORWARDED_FOR).into_iter().rev() {
        for entry in value.to_str().unwrap_or_default().rsplit(',') {
            match address(entry) {
                Some(address) if is_trusted(caller) => caller = address,
                _ => return caller,
            }
        }
    }
    caller
}

/// The address of an entry, which some proxies write with a port.
fn address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bracketed = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || entry.parse().ok().map(|address: SocketAddr| address.ip());
    let address: IpAddr = entry.parse().ok().or_else(with_port).or_else(bracketed)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const PROXIES: [&str; 2] = ["10.0.0.0/8", "2001:db8:f::/48"];

    fn found(peer: &str, headers: &[&[u8]]) -> String {
        let trusted = PROXIES.map(|text| Network::parse(text).unwrap());
        let mut map = HeaderMap::new();
        for value in headers {
            map.append(FORWARDED_FOR, HeaderValue::from_bytes(value).unwrap());
        }
        caller(peer.parse().unwrap(), &map, &trusted).to_string()
    }

    #[test]
    fn the_header_counts_from_trusted_proxies_alone() {
        for (peer, headers, expected) in [
            ("192.0.2.1", &[][..], "192.0.2.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("192.0.2.1", &["203.0.113.9"], "192.0.2.1"),
            ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("::ffff:10.0.0.1", &["::ffff:203.0.113.9"], "203.0.113.9"),
            // What the caller wrote stands left of what the proxy has seen.
            ("10.0.0.1", &["127.0.0.1, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["10.0.0.7, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["127.0.0.1", "203.0.113.9"], "203.0.113.9"),
            // Two proxies of ours.
            ("10.0.0.1", &["203.0.113.9,10.2.3.4"], "203.0.113.9"),
            ("10.0.0.1", &["203.0.113.9", " 10.2.3.4 "], "203.0.113.9"),
            ("10.0.0.1", &["10.2.3.5, 10.2.3.4"], "10.2.3.5"),
            ("2001:db8:f::1", &["2001:db8:1::1"], "2001:db8:1::1"),
        ] {
            let headers: Vec<_> = headers.iter().map(|text| text.as_bytes()).collect();
            assert_eq!(found(peer, &headers), expected, "{peer} {headers:?}");
        }
    }

    #[test]
    fn ports_and_brackets_are_read_past_and_anything_else_ends_the_list() {
        for (entry, expected) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("unknown", "10.0.0.1"),
            ("", "10.0.0.1"),
            (",", "10.0.0.1"),
            ("203.0.113.9, unknown", "10.0.0.1"),
            ("203.0.113.9, ", "10.0.0.1"),
            ("unknown, 10.0.0.2", "10.0.0.2"),
            ("203.0.113.999", "10.0.0.1"),
            ("fe80::1%eth0", "10.0.0.1"),
            ("\"203.0.113.9\"", "10.0.0.1"),
        ] {
            assert_eq!(found("10.0.0.1", &[entry.as_bytes()]), expected, "{entry}");
        }
        assert_eq!(found("10.0.0.1", &[b"203.0.113.9, \xff"]), "10.0.0.1");
    }

    proptest! {
        /// Whatever a caller writes, the trusted proxy's own entry is what counts.
        #[test]
        fn nobody_chooses_their_address(written in "[ -~]{0,80}", hop in 0_u32..0x0a00_0000) {
            let hop = std::net::Ipv4Addr::from_bits(hop);
            let header = format!("{written}, {hop}");
            prop_assert_eq!(found("10.0.0.1", &[header.as_bytes()]), hop.to_string());
            prop_assert_eq!(found("192.0.2.1", &[header.as_bytes()]), "192.0.2.1");
        }
    }
}
