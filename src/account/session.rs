//! Sessions: what a login opens and a refresh keeps open.

use std::sync::Arc;

use entity::{CustomerId, IdentityId, SessionId, Timestamp, customer, session};
use secrecy::SecretString;
use ulid::Ulid;

use super::keys::Ring;
use super::refresh_token::{RefreshToken, session_id, ulid};
use super::store::session::Rotation;
use super::{store, token};
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::idempotency;

/// What a customer who logged in takes away.
#[derive(Debug)]
pub struct Tokens {
    /// What they are for.
    pub session: SessionId,
    /// Shown with each request.
    pub access: SecretString,
    /// When the access token expires.
    pub access_expires_at: Timestamp,
    /// Shown once, for the next tokens.
    pub refresh: SecretString,
    /// When the session ends unless it is refreshed before.
    pub refresh_expires_at: Timestamp,
}

/// A customer who has just logged in, or stayed so.
#[derive(Debug)]
pub struct LoggedIn {
    /// The customer.
    pub customer: customer::Model,
    /// For the client to keep.
    pub tokens: Tokens,
}

/// What opening a session takes; to be made before the transaction begins, since reading the keys
/// inside of one would wait for a second connection.
pub struct Opener<'a> {
    app: &'a App,
    client: &'a Client,
    ring: Arc<Ring>,
    id: Ulid,
}

/// A session that was opened, once its transaction is committed.
pub struct Opened {
    session: session::Model,
    token: RefreshToken,
}

impl<'a> Opener<'a> {
    /// One that knows the keys.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn new(app: &'a App, client: &'a Client) -> Result<Self> {
        Ok(Self {
            app,
            client,
            ring: app.keys.ring().await?,
            id: app.clock.ulid(),
        })
    }

    /// The id that the session will have.
    fn id(&self) -> SessionId {
        session_id(self.id)
    }

    /// Who acts once the customer is logged in.
    #[must_use]
    pub fn actor(&self, id: CustomerId) -> Actor {
        Actor::Customer {
            id,
            session: self.id(),
        }
    }

    /// Adds the session of a customer who logged in by an identity.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(
        &self,
        tx: &Tx,
        customer: CustomerId,
        identity: IdentityId,
    ) -> Result<Opened> {
        let token = first_token(self.app, &self.ring, self.id);
        let now = self.app.clock.now();
        let expires_at = now.plus(self.app.settings.accounts.refresh_ttl);
        let session = session::Model {
            id: self.id(),
            customer_id: customer,
            identity_id: identity,
            token_hash: token.hash(),
            previous_hash: None,
            rotated_at: None,
            rotations: 0,
            user_agent: self.client.user_agent.clone(),
            ip_address: self.client.ip.map(|ip| ip.to_string()),
            created_at: now,
            last_used_at: now,
            idle_expires_at: idle_expiry(self.app, now, expires_at),
            expires_at,
        };
        store::session::insert(tx, session.clone()).await?;
        Ok(Opened { session, token })
    }

    /// The tokens of the session.
    ///
    /// # Errors
    /// [`Error::Internal`] when signing fails.
    pub fn tokens(&self, opened: &Opened) -> Result<Tokens> {
        tokens(self.app, &self.ring, &opened.session, &opened.token)
    }
}

/// When a session ends that is used now and never again: after the idle time, but not later than its
/// own end.
pub(super) fn idle_expiry(app: &App, now: Timestamp, expires_at: Timestamp) -> Timestamp {
    now.plus(app.settings.accounts.refresh_idle_ttl)
        .min(expires_at)
}

/// The first of a line of refresh tokens: under an idempotency key one that a replay can make again.
fn first_token(app: &App, ring: &Ring, id: Ulid) -> RefreshToken {
    match idempotency::seed() {
        Some(seed) => RefreshToken::seeded(id, &seed, &ring.refresh),
        None => RefreshToken::first(id, &app.clock),
    }
}

/// Gives a locked session a new line of refresh tokens: none of before leads to them, nor works.
pub(super) async fn renew(
    app: &App,
    tx: &Tx,
    ring: &Ring,
    session: &mut session::Model,
) -> Result<RefreshToken> {
    let id = ulid(&session.id);
    let id = id.ok_or_else(|| Error::internal("the id of a session holds no ULID"))?;
    let token = first_token(app, ring, id);
    let now = app.clock.now();
    session.idle_expires_at = idle_expiry(app, now, session.expires_at);
    let rotation = Rotation {
        token_hash: token.hash(),
        previous_hash: None,
        rotations: 0,
        at: now,
        idle_expires_at: session.idle_expires_at,
    };
    store::session::rotate(tx, &session.id, rotation).await?;
    Ok(token)
}

/// An access token for a session, beside its refresh token.
pub(super) fn tokens(
    app: &App,
    ring: &Ring,
    session: &session::Model,
    refresh: &RefreshToken,
) -> Result<Tokens> {
    let (access, access_expires_at) = token::issue(app, ring, session)?;
    Ok(Tokens {
        session: session.id.clone(),
        access,
        access_expires_at,
        refresh: refresh.text(),
        refresh_expires_at: session.idle_expires_at,
    })
}

/// Ends every session of some customers; their access tokens stop at once. Where logins go too, after
/// [`super::identity::hide`] or [`super::identity::delete`], so that none under way opens another.
///
/// # Errors
/// When the database fails.
pub async fn end_all(tx: &Tx, customers: &[CustomerId]) -> Result<()> {
    store::session::delete_of(tx, customers).await
}

/// Ends every session of a customer but one; their access tokens stop at once.
///
/// # Errors
/// When the database fails.
pub async fn end_all_but(tx: &Tx, customer: &CustomerId, but: &SessionId) -> Result<()> {
    store::session::delete_others(tx, customer, but).await
}

/// Every session held of a customer, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn held(db: &Db, customer: &CustomerId) -> Result<Vec<session::Model>> {
    store::session::held(db, customer).await
}

/// Whether anybody has logged in and not out again, for `patronage doctor`.
///
/// # Errors
/// When the database fails.
pub async fn any(db: &Db) -> Result<bool> {
    store::session::any(db).await
}
