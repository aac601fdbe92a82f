//! The script: seed, start, compare, measure by turns, tell.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::database::Kind;
use crate::measure::Sample;
use crate::report::{Report, Row};
use crate::servers::{Pair, Servers, build};
use crate::shape::Shape;
use crate::turns::{Effort, by_turns};
use crate::{Options, Result};

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
    let servers = Servers::start(patronage, kind, options.customers).await?;
    let name = servers.database.name;
    report.saw(servers.database.server.as_deref());
    let before = pairs(&servers).await?;
    eprintln!("{name}: both answer the same");
    let effort = Effort {
        connections: options.connections,
        length: Duration::from_secs(options.seconds),
        rounds: options.rounds,
    };
    let samples = measure(&before, effort).await?;
    pairs(&servers).await?;
    for (shape, (patronage, floor)) in Shape::ALL.into_iter().zip(samples) {
        report.add(Row::new(shape, name, patronage, floor));
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

/// What Patronage does for each pair, where it has it, and what the floor does.
async fn measure(pairs: &[Pair], effort: Effort) -> Result<Vec<(Option<Sample>, Sample)>> {
    let sides = |pair: &Pair| {
        let patronage = pair.patronage.iter();
        patronage
            .chain([&pair.floor])
            .map(Arc::clone)
            .collect::<Vec<_>>()
    };
    let targets: Vec<_> = pairs.iter().flat_map(sides).collect();
    let mut samples = by_turns(&targets, effort).await?.into_iter();
    let mut next = || samples.next().ok_or("a measurement is missing");
    pairs
        .iter()
        .map(|pair| {
            Ok((
                pair.patronage.as_ref().map(|_| next()).transpose()?,
                next()?,
            ))
        })
        .collect()
}
