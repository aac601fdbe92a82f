//! `patronage keys`

use clap::Subcommand;

use super::{Outcome, setup};
use crate::account::keys;
use crate::config::Settings;

/// What to do with signing keys.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Make a new key, which signs once it has been published for a while; nobody is logged out
    Rotate,
    /// List keys, without their secrets
    List,
}

pub(super) async fn run(settings: Settings, action: &Action) -> Outcome {
    let app = setup::app(settings).await?;
    match action {
        Action::Rotate => println!("{}", keys::rotate(&app).await?),
        Action::List => {
            for key in keys::list(&app).await? {
                println!("{}\t{}", key.kid, key.state);
            }
        }
    }
    Ok(())
}
