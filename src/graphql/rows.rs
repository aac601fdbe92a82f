//! Lists of objects, written as JSON where they are resolved.
//!
//! The executor of the framework makes a future on the heap, a name and an entry of a map for each field
//! of each row, all of which only lives until the answer is written. What is resolved here makes room for
//! a future once, since fields that need not wait are done with it at once. Selections that only the
//! framework knows to merge are left to it.

mod json;
mod plan;
mod together;

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::resolve_list;
use async_graphql::{
    ContextSelectionSet, ObjectType, OutputType, Positioned, ServerError, ServerResult, Value,
};

pub use self::json::encoded;
use self::plan::{Plan, Slot};
use self::together::together;
use super::gate::Unmerged;

/// A list of objects.
#[derive(Clone, Debug)]
pub struct Rows<T>(pub Vec<T>);

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self(rows.into_iter().collect())
    }
}

impl<T: ObjectType> OutputType for Rows<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        // What is merged elsewhere must not be JSON yet.
        let plan = ctx.data_opt::<Unmerged>().and_then(|_| Plan::of::<T>(ctx));
        match plan {
            Some(plan) => written(ctx, &self.0, &plan).await,
            None => resolve_list(ctx, field, &self.0, Some(self.0.len())).await,
        }
    }
}

/// The rows by plan, as JSON.
async fn written<T: ObjectType>(
    ctx: &ContextSelectionSet<'_>,
    rows: &[T],
    plan: &Plan<'_>,
) -> ServerResult<Value> {
    let places: Vec<_> = (0..rows.len()).map(|index| ctx.with_index(index)).collect();
    let mut fields = Vec::with_capacity(rows.len() * plan.slots.len());
    for (row, place) in rows.iter().zip(&places) {
        fields.extend(plan.slots.iter().map(|slot| (row, place, slot)));
    }
    let fields = fields.into_iter();
    let values = together(fields, |(row, place, slot)| resolved(row, place, slot)).await?;
    json::list(&plan.slots, &values).map_err(|error| ServerError::new(error.to_string(), None))
}

/// The value of a field of a row.
async fn resolved<T: ObjectType>(
    row: &T,
    place: &ContextSelectionSet<'_>,
    slot: &Slot<'_>,
) -> ServerResult<Value> {
    let Slot::Field(field) = slot else {
        return Ok(Value::String(row.introspection_type_name().into_owned()));
    };
    let ctx = place.with_field(field);
    let value = row.resolve_field(&ctx).await.map_err(|error| {
        if error.path.is_empty() {
            return ctx.set_error_path(error);
        }
        error
    })?;
    Ok(value.unwrap_or_default())
}
