//! Logins, and the accounts they are for.

mod change;
mod find;
mod unclaimed;

use sea_orm::DbErr;

pub(in crate::account) use self::change::{
    clear_password, delete, hide, insert, remove, rename, restore, set_password, touch, used,
};
pub(in crate::account) use self::find::{
    account, by_ids, find, held, of, of_customers, owner, subjects, with_password,
};
pub(in crate::account) use self::unclaimed::{claim, find_any, insert_unclaimed, purge_unclaimed};
use crate::db::{Constraint, violated};
use crate::error::Result;

/// Whether a provider and subject was still to be had.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::account) enum Claim {
    /// It is ours.
    Done,
    /// Another live login has it. On PostgreSQL the transaction can only be dropped then.
    Taken,
}

impl Claim {
    fn of<T>(result: Result<T, DbErr>) -> Result<Self> {
        match result {
            Ok(_) => Ok(Self::Done),
            Err(error) if violated(&error) == Some(Constraint::IdentitySubject) => Ok(Self::Taken),
            Err(error) => Err(error.into()),
        }
    }
}
