//! What lists are by plain code over rows that look as the API shows them.

use std::cmp::Ordering;

use entity::fold;
use serde_json::{Map, Value, json};

use super::asks::Ask;
use super::fields::{List, Member};

/// The page that a question asks for, given all rows in its order and the places of its cursors.
pub(super) fn page(
    rows: &[Value],
    list: List,
    ask: &Ask,
    after: Option<usize>,
    before: Option<usize>,
) -> Value {
    let with_deleted = ask.include_deleted && list.has_deleted();
    let is_listed = |row: &Value| {
        let live = row["deletedAt"].is_null() && !row["ownerIsDeleted"].eq(&true);
        (with_deleted || live) && meets(row, list, &ask.filter).unwrap_or(true)
    };
    let found: Vec<_> = (0..rows.len()).filter(|n| is_listed(&rows[*n])).collect();
    let start = found.partition_point(|n| after.is_some_and(|after| *n <= after));
    let end = found.partition_point(|n| before.is_none_or(|before| *n < before));
    let size = usize::from(ask.size.unwrap_or(20));
    let (start, end) = if ask.backward && ask.size.is_some() {
        (end.saturating_sub(size).max(start), end)
    } else {
        let start = start + usize::from(ask.offset.unwrap_or(0));
        (start, (start + size).min(end.max(start)))
    };
    let nodes = found.get(start..end.min(found.len())).unwrap_or_default();
    json!({
        "nodes": nodes.iter().map(|n| json!({"id": rows[*n]["id"]})).collect::<Vec<_>>(),
        "totalCount": found.len(),
        "pageInfo": {
            "hasPreviousPage": start > 0 && !found.is_empty(),
            "hasNextPage": end < found.len(),
        },
    })
}

/// Rows in an order, which ends in the id.
pub(super) fn sorted(rows: &[Value], order: &Value) -> Vec<Value> {
    let steps: Vec<_> = order.as_array().expect("a list").iter().map(step).collect();
    let last = steps.last().is_some_and(|(_, descends)| *descends);
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| {
        let steps = steps
            .iter()
            .map(|(field, descends)| (field.as_str(), *descends));
        let mut steps = steps.chain([("id", last)]);
        let unequal = steps.find_map(|(field, descends)| {
            Some(compare(&a[field], &b[field], field, descends)).filter(|order| order.is_ne())
        });
        unequal.unwrap_or(Ordering::Equal)
    });
    rows
}

/// The field of a row that a step of an order names, and whether it descends.
fn step(step: &Value) -> (String, bool) {
    let words = step["field"].as_str().expect("a field").split('_');
    let mut field = String::new();
    for word in words {
        let (first, rest) = word.split_at(1);
        let rest = rest.to_lowercase();
        field += &if field.is_empty() {
            first.to_lowercase() + &rest
        } else {
            first.to_owned() + &rest
        };
    }
    (field, step["direction"] == "DESC")
}

/// Nulls come last whatever the direction. Ids compare as they are.
fn compare(a: &Value, b: &Value, field: &str, descends: bool) -> Ordering {
    let (Some(a), Some(b)) = (a.as_str(), b.as_str()) else {
        return a.is_null().cmp(&b.is_null());
    };
    let order = if field == "id" {
        a.cmp(b)
    } else {
        fold(a).cmp(&fold(b))
    };
    if descends { order.reverse() } else { order }
}

/// Whether a row meets a filter; nothing if that sets no condition.
fn meets(row: &Value, list: List, filter: &Value) -> Option<bool> {
    let filter = filter.as_object()?;
    let nested = |name: &str| {
        let filters = filter
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        filters.map(|filter| meets(row, list, filter))
    };
    let members = list.members().iter().map(|(name, member)| {
        let asked = filter.get(*name).filter(|asked| !asked.is_null())?;
        meets_member(&row[*name], *member, asked)
    });
    let any: Option<Vec<bool>> = nested("or").collect();
    let any = any
        .filter(|any| !any.is_empty())
        .map(|any| any.into_iter().any(|met| met));
    let not = filter
        .get("not")
        .and_then(|not| meets(row, list, not))
        .map(|met| !met);
    all(members.chain(nested("and")).chain([any, not]))
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    parts.flatten().reduce(|a, b| a && b)
}

fn meets_member(value: &Value, member: Member, asked: &Value) -> Option<bool> {
    match member {
        Member::Flag => Some(value == asked),
        Member::Related(list) => {
            let related = value.as_array().expect("a list").iter();
            let mut live = related.filter(|row| row["deletedAt"].is_null());
            Some(live.any(|row| meets(row, list, asked).unwrap_or(true)))
        }
        Member::Metadata => {
            let asked = asked.as_array().expect("a list").iter();
            all(asked.map(|asked| Some(has_key(value, asked))))
        }
        Member::Id | Member::Time => meets_conditions(value.as_str(), asked, str::to_owned),
        Member::Text => meets_conditions(value.as_str(), asked, fold),
    }
}

fn has_key(metadata: &Value, asked: &Value) -> bool {
    let found = metadata.get(asked["key"].as_str().expect("a key"));
    let (eq, exists) = (asked.get("eq"), asked.get("exists"));
    let there = match exists {
        Some(exists) => found.is_some() == (exists == true),
        None => eq.is_some() || found.is_some(),
    };
    there && eq.is_none_or(|eq| found == Some(eq))
}

/// Times are all of one length and zone, so that their text is in their order.
fn meets_conditions(value: Option<&str>, asked: &Value, form: fn(&str) -> String) -> Option<bool> {
    let asked: &Map<_, _> = asked.as_object().expect("an object");
    let value = value.map(form);
    let conditions = asked.iter().map(|(name, asked)| {
        let text = asked.as_str().map(form);
        let is_in = || {
            let list = asked.as_array().expect("a list").iter();
            let mut list = list.map(|text| text.as_str().map(form));
            list.any(|text| value.is_some() && text == value)
        };
        let against = |holds: fn(&str, &str) -> bool| match (&value, &text) {
            (Some(value), Some(text)) => holds(value, text),
            _ => false,
        };
        Some(match name.as_str() {
            "contains" | "startsWith" | "endsWith" if asked == "" => return None,
            "eq" => value == text,
            "ne" => value != text,
            "in" => is_in(),
            "notIn" => !is_in(),
            "contains" => against(|value, text| value.contains(text)),
            "startsWith" => against(|value, text| value.starts_with(text)),
            "endsWith" => against(|value, text| value.ends_with(text)),
            "gt" => against(|value, text| value > text),
            "gte" => against(|value, text| value >= text),
            "lt" => against(|value, text| value < text),
            "lte" => against(|value, text| value <= text),
            "isNull" => value.is_none() == (asked == true),
            other => panic!("what is {other}?"),
        })
    });
    all(conditions)
}
