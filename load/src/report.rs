//! The table of the comparison with the floor.

use std::fmt::{self, Display, Formatter};
use std::path::Path;

use crate::measure::Sample;
use crate::shape::Shape;
use crate::table::{self, Table};
use crate::{Options, Result, facts};

const TITLES: [&str; 7] = [
    "shape",
    "database",
    "Patronage, req/s",
    "floor, req/s",
    "ratio",
    "Patronage p50 / p99, ms",
    "floor p50 / p99, ms",
];

/// One line of the table.
pub(crate) struct Row([String; 7]);

impl Row {
    /// What both do, and the ratio of that.
    pub(crate) fn new(
        shape: Shape,
        database: &str,
        patronage: Option<Sample>,
        floor: Sample,
    ) -> Self {
        let cell = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        Self([
            shape.name().to_owned(),
            database.to_owned(),
            cell(patronage.map(|sample| format!("{:.0}", sample.rate))),
            format!("{:.0}", floor.rate),
            cell(patronage.map(|sample| format!("{:.2}", sample.rate / floor.rate))),
            cell(patronage.map(Sample::latencies)),
            floor.latencies(),
        ])
    }
}

impl Sample {
    fn latencies(self) -> String {
        format!("{:.2} / {:.2}", self.p50, self.p99)
    }
}

/// What was measured, where, and the table.
pub(crate) struct Report {
    facts: Vec<String>,
    rows: Vec<Row>,
}

impl Report {
    /// Without rows.
    pub(crate) fn new(options: &Options) -> Self {
        let mut facts = vec![format!(
            "{} customers, {} connections, medians of {} rounds of {} s",
            options.customers, options.connections, options.rounds, options.seconds
        )];
        facts.extend(facts::all());
        Self {
            facts,
            rows: Vec::new(),
        }
    }

    /// Notes the version of something that took part.
    pub(crate) fn saw(&mut self, version: Option<&str>) {
        self.facts.extend(version.map(str::to_owned));
    }

    /// Adds a line.
    pub(crate) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Puts the table into a file, in place of the one between the marks.
    ///
    /// # Errors
    /// When the file or its marks are not there.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        table::write(file, "load", &self.to_string())
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}.\n", self.facts.join("; "))?;
        let lines = self.rows.iter().map(|row| &row.0).collect();
        let table = Table {
            titles: TITLES,
            texts: 2,
            lines,
        };
        table.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_ratio() {
        let sample = |rate| Sample {
            rate,
            p50: 1.0,
            p99: rate / 100.0,
        };
        let row = Row::new(Shape::Page, "SQLite", Some(sample(250.0)), sample(500.0));
        assert_eq!(
            row.0,
            [
                "page of 50",
                "SQLite",
                "250",
                "500",
                "0.50",
                "1.00 / 2.50",
                "1.00 / 5.00"
            ]
        );
        let row = Row::new(Shape::Static, "SQLite", None, sample(9.0));
        assert_eq!((row.0[2].as_str(), row.0[4].as_str()), ("-", "-"));
    }
}
