//! Rows that are read without the ORM, column by column.

mod row;

use sea_orm::{EntityTrait, ModelTrait};

use crate::Timestamp;

pub use row::{Short, Shown, all, binary, short};

/// One value of a row, as both databases can give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// No value.
    Null,
    /// A number, a truth value or a time.
    Integer(i64),
    /// Text, an id or JSON.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

/// What a value is read as.
pub trait FromCell: Sized {
    /// The value; none where it is of another type.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

/// An entity whose rows can be read by themselves. What is there for the database alone, folded texts and
/// what searches look through, is left empty: nobody writes such a row without [`crate::Folded::fold`].
pub trait Cells: ModelTrait {
    /// The columns that are read.
    const SHOWN: &'static [<Self::Entity as EntityTrait>::Column];
    /// Those that are read only where somebody asks for them, e.g. for the cursor of a list by name.
    const HIDDEN: &'static [<Self::Entity as EntityTrait>::Column];

    /// The row of these values, which come in the order of the columns, first those that are shown; none
    /// where one is of another type. What is hidden is left empty where it does not come.
    fn from_cells<'a>(cell: impl Fn(usize) -> Cell<'a>, hidden: bool) -> Option<Self>;
}

/// Says which columns of an entity are read, in the order of its fields, and which are left empty.
macro_rules! cells {
    ({ $($field:ident: $column:ident),+ $(,)? } { $($rest:ident: $hidden:ident),* $(,)? }) => {
        impl $crate::Cells for Model {
            const SHOWN: &'static [Column] = &[$(Column::$column),+];
            const HIDDEN: &'static [Column] = &[$(Column::$hidden),*];

            fn from_cells<'a>(
                cell: impl Fn(usize) -> $crate::Cell<'a>,
                hidden: bool,
            ) -> Option<Self> {
                let (mut cells, _hidden) = ((0..).map(cell), hidden);
                Some(Self {
                    $($field: $crate::FromCell::from_cell(cells.next()?)?,)+
                    $($rest: if _hidden {
                        $crate::FromCell::from_cell(cells.next()?)?
                    } else {
                        Default::default()
                    },)*
                })
            }
        }
    };
}

pub(crate) use cells;

impl FromCell for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Integer(number) => Some(number),
            _ => None,
        }
    }
}

impl FromCell for i32 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}

impl FromCell for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(|number| number != 0)
    }
}

impl FromCell for Timestamp {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(Self)
    }
}

impl FromCell for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Blob(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl FromCell for sea_orm::JsonValue {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(text) => serde_json::from_str(text).ok(),
            Cell::Blob(bytes) => serde_json::from_slice(bytes).ok(),
            _ => None,
        }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            cell => T::from_cell(cell).map(Some),
        }
    }
}
