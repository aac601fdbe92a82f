//! `patronage serve`

use std::net::SocketAddr;

use clap::Args;
use tokio::net::TcpListener;

use super::{Outcome, demo, setup};
use crate::account::api_key;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::lifecycle::housekeeping;
use crate::{db, http, mail, webhook};

/// What is said of the operators' listener.
const OPS: &str = "metrics and health";

/// How to serve.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// Only check the schema, and refuse one that is not up to date
    #[arg(long)]
    no_migrate: bool,
    /// Serve made-up customers from a throw-away database, on loopback only, with keys to try
    #[arg(long)]
    demo: bool,
}

impl Options {
    /// What only shows between them and the settings.
    ///
    /// # Errors
    /// One line that says what to change.
    pub(super) fn check(&self, settings: &Settings) -> Result<(), String> {
        if self.demo {
            demo::check(settings)?;
        }
        Ok(())
    }
}

pub(super) async fn run(mut settings: Settings, options: Options) -> Outcome {
    let folder = options
        .demo
        .then(|| demo::prepare(&mut settings))
        .transpose()?;
    let db = setup::connect_patiently(&settings.database).await?;
    if options.no_migrate {
        setup::check_schema(&db).await?;
    } else {
        db::apply(&db).await?;
    }
    let app = App::build(settings, Clock::default(), db).await?;
    let demo = match &folder {
        Some(_) => Some(demo::fill(&app).await?),
        None => None,
    };
    let ops = match app.settings.listen.ops_listen {
        Some(address) => Some(http::Ops::start(app.clone(), bind(address, OPS).await?)),
        None => None,
    };
    let listener = bind(app.settings.listen.listen, "listening").await?;
    let address = listener.local_addr()?;
    if let (Some(demo), Some(folder)) = (&demo, &folder) {
        demo::announce(demo, address, folder);
    } else if api_key::list(&app).await?.is_empty() {
        eprintln!("no API key yet; make one: patronage api-key create --name admin --scope admin");
    }
    let stop = setup::stop_signal()?;
    let mails = mail::start_worker(&app);
    let webhooks = webhook::start_worker(&app);
    let sweeping = tokio::spawn(housekeeping::keep_sweeping(app.clone()));
    http::serve(app.clone(), demo.as_ref(), listener, stop).await;
    sweeping.abort();
    if let Some(ops) = ops {
        ops.stop();
    }
    tokio::join!(mails.stop(), webhooks.stop());
    app.traces.stop().await;
    app.db.clone().close().await;
    Ok(())
}

/// Listens, and says where.
async fn bind(address: SocketAddr, what: &str) -> std::result::Result<TcpListener, String> {
    let cannot = |error| format!("cannot listen on {address}: {error}");
    let listener = TcpListener::bind(address).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    eprintln!("{what} on http://{address}");
    Ok(listener)
}
