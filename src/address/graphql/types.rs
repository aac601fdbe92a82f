//! Addresses as the API shows them.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Json, Object, Result, SimpleObject};
use entity::customer_address::Model;
use serde_json::Value;

use crate::customer::graphql::Customer;
use crate::error::Error;
use crate::graphql::scalar::DateTime;
use crate::graphql::{Rows, leaves, loaders};
use crate::value;

/// A saved address of one customer. At most one live address of a customer is the default for each
/// purpose.
#[derive(Clone, Description)]
pub struct CustomerAddress(pub Arc<Model>);

impl From<Model> for CustomerAddress {
    fn from(row: Model) -> Self {
        Self(Arc::new(row))
    }
}

impl CustomerAddress {
    /// What a loader found.
    #[must_use]
    pub fn list(found: Option<Vec<Arc<Model>>>) -> Rows<Self> {
        found.unwrap_or_default().into_iter().map(Self).collect()
    }
}

/// A country of ISO 3166-1.
#[derive(SimpleObject)]
pub struct Country {
    /// Two letters, lower case.
    iso2: String,
    /// Three letters, lower case.
    iso3: String,
    /// The number of the country.
    numeric_code: i32,
    /// In English, e.g. Italy.
    display_name: String,
}

impl From<value::Country> for Country {
    fn from(country: value::Country) -> Self {
        Self {
            iso2: country.code(),
            iso3: country.iso3().to_ascii_lowercase(),
            numeric_code: country.numeric().into(),
            display_name: country.display_name().to_owned(),
        }
    }
}

leaves!(CustomerAddress {
    "id": id,
    "customerId": customer_id,
    "addressName": address_name,
    "isDefaultShipping": is_default_shipping,
    "isDefaultBilling": is_default_billing,
    "company": company,
    "firstName": first_name,
    "lastName": last_name,
    "address1": address1,
    "address2": address2,
    "city": city,
    "countryCode": country_code,
    "province": province,
    "postalCode": postal_code,
    "phone": phone,
    "metadata": metadata,
    "version": version,
    "createdAt": created_at,
    "updatedAt": updated_at,
});

#[Object(use_type_description)]
impl CustomerAddress {
    /// Starts with `addr_`.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Whose it is.
    async fn customer_id(&self) -> ID {
        ID(self.0.customer_id.to_string())
    }

    /// Whose it is.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Customer> {
        let found = loaders(ctx)
            .customers
            .any
            .load(self.0.customer_id.clone())
            .await?;
        let row = found.ok_or_else(|| Error::internal("an address without its customer"))?;
        Ok(Customer(row))
    }

    /// A name for this address, e.g. Home or Office.
    async fn address_name(&self) -> Option<&str> {
        self.0.address_name.as_deref()
    }

    /// Whether goods go here unless the customer says otherwise.
    async fn is_default_shipping(&self) -> bool {
        self.0.is_default_shipping
    }

    /// Whether invoices go here unless the customer says otherwise.
    async fn is_default_billing(&self) -> bool {
        self.0.is_default_billing
    }

    /// Company of the recipient.
    async fn company(&self) -> Option<&str> {
        self.0.company.as_deref()
    }

    /// Given name of the recipient.
    async fn first_name(&self) -> Option<&str> {
        self.0.first_name.as_deref()
    }

    /// Family name of the recipient.
    async fn last_name(&self) -> Option<&str> {
        self.0.last_name.as_deref()
    }

    /// Street line.
    #[graphql(name = "address1")]
    async fn address1(&self) -> Option<&str> {
        self.0.address1.as_deref()
    }

    /// Second line.
    #[graphql(name = "address2")]
    async fn address2(&self) -> Option<&str> {
        self.0.address2.as_deref()
    }

    /// City.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }

    /// ISO 3166-1 alpha-2, lower case.
    async fn country_code(&self) -> Option<&str> {
        self.0.country_code.as_deref()
    }

    /// What the code stands for; null without a code.
    async fn country(&self) -> Option<Country> {
        let code = self.0.country_code.as_deref()?;
        value::Country::from_code(code).map(Into::into)
    }

    /// ISO 3166-2 in lower case where it is one, else as given.
    async fn province(&self) -> Option<&str> {
        self.0.province.as_deref()
    }

    /// Postal code, as given.
    async fn postal_code(&self) -> Option<&str> {
        self.0.postal_code.as_deref()
    }

    /// In E.164 where it is a valid number, else as given.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// The storefront's own data, an object of at most 16 KiB and 8 levels.
    async fn metadata(&self) -> Option<Json<&Value>> {
        self.0.metadata.as_ref().map(Json)
    }

    /// Goes up by one with every change; see `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When the address was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the address last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}
