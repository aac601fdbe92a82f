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

/// Most letters of a word that the trigram index is asked for. Each letter costs the index another list
/// of rows, and a few of them narrow a million rows down to a handful; the rest of the word is compared.
const MAX_PIECE: usize = 12;

/// The same for an address of mail, whose domain is in no list shorter than all rows.
const MAX_LOCAL: usize = 8;

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
    let plain = piece(plain);
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

/// The part of a word that the index is asked for: what stands before the `@` of an address, as far as
/// it is near it, else the beginning.
fn piece(word: &str) -> &str {
    let until = |count| {
        word.char_indices()
            .nth(count)
            .map_or(word, |(end, _)| &word[..end])
    };
    let at = word.chars().position(|c| c == '@').map(|at| at + 1);
    let Some(end) = at.filter(|end| *end >= TRIGRAM) else {
        return until(MAX_PIECE);
    };
    let local = until(end);
    let from = local.char_indices().nth(end.saturating_sub(MAX_LOCAL));
    from.map_or(local, |(start, _)| &local[start..])
}

fn on_postgres(table: &'static str, words: impl Iterator<Item = Vec<String>>) -> Condition {
    let whole = |form: &str| Expr::from(Func::cust("strpos").arg(searched(table)).arg(form)).gt(0);
    let found = |form: &str| {
        let piece = piece(form);
        let in_index = like(table, piece);
        if piece == form {
            in_index
        } else {
            in_index.and(whole(form))
        }
    };
    words
        .map(|forms| any(&forms, found))
        .fold(Condition::all(), Condition::add)
}

/// One question to the index for all words that it can find, and a look at the text for those that it
/// cannot find, or not whole.
fn on_sqlite(table: &'static str, words: impl Iterator<Item = Vec<String>>) -> Condition {
    let whole = |form: &str| Expr::from(Func::cust("instr").arg(searched(table)).arg(form)).gt(0);
    let mut asked = Vec::new();
    let mut all = Condition::all();
    for forms in words {
        let in_index = forms.iter().all(|form| form.chars().count() >= TRIGRAM);
        if in_index {
            let pieces: Vec<_> = forms.iter().map(|form| quoted(piece(form))).collect();
            asked.push(format!("({})", pieces.join(" OR ")));
        }
        if !in_index || forms.iter().any(|form| piece(form) != form) {
            all = all.add(any(&forms, whole));
        }
    }
    all.add_option((!asked.is_empty()).then(|| matches(table, asked.join(" AND "))))
}

fn any(forms: &[String], found: impl Fn(&str) -> Expr) -> Condition {
    forms
        .iter()
        .fold(Condition::any(), |any, form| any.add(found(form)))
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
#[path = "search_tests.rs"]
mod tests;
