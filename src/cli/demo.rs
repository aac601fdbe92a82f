//! `patronage serve --demo`: a throw-away database with somebody in it.

use crate::app::App;
use crate::config::Settings;
use crate::error::Result;
use crate::http::graphiql::Demo;

pub(super) fn prepare(_settings: &mut Settings) -> std::io::Result<()> {
    Ok(())
}

pub(super) async fn fill(_app: &App) -> Result<Demo> {
    Err(crate::error::Error::Forbidden)
}
