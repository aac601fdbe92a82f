//! A saved address of one customer.

use sea_orm::entity::prelude::*;

use crate::cell::cells;
use crate::fold::fold_option;
use crate::{AddressId, CustomerId, Folded, Timestamp, search_key};

/// One address. It counts as gone when it or its customer is deleted.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_address")]
pub struct Model {
    /// `addr_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AddressId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// A name for it, e.g. Home.
    pub address_name: Option<String>,
    /// At most one live address of a customer has it.
    pub is_default_shipping: bool,
    /// At most one live address of a customer has it.
    pub is_default_billing: bool,
    /// Company of the recipient.
    pub company: Option<String>,
    /// Given name of the recipient.
    pub first_name: Option<String>,
    /// Family name of the recipient.
    pub last_name: Option<String>,
    /// Street line.
    pub address1: Option<String>,
    /// Second line.
    pub address2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2, lower case.
    pub country_code: Option<String>,
    /// ISO 3166-2 in lower case where it is one, else as given.
    pub province: Option<String>,
    /// Postal code, as given.
    pub postal_code: Option<String>,
    /// E.164 where it is a valid number.
    pub phone: Option<String>,
    /// Data of the storefront, an object.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub metadata: Option<Json>,
    /// One more with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was deleted itself.
    pub deleted_at: Option<Timestamp>,
    /// Folded `address_name`.
    pub address_name_fold: Option<String>,
    /// Folded `company`.
    pub company_fold: Option<String>,
    /// Folded `first_name`.
    pub first_name_fold: Option<String>,
    /// Folded `last_name`.
    pub last_name_fold: Option<String>,
    /// Folded `address1`.
    pub address1_fold: Option<String>,
    /// Folded `city`.
    pub city_fold: Option<String>,
    /// Folded `province`.
    pub province_fold: Option<String>,
    /// Folded `postal_code`.
    pub postal_code_fold: Option<String>,
    /// What a search looks through.
    pub search: String,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "customer_id", to = "id")]
    pub customer: BelongsTo<super::customer::Entity>,
}

cells! {
    {
        id: Id,
        customer_id: CustomerId,
        address_name: AddressName,
        is_default_shipping: IsDefaultShipping,
        is_default_billing: IsDefaultBilling,
        company: Company,
        first_name: FirstName,
        last_name: LastName,
        address1: Address1,
        address2: Address2,
        city: City,
        country_code: CountryCode,
        province: Province,
        postal_code: PostalCode,
        phone: Phone,
        metadata: Metadata,
        version: Version,
        created_at: CreatedAt,
        updated_at: UpdatedAt,
        deleted_at: DeletedAt,
    }
    { address_name_fold: AddressNameFold, company_fold: CompanyFold, first_name_fold: FirstNameFold, last_name_fold: LastNameFold, address1_fold: Address1Fold, city_fold: CityFold, province_fold: ProvinceFold, postal_code_fold: PostalCodeFold, search: Search }
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Addresses that are not deleted themselves; their customer may be.
    #[must_use]
    pub fn live() -> Select<Self> {
        Self::find().filter(Column::DeletedAt.is_null())
    }

    /// The addresses of one customer that are not deleted themselves.
    #[must_use]
    pub fn of(customer: &CustomerId) -> Select<Self> {
        Self::live().filter(Column::CustomerId.eq(customer.clone()))
    }
}

impl Folded for Model {
    fn fold(&mut self) {
        self.address_name_fold = fold_option(self.address_name.as_deref());
        self.company_fold = fold_option(self.company.as_deref());
        self.first_name_fold = fold_option(self.first_name.as_deref());
        self.last_name_fold = fold_option(self.last_name.as_deref());
        self.address1_fold = fold_option(self.address1.as_deref());
        self.city_fold = fold_option(self.city.as_deref());
        self.province_fold = fold_option(self.province.as_deref());
        self.postal_code_fold = fold_option(self.postal_code.as_deref());
        let texts = [
            &self.first_name,
            &self.last_name,
            &self.company,
            &self.address1,
            &self.address2,
            &self.city,
            &self.postal_code,
        ];
        self.search = search_key(&texts.map(Option::as_deref), None);
    }
}
