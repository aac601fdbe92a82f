//! Stand-in.

use async_graphql::InputObject;

use super::service::NewAddress;
use crate::actor::Actor;
use crate::error::Checks;

/// An address.
#[derive(Debug, InputObject)]
pub struct CustomerAddressDataInput {
    /// City.
    pub city: Option<String>,
}

impl CustomerAddressDataInput {
    /// Checks it.
    pub fn parse(self, _checks: &mut Checks, _actor: &Actor) -> Option<NewAddress> {
        Some(NewAddress)
    }
}
