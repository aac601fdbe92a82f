//! HTTP: accept loop, router, GraphQL over HTTP, WebSocket and SSE, GraphiQL, health, published keys.

mod body;
mod cors;
mod edge;
mod forwarded;
pub mod graphiql;
mod graphql;
mod health;
mod metrics;
mod observed;
mod ops;
mod problem;
mod router;
mod serve;
mod socket;
mod stall;
mod streams;
mod well_known;

#[cfg(test)]
mod tests;

pub use ops::Ops;
pub use router::router;
pub use serve::serve;
