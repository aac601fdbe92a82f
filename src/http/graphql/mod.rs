//! GraphQL over HTTP (<https://graphql.github.io/graphql-over-http/draft/>): our own handler, since the
//! framework's reads any content type, runs mutations by GET and always answers 200.

mod answer;
mod cookies;
pub(super) mod credential;
mod events;
mod forgery;
mod handler;
mod media;
pub(super) mod params;
mod revalidate;
mod turn;

pub(super) use answer::{Answer, encode};
pub(super) use events::stream;
pub(super) use handler::{client, handle};
pub(super) use media::Media;
