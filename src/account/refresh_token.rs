//! Refresh tokens: opaque texts that are each good for one refresh.
//!
//! A token is the id of its session and a secret. Each secret is derived from the one before it
//! (HMAC-SHA-256 under a key of the server), so that repeating a refresh gives the same successor
//! though only hashes are kept, and so that a spent token can be told from a forged one.

use std::iter::successors;
use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{Prefixed, SessionId, Timestamp, session};
use secrecy::SecretString;
use subtle::ConstantTimeEq;
use ulid::Ulid;

use super::digest::sha256;
use crate::clock::Clock;

/// Bytes of the id of a session.
const ID: usize = 16;
/// Bytes of a secret.
const SECRET: usize = 32;
/// How far back a spent token is looked for: a session that is refreshed every 10 minutes for 90 days
/// gets this far. It bounds what a made-up token can cost, to some milliseconds.
const MOST_STEPS: i32 = 16_384;

/// One refresh token. Never printed.
#[derive(Clone)]
pub(super) struct RefreshToken {
    id: Ulid,
    secret: [u8; SECRET],
}

/// What a shown token is to a session that is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The one that works.
    Current,
    /// The one before it, shown again while that is allowed.
    JustSpent,
    /// Neither: spent long ago, or made up. [`RefreshToken::newest`] tells.
    Other,
}

impl RefreshToken {
    /// The first token of a session.
    pub(super) fn first(id: Ulid, clock: &Clock) -> Self {
        Self {
            id,
            secret: clock.secret(),
        }
    }

    /// The first token of a session that a request with an idempotency key opens, or begins anew: the same again whenever
    /// it is asked for with the same seed, and nobody's guess without the server's key.
    pub(super) fn seeded(id: Ulid, seed: &[u8], key: &hmac::Key) -> Self {
        let mut context = hmac::Context::with_key(key);
        context.update(b"first token");
        context.update(&id.to_bytes());
        context.update(seed);
        let mut secret = [0; SECRET];
        secret.copy_from_slice(context.sign().as_ref());
        Self { id, secret }
    }

    /// Reads a token as it was shown; none if it is not of the form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; ID + SECRET];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        if length != bytes.len() {
            return None;
        }
        let (id, secret) = bytes.split_first_chunk::<ID>()?;
        Some(Self {
            id: Ulid::from_bytes(*id),
            secret: secret.try_into().ok()?,
        })
    }

    /// The token, to be shown.
    pub(super) fn text(&self) -> SecretString {
        let mut bytes = [0; ID + SECRET];
        bytes[..ID].copy_from_slice(&self.id.to_bytes());
        bytes[ID..].copy_from_slice(&self.secret);
        URL_SAFE_NO_PAD.encode(bytes).into()
    }

    /// The session it is for.
    pub(super) fn session(&self) -> SessionId {
        session_id(self.id)
    }

    /// What is kept of it.
    pub(super) fn hash(&self) -> Vec<u8> {
        sha256(&self.secret)
    }

    /// The token that takes its place.
    pub(super) fn successor(&self, key: &hmac::Key) -> Self {
        let mut secret = [0; SECRET];
        secret.copy_from_slice(hmac::sign(key, &self.secret).as_ref());
        Self {
            id: self.id,
            secret,
        }
    }

    /// What the token is to its session, at a moment.
    pub(super) fn standing(
        &self,
        session: &session::Model,
        now: Timestamp,
        grace: Duration,
    ) -> Standing {
        let hash = self.hash();
        let spent_now = session.rotated_at.is_some_and(|at| now <= at.plus(grace));
        let previous = session.previous_hash.as_deref().filter(|_| spent_now);
        if is_same(&hash, &session.token_hash) {
            Standing::Current
        } else if previous.is_some_and(|previous| is_same(&hash, previous)) {
            Standing::JustSpent
        } else {
            Standing::Other
        }
    }

    /// The session's token, if it is this one or was derived from it, by at most as many steps as the
    /// session was refreshed: then this one is genuine, or was once.
    pub(super) fn newest(self, session: &session::Model, key: &hmac::Key) -> Option<Self> {
        let steps = usize::try_from(session.rotations.min(MOST_STEPS)).unwrap_or_default();
        successors(Some(self), |token| Some(token.successor(key)))
            .take(steps + 1)
            .find(|token| is_same(&token.hash(), &session.token_hash))
    }
}

/// The id of the session whose tokens hold this ULID.
pub(super) fn session_id(id: Ulid) -> SessionId {
    SessionId::trusted(format!("{}{id}", SessionId::PREFIXES[0]))
}

/// The ULID that the tokens of a session hold.
pub(super) fn ulid(id: &SessionId) -> Option<Ulid> {
    Ulid::from_string(id.as_str().strip_prefix(SessionId::PREFIXES[0])?).ok()
}

fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
#[path = "refresh_token_tests.rs"]
mod tests;
