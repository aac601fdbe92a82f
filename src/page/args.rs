//! The paging arguments of a list, and the window they ask for.

use sea_orm::EntityTrait;

use super::cursor::Key;
use super::keyset::{Bound, Span};
use super::order::Order;
use crate::error::{Error, Result};

/// Rows of a page whose size was not asked for.
pub const DEFAULT_SIZE: u64 = 20;

/// Most rows of one page.
pub const MAX_SIZE: u64 = 100;

/// The paging arguments of a list, as the caller gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageArgs {
    /// How many rows from the start.
    pub first: Option<i32>,
    /// Only rows behind this cursor.
    pub after: Option<String>,
    /// How many rows from the end.
    pub last: Option<i32>,
    /// Only rows ahead of this cursor.
    pub before: Option<String>,
    /// How many rows to pass over, for numbered pages.
    pub offset: Option<i32>,
}

/// From which end a page takes its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Travel {
    Forward,
    Backward,
}

/// A part of a list: a number of rows from one end of what lies between two cursors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub(super) travel: Travel,
    pub(super) size: u64,
    pub(super) after: Option<Vec<Key>>,
    pub(super) before: Option<Vec<Key>>,
    pub(super) offset: u64,
    /// Whether the rows that an index gives are those of the list, so that no more are read than shown.
    pub(super) is_short: bool,
}

impl PageArgs {
    /// The window that the arguments ask for in a list of this order.
    ///
    /// # Errors
    /// [`Error::BadInput`] naming the argument: a size that is negative or above [`MAX_SIZE`], both
    /// sizes at once, an offset that is negative or stands beside a cursor or `last`, and a cursor
    /// that is none or of another order.
    pub fn window<E: EntityTrait>(self, order: &Order<E>) -> Result<Window> {
        let Self {
            first,
            after,
            last,
            before,
            offset,
        } = self;
        let (travel, size) = match (first, last) {
            (Some(_), Some(_)) => return Err(bad("`first` and `last` exclude each other")),
            (None, Some(last)) => (Travel::Backward, size("last", last)?),
            (first, None) => (Travel::Forward, page_size(first)?),
        };
        if offset.is_some() && (last.is_some() || after.is_some() || before.is_some()) {
            return Err(bad("`offset` excludes `last`, `after` and `before`"));
        }
        let cursor = |argument, text: Option<String>| {
            text.map(|text| order.parse_cursor(argument, &text))
                .transpose()
        };
        Ok(Window {
            travel,
            size,
            after: cursor("after", after)?,
            before: cursor("before", before)?,
            offset: u64::try_from(offset.unwrap_or(0))
                .map_err(|_| bad("`offset` must not be negative"))?,
            is_short: false,
        })
    }
}

impl Window {
    /// The window into a list of this order, which has all rows of a kind unless it is filtered.
    #[must_use]
    pub fn of<E: EntityTrait>(self, order: &Order<E>, is_filtered: bool) -> Self {
        // There is an index of each column that lists are ordered by.
        let is_short = !is_filtered && self.offset == 0 && order.terms.len() <= 2;
        Self { is_short, ..self }
    }

    /// What is between the cursors.
    pub(super) fn span(&self) -> Span<'_> {
        Span {
            after: bound(self.after.as_deref(), false),
            before: bound(self.before.as_deref(), false),
        }
    }

    /// What lies behind the window. A page that has no more rows reaches to the end of its window.
    pub(super) fn behind(&self) -> Option<Span<'_>> {
        let after = Some(bound(self.before.as_deref(), true)?);
        Some(Span {
            after,
            before: None,
        })
    }

    /// What lies ahead of the window.
    pub(super) fn ahead(&self) -> Option<Span<'_>> {
        let before = Some(bound(self.after.as_deref(), true)?);
        Some(Span {
            after: None,
            before,
        })
    }
}

fn bound(keys: Option<&[Key]>, inclusive: bool) -> Option<Bound<'_>> {
    keys.map(|keys| Bound { keys, inclusive })
}

/// How many rows a page has that only goes forward.
///
/// # Errors
/// [`Error::BadInput`] for a size that is negative or above [`MAX_SIZE`].
pub fn page_size(first: Option<i32>) -> Result<u64> {
    first.map_or(Ok(DEFAULT_SIZE), |first| size("first", first))
}

fn size(argument: &str, given: i32) -> Result<u64> {
    u64::try_from(given)
        .ok()
        .filter(|size| *size <= MAX_SIZE)
        .ok_or_else(|| bad(format!("`{argument}` must be from 0 to {MAX_SIZE}")))
}

fn bad(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::BadInput(message.into())
}

#[cfg(test)]
mod tests {
    use entity::customer_group::Entity;

    use super::*;

    fn window(args: PageArgs) -> Result<Window> {
        args.window(&Order::<Entity>::by([]))
    }

    fn refusal(args: PageArgs) -> String {
        match window(args) {
            Err(Error::BadInput(message)) => message.into_owned(),
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn sizes_have_a_default_and_bounds() {
        let of = |first, last| PageArgs {
            first,
            last,
            ..PageArgs::default()
        };
        assert_eq!(window(of(None, None)).unwrap().size, 20);
        assert_eq!(window(of(Some(0), None)).unwrap().size, 0);
        assert_eq!(
            window(of(None, Some(100))).unwrap().travel,
            Travel::Backward
        );
        assert!(refusal(of(Some(101), None)).contains("`first`"));
        assert!(refusal(of(Some(-1), None)).contains("`first`"));
        assert!(refusal(of(None, Some(i32::MIN))).contains("`last`"));
        assert!(refusal(of(Some(1), Some(1))).contains("exclude"));
    }

    #[test]
    fn an_offset_stands_alone() {
        let args = PageArgs {
            offset: Some(7),
            ..PageArgs::default()
        };
        assert_eq!(window(args.clone()).unwrap().offset, 7);
        let with_last = PageArgs {
            last: Some(1),
            ..args.clone()
        };
        let with_cursor = PageArgs {
            after: Some(String::new()),
            ..args.clone()
        };
        let negative = PageArgs {
            offset: Some(-1),
            ..args
        };
        for args in [with_last, with_cursor, negative] {
            assert!(refusal(args).contains("`offset`"));
        }
    }

    #[test]
    fn a_bad_cursor_names_its_argument() {
        let args = PageArgs {
            before: Some("x".to_owned()),
            ..PageArgs::default()
        };
        assert!(refusal(args).contains("`before`"));
    }
}
