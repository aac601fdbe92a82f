//! `patronage api-key`

use std::time::Duration;

use clap::Subcommand;
use entity::{ApiKeyId, Prefixed};
use secrecy::ExposeSecret;

use super::{Outcome, setup};
use crate::account::api_key;
use crate::actor::Scope;
use crate::config::{Settings, duration};
use crate::error::Error;
use crate::value::Text;

/// What to do with API keys.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Make a key and print its secret, this once
    Create {
        /// What the key is for
        #[arg(long, value_parser = name)]
        name: Text,
        /// customers:read, customers:write, groups:read, groups:write, events:read, webhooks, admin
        #[arg(long = "scope", required = true, value_parser = scope)]
        scopes: Vec<Scope>,
        /// Lifetime, such as 90d; without end when not given
        #[arg(long, value_parser = duration)]
        expires_in: Option<Duration>,
    },
    /// List keys, without their secrets
    List,
    /// Revoke a key
    Revoke {
        /// key_…
        id: String,
    },
}

const NO_SUCH_KEY: &str = "there is no such key";

/// A refusal in the words of a command.
fn unknown(error: Error) -> Box<dyn std::error::Error> {
    match error {
        Error::Refused(_) => NO_SUCH_KEY.into(),
        failure => failure.into(),
    }
}

fn name(text: &str) -> Result<Text, String> {
    Text::required(text).map_err(|fault| fault.message.into_owned())
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::parse(text).ok_or_else(|| {
        let names: Vec<_> = Scope::NAMES.iter().map(|(_, name)| *name).collect();
        format!("give one of {}", names.join(", "))
    })
}

pub(super) async fn run(settings: Settings, action: Action) -> Outcome {
    let app = setup::app(settings).await?;
    match action {
        Action::Create {
            name,
            scopes,
            expires_in,
        } => {
            let expires_at = expires_in.map(|time| app.clock.now().plus(time));
            let made = api_key::create(&app, name, &scopes, expires_at).await?;
            println!("{}", made.secret.expose_secret());
        }
        Action::List => {
            for key in api_key::list(&app).await? {
                let state = if key.revoked_at.is_some() {
                    "revoked"
                } else {
                    "live"
                };
                println!(
                    "{}\t{}…\t{state}\t{}\t{}",
                    key.id, key.prefix, key.scopes, key.name
                );
            }
        }
        Action::Revoke { id } => {
            let id = ApiKeyId::parse(&id).ok_or(NO_SUCH_KEY)?;
            api_key::revoke(&app, &id).await.map_err(unknown)?;
        }
    }
    Ok(())
}
