//! Search: every word somewhere in the row's search column.
//!
//! Words of three letters and more go through a trigram index: on SQLite an FTS5 table named after
//! the searched one (`customer_search`, its rowid that table's `row_no`), on PostgreSQL
//! `gin_trgm_ops` on the column itself.

use sea_orm::sea_query::{Alias, BinOper, Condition, Expr, ExprTrait, Func, Query};
use sea_orm::{ColumnTrait, DbBackend, EntityName};

use super::member::never;
use crate::error::{Error, Result};

/// Most words of a search.
pub const MAX_WORDS: usize = 10;

/// Most characters of a search.
pub const MAX_SEARCH: usize = 200;

/// The searched column, of the same name in every table.
const COLUMN: &str = "search";

/// Fewest letters that the trigram index can find.
const TRIGRAM: usize = 3;

/// Most letters of a filter's text that the trigram index is asked for; the rest is left to the
/// comparison itself.
const MAX_HINT: usize = 64;

/// Whether the search column holds phone numbers, so that a word that looks like one also matches by
/// its digits alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phones {
    /// It does.
    Searched,
    /// It does not.
    Absent,
}

/// The condition that each word of a text is somewhere in the search column of an entity, ignoring
/// case and accents. A blank text sets no condition.
///
/// # Errors
/// [`Error::BadInput`] above [`MAX_WORDS`] words or [`MAX_SEARCH`] characters.
pub fn search<E: EntityName>(text: &str, phones: Phones, backend: DbBackend) -> Result<Condition> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > MAX_WORDS || text.chars().count() > MAX_SEARCH {
        let message =
            format!("`search` takes at most {MAX_WORDS} words and {MAX_SEARCH} characters");
        return Err(Error::BadInput(message.into()));
    }
    if text.contains('\0') {
        return Ok(never().into());
    }
    let table = E::default().table_name();
    let words = words
        .into_iter()
        .map(|word| forms(word, phones))
        .filter(|forms| !forms.is_empty());
    Ok(match backend {
        DbBackend::Postgres => on_postgres(table, words),
        _ => on_sqlite(table, words),
    })
}

/// A condition that follows from "a text that is in the search column contains this folded text" and
/// has an index; none where the index is no help.
pub(super) fn hint<C: ColumnTrait>(_: C, text: &str, backend: DbBackend) -> Option<Expr> {
    // Only plain letters are sure to fold alike for comparing and for searching.
    let plain = text
        .split(|c: char| !c.is_ascii())
        .max_by_key(|run| run.len())?;
    let plain = &plain[..plain.len().min(MAX_HINT)];
    if plain.len() < TRIGRAM || plain.contains('\0') {
        return None;
    }
    let table = C::EntityName::default().table_name();
    Some(match backend {
        DbBackend::Postgres => like(table, plain),
        _ => matches(table, quoted(plain)),
    })
}

/// The texts of which one has to be found for a word: none if it sets no condition.
fn forms(word: &str, phones: Phones) -> Vec<String> {
    let word = entity::search_word(word);
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let of_phone = phones == Phones::Searched
        && !digits.is_empty()
        && digits != word
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || "+-()./x".contains(c));
    // Accents alone fold to nothing.
    let word = Some(word).filter(|word| !word.is_empty());
    word.into_iter().chain(of_phone.then_some(digits)).collect()
}

fn on_postgres(table: &'static str, words: impl Iterator<Item = Vec<String>>) -> Condition {
    words
        .map(|forms| any(&forms, |form| like(table, form)))
        .fold(Condition::all(), Condition::add)
}

/// One question to the index for all words that it can find, a scan for the others.
fn on_sqlite(table: &'static str, words: impl Iterator<Item = Vec<String>>) -> Condition {
    let (long, short): (Vec<_>, Vec<_>) =
        words.partition(|forms| forms.iter().all(|form| form.chars().count() >= TRIGRAM));
    let long: Vec<String> = long
        .into_iter()
        .map(|forms| {
            forms
                .iter()
                .map(|form| quoted(form))
                .collect::<Vec<_>>()
                .join(" OR ")
        })
        .map(|any| format!("({any})"))
        .collect();
    short
        .into_iter()
        .map(|forms| any(&forms, |form| instr(table, form)))
        .fold(Condition::all(), Condition::add)
        .add_option((!long.is_empty()).then(|| matches(table, long.join(" AND "))))
}

fn any(forms: &[String], found: impl Fn(&str) -> Expr) -> Condition {
    forms
        .iter()
        .fold(Condition::any(), |any, form| any.add(found(form)))
}

fn instr(table: &'static str, text: &str) -> Expr {
    Expr::from(Func::cust("instr").arg(searched(table)).arg(text)).gt(0)
}

/// A text as FTS5 quotes it; with trigrams for tokens, a quoted text is found anywhere in a word.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn matches(table: &'static str, question: String) -> Expr {
    let index = format!("{table}_search");
    let found = Query::select()
        .column("rowid")
        .from(Alias::new(index))
        .and_where(Expr::col(COLUMN).binary(BinOper::Custom("MATCH"), question))
        .take();
    Expr::col((table, "row_no")).in_subquery(found)
}

fn like(table: &'static str, text: &str) -> Expr {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        // The backslash is PostgreSQL's escape where a statement names no other.
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    searched(table).like(pattern)
}

fn searched(table: &'static str) -> Expr {
    Expr::col((table, COLUMN))
}

#[cfg(test)]
mod tests {
    use sea_orm::{EntityTrait, QueryFilter, QueryTrait};

    use super::*;

    fn sql(text: &str, backend: DbBackend) -> String {
        let condition =
            search::<entity::customer::Entity>(text, Phones::Searched, backend).unwrap();
        let select = entity::customer::Entity::find()
            .filter(condition)
            .build(backend)
            .to_string();
        select
            .split_once(" WHERE ")
            .map_or_else(String::new, |(_, condition)| condition.to_owned())
    }

    #[test]
    fn words_that_look_like_phones_match_by_their_digits() {
        let forms = |word| forms(word, Phones::Searched);
        assert_eq!(forms("+1(555)"), ["+1(555)", "1555"]);
        assert_eq!(forms("555"), ["555"]);
        assert_eq!(forms("x"), ["x"]);
        assert_eq!(forms("5a"), ["5a"]);
        assert_eq!(forms("É"), ["e"]);
        assert!(forms("\u{301}").is_empty());
        assert_eq!(super::forms("5-5", Phones::Absent), ["5-5"]);
    }

    #[test]
    fn sqlite_asks_its_index_once() {
        assert_eq!(
            sql("ja jane d\"oe +1555", DbBackend::Sqlite),
            r#"instr("customer"."search", 'ja') > 0 AND "customer"."row_no" IN "#.to_owned()
                + r#"(SELECT "rowid" FROM "customer_search" WHERE "search" MATCH "#
                + r#"'("jane") AND ("d""oe") AND ("+1555" OR "1555")')"#
        );
    }

    #[test]
    fn postgres_patterns_hold_no_wildcards() {
        assert_eq!(
            sql(r"50%_\", DbBackend::Postgres),
            r#""customer"."search" LIKE E'%50\\%\\_\\\\%'"#
        );
    }

    #[test]
    fn too_much_is_refused() {
        let search = |text: &str| {
            search::<entity::customer::Entity>(text, Phones::Absent, DbBackend::Sqlite)
        };
        assert!(matches!(search(&"a ".repeat(11)), Err(Error::BadInput(_))));
        assert!(matches!(search(&"a".repeat(201)), Err(Error::BadInput(_))));
        assert!(search(&"a ".repeat(10)).is_ok());
        assert!(search(&"é".repeat(200)).is_ok());
    }
}
