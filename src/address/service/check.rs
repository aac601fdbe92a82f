//! What is wrong with addresses to be made, beyond their values.

use std::collections::HashSet;

use entity::AddressId;

use super::NewAddress;
use crate::address::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Checks, Code, Fault, Result};

pub(super) const ID_TAKEN: &str = "This id is taken.";

/// Ids that addresses have, and that those already looked at are about to have.
pub(super) struct TakenIds(HashSet<AddressId>);

impl TakenIds {
    /// Those of the ids of addresses to be made that are taken.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn among(tx: &Tx, new: Vec<&NewAddress>) -> Result<Self> {
        let given: Vec<_> = new.iter().filter_map(|new| new.id.clone()).collect();
        Ok(Self(store::taken_ids(tx, &given).await?))
    }

    /// Notes when the id of an address is taken; takes it else.
    pub(super) fn claim(&mut self, checks: &mut Checks, new: &NewAddress) {
        let id = new.id.as_ref();
        if id.is_some_and(|id| !self.0.insert(id.clone())) {
            checks.add("id", Fault::new(Code::IdTaken, ID_TAKEN));
        }
    }
}

/// Notes the ids that are taken or repeated, and the lists that are too long, of addresses that come
/// along with customers to be made, the entries of an input.
///
/// # Errors
/// When the database fails.
pub async fn check_along(
    app: &App,
    tx: &Tx,
    checks: &mut Checks,
    lists: &[&[NewAddress]],
) -> Result<()> {
    let all = lists.iter().copied().flatten().collect();
    let mut taken = TakenIds::among(tx, all).await?;
    let limit = app.settings.limits.max_addresses;
    for (index, list) in lists.iter().enumerate() {
        checks.entry(index, |checks| {
            if list.len() as u64 > limit {
                checks.add("addresses", too_many(limit));
            }
            checks.within("addresses", |checks| {
                for (index, new) in list.iter().enumerate() {
                    checks.within(index, |checks| taken.claim(checks, new));
                }
            });
        });
    }
    Ok(())
}

/// The fault of one address too many.
pub(super) fn too_many(limit: u64) -> Fault {
    let message = format!("A customer has at most {limit} addresses.");
    Fault::new(Code::LimitReached, message)
}
