//! Files as they are read: one record after the other, in bounded memory.

mod array;
mod bytes;
mod lines;
mod table;

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use serde_json::{Map, Value};

pub(super) use self::table::{Column, Reading};

use self::array::Array;
use self::bytes::Bytes;
use self::lines::Lines;
use self::table::Table;
use crate::error::{Code, Fault};

/// The longest record, in bytes. A customer with everything that one may have takes a quarter of it,
/// but for metadata.
const MAX_RECORD: usize = 4 << 20;

/// One record: a line, an element of a list, or a row.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where it stands.
    pub(super) place: Place,
    /// Bytes of the file that were read up to its end.
    pub(super) read: u64,
    /// What it holds, or why that cannot be told.
    pub(super) value: Result<Map<String, Value>, Fault>,
}

/// Where a record stands, for people who look for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// Its number among the records, from 1; the header of a table is none.
    pub(super) record: u64,
}

/// A file that is read record by record.
pub(super) enum Source {
    /// A JSON object a line.
    Lines(Lines),
    /// One JSON list of objects.
    Array(Array),
    /// CSV with a header.
    Table(Box<Table>),
}

impl Source {
    /// The next record; none at the end.
    ///
    /// # Errors
    /// One line that says why the rest of the file cannot be read.
    pub(super) fn next(&mut self) -> Result<Option<Entry>, String> {
        match self {
            Self::Lines(lines) => lines.next(),
            Self::Array(array) => array.next(),
            Self::Table(table) => table.next(),
        }
    }
}

/// What a file looks like from outside.
pub(super) struct Opened {
    /// Its bytes.
    pub(super) size: u64,
    /// Whether it begins like JSON.
    pub(super) is_json: bool,
    file: BufReader<File>,
}

impl Opened {
    /// Opens a file and looks at its beginning.
    ///
    /// # Errors
    /// One line: it cannot be read, is a folder, or is empty.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let told = |error: io::Error| format!("cannot read {}: {error}", path.display());
        let file = File::open(path).map_err(told)?;
        let metadata = file.metadata().map_err(told)?;
        if metadata.is_dir() {
            return Err(format!("cannot read {}: it is a folder", path.display()));
        }
        let mut file = BufReader::with_capacity(1 << 16, file);
        let beginning = file.fill_buf().map_err(told)?;
        let beginning = beginning.strip_prefix(BOM).unwrap_or(beginning);
        let first = beginning.iter().find(|byte| !byte.is_ascii_whitespace());
        let Some(first) = first else {
            return Err(format!("{} is empty", path.display()));
        };
        Ok(Self {
            size: metadata.len(),
            is_json: matches!(first, b'{' | b'['),
            file,
        })
    }

    /// The records of JSON: the elements of a list, at the beginning or within what APIs put around
    /// one, else those of the lines.
    ///
    /// # Errors
    /// One line.
    pub(super) fn json(self, lists: &[&[&str]]) -> Result<Source, String> {
        let mut bytes = Bytes::new(self.file)?;
        if let Some(behind) = array::beginning(bytes.peek()?, lists) {
            bytes.skip(behind)?;
            return Ok(Source::Array(Array::new(bytes)));
        }
        Ok(Source::Lines(Lines::new(bytes)))
    }

    /// The rows of a table, read as `reading` says once it has seen the header.
    ///
    /// # Errors
    /// One line: the header cannot be read, or does not suit.
    pub(super) fn table(
        self,
        delimiter: u8,
        reading: impl FnOnce(&[String]) -> Result<Reading, String>,
    ) -> Result<Source, String> {
        let table = Table::open(Bytes::new(self.file)?, delimiter, reading)?;
        Ok(Source::Table(Box::new(table)))
    }
}

/// What some programs put before UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The object of a record in JSON.
fn object(bytes: &[u8]) -> Result<Map<String, Value>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| not_utf8())?;
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Fault::invalid("The record is no JSON object.")),
        Err(_) => Err(Fault::invalid("The record is broken JSON.")),
    }
}

fn not_utf8() -> Fault {
    Fault::invalid("The record is not UTF-8.")
}

fn too_long() -> Fault {
    Fault::new(Code::TooLong, "The record has more than 4 MiB.")
}

#[cfg(test)]
mod tests;
