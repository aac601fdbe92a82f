//! What was refused, and why. No value of the file is repeated: they are personal data.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use indicatif::ProgressBar;
use serde::Serialize;

use super::source::Place;
use crate::error::UserError;

/// Where refusals are told.
pub(super) enum Report {
    /// A line each, beside the progress bar.
    Screen(ProgressBar),
    /// JSON lines.
    Lines(BufWriter<File>),
    /// CSV.
    Table(Box<csv::Writer<File>>),
}

/// One fault of one record.
#[derive(Serialize)]
struct Fault<'a> {
    line: u64,
    record: u64,
    field: Option<String>,
    code: &'static str,
    message: &'a str,
}

impl Report {
    /// To a file, which is CSV when its name ends so, else to standard error.
    ///
    /// # Errors
    /// One line that names the file.
    pub(super) fn open(path: Option<&Path>, bar: &ProgressBar) -> Result<Self, String> {
        let Some(path) = path else {
            return Ok(Self::Screen(bar.clone()));
        };
        let file = File::create(path);
        let file = file.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        let is_table = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        Ok(if is_table {
            Self::Table(Box::new(csv::Writer::from_writer(file)))
        } else {
            Self::Lines(BufWriter::new(file))
        })
    }

    /// Tells each fault of a record.
    ///
    /// # Errors
    /// When the report cannot be written.
    pub(super) fn refused(&mut self, place: Place, errors: &[UserError]) -> io::Result<()> {
        errors
            .iter()
            .try_for_each(|error| self.tell(&Fault::of(place, error)))
    }

    fn tell(&mut self, fault: &Fault<'_>) -> io::Result<()> {
        match self {
            Self::Screen(bar) => bar.suspend(|| {
                let Fault {
                    line,
                    record,
                    field,
                    code,
                    message,
                } = fault;
                let field = field.as_deref().map(|field| format!("{field}: "));
                let field = field.unwrap_or_default();
                eprintln!("line {line}, record {record}: {field}{code}: {message}");
            }),
            Self::Lines(file) => {
                serde_json::to_writer(&mut *file, fault)?;
                file.write_all(b"\n")?;
            }
            Self::Table(file) => file.serialize(fault)?,
        }
        Ok(())
    }

    /// Writes what is not written yet.
    ///
    /// # Errors
    /// When the report cannot be written.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Screen(_) => Ok(()),
            Self::Lines(file) => file.flush(),
            Self::Table(file) => file.flush(),
        }
    }
}

impl<'a> Fault<'a> {
    fn of(place: Place, error: &'a UserError) -> Self {
        // Parsers note faults within an input, as those of the API do.
        let path = error.field.as_deref().unwrap_or_default();
        let path = path.strip_prefix(&["input".to_owned()]).unwrap_or(path);
        let path: Vec<_> = path
            .iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect();
        Self {
            line: place.line,
            record: place.record,
            field: (!path.is_empty()).then(|| path.join(".")),
            code: error.code.name(),
            message: &error.message,
        }
    }
}
