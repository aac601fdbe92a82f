//! What of the rows to be loaded is there already, asked for many rows at once.

use std::collections::BTreeSet;

use entity::{
    AddressId, CustomerId, GroupId, IdentityId, MembershipId, auth_identity, customer,
    customer_address, customer_group, customer_group_customer,
};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, ModelTrait, QueryFilter, Select, Value};

use super::PARAMETERS;
use crate::db::Db;

/// What is asked for. Nothing is asked of an empty list.
#[derive(Debug, Default)]
pub struct Keys {
    /// Customers, deleted ones too.
    pub customers: Vec<CustomerId>,
    /// External ids of live customers.
    pub external_ids: Vec<String>,
    /// E-mails of live accounts.
    pub accounts: Vec<String>,
    /// E-mails of live guests.
    pub guests: Vec<String>,
    /// Addresses.
    pub addresses: Vec<AddressId>,
    /// Memberships.
    pub memberships: Vec<MembershipId>,
    /// Logins.
    pub identities: Vec<IdentityId>,
    /// Subjects of live logins that have a customer, whatever their provider.
    pub subjects: Vec<String>,
    /// Groups, deleted ones too.
    pub groups: Vec<GroupId>,
    /// Folded names of live groups.
    pub names: Vec<String>,
}

/// What is there of it.
#[derive(Debug, Default)]
pub struct Present {
    /// Customers by id, external id or e-mail. One that is found twice is there twice.
    pub customers: Vec<customer::Model>,
    /// All their addresses, and those asked for.
    pub addresses: Vec<customer_address::Model>,
    /// All their memberships, and those asked for.
    pub memberships: Vec<customer_group_customer::Model>,
    /// All their logins, and those asked for.
    pub identities: Vec<auth_identity::Model>,
    /// Groups by id or name, and those of the memberships.
    pub groups: Vec<customer_group::Model>,
}

/// Asks, with a statement for each list, or part of a long one, and more for what belongs to the
/// customers found.
///
/// # Errors
/// When the database fails.
pub async fn present(db: &Db, keys: &Keys) -> Result<Present, DbErr> {
    let mut found = Present::default();
    customers(db, keys, &mut found.customers).await?;
    let owners: Vec<_> = found.customers.iter().map(|row| row.id.clone()).collect();
    let rows = &mut found.addresses;
    {
        use customer_address::{Column as C, Entity};
        all_in(db, Entity::find(), C::CustomerId, &owners, rows).await?;
        all_in(db, Entity::find(), C::Id, &keys.addresses, rows).await?;
    }
    let rows = &mut found.memberships;
    {
        use customer_group_customer::{Column as C, Entity};
        all_in(db, Entity::find(), C::CustomerId, &owners, rows).await?;
        all_in(db, Entity::find(), C::Id, &keys.memberships, rows).await?;
    }
    let rows = &mut found.identities;
    {
        use auth_identity::{Column as C, Entity};
        let claimed = Entity::live().filter(C::CustomerId.is_not_null());
        all_in(db, Entity::find(), C::CustomerId, &owners, rows).await?;
        all_in(db, Entity::find(), C::Id, &keys.identities, rows).await?;
        all_in(db, claimed, C::EntityId, &keys.subjects, rows).await?;
    }
    let rows = &mut found.groups;
    {
        use customer_group::{Column as C, Entity};
        let of_members = found.memberships.iter().map(|row| &row.customer_group_id);
        let ids: BTreeSet<_> = of_members.chain(&keys.groups).cloned().collect();
        let ids: Vec<_> = ids.into_iter().collect();
        all_in(db, Entity::find(), C::Id, &ids, rows).await?;
        all_in(db, Entity::live(), C::NameFold, &keys.names, rows).await?;
    }
    Ok(found)
}

async fn customers(db: &Db, keys: &Keys, rows: &mut Vec<customer::Model>) -> Result<(), DbErr> {
    use customer::{Column as C, Entity};
    all_in(db, Entity::find(), C::Id, &keys.customers, rows).await?;
    // The condition is that of the partial index.
    let named = Entity::live().filter(C::ExternalId.is_not_null());
    all_in(db, named, C::ExternalId, &keys.external_ids, rows).await?;
    for (emails, has_account) in [(&keys.accounts, true), (&keys.guests, false)] {
        let of_kind = Condition::all().add(C::HasAccount.eq(has_account));
        all_in(db, Entity::live().filter(of_kind), C::Email, emails, rows).await?;
    }
    Ok(())
}

/// Adds the rows whose column is one of the keys.
async fn all_in<E: EntityTrait, K: Clone + Into<Value>>(
    db: &Db,
    select: Select<E>,
    column: E::Column,
    keys: &[K],
    rows: &mut Vec<E::Model>,
) -> Result<(), DbErr>
where
    E::Model: ModelTrait<Entity = E> + Send + Sync,
{
    for part in keys.chunks(PARAMETERS) {
        let found = select.clone().filter(column.is_in(part.iter().cloned()));
        rows.extend(found.all(db.read()).await?);
    }
    Ok(())
}
