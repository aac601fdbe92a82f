//! Which counters a login is held against.

use std::net::IpAddr;

use aws_lc_rs::hmac;
use entity::{Prefixed, SessionId};

use crate::value::Network;

/// The name of a counter: a keyed hash of its parts, none of which holds a NUL.
pub(super) fn key(secret: &hmac::Key, parts: &[&str]) -> Vec<u8> {
    hmac::sign(secret, parts.join("\0").as_bytes())
        .as_ref()
        .to_vec()
}

/// The name of the counter of an account, by its e-mail, which is in those of its other counters too.
pub(super) fn account_key(secret: &hmac::Key, email: &str) -> Vec<u8> {
    key(secret, &["account", email])
}

/// The network that a caller is counted by. Callers of whom the edge cannot tell the address share one.
pub(super) fn network(address: Option<IpAddr>) -> String {
    address.map_or_else(
        || "none".to_owned(),
        |address| Network::of_caller(address).to_string(),
    )
}

/// The counters of a login to one account from one place.
pub(super) struct Budgets {
    /// Of the account, for places that it has not logged in from.
    pub(super) account: Vec<u8>,
    /// Of the network, whatever the account.
    pub(super) network: Vec<u8>,
    /// Of the account in this network; there is one once it has logged in from it.
    pub(super) here: Vec<u8>,
    /// Of a device of the account: a session that lives and came along.
    pub(super) device: Option<Vec<u8>>,
}

impl Budgets {
    pub(super) fn new(
        secret: &hmac::Key,
        account: &str,
        address: Option<IpAddr>,
        device: Option<&SessionId>,
    ) -> Self {
        let network = network(address);
        Self {
            account: account_key(secret, account),
            network: key(secret, &["network", &network]),
            here: key(secret, &["here", account, &network]),
            device: device.map(|id| key(secret, &["device", account, id.as_str()])),
        }
    }

    /// The names of all of them.
    pub(super) fn keys(&self) -> Vec<Vec<u8>> {
        let always = [&self.account, &self.network, &self.here];
        always.into_iter().chain(&self.device).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budgets(account: &str, address: &str, device: Option<&str>) -> Budgets {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, b"secret");
        let device = device.map(|id| SessionId::trusted(id.to_owned()));
        Budgets::new(&secret, account, address.parse().ok(), device.as_ref())
    }

    #[test]
    fn each_is_counted_by_itself() {
        let jane = budgets("jane@shop.example", "192.0.2.7", Some("sess_1"));
        let joe = budgets("joe@shop.example", "192.0.2.7", Some("sess_1"));
        assert_eq!(jane.network, joe.network);
        assert_ne!(jane.account, joe.account);
        assert_ne!(jane.here, joe.here);
        assert_ne!(jane.device, joe.device);
        let elsewhere = budgets("jane@shop.example", "192.0.2.8", None);
        assert_eq!(jane.account, elsewhere.account);
        assert_ne!(jane.network, elsewhere.network);
        assert_ne!(jane.here, elsewhere.here);
        assert_eq!(elsewhere.device, None);
    }

    #[test]
    fn a_counter_names_nobody_without_the_key() {
        let other = hmac::Key::new(hmac::HMAC_SHA256, b"another");
        let jane = budgets("jane@shop.example", "192.0.2.7", None);
        assert_ne!(jane.account, key(&other, &["account", "jane@shop.example"]));
        assert_eq!(jane.account.len(), 32);
    }
}
