//! How many streams there may be.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::actor::{Actor, Client};
use crate::app::App;
use crate::config::Streams;
use crate::telemetry::metrics::Rule;
use crate::value::Network;

/// Streams that are open, counted by whose they are.
#[derive(Clone, Default)]
pub(in crate::http) struct Places(Arc<Mutex<HashMap<String, u32>>>);

impl Places {
    /// A place for a stream from an address, unless its network has all that it may have. An address
    /// that is not known is not counted.
    pub(in crate::http) fn for_address(
        &self,
        address: Option<IpAddr>,
        limits: &Streams,
    ) -> Option<Place> {
        let network = address.map(|address| format!("network {}", Network::of_caller(address)));
        self.take(network, limits.streams_per_network)
    }

    /// A place for a stream of somebody who is known, unless they have all that they may have.
    pub(in crate::http) fn for_login(&self, actor: &Actor, limits: &Streams) -> Option<Place> {
        let login = actor.name().map(|name| format!("login {name}"));
        self.take(login, limits.streams_per_login)
    }

    /// The places that a stream takes which somebody asks for; none when there is none.
    pub(in crate::http) fn for_stream(
        &self,
        app: &App,
        client: &Client,
        actor: Option<&Actor>,
    ) -> Option<[Option<Place>; 2]> {
        let limits = &app.settings.streams;
        let too_many = |rule| {
            app.metrics.accounts.throttled(rule);
            None
        };
        let Some(network) = self.for_address(client.ip, limits) else {
            return too_many(Rule::StreamsOfNetwork);
        };
        match actor.map(|actor| self.for_login(actor, limits)) {
            Some(None) => too_many(Rule::StreamsOfLogin),
            login => Some([Some(network), login.flatten()]),
        }
    }

    fn take(&self, whose: Option<String>, most: u32) -> Option<Place> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(whose) = &whose {
            let count = taken.entry(whose.clone()).or_default();
            if *count >= most {
                return None;
            }
            *count += 1;
        }
        Some(Place {
            places: self.clone(),
            whose,
        })
    }
}

/// A place that is taken, until it is dropped.
pub(in crate::http) struct Place {
    places: Places,
    whose: Option<String>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(whose) = self.whose.take() else {
            return;
        };
        let mut taken = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = taken.entry(whose) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_it_is_dropped() {
        let places = Places::default();
        let limits = Streams {
            streams_per_network: 2,
            ..crate::testing::settings(&[]).streams
        };
        let take = |ip: &str| places.for_address(Some(ip.parse().unwrap()), &limits);
        let first = take("2001:db8::1");
        let second = take("2001:db8::2");
        assert!(first.is_some() && second.is_some());
        assert!(take("2001:db8::3").is_none(), "the same line");
        assert!(take("2001:db8:0:1::1").is_some() && take("192.0.2.1").is_some());
        drop(first);
        let third = take("2001:db8::3");
        assert!(third.is_some() && take("2001:db8::4").is_none());
        drop((second, third));
        assert!(places.0.lock().unwrap().is_empty());
        for _ in 0..9 {
            assert!(places.for_address(None, &limits).is_some());
            assert!(places.for_login(&Actor::Anonymous, &limits).is_some());
        }
    }
}
