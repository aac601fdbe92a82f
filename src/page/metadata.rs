//! Conditions on metadata: `jsonb` on PostgreSQL, JSON text with sorted keys on SQLite.

use async_graphql::MaybeUndefined;
use sea_orm::sea_query::{BinOper, Expr, ExprTrait};
use sea_orm::{ColumnTrait, DbBackend};
use serde_json::{Number, Value as Json};

use super::inputs::MetadataFilter;
use super::member::{Demand, never};

/// Conditions on one top-level key.
pub(super) fn member(
    column: impl ColumnTrait,
    filter: MetadataFilter,
    backend: DbBackend,
) -> Demand {
    let MetadataFilter { key, eq, exists } = filter;
    let wanted = match eq {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(Json::Null),
        MaybeUndefined::Value(wanted) => Some(wanted),
    };
    // A JSON null at the key is a value; the member is null in SQL where the key is missing.
    let member = (!key.contains('\0')).then(|| at(column, &key, backend));
    let mut demand = Demand::default();
    if exists.is_some() || wanted.is_none() {
        let is_there = member.clone().map_or_else(never, ExprTrait::is_not_null);
        demand.add(
            1,
            if exists == Some(false) {
                is_there.not()
            } else {
                is_there
            },
        );
    }
    if let Some(wanted) = wanted {
        let equal = member
            .filter(|_| !has_nul(&wanted))
            .map_or_else(never, |member| member.eq(literal(wanted, backend)));
        demand.add(1, equal);
    }
    demand
}

/// The member at a key. The key is always bound, on SQLite inside a path where it is quoted as JSON
/// quotes it.
fn at(column: impl ColumnTrait, key: &str, backend: DbBackend) -> Expr {
    let key = match backend {
        DbBackend::Postgres => key.to_owned(),
        _ => format!("$.{}", Json::from(key)),
    };
    column
        .into_expr()
        .binary(BinOper::Custom("->"), Expr::val(key))
}

fn literal(wanted: Json, backend: DbBackend) -> Expr {
    let wanted = canonical(wanted);
    match backend {
        DbBackend::Postgres => Expr::val(wanted),
        // The text of the member, which is as it was stored: written by the same code as this.
        _ => Expr::val(wanted.to_string()),
    }
}

/// The form in which metadata is stored: whole numbers without a fraction.
fn canonical(json: Json) -> Json {
    match json {
        Json::Number(number) => whole(&number).map_or(Json::Number(number), Json::from),
        Json::Array(items) => items.into_iter().map(canonical).collect(),
        Json::Object(members) => members
            .into_iter()
            .map(|(key, member)| (key, canonical(member)))
            .collect(),
        other => other,
    }
}

/// The number as an integer, if it is a fraction that is none.
fn whole(number: &Number) -> Option<i64> {
    let float = number.is_f64().then(|| number.as_f64()).flatten()?;
    // Its own text is exact, and has neither point nor exponent.
    (float.fract() == 0.0)
        .then(|| format!("{float:.0}").parse().ok())
        .flatten()
}

fn has_nul(json: &Json) -> bool {
    match json {
        Json::String(text) => text.contains('\0'),
        Json::Array(items) => items.iter().any(has_nul),
        Json::Object(members) => members
            .iter()
            .any(|(key, member)| key.contains('\0') || has_nul(member)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_are_integers() {
        assert_eq!(
            canonical(json!([1.0, -0.0, 1.5, 9e18])).to_string(),
            "[1,0,1.5,9000000000000000000]"
        );
        assert_eq!(
            canonical(json!({"a": {"b": 2e3}})),
            json!({"a": {"b": 2000}})
        );
        assert!(canonical(json!(1e300)).is_f64());
    }

    #[test]
    fn nul_is_found_anywhere() {
        assert!(has_nul(&json!({"a": ["b\0"]})));
        assert!(has_nul(&json!({"a\0": 1})));
        assert!(!has_nul(&json!({"a": ["b", null, 1, true]})));
    }
}
