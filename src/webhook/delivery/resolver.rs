//! Names to addresses that may be called.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

use crate::webhook::target::{Policy, Refused};

/// Resolves names, and refuses each of which one address may not be called. A connection goes to an
/// address that was given here, so nobody can give another between the look and the call.
pub(super) struct Guarded(pub(super) Policy);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.0;
        Box::pin(async move {
            let found = lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.collect();
            if found.iter().all(|address| policy.permits(address.ip())) {
                Ok(Box::new(found.into_iter()) as Addrs)
            } else {
                Err(Refused::Address.into())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn resolved(development: bool) -> Result<usize, String> {
        let guarded = Guarded(Policy {
            development,
            allow_private: false,
        });
        let found = guarded.resolve("localhost".parse().unwrap()).await;
        found
            .map(Iterator::count)
            .map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_for_development() {
        assert!(resolved(true).await.unwrap() > 0);
        assert_eq!(resolved(false).await, Err(Refused::Address.to_string()));
    }
}
