//! Patronage against the floor, at several numbers of connections.

use std::sync::Arc;

use super::Bench;
use super::row::{Goal, Row};
use crate::Result;
use crate::shape::Shape;
use crate::turns::{Effort, two_by_turns};

/// What the ratio is to be at 16 connections.
const LEAST: f64 = 0.5;

/// The share of the floor's rate, for one customer and for a page of 50.
pub(super) async fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for shape in [Shape::Customer, Shape::Page] {
        let pair = bench.servers.pair(shape).await?;
        let targets = [Arc::clone(pair.asked()?), Arc::clone(&pair.floor)];
        for connections in [1, 16, 64] {
            let effort = Effort {
                connections,
                ..bench.effort
            };
            let samples = two_by_turns(&targets, effort).await?;
            let goal = if connections == 16 {
                Goal::AtLeast(LEAST)
            } else {
                Goal::None
            };
            let name = format!("{}, {connections} at once, of the floor", shape.name());
            rows.push(bench.share(name, samples, goal));
        }
    }
    Ok(rows)
}
