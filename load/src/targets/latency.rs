//! How long one caller waits who is alone, on PostgreSQL over its unix socket.

use std::sync::Arc;

use super::Bench;
use super::row::{Goal, Row, Unit};
use crate::Result;
use crate::database::Kind;
use crate::shape::Shape;
use crate::turns::{Effort, by_turns};

/// What half of the answers are to take at most, in milliseconds.
const SHAPES: [(Shape, f64); 2] = [(Shape::Customer, 0.3), (Shape::Page, 1.5)];

/// The median latencies of one connection.
pub(super) async fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (shape, most) in SHAPES {
        let pair = bench.servers.pair(shape).await?;
        let patronage = Arc::clone(pair.asked()?);
        let effort = Effort {
            connections: 1,
            ..bench.effort
        };
        for sample in by_turns(&[patronage], effort).await? {
            let goal = match bench.kind {
                Kind::Postgres => Goal::AtMost(most),
                Kind::Sqlite => Goal::None,
            };
            rows.push(bench.row(
                format!("{}, p50 at 1 connection", shape.name()),
                (sample.p50, Unit::Millis),
                goal,
                format!("p99 {:.2} ms", sample.p99),
            ));
        }
    }
    Ok(rows)
}
