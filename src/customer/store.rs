//! Stand-in.

use entity::customer;
use sea_orm::{ActiveModelTrait, EntityTrait};

use crate::db::{Constraint, Tx, violated};
use crate::error::{Code, Error, Result};

pub(super) async fn insert(tx: &Tx, row: customer::Model) -> Result<()> {
    let row = customer::ActiveModel::from(row).reset_all();
    match customer::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await
    {
        Ok(_) => Ok(()),
        Err(error) if violated(&error) == Some(Constraint::AccountEmail) => Err(Error::refused(
            Code::EmailTaken,
            "An account has this e-mail.",
            ["input", "email"],
        )),
        Err(error) => Err(error.into()),
    }
}
