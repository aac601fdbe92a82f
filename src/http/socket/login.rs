//! Who a socket belongs to.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::message::Close;
use crate::account::Standing;
use crate::actor::Client;
use crate::app::App;
use crate::error::Error;
use crate::http::edge::Slot;
use crate::http::graphql::credential;
use crate::http::streams::{Place, Places};
use crate::telemetry::metrics::Rule;

/// What the request for the socket brought along.
pub(super) struct Visitor {
    pub(super) client: Client,
    /// The bearer token, which counts where `connection_init` has none.
    pub(super) bearer: Result<Option<SecretString>, BadLogin>,
    pub(super) places: Places,
    /// Held while the socket lasts.
    pub(super) _place: Place,
    /// As well.
    pub(super) _slot: Option<Slot>,
}

/// A credential that is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct BadLogin;

/// Somebody who has said who they are.
pub(super) struct Known {
    pub(super) login: Arc<Standing>,
    _place: Place,
}

impl Visitor {
    /// Who that is, by the payload of `connection_init`, or else by the request for the socket.
    ///
    /// # Errors
    /// What the socket is to be closed with.
    pub(super) async fn known(
        &self,
        app: &App,
        payload: &Map<String, Value>,
    ) -> Result<Known, Close> {
        let bearer = bearer(payload).unwrap_or_else(|| self.bearer.clone());
        let bearer = bearer.map_err(|BadLogin| Close::BAD_LOGIN)?;
        let bearer = bearer.as_ref().map(ExposeSecret::expose_secret);
        let login = match Standing::new(app, bearer).await {
            Ok(login) => login,
            Err(Error::Unauthenticated) => return Err(Close::BAD_LOGIN),
            Err(_) => return Err(Close::UNAVAILABLE),
        };
        let limits = &app.settings.streams;
        let Some(place) = self.places.for_login(login.actor(), limits) else {
            app.metrics.accounts.throttled(Rule::StreamsOfLogin);
            return Err(Close::TOO_MANY);
        };
        Ok(Known {
            login: Arc::new(login),
            _place: place,
        })
    }
}

/// The bearer token of a payload, whatever the case of its key; none where the payload says nothing.
fn bearer(payload: &Map<String, Value>) -> Option<Result<Option<SecretString>, BadLogin>> {
    let mut named = payload
        .iter()
        .filter(|(name, value)| name.eq_ignore_ascii_case("authorization") && !value.is_null());
    let (_, value) = named.next()?;
    let token = match (value, named.next()) {
        (Value::String(text), None) => credential::bearer_in(text).map_err(|_| BadLogin),
        _ => Err(BadLogin),
    };
    Some(token.map(|token| Some(token.into())))
}
