//! A person or business that buys.

use sea_orm::entity::prelude::*;

use crate::cell::cells;
use crate::fold::fold_option;
use crate::{CustomerId, Folded, Timestamp, search_key};

/// One customer, guest or registered.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    /// `cus_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    /// Normalised as a whole, so that it is its own folded form.
    pub email: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Company, for business customers.
    pub company_name: Option<String>,
    /// E.164 where it is a valid number.
    pub phone: Option<String>,
    /// Whether the customer can have logins; unique by e-mail among the live.
    pub has_account: bool,
    /// When somebody proved that mail to `email` is received.
    pub email_verified_at: Option<Timestamp>,
    /// When that proof came from whoever holds every way into the account. Until then somebody else may
    /// have made it, and know its password.
    pub mailbox_owned_at: Option<Timestamp>,
    /// The e-mail, on the one guest that find-or-create made for it.
    pub guest_key: Option<String>,
    /// Data of the storefront, an object.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub metadata: Option<Json>,
    /// Data of staff, an object.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub private_metadata: Option<Json>,
    /// Id in the system it was imported from.
    pub external_id: Option<String>,
    /// API key or staff subject that made the row.
    pub created_by: Option<String>,
    /// One more with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was soft-deleted.
    pub deleted_at: Option<Timestamp>,
    /// The customer that it was merged into, on one that was deleted by a merge.
    pub merged_into: Option<CustomerId>,
    /// When everything personal was taken out of the row, for good; it is deleted as well then.
    pub erased_at: Option<Timestamp>,
    /// Folded `first_name`.
    pub first_name_fold: Option<String>,
    /// Folded `last_name`.
    pub last_name_fold: Option<String>,
    /// Folded `company_name`.
    pub company_name_fold: Option<String>,
    /// Folded `external_id`.
    pub external_id_fold: Option<String>,
    /// Folded `created_by`.
    pub created_by_fold: Option<String>,
    /// What a search looks through.
    pub search: String,
    /// All addresses, deleted ones too.
    #[sea_orm(has_many)]
    pub addresses: HasMany<super::customer_address::Entity>,
    /// All memberships, of deleted groups too.
    #[sea_orm(has_many)]
    pub memberships: HasMany<super::customer_group_customer::Entity>,
}

cells! {
    {
        id: Id,
        email: Email,
        first_name: FirstName,
        last_name: LastName,
        company_name: CompanyName,
        phone: Phone,
        has_account: HasAccount,
        email_verified_at: EmailVerifiedAt,
        mailbox_owned_at: MailboxOwnedAt,
        guest_key: GuestKey,
        metadata: Metadata,
        private_metadata: PrivateMetadata,
        external_id: ExternalId,
        created_by: CreatedBy,
        version: Version,
        created_at: CreatedAt,
        updated_at: UpdatedAt,
        deleted_at: DeletedAt,
        merged_into: MergedInto,
        erased_at: ErasedAt,
    }
    { first_name_fold: FirstNameFold, last_name_fold: LastNameFold, company_name_fold: CompanyNameFold, external_id_fold: ExternalIdFold, created_by_fold: CreatedByFold, search: Search }
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Customers that are not deleted.
    #[must_use]
    pub fn live() -> Select<Self> {
        Self::find().filter(Column::DeletedAt.is_null())
    }
}

impl Folded for Model {
    fn fold(&mut self) {
        self.first_name_fold = fold_option(self.first_name.as_deref());
        self.last_name_fold = fold_option(self.last_name.as_deref());
        self.company_name_fold = fold_option(self.company_name.as_deref());
        self.external_id_fold = fold_option(self.external_id.as_deref());
        self.created_by_fold = fold_option(self.created_by.as_deref());
        let texts = [
            &self.email,
            &self.first_name,
            &self.last_name,
            &self.company_name,
        ];
        self.search = search_key(&texts.map(Option::as_deref), self.phone.as_deref());
    }
}
