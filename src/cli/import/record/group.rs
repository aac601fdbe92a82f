//! Groups, and who is in them.

use std::collections::HashSet;

use entity::{Folded as _, customer_group, fold};
use serde_json::{Map, Value};

use super::fields::{Fields, entry};
use super::member::Times;
use super::{InGroup, Rules};
use crate::error::{Checks, Code, Fault};
use crate::group::service::MAX_GROUPS;
use crate::value::Text;

impl Rules {
    /// The row of a group; faults are noted.
    pub(super) fn group(
        &self,
        checks: &mut Checks,
        fields: &mut Fields,
    ) -> Option<customer_group::Model> {
        let id = fields.own_id(checks, "id", self.ours);
        let name = name(checks, fields)?;
        let times = Times::take(self, checks, fields);
        let mut row = customer_group::Model {
            id: id.unwrap_or_else(|| self.clock.id()),
            name,
            metadata: fields.metadata(checks, "metadata"),
            created_by: fields.line(checks, "createdBy"),
            version: fields.version(checks),
            created_at: times.created,
            updated_at: times.updated,
            deleted_at: times.deleted,
            name_fold: String::new(),
            created_by_fold: None,
            search: String::new(),
        };
        row.fold();
        Some(row)
    }

    /// The groups of a customer, by name or as objects. One that is named twice counts once. Faults are
    /// noted.
    pub(super) fn groups_of(
        &self,
        checks: &mut Checks,
        fields: &mut Fields,
        of_owner: &Times,
    ) -> Vec<InGroup> {
        fields.split_names("groups");
        let list = fields.list(checks, "groups");
        if i64::try_from(list.len()).is_ok_and(|groups| groups > MAX_GROUPS) {
            let message = format!("A customer is in at most {MAX_GROUPS} groups.");
            checks.add("groups", Fault::new(Code::LimitReached, message));
            return Vec::new();
        }
        let mut seen = HashSet::new();
        checks.within("groups", |checks| {
            let entries = list.into_iter().filter_map(|(place, value)| {
                checks.within(place, |checks| {
                    self.in_group(checks, place, value, of_owner)
                })
            });
            entries
                .filter(|entry| seen.insert((entry.id.clone(), entry.name_fold.clone())))
                .collect()
        })
    }

    fn in_group(
        &self,
        checks: &mut Checks,
        place: usize,
        value: Value,
        of_owner: &Times,
    ) -> Option<InGroup> {
        let mut fields = match value {
            Value::String(name) => Fields::new(Map::from_iter([("name".to_owned(), name.into())])),
            value => entry(checks, value)?,
        };
        let entry = InGroup {
            place,
            id: fields.own_id(checks, "id", self.ours),
            name: String::new(),
            name_fold: String::new(),
            membership: fields.own_id(checks, "membershipId", self.ours),
            created_by: fields.line(checks, "createdBy"),
            created_at: fields.time(checks, "createdAt").unwrap_or(of_owner.created),
        };
        let name = name(checks, &mut fields)?;
        if self.ours {
            fields.refuse_others(checks);
        }
        Some(InGroup {
            name_fold: fold(&name),
            name,
            ..entry
        })
    }
}

fn name(checks: &mut Checks, fields: &mut Fields) -> Option<String> {
    let text = fields.text(checks, "name").unwrap_or_default();
    checks
        .take("name", Text::required(&text))
        .map(Text::into_string)
}
