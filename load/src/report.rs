//! The table, as text that is markdown as well.

use std::fmt::{self, Display, Formatter};
use std::path::Path;
use std::process::Command;
use std::{fs, iter, thread};

use crate::measure::Sample;
use crate::run::Round;
use crate::shape::Shape;
use crate::stats::median;
use crate::{Options, Result};

const BEGIN: &str = "<!-- load:begin -->";
const END: &str = "<!-- load:end -->";

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
    /// The medians of all rounds, and their ratio.
    ///
    /// # Errors
    /// When there is no round.
    pub(crate) fn new(shape: Shape, database: &str, rounds: &[Round]) -> Result<Self> {
        let floor: Vec<_> = rounds.iter().map(|round| round.floor).collect();
        let floor = Sample::median(&floor).ok_or("nothing was measured")?;
        let patronage: Vec<_> = rounds.iter().filter_map(|round| round.patronage).collect();
        let patronage = Sample::median(&patronage);
        let cell = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        Ok(Self([
            shape.name().to_owned(),
            database.to_owned(),
            cell(patronage.map(|sample| format!("{:.0}", sample.rate))),
            format!("{:.0}", floor.rate),
            cell(patronage.map(|sample| format!("{:.2}", sample.rate / floor.rate))),
            cell(patronage.map(Sample::latencies)),
            floor.latencies(),
        ]))
    }
}

impl Sample {
    fn median(samples: &[Self]) -> Option<Self> {
        let of = |value: fn(&Self) -> f64| median(&samples.iter().map(value).collect::<Vec<_>>());
        Some(Self {
            rate: of(|sample| sample.rate)?,
            p50: of(|sample| sample.p50)?,
            p99: of(|sample| sample.p99)?,
        })
    }

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
        if cfg!(debug_assertions) {
            facts.push("DEBUG BUILD".to_owned());
        }
        facts.extend(commit());
        facts.extend(machine());
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
        let text = fs::read_to_string(file)?;
        let text = between_marks(&text, &self.to_string())
            .ok_or_else(|| format!("{} has no {BEGIN} and {END}", file.display()))?;
        fs::write(file, text)?;
        Ok(())
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let titles = TITLES.map(str::to_owned);
        let lines = || iter::once(&titles).chain(self.rows.iter().map(|row| &row.0));
        let widths: [usize; 7] = std::array::from_fn(|column| {
            lines()
                .filter_map(|line| Some(line.get(column)?.chars().count()))
                .max()
                .unwrap_or_default()
        });
        writeln!(f, "{}.\n", self.facts.join("; "))?;
        for (number, line) in lines().enumerate() {
            for (column, (cell, width)) in line.iter().zip(widths).enumerate() {
                if column < 2 {
                    write!(f, "| {cell:width$} ")?;
                } else {
                    write!(f, "| {cell:>width$} ")?;
                }
            }
            writeln!(f, "|")?;
            if number == 0 {
                for (column, width) in widths.into_iter().enumerate() {
                    let colon = if column < 2 { "-" } else { ":" };
                    write!(f, "|{:-<1$}{colon}", "", width + 1)?;
                }
                writeln!(f, "|")?;
            }
        }
        Ok(())
    }
}

fn between_marks(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

/// What was measured; with a `+` when files differ from it.
fn commit() -> Option<String> {
    let output = Command::new("git")
        .args(["describe", "--always", "--dirty=+"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .ok()?;
    let name = String::from_utf8(output.stdout).ok()?;
    let name = name.trim();
    (output.status.success() && !name.is_empty()).then(|| format!("commit {name}"))
}

/// Cores, processor and kernel, as Linux tells them.
fn machine() -> impl Iterator<Item = String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(": ")?.1.trim().to_owned())
    });
    let processor = processor.map_or_else(String::new, |name| format!(" of {name}"));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").ok();
    let kernel = kernel.map(|release| format!("Linux {}", release.trim()));
    iter::once(format!("{cores} cores{processor}")).chain(kernel)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(patronage: Option<f64>, floor: f64) -> Round {
        let sample = |rate| Sample {
            rate,
            p50: 1.0,
            p99: rate / 100.0,
        };
        Round {
            patronage: patronage.map(sample),
            floor: sample(floor),
        }
    }

    #[test]
    fn a_row_has_the_ratio_of_medians() {
        let rounds = [
            round(Some(100.0), 400.0),
            round(Some(300.0), 500.0),
            round(Some(250.0), 5000.0),
        ];
        let row = Row::new(Shape::Page, "SQLite", &rounds).expect("three rounds");
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
        let row = Row::new(Shape::Static, "SQLite", &[round(None, 9.0)]).expect("one round");
        assert_eq!((row.0[2].as_str(), row.0[4].as_str()), ("-", "-"));
        assert!(Row::new(Shape::Page, "SQLite", &[]).is_err());
    }

    #[test]
    fn the_table_takes_the_place_of_the_last_one() {
        let text = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        let new = between_marks(&text, "new\n").expect("marks");
        assert_eq!(new, format!("a\n{BEGIN}\nnew\n{END}\nb\n"));
        assert_eq!(between_marks("no marks", "new"), None);
        assert_eq!(between_marks(&format!("{END} {BEGIN}"), "new"), None);
    }
}
