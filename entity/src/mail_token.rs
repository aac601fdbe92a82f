//! Tokens and codes that mails carry, until they are spent, void or expired.

use sea_orm::entity::prelude::*;

use crate::{CustomerId, Timestamp};

/// What a token is good for; it is good for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Purpose {
    /// To prove the mailbox.
    #[sea_orm(string_value = "verify-email")]
    VerifyEmail,
    /// To choose a password.
    #[sea_orm(string_value = "password-reset")]
    PasswordReset,
    /// To move the account to another mailbox.
    #[sea_orm(string_value = "email-change")]
    EmailChange,
    /// To log in; six digits that are typed.
    #[sea_orm(string_value = "login-code")]
    LoginCode,
}

/// One token. A customer has at most one of each purpose.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_token")]
pub struct Model {
    /// A ULID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What it is good for.
    pub purpose: Purpose,
    /// Whose account it is about; none where the address it was asked for has no account, and then it is
    /// good for nothing.
    pub customer_id: Option<CustomerId>,
    /// Where it was mailed to; none where it was not.
    pub email: Option<String>,
    /// What stands for the address that it was asked for.
    pub address_hash: Vec<u8>,
    /// The token is not kept.
    pub secret_hash: Vec<u8>,
    /// How often a code was tried.
    pub attempts: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// Good for nothing from then on.
    pub expires_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
