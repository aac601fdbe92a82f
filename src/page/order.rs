//! The order of a list.

use entity::Cells;
use sea_orm::{
    ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn,
};

use super::cursor::{self, Key};
use super::inputs::OrderDirection;
use crate::error::{Error, Result};

/// One column of an order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term<C> {
    pub(super) column: C,
    pub(super) direction: OrderDirection,
    pub(super) nullable: bool,
}

/// A total order of the rows of an entity: some columns, then the id. Nulls come last, whatever the
/// direction.
///
/// Columns are of text that compares bytewise, or of 64-bit integers.
#[derive(Clone, Debug)]
pub struct Order<E: EntityTrait> {
    pub(super) terms: Vec<Term<E::Column>>,
    pub(super) name: String,
}

impl<E: EntityTrait> Order<E> {
    /// The order by the given columns and then by id, in the direction given last; by id
    /// ascending when there is none.
    #[must_use]
    pub fn by(given: impl IntoIterator<Item = (E::Column, OrderDirection)>) -> Self {
        let mut terms: Vec<Term<E::Column>> = Vec::new();
        let mut of_id = OrderDirection::Asc;
        for (column, direction) in given {
            of_id = direction;
            // A second mention of a column decides nothing.
            if terms
                .iter()
                .all(|term| term.column.as_str() != column.as_str())
            {
                terms.push(Term::new(column, direction));
            }
        }
        for id in E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column) {
            match terms
                .iter()
                .position(|term| term.column.as_str() == id.as_str())
            {
                // Nor does anything behind the id.
                Some(at) => terms.truncate(at + 1),
                None => terms.push(Term::new(id, of_id)),
            }
        }
        let name = terms.iter().map(Term::name).collect();
        Self { terms, name }
    }

    /// Whether it is by id alone.
    #[must_use]
    pub fn is_by_id(&self) -> bool {
        self.terms.len() == 1
    }

    /// Whether its cursors name what is read of a row only when it is asked for.
    pub(super) fn needs_hidden(&self) -> bool
    where
        E::Model: Cells<Entity = E>,
    {
        let is_hidden = |name: &str| E::Model::HIDDEN.iter().any(|it| it.as_str() == name);
        self.terms.iter().any(|it| is_hidden(it.column.as_str()))
    }

    /// The cursor of a row.
    pub(super) fn cursor(&self, row: &E::Model) -> String {
        let keys = self
            .terms
            .iter()
            .map(|term| Key::from(row.get(term.column)));
        cursor::encode(&self.name, keys)
    }

    /// The place that a cursor of this order names.
    pub(super) fn parse_cursor(&self, argument: &str, cursor: &str) -> Result<Vec<Key>> {
        cursor::decode(&self.name, cursor)
            .filter(|keys| keys.len() == self.terms.len())
            .filter(|keys| {
                self.terms
                    .iter()
                    .zip(keys)
                    .all(|(term, key)| term.holds(key))
            })
            .ok_or_else(|| {
                Error::BadInput(format!("`{argument}` is no cursor of a list in this order").into())
            })
    }
}

impl<C: ColumnTrait> Term<C> {
    fn new(column: C, direction: OrderDirection) -> Self {
        Self {
            column,
            direction,
            nullable: column.def().is_null(),
        }
    }

    fn name(&self) -> String {
        let sign = match self.direction {
            OrderDirection::Asc => '+',
            OrderDirection::Desc => '-',
        };
        format!("{}{sign}", self.column.as_str())
    }

    /// Whether the column can have this value.
    fn holds(&self, key: &Key) -> bool {
        let is_int = matches!(self.column.def().get_column_type(), ColumnType::BigInteger);
        match key {
            Key::Null => self.nullable,
            Key::Int(_) => is_int,
            Key::Text(_) => !is_int,
        }
    }
}

#[cfg(test)]
mod tests {
    use OrderDirection::{Asc, Desc};
    use entity::customer::{Column, Entity};
    use entity::customer_group;

    use super::*;

    fn name(given: &[(Column, OrderDirection)]) -> String {
        Order::<Entity>::by(given.iter().copied()).name
    }

    #[test]
    fn every_order_ends_in_the_id() {
        assert_eq!(name(&[]), "id+");
        assert_eq!(name(&[(Column::Id, Desc)]), "id-");
        assert_eq!(name(&[(Column::Email, Desc)]), "email-id-");
        assert_eq!(
            name(&[(Column::Email, Desc), (Column::CreatedAt, Asc)]),
            "email-created_at+id+"
        );
    }

    #[test]
    fn what_decides_nothing_is_left_out() {
        assert_eq!(name(&[(Column::Id, Asc), (Column::Email, Desc)]), "id+");
        assert_eq!(
            name(&[(Column::Email, Asc), (Column::Email, Desc)]),
            "email+id-"
        );
    }

    #[test]
    fn a_cursor_holds_values_of_the_columns() {
        let order = Order::<Entity>::by([(Column::Email, Asc), (Column::CreatedAt, Asc)]);
        let text = |text: &str| Key::Text(text.to_owned());
        let taken = |keys: &[Key]| {
            let cursor = cursor::encode(&order.name, keys.iter().cloned());
            order.parse_cursor("after", &cursor).is_ok()
        };
        assert!(taken(&[text("a@b.com"), Key::Int(1), text("cus_1")]));
        assert!(taken(&[Key::Null, Key::Int(1), text("cus_1")]));
        assert!(!taken(&[Key::Null, Key::Null, text("cus_1")]));
        assert!(!taken(&[Key::Null, Key::Int(1), Key::Null]));
        assert!(!taken(&[Key::Null, text("1"), text("cus_1")]));
        assert!(!taken(&[Key::Int(1), Key::Int(1), text("cus_1")]));
        assert!(!taken(&[Key::Null, Key::Int(1)]));
    }

    #[test]
    fn columns_know_whether_they_can_be_null() {
        let nullable = |order: Order<Entity>| order.terms[0].nullable;
        assert!(nullable(Order::by([(Column::FirstNameFold, Asc)])));
        assert!(!nullable(Order::by([(Column::CreatedAt, Asc)])));
        let groups = Order::<customer_group::Entity>::by([(customer_group::Column::NameFold, Asc)]);
        assert!(!groups.terms[0].nullable);
    }
}
