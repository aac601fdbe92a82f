//! Patronage against the floor, at several numbers of connections.

use std::sync::Arc;

use super::Bench;
use super::row::{Goal, Row, Unit};
use crate::Result;
use crate::shape::Shape;
use crate::turns::{Effort, by_turns};

/// What the ratio is to be at 16 connections.
const LEAST: f64 = 0.5;

/// The share of the floor's rate, for one customer and for a page of 50.
pub(super) async fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for shape in [Shape::Customer, Shape::Page] {
        let pair = bench.servers.pair(shape).await?;
        let patronage = pair.patronage.ok_or("there is no such question")?;
        let targets = [patronage, Arc::clone(&pair.floor)];
        for connections in [1, 16, 64] {
            let effort = Effort {
                connections,
                ..bench.effort
            };
            let [patronage, floor] = by_turns(&targets, effort).await?[..] else {
                return Err("a measurement is missing".into());
            };
            let goal = if connections == 16 {
                Goal::AtLeast(LEAST)
            } else {
                Goal::None
            };
            rows.push(bench.row(
                format!("{}, {connections} at once, of the floor", shape.name()),
                (patronage.rate / floor.rate, Unit::Ratio),
                goal,
                format!("{:.0} of {:.0}/s", patronage.rate, floor.rate),
            ));
        }
    }
    Ok(rows)
}
