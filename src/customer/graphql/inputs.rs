//! Inputs of customers, and what they mean.

use async_graphql::{ID, InputObject, Json, MaybeUndefined};
use entity::{CustomerId, GroupId, Prefixed};
use serde_json::Value;

use crate::actor::Actor;
use crate::address::graphql::CustomerAddressDataInput;
use crate::customer::service::{CustomerChanges, NewCustomer};
use crate::error::{Checks, Code, Fault, Result};
use crate::graphql::{change, json, known_id, new_id};
use crate::lifecycle::NewMember;
use crate::value::{Email, MAX_ENTRIES, Metadata, Phone, Text};

/// A customer to be made.
#[derive(InputObject)]
pub struct CreateCustomerInput {
    /// Kept when given (an import keeps its ids); must start with `cus_`. Made otherwise.
    id: Option<ID>,
    /// Needed for an account. Guests may share one with each other and with an account.
    email: Option<String>,
    /// Given name.
    first_name: Option<String>,
    /// Family name.
    last_name: Option<String>,
    /// Company.
    company_name: Option<String>,
    /// At most 50 characters of digits, spaces and `+ - ( ) . / x`.
    phone: Option<String>,
    /// True makes an account, which has no login until its first password is set.
    #[graphql(default_with = "Some(false)")]
    has_account: Option<bool>,
    /// Id in the system it comes from; unique among live customers.
    external_id: Option<String>,
    /// The storefront's data, an object.
    metadata: Option<Json<Value>>,
    /// Staff's data, an object.
    private_metadata: Option<Json<Value>>,
    /// Addresses that come along, at most 100.
    addresses: Option<Vec<CustomerAddressDataInput>>,
    /// Groups to be put into, at most 1,000.
    group_ids: Option<Vec<ID>>,
}

impl CreateCustomerInput {
    /// The customer with its addresses and groups; their faults are noted.
    pub fn parse(self, checks: &mut Checks, actor: &Actor) -> NewMember {
        let has_account = self.has_account.unwrap_or(false);
        let email = match self.email {
            Some(text) => checks.take("email", Email::parse_optional(&text)),
            None => Some(None),
        };
        // A malformed one has been told already.
        if has_account && matches!(email, Some(None)) {
            let fault = Fault::new(Code::Required, "An account needs an e-mail.");
            checks.add("email", fault);
        }
        let customer = NewCustomer {
            id: self.id.and_then(|id| new_id(checks, "id", &id)),
            email: email.flatten(),
            first_name: text(checks, "firstName", self.first_name),
            last_name: text(checks, "lastName", self.last_name),
            company_name: text(checks, "companyName", self.company_name),
            phone: phone(checks, self.phone),
            has_account,
            external_id: text(checks, "externalId", self.external_id),
            metadata: metadata(checks, "metadata", self.metadata),
            private_metadata: metadata(checks, "privateMetadata", self.private_metadata),
        };
        let addresses = CustomerAddressDataInput::parse_list(checks, actor, self.addresses);
        NewMember {
            customer,
            addresses,
            groups: group_ids(checks, &self.group_ids.unwrap_or_default()),
        }
    }
}

fn group_ids(checks: &mut Checks, ids: &[ID]) -> Vec<Option<GroupId>> {
    if ids.len() > MAX_ENTRIES {
        let message = format!("At most {MAX_ENTRIES} at once.");
        checks.add("groupIds", Fault::new(Code::LimitReached, message));
        return Vec::new();
    }
    ids.iter().map(|id| GroupId::parse(id)).collect()
}

/// The optional text of a field.
pub fn text(checks: &mut Checks, field: &str, input: Option<String>) -> Option<Text> {
    checks.take(field, Text::parse(&input?)).flatten()
}

/// The optional phone of a customer, who has no country.
pub fn phone(checks: &mut Checks, input: Option<String>) -> Option<Phone> {
    checks.take("phone", Phone::parse(&input?, None)).flatten()
}

/// The optional metadata of a field.
pub fn metadata(checks: &mut Checks, field: &str, input: Option<Json<Value>>) -> Option<Metadata> {
    checks.take(field, Metadata::parse(input?.0)).flatten()
}

/// Changes of a customer: absent fields stay, null clears.
#[derive(InputObject)]
pub struct UpdateCustomerInput {
    /// The caller's own when absent.
    id: Option<ID>,
    /// Only staff.
    email: MaybeUndefined<String>,
    /// Given name.
    first_name: MaybeUndefined<String>,
    /// Family name.
    last_name: MaybeUndefined<String>,
    /// Company.
    company_name: MaybeUndefined<String>,
    /// At most 50 characters of digits, spaces and `+ - ( ) . / x`.
    phone: MaybeUndefined<String>,
    /// Only staff.
    external_id: MaybeUndefined<String>,
    /// Only staff. True makes an account of a guest, if no other account has the e-mail; an account
    /// cannot be turned back.
    has_account: MaybeUndefined<bool>,
    /// Only staff. Sets or clears `emailVerifiedAt`.
    email_verified: MaybeUndefined<bool>,
    /// Only staff. A merge patch like `metadata`.
    private_metadata: MaybeUndefined<Json<Value>>,
    /// A JSON merge patch (RFC 7396): absent keys stay, null removes a key. Null clears all.
    metadata: MaybeUndefined<Json<Value>>,
    /// Refused with `VERSION_CONFLICT` when the customer has moved on.
    expected_version: Option<i32>,
}

impl UpdateCustomerInput {
    /// Whose, and what changes.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn parse(self) -> Result<(Option<CustomerId>, CustomerChanges)> {
        let checks = &mut Checks::input();
        let Self {
            id,
            email,
            first_name,
            last_name,
            company_name,
            phone,
            external_id,
            has_account,
            email_verified,
            private_metadata,
            metadata,
            expected_version,
        } = self;
        let changes = CustomerChanges {
            email: change(checks, "email", email, |text| Email::parse_optional(&text)),
            first_name: change(checks, "firstName", first_name, |text| Text::parse(&text)),
            last_name: change(checks, "lastName", last_name, |text| Text::parse(&text)),
            company_name: change(checks, "companyName", company_name, |text| {
                Text::parse(&text)
            }),
            phone: change(checks, "phone", phone, |text| Phone::parse(&text, None)),
            external_id: change(checks, "externalId", external_id, |text| Text::parse(&text)),
            metadata: json(metadata),
            private_metadata: json(private_metadata),
            has_account: flag(checks, "hasAccount", &has_account),
            email_verified: flag(checks, "emailVerified", &email_verified),
            expected_version,
        };
        let id = id.and_then(|id| known_id(checks, "id", &id));
        checks.finish()?;
        Ok((id, changes))
    }
}

/// A flag that may be left out but not be null.
pub fn flag(checks: &mut Checks, field: &str, input: &MaybeUndefined<bool>) -> Option<bool> {
    if input.is_null() {
        checks.add(
            field,
            Fault::new(
                Code::Required,
                "This cannot be null; leave it out to keep it.",
            ),
        );
    }
    input.value().copied()
}
