//! GraphQL over HTTP (<https://graphql.github.io/graphql-over-http/draft/>): our own handler, since the
//! framework's reads any content type, runs mutations by GET and always answers 200.

mod answer;
mod cookies;
pub(super) mod credential;
mod forgery;
mod handler;
mod media;
mod params;

pub(super) use answer::{Answer, Observed};
pub(super) use handler::handle;
pub(super) use media::Media;
