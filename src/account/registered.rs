//! What comes of registering.

use entity::{CustomerId, SessionId, customer};
use serde::{Deserialize, Serialize};

use super::session::{LoggedIn, Tokens};
use crate::app::App;
use crate::error::Result;
use crate::idempotency::Outcome;

/// What came of registering.
#[derive(Debug)]
pub enum Registered {
    /// The customer is there and logged in.
    LoggedIn(LoggedIn),
    /// The customer is there, and nobody is logged in.
    Made(customer::Model),
    /// The mailbox is told, and nobody else.
    Asked,
}

impl Registered {
    /// What may be told of it.
    pub(super) fn parts(self) -> (Option<customer::Model>, Option<Tokens>) {
        match self {
            Self::LoggedIn(LoggedIn { customer, tokens }) => (Some(customer), Some(tokens)),
            Self::Made(customer) => (Some(customer), None),
            Self::Asked => (None, None),
        }
    }
}

/// How [`Registered`] is kept under an idempotency key.
#[derive(Serialize, Deserialize)]
pub enum Kept {
    /// By its session.
    Session(SessionId),
    /// By the customer.
    Customer(CustomerId),
    /// There is nothing to be told.
    Asked,
}

impl Outcome for Registered {
    type Ids = Kept;

    fn ids(&self) -> Kept {
        match self {
            Self::LoggedIn(new) => Kept::Session(new.tokens.session.clone()),
            Self::Made(customer) => Kept::Customer(customer.id.clone()),
            Self::Asked => Kept::Asked,
        }
    }

    async fn find(app: &App, kept: Kept) -> Result<Option<Self>> {
        Ok(match kept {
            Kept::Session(id) => LoggedIn::find(app, id).await?.map(Self::LoggedIn),
            Kept::Customer(id) => {
                let customer = <customer::Model as Outcome>::find(app, id).await?;
                customer.map(Self::Made)
            }
            Kept::Asked => Some(Self::Asked),
        })
    }
}
