//! The key of a request, and what is derived from it.
//!
//! Everything is an HMAC-SHA-256 under the key itself, which is not kept: whoever reads the database
//! cannot tell what was asked, nor by whom, unless they guess the key first.

use std::sync::atomic::{AtomicU32, Ordering};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::SecretText;
use subtle::ConstantTimeEq;

use crate::account::Verdict;
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::error::{Error, Result};
use crate::value::{Network, Password};

/// Characters of a key at most.
const MAX: usize = 255;

/// The key is not 1 to 255 visible characters of ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// A request with an idempotency key.
pub struct Ticket {
    key: hmac::Key,
    scope: String,
    request: hmac::Tag,
    holds_secret: bool,
    fields: AtomicU32,
}

impl Ticket {
    /// The ticket of a request: its key as it was sent, who sent it from where, all that tells it from
    /// another request, and whether a password may be in that.
    ///
    /// # Errors
    /// [`Malformed`] when the key is.
    pub fn new(
        key: &[u8],
        (actor, client): (&Actor, &Client),
        request: &[&[u8]],
        holds_secret: bool,
    ) -> Result<Self, Malformed> {
        if !(1..=MAX).contains(&key.len()) || !key.iter().all(u8::is_ascii_graphic) {
            return Err(Malformed);
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        let request = sign(&key, "request", request);
        Ok(Self {
            key,
            scope: scope(actor, client),
            request,
            holds_secret,
            fields: AtomicU32::new(0),
        })
    }

    /// The place of the next root field. Those of a mutation run one after the other, and none after one
    /// that failed, so that the same field always has the same place, and a first place is always taken.
    #[must_use]
    pub fn next(&self) -> Place {
        let number = self.fields.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let scope = self.scope.as_bytes();
        let seed = sign(&self.key, "seed", &[scope, &number, self.request.as_ref()]);
        Place {
            id: text(sign(&self.key, "id", &[scope, &number])),
            request: text(self.request),
            holds_secret: self.holds_secret,
            seed,
        }
    }
}

/// A root field of a request with an idempotency key.
pub struct Place {
    /// What its outcome is kept under: the same for the same key, caller and number of the field.
    pub(super) id: String,
    request: String,
    holds_secret: bool,
    pub(super) seed: hmac::Tag,
}

impl Place {
    /// What is kept of the request, to know it again. Where it may hold a password this is as slow to
    /// try out as the hash of that, since keys may be easy to guess.
    pub(super) async fn hash(&self, app: &App) -> Result<SecretText> {
        match Password::presented(&self.request) {
            Some(request) if self.holds_secret => app.hasher.hash(request).await,
            _ => Ok(SecretText(self.request.clone())),
        }
    }

    /// Checks that what is kept is of this request.
    pub(super) async fn check(&self, app: &App, kept: &SecretText) -> Result<()> {
        let same = match Password::presented(&self.request) {
            Some(request) if is_slow(kept) => {
                app.hasher.verify(request, Some(kept.clone())).await? != Verdict::Wrong
            }
            _ => self.request.as_bytes().ct_eq(kept.0.as_bytes()).into(),
        };
        if same { Ok(()) } else { Err(Error::KeyReused) }
    }
}

/// Hashes of Argon2 begin like this, and base64 does not.
fn is_slow(kept: &SecretText) -> bool {
    kept.0.starts_with('$')
}

/// Whose keys they are: nobody's clash with another's.
fn scope(actor: &Actor, client: &Client) -> String {
    match actor {
        Actor::Anonymous => match client.ip.map(Network::of_caller) {
            Some(network) => format!("anonymous {network}"),
            None => "anonymous".to_owned(),
        },
        Actor::Customer { id, .. } => format!("customer {id}"),
        Actor::Staff { id, .. } => format!("staff {id}"),
    }
}

/// The HMAC of some parts, told from that of the same bytes in other parts or for another purpose.
fn sign(key: &hmac::Key, purpose: &str, parts: &[&[u8]]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    for part in [purpose.as_bytes()].iter().chain(parts) {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    context.sign()
}

fn text(tag: hmac::Tag) -> String {
    URL_SAFE_NO_PAD.encode(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn staff(id: &str) -> Actor {
        Actor::Staff {
            id: id.to_owned(),
            scopes: [].into_iter().collect(),
        }
    }

    fn from(ip: &str) -> Client {
        Client {
            ip: Some(ip.parse().unwrap()),
            user_agent: None,
        }
    }

    fn ticket(key: &str, actor: &Actor, client: &Client, request: &[&[u8]]) -> Ticket {
        Ticket::new(key.as_bytes(), (actor, client), request, false).unwrap()
    }

    #[test]
    fn a_key_is_1_to_255_visible_characters() {
        let new = |key: &[u8]| {
            Ticket::new(key, (&Actor::Anonymous, &Client::default()), &[], false).map(|_| ())
        };
        for good in ["a", "\"8e03978e-40d5\"", "!~", &"x".repeat(255)] {
            assert_eq!(new(good.as_bytes()), Ok(()), "{good:?}");
        }
        for bad in ["", " ", "a b", "a\t", "a\u{7f}", "é", &"x".repeat(256)] {
            assert_eq!(new(bad.as_bytes()), Err(Malformed), "{bad:?}");
        }
    }

    #[test]
    fn an_outcome_is_kept_for_the_key_the_caller_and_the_field() {
        let anywhere = Client::default();
        let first = ticket("k", &staff("key_1"), &anywhere, &[b"a"]);
        let id = first.next().id;
        let same = ticket("k", &staff("key_1"), &from("192.0.2.1"), &[b"b"]);
        assert_eq!(
            same.next().id,
            id,
            "another request comes to the same place"
        );
        assert_ne!(same.next().id, id, "the next field does not");
        for (key, actor) in [
            ("l", staff("key_1")),
            ("k", staff("key_2")),
            ("k", Actor::Anonymous),
        ] {
            assert_ne!(ticket(key, &actor, &anywhere, &[b"a"]).next().id, id);
        }
    }

    #[test]
    fn nobody_is_told_by_their_network() {
        let id = |ip| ticket("k", &Actor::Anonymous, &from(ip), &[]).next().id;
        assert_eq!(id("2001:db8:1:2::1"), id("2001:db8:1:2:ffff::9"));
        assert_ne!(id("2001:db8:1:2::1"), id("2001:db8:1:3::1"));
        assert_ne!(id("192.0.2.1"), id("192.0.2.2"));
    }

    #[tokio::test]
    async fn a_request_is_known_again() {
        let (app, _folder) = testing::app().await;
        for holds_secret in [false, true] {
            let place = |parts: &[&[u8]]| {
                let who = (&Actor::Anonymous, &Client::default());
                Ticket::new(b"k", who, parts, holds_secret).unwrap().next()
            };
            let kept = place(&[b"ab", b"c"]).hash(&app).await.unwrap();
            assert_eq!(kept.0.starts_with("$argon2id$"), holds_secret);
            assert!(place(&[b"ab", b"c"]).check(&app, &kept).await.is_ok());
            for other in [[b"a".as_slice(), b"bc"], [b"ab", b"C"]] {
                let checked = place(&other).check(&app, &kept).await;
                assert!(matches!(checked, Err(Error::KeyReused)));
            }
        }
    }
}
