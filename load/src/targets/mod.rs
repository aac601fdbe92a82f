//! Everything that Patronage is to reach, in one table.

mod accounts;
mod caller;
mod changes;
mod floor;
mod forms;
mod growth;
mod hashes;
mod latency;
mod me;
mod memory;
mod options;
mod registrations;
mod row;
mod selection;
mod start;
mod writes;

use std::path::Path;
use std::time::Duration;

use clap::ValueEnum;

use self::options::Part;
pub(crate) use self::options::TargetOptions;
use self::row::{Goal, Row, Unit};
use crate::database::Kind;
use crate::measure::Sample;
use crate::servers::{Servers, build};
use crate::table::{self, Table};
use crate::turns::Effort;
use crate::{Result, facts, overload};

/// What a part has to measure with.
struct Bench<'a> {
    servers: &'a Servers,
    kind: Kind,
    effort: Effort,
    minutes: u64,
}

/// How hard to ask where a part does not say so itself.
const CONNECTIONS: u16 = 16;
/// How long to find the peak, and to offer twice as much.
const OVERLOAD: Duration = Duration::from_secs(10);
/// What is to be left of the peak.
const GOODPUT: f64 = 0.8;

/// Measures each part on each database and prints the table.
///
/// # Errors
/// When a goal is not reached, at a wrong answer, and when anything does not start.
pub(crate) async fn all(options: &TargetOptions) -> Result<()> {
    let program = match &options.program {
        Some(program) => program.canonicalize()?,
        None => build().await?,
    };
    let mut facts = vec![format!(
        "{} customers, medians of {} rounds of {} s",
        options.customers, options.rounds, options.seconds
    )];
    facts.extend(facts::all());
    let mut rows = Vec::new();
    for kind in options.database.each() {
        rows.extend(one(options, *kind, &program, &mut facts).await?);
    }
    let text = text(&facts, &rows);
    println!("{text}");
    if let Some(file) = &options.write {
        table::write(file, "targets", &text)?;
    }
    let missed = rows.iter().filter(|row| !row.reached).count();
    if missed == 0 {
        return Ok(());
    }
    Err(format!("{missed} of {} rows are not reached", rows.len()).into())
}

/// The rows of one database.
async fn one(
    options: &TargetOptions,
    kind: Kind,
    program: &Path,
    facts: &mut Vec<String>,
) -> Result<Vec<Row>> {
    let mut parts = chosen(&options.only);
    let grows = parts.pop_if(|part| *part == Part::Growth).is_some();
    let mut rows = Vec::new();
    if !parts.is_empty() {
        let servers = Servers::start(program, kind, options.customers).await?;
        facts.extend(servers.database.server.clone());
        let bench = Bench {
            servers: &servers,
            kind,
            effort: effort(options),
            minutes: options.minutes,
        };
        for part in parts {
            rows.extend(part.rows(&bench).await?);
        }
    }
    if grows {
        rows.extend(growth::rows(options, kind, program).await?);
    }
    Ok(rows)
}

/// The parts in the order in which they are measured: what is written comes after what is read, and what
/// needs databases of its own last.
fn chosen(only: &[Part]) -> Vec<Part> {
    let all = Part::value_variants().iter().copied();
    all.filter(|part| only.is_empty() || only.contains(part))
        .collect()
}

const fn effort(options: &TargetOptions) -> Effort {
    Effort {
        connections: CONNECTIONS,
        length: Duration::from_secs(options.seconds),
        rounds: options.rounds,
    }
}

impl Part {
    async fn rows(self, bench: &Bench<'_>) -> Result<Vec<Row>> {
        match self {
            Self::Floor => floor::rows(bench).await,
            Self::Me => me::rows(bench).await,
            Self::Forms => forms::rows(bench).await,
            Self::Latency => latency::rows(bench).await,
            Self::Start => start::rows(bench).await,
            Self::Overload => goodput(bench).await,
            Self::Registrations => registrations::rows(bench).await,
            Self::Writes => writes::rows(bench).await,
            Self::Memory => memory::rows(bench).await,
            // It has servers of its own.
            Self::Growth => Ok(Vec::new()),
        }
    }
}

/// What is left of the peak when twice as much is offered.
async fn goodput(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let found = overload::measure(bench.servers, OVERLOAD).await?;
    Ok(vec![bench.row(
        "goodput at twice the peak, of the peak",
        (found.share(), Unit::Ratio),
        Goal::AtLeast(GOODPUT),
        found.summary(),
    )])
}

impl Bench<'_> {
    /// A line that tells which share the first rate is of the second.
    fn share(&self, name: impl Into<String>, [part, whole]: [Sample; 2], goal: Goal) -> Row {
        let from = format!("{:.0} of {:.0}/s", part.rate, whole.rate);
        self.row(name, (part.rate / whole.rate, Unit::Ratio), goal, from)
    }

    /// A line of this database, told at once.
    fn row(&self, name: impl Into<String>, figure: (f64, Unit), goal: Goal, from: String) -> Row {
        let row = Row::new(name, self.servers.database.name, figure, goal, from);
        eprintln!("{row}");
        row
    }
}

fn text(facts: &[String], rows: &[Row]) -> String {
    let table = Table {
        titles: ["row", "database", "measured", "target", "reached", "from"],
        texts: 2,
        lines: rows.iter().map(|row| &row.cells).collect(),
    };
    format!("{}.\n\n{table}", facts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_their_order() {
        let all = chosen(&[]);
        assert_eq!(all.len(), 10);
        assert_eq!(all.last(), Some(&Part::Growth));
        let some = [Part::Growth, Part::Writes, Part::Floor];
        assert_eq!(chosen(&some), [Part::Floor, Part::Writes, Part::Growth]);
    }

    #[test]
    fn the_table_has_facts_and_rows() {
        let row = Row::new(
            "a",
            "SQLite",
            (0.5, Unit::Ratio),
            Goal::AtLeast(0.4),
            "b".to_owned(),
        );
        let text = text(&["1 core".to_owned(), "Linux".to_owned()], &[row]);
        assert!(
            text.starts_with("1 core; Linux.\n\n| row | database |"),
            "{text}"
        );
        assert!(
            text.ends_with("| a   | SQLite   |     0.50 |  ≥ 0.4 |     yes |    b |\n"),
            "{text}"
        );
    }
}
