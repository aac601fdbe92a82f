//! Networks of addresses, as operators list them and as callers are told apart.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How much of an IPv4 address tells a caller: all of it.
const CALLER_V4: u8 = 32;
/// How much of an IPv6 address tells a caller: what a provider gives one line. The rest is theirs to
/// choose anew for each request.
const CALLER_V6: u8 = 64;

/// All addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// The first address; the bits that may differ are zero.
    first: IpAddr,
    /// How many bits do not differ.
    prefix: u8,
}

impl Network {
    /// Reads `10.0.0.0/8`, `2001:db8::/32`, or a single address. None for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) if prefix.bytes().all(|b| b.is_ascii_digit()) => prefix.parse().ok()?,
            Some(_) => return None,
            None => bits,
        };
        (prefix <= bits).then(|| Self::around(address, prefix))
    }

    /// The network that a caller's address is counted by: an IPv4 address by itself, an IPv6 address
    /// with its /64.
    #[must_use]
    pub fn of_caller(address: IpAddr) -> Self {
        let address = address.to_canonical();
        let prefix = if address.is_ipv4() {
            CALLER_V4
        } else {
            CALLER_V6
        };
        Self::around(address, prefix)
    }

    /// Whether the address is in the network. One of IPv4 counts as such however it is written.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && masked(address, self.prefix) == self.first
    }

    fn around(address: IpAddr, prefix: u8) -> Self {
        Self {
            first: masked(address, prefix),
            prefix,
        }
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    let shift = |bits: u32| bits.saturating_sub(u32::from(prefix));
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(shift(32)).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(shift(128)).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn network(text: &str) -> Network {
        Network::parse(text).unwrap()
    }

    #[test]
    fn a_network_is_an_address_and_the_bits_that_count() {
        for (text, inside, outside) in [
            ("10.0.0.0/8", "10.255.1.2", "11.0.0.0"),
            ("10.1.2.3/8", "10.9.9.9", "9.255.255.255"),
            (" 192.0.2.7 ", "192.0.2.7", "192.0.2.8"),
            ("192.0.2.7", "::ffff:192.0.2.7", "::ffff:192.0.2.8"),
            ("0.0.0.0/0", "203.0.113.1", "2001:db8::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::1", "::1", "::2"),
            ("::/0", "2001:db8::1", "192.0.2.1"),
        ] {
            assert!(network(text).contains(inside.parse().unwrap()), "{text}");
            assert!(!network(text).contains(outside.parse().unwrap()), "{text}");
        }
        for text in [
            "",
            "/8",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0/8",
            "shop.example",
            "::1/64/64",
        ] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_caller_is_an_address_of_ipv4_and_a_64_of_ipv6() {
        let of = |address: &str| Network::of_caller(address.parse().unwrap()).to_string();
        assert_eq!(of("192.0.2.7"), "192.0.2.7/32");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7/32");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    }

    proptest! {
        #[test]
        fn a_network_written_down_is_the_same(bits: u128, v4: bool, prefix in 0_u8..=128) {
            let address: IpAddr = if v4 {
                Ipv4Addr::from_bits(u32::try_from(bits >> 96).unwrap()).into()
            } else {
                Ipv6Addr::from_bits(bits).into()
            };
            let prefix = if v4 { prefix.min(32) } else { prefix };
            let network = network(&format!("{address}/{prefix}"));
            prop_assert_eq!(Network::parse(&network.to_string()), Some(network));
            let mapped = matches!(address, IpAddr::V6(a) if a.to_ipv4_mapped().is_some());
            prop_assert!(mapped || network.contains(address));
        }

        #[test]
        fn any_text_is_read_or_not(text: String) {
            let _ = Network::parse(&text);
        }
    }
}
