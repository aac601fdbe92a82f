//! The script: seed, start, compare, measure by turns, tell.

use std::path::Path;
use std::time::Duration;

use crate::measure::{Sample, sample};
use crate::report::{Report, Row};
use crate::servers::{Database, Kind, Pair, Servers, build};
use crate::shape::Shape;
use crate::{Options, Result};

/// Before the first measurement: statements are prepared, caches are filled.
const WARM_UP: Duration = Duration::from_secs(1);

/// Measures on each database and prints the table.
///
/// # Errors
/// At a wrong answer, and when anything does not start.
pub(crate) async fn all(options: &Options) -> Result<()> {
    let patronage = build().await?;
    let mut report = Report::new(options);
    for kind in options.database.each() {
        one(options, *kind, &patronage, &mut report).await?;
    }
    println!("{report}");
    if let Some(file) = &options.write {
        report.write(file)?;
    }
    Ok(())
}

async fn one(options: &Options, kind: Kind, patronage: &Path, report: &mut Report) -> Result<()> {
    let folder = tempfile::Builder::new()
        .prefix("patronage-load-")
        .tempdir()?;
    let database = Database::open(kind, folder.path()).await?;
    let servers = Servers::start(patronage, folder.path(), database, options.customers).await?;
    let database = &servers.database;
    report.saw(database.server.as_deref());
    let before = pairs(&servers).await?;
    eprintln!("{}: both answer the same", database.name);
    let samples = rounds(options, &before).await?;
    pairs(&servers).await?;
    for (shape, samples) in Shape::ALL.into_iter().zip(samples) {
        report.add(Row::new(shape, database.name, &samples)?);
    }
    Ok(())
}

/// Compares the answers to every shape.
async fn pairs(servers: &Servers) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for shape in Shape::ALL {
        pairs.push(servers.pair(shape).await?);
    }
    Ok(pairs)
}

/// What one round found for one shape.
pub(crate) struct Round {
    /// Where Patronage has the shape.
    pub(crate) patronage: Option<Sample>,
    /// What it is held against.
    pub(crate) floor: Sample,
}

/// By turns, so that what changes on the machine in the course of a run meets both servers alike; who
/// goes first changes too. For each pair its rounds.
async fn rounds(options: &Options, pairs: &[Pair]) -> Result<Vec<Vec<Round>>> {
    let mut found: Vec<Vec<Round>> = pairs.iter().map(|_| Vec::new()).collect();
    for pair in pairs {
        round(options, pair, WARM_UP, false).await?;
    }
    for number in 0..options.rounds {
        let length = Duration::from_secs(options.seconds);
        for (pair, found) in pairs.iter().zip(&mut found) {
            found.push(round(options, pair, length, number % 2 == 1).await?);
        }
        eprintln!("round {} of {}", number + 1, options.rounds);
    }
    Ok(found)
}

async fn round(
    options: &Options,
    pair: &Pair,
    length: Duration,
    floor_first: bool,
) -> Result<Round> {
    let connections = options.connections;
    let patronage = async {
        match &pair.patronage {
            Some(target) => sample(target, connections, length).await.map(Some),
            None => Ok(None),
        }
    };
    let floor = sample(&pair.floor, connections, length);
    if floor_first {
        let floor = floor.await?;
        let patronage = patronage.await?;
        return Ok(Round { patronage, floor });
    }
    let patronage = patronage.await?;
    let floor = floor.await?;
    Ok(Round { patronage, floor })
}
