//! Objects, above all lists of them, written as JSON where they are resolved.
//!
//! The executor of the framework makes a future on the heap, a name and an entry of a map for each field
//! of each row, all of which only lives until the answer is written. What is resolved here makes room for
//! a future once, since fields that need not wait are done with it at once. Selections that only the
//! framework knows to merge are left to it.

mod json;
mod leaf;
mod plan;
mod together;

use std::borrow::Cow;
use std::fmt::Display;
use std::slice;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::resolve_list;
use async_graphql::{
    ContextSelectionSet, ObjectType, OutputType, Positioned, ServerError, ServerResult, Value,
};

pub use self::json::encoded;
pub(crate) use self::leaf::leaves;
pub use self::leaf::{Leaf, Leaves, Written};
use self::plan::{Of, Plan};
use self::together::together;

/// A list of objects.
#[derive(Clone, Debug)]
pub struct Rows<T>(pub Vec<T>);

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self(rows.into_iter().collect())
    }
}

impl<T: Leaves> OutputType for Rows<T> {
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
        let Some(plan) = Plan::of(ctx) else {
            return resolve_list(ctx, field, &self.0, Some(self.0.len())).await;
        };
        let places: Vec<_> = (0..self.0.len())
            .map(|index| ctx.with_index(index))
            .collect();
        let values = resolved(&self.0, &places, &plan).await?;
        json::list(&self.0, &plan.slots, values).map_err(unwritten)
    }
}

/// A single object, resolved as those of lists are.
#[derive(Clone, Debug)]
pub struct Row<T>(pub T);

impl<T: Leaves> OutputType for Row<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let Some(plan) = Plan::of(ctx) else {
            return self.0.resolve(ctx, field).await;
        };
        let (row, place) = (slice::from_ref(&self.0), slice::from_ref(ctx));
        let values = resolved(row, place, &plan).await?;
        json::single(&self.0, &plan.slots, values).map_err(unwritten)
    }
}

/// What is not there by itself of rows at their places.
async fn resolved<T: Leaves>(
    rows: &[T],
    places: &[ContextSelectionSet<'_>],
    plan: &Plan<'_, T>,
) -> ServerResult<Vec<Value>> {
    let mut fields = Vec::new();
    for (row, place) in rows.iter().zip(places) {
        let slots = plan.slots.iter().map(|slot| &slot.of);
        fields.extend(slots.filter_map(|of| match of {
            Of::Leaf(_) => None,
            Of::Typename => Some((row, place, None)),
            Of::Field(field) => Some((row, place, Some(*field))),
        }));
    }
    together(fields.into_iter(), |(row, place, field)| {
        value(row, place, field)
    })
    .await
}

/// The value of a field of a row, or the name of its type.
async fn value<T: ObjectType>(
    row: &T,
    place: &ContextSelectionSet<'_>,
    field: Option<&Positioned<Field>>,
) -> ServerResult<Value> {
    let Some(field) = field else {
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

fn unwritten(error: impl Display) -> ServerError {
    ServerError::new(error.to_string(), None)
}
