//! What somebody tells of themselves who is to have an account.

use async_graphql::{InputObject, Json};
use serde_json::Value;

use super::password::context_words;
use crate::account::Newcomer;
use crate::actor::Actor;
use crate::address::graphql::CustomerAddressDataInput;
use crate::address::service::NewAddress;
use crate::customer::graphql as customer;
use crate::customer::service::NewCustomer;
use crate::error::{Checks, Error, Result};
use crate::value::{Email, Text};

/// The customer of a new account.
#[derive(InputObject)]
pub struct CustomerAccountDataInput {
    /// Must be that of the login, where it is one by e-mail.
    pub email: String,
    /// Given name, at most 255 characters.
    pub first_name: Option<String>,
    /// Family name, at most 255 characters.
    pub last_name: Option<String>,
    /// Company, at most 255 characters.
    pub company_name: Option<String>,
    /// Phone number; kept in E.164 when it is a valid international one.
    pub phone: Option<String>,
    /// Data of the storefront: an object of at most 16 KiB and 8 levels.
    pub metadata: Option<Json<Value>>,
    /// The first addresses. Of two defaults of a kind, the last counts.
    pub addresses: Option<Vec<CustomerAddressDataInput>>,
}

/// What could be read of it; the rest is noted.
pub(super) struct Person {
    email: Option<Email>,
    customer: NewCustomer,
    addresses: Vec<NewAddress>,
}

impl CustomerAccountDataInput {
    /// Checks everything; what is wrong is noted.
    pub(super) fn parse(self, checks: &mut Checks, actor: &Actor) -> Person {
        let Self {
            email,
            first_name,
            last_name,
            company_name,
            phone,
            metadata,
            addresses,
        } = self;
        let email = checks.take("email", Email::parse(&email));
        let customer = NewCustomer {
            first_name: customer::text(checks, "firstName", first_name),
            last_name: customer::text(checks, "lastName", last_name),
            company_name: customer::text(checks, "companyName", company_name),
            phone: customer::phone(checks, phone),
            metadata: customer::metadata(checks, "metadata", metadata),
            ..NewCustomer::default()
        };
        Person {
            email,
            customer,
            addresses: CustomerAddressDataInput::parse_list(checks, actor, addresses),
        }
    }
}

impl Person {
    /// What they are known by, of which no password of theirs is to be made.
    pub(super) fn words(&self) -> Vec<String> {
        context_words([
            self.email.as_ref().map(Email::as_str),
            self.customer.first_name.as_ref().map(Text::as_str),
            self.customer.last_name.as_ref().map(Text::as_str),
            self.customer.company_name.as_ref().map(Text::as_str),
        ])
    }

    /// Who is to have the account, once nothing was found wrong.
    pub(super) fn newcomer(self) -> Result<Newcomer> {
        Ok(Newcomer {
            email: self.email.ok_or_else(unrefused)?,
            customer: self.customer,
            addresses: self.addresses,
        })
    }
}

/// What cannot be: something is missing, and nothing was said about it.
pub(super) fn unrefused() -> Error {
    Error::internal("a value was refused without an error")
}
