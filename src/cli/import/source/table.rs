//! CSV with a header (RFC 4180), in UTF-8.

use std::iter;

use csv_core::ReadRecordResult;
use serde_json::{Map, Value};

use super::bytes::Bytes;
use super::{Entry, MAX_RECORD, Place, not_utf8};
use crate::error::Fault;

/// Where the cells of a column go to: keys within keys. None is left out.
pub(in crate::cli::import) type Column = Option<Vec<String>>;

/// How the rows of a table are read.
pub(in crate::cli::import) struct Reading {
    /// One for each column.
    pub(in crate::cli::import) columns: Vec<Column>,
    /// Takes from a cell what programs put before texts that look like numbers or formulas.
    pub(in crate::cli::import) undo: fn(&str) -> &str,
}

/// Reads rows. On the core of the csv crate, since its reader does not tell on which line a row begins
/// where lines end in CR LF, and takes all the rest of the file for a cell whose quote is left open.
pub(in crate::cli::import) struct Table {
    bytes: Bytes,
    core: csv_core::Reader,
    reading: Reading,
    record: u64,
    row: Row,
}

/// The cells of a row, one behind the other.
#[derive(Default)]
struct Row {
    line: u64,
    cells: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl Table {
    pub(super) fn open(
        bytes: Bytes,
        delimiter: u8,
        reading: impl FnOnce(&[String]) -> Result<Reading, String>,
    ) -> Result<Self, String> {
        let mut table = Self {
            bytes,
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            reading: Reading {
                columns: Vec::new(),
                undo: |cell| cell,
            },
            record: 0,
            row: Row::default(),
        };
        table.read()?;
        table.reading = reading(&names(&table.row)?)?;
        Ok(table)
    }

    pub(super) fn next(&mut self) -> Result<Option<Entry>, String> {
        if !self.read()? {
            return Ok(None);
        }
        self.record += 1;
        Ok(Some(Entry {
            place: Place {
                line: self.row.line,
                record: self.record,
            },
            read: self.bytes.read,
            value: self.value(),
        }))
    }

    /// Reads a row; says whether there was one.
    fn read(&mut self) -> Result<bool, String> {
        while let Some(b'\r' | b'\n') = self.bytes.peek()?.first() {
            self.bytes.skip(1)?;
        }
        let row = &mut self.row;
        row.line = self.bytes.line;
        row.count = 0;
        let mut filled = 0;
        loop {
            let (cells, ends) = (&mut row.cells[filled..], &mut row.ends[row.count..]);
            let (result, read, written, ended) =
                self.core.read_record(self.bytes.peek()?, cells, ends);
            self.bytes.skip(read)?;
            filled += written;
            row.count += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if filled > MAX_RECORD => {
                    let line = row.line;
                    return Err(format!(
                        "line {line}: a row of more than 4 MiB begins here; is a quote left open?"
                    ));
                }
                ReadRecordResult::OutputFull => {
                    let more = (2 * filled + 1024).min(MAX_RECORD + 1);
                    row.cells.resize(more, 0);
                }
                ReadRecordResult::OutputEndsFull => row.ends.resize(2 * row.count + 64, 0),
                ReadRecordResult::Record => return Ok(true),
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    fn value(&self) -> Result<Map<String, Value>, Fault> {
        let (cells, columns) = (self.row.count, self.reading.columns.len());
        if cells != columns {
            let message = format!("The row has {cells} cells, the header {columns}.");
            return Err(Fault::invalid(message));
        }
        let mut value = Map::new();
        for (cell, column) in self.row.cells().zip(&self.reading.columns) {
            let cell = std::str::from_utf8(cell).map_err(|_| not_utf8())?;
            // Left alone where it is empty, so that an address of empty cells is none.
            if let Some(keys) = column
                && !cell.trim().is_empty()
            {
                set(&mut value, keys, (self.reading.undo)(cell));
            }
        }
        Ok(value)
    }
}

impl Row {
    fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let ends = &self.ends[..self.count];
        let starts = iter::once(0).chain(ends.iter().copied());
        starts
            .zip(ends)
            .map(|(start, end)| &self.cells[start..*end])
    }
}

/// The names of the columns.
fn names(header: &Row) -> Result<Vec<String>, String> {
    let name = |cell: &[u8]| Some(std::str::from_utf8(cell).ok()?.trim().to_owned());
    let names: Option<Vec<String>> = header.cells().map(name).collect();
    let names = names.filter(|names| names.iter().all(|name| !name.contains('\0')));
    names.ok_or_else(|| "the header is not UTF-8: save the file as CSV in UTF-8".to_owned())
}

/// Puts a text at the end of keys within keys.
fn set(object: &mut Map<String, Value>, keys: &[String], text: &str) {
    let Some((key, rest)) = keys.split_first() else {
        return;
    };
    if rest.is_empty() {
        // A whole is less than its parts, which Medusa writes beside it for an empty list.
        object.entry(key).or_insert_with(|| Value::from(text));
        return;
    }
    let within = object.entry(key).or_insert(Value::Null);
    if !within.is_object() {
        *within = Value::Object(Map::new());
    }
    if let Value::Object(within) = within {
        set(within, rest, text);
    }
}
