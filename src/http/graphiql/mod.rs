//! `GraphiQL` at `/` and `/graphiql`, with example tabs.
//!
//! Its files come from this server where `npm run build` in `graphiql/` ran before the build, else
//! from a CDN, pinned by integrity. The page's own files are always built in.

mod assets;
mod page;
mod routes;

pub use page::Demo;
pub use routes::routes;
