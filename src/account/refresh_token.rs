//! Refresh tokens: opaque texts that are each good for one refresh.
//!
//! A token is the id of its session and a secret. Each secret is derived from the one before it
//! (HMAC-SHA-256 under a key of the server), so that repeating a refresh gives the same successor
//! though only hashes are kept, and so that a spent token can be told from a forged one.

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
    /// Neither: spent long ago, or made up. [`RefreshToken::leads_to`] tells.
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

    /// The first token of a new line, for a session that has had others. None where the id is not ours.
    pub(super) fn anew(session: &SessionId, clock: &Clock) -> Option<Self> {
        let id = session.as_str().strip_prefix(SessionId::PREFIXES[0])?;
        Some(Self::first(Ulid::from_string(id).ok()?, clock))
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

    /// Whether the session's token was derived from this one, by as many steps as the session was
    /// refreshed: then it was genuine once, and whoever shows it now has stolen it, or was stolen from.
    pub(super) fn leads_to(&self, session: &session::Model, key: &hmac::Key) -> bool {
        let mut token = self.clone();
        (0..session.rotations.min(MOST_STEPS)).any(|_| {
            token = token.successor(key);
            is_same(&token.hash(), &session.token_hash)
        })
    }
}

/// The id of the session whose tokens hold this ULID.
pub(super) fn session_id(id: Ulid) -> SessionId {
    SessionId::trusted(format!("{}{id}", SessionId::PREFIXES[0]))
}

fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
#[path = "refresh_token_tests.rs"]
mod tests;
