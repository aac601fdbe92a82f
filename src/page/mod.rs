//! Lists: keyset paging, filters, search and order to SQL, written once.
//!
//! A list is read as `page(db, select, order, window)`, where `select` gives the rows that the caller
//! may see, narrowed by [`condition`] (a filter) and [`search`]. Both databases answer alike: text
//! compares bytewise by its folded form, and nulls come last.

mod args;
mod compare;
mod condition;
mod cursor;
mod each;
mod fetch;
mod inputs;
mod keyset;
mod lists;
mod member;
mod metadata;
mod order;
mod search;
#[cfg(test)]
pub(crate) mod tests;

pub use args::{DEFAULT_SIZE, MAX_SIZE, PageArgs, Window, page_size};
pub use condition::{Conditions, Filter, MAX_DEPTH, MAX_VALUES, condition};
pub use cursor::{cursor_of, place_of};
pub use each::{Each, Wanted};
pub use fetch::{Page, page};
pub use inputs::{DateTimeFilter, IdFilter, MetadataFilter, OrderDirection, StringFilter};
pub use lists::Lists;
pub use order::Order;
pub use search::{MAX_SEARCH, MAX_WORDS, Phones, search};
