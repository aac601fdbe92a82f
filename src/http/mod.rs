//! HTTP: accept loop, router, GraphQL over HTTP, health, published keys.

mod body;
mod cors;
mod edge;
mod graphql;
mod health;
mod problem;
mod router;
mod serve;
mod well_known;

#[cfg(test)]
mod tests;

pub use router::router;
pub use serve::serve;
