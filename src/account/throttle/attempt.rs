//! One attempt to log in, by a password or a code.

use std::time::Duration;

use entity::SessionId;

use super::budget::Budgets;
use super::policy::{Policy, wait};
use crate::account::store;
use crate::actor::Client;
use crate::app::App;
use crate::config::Toggle;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::telemetry::metrics::Rule;

/// For how long an account knows a network that it has logged in from.
const KNOWN_FOR: Duration = Duration::from_hours(24 * 90);

/// An attempt that may be looked at. Whoever began it must tell how it came out.
#[must_use]
pub struct Attempt {
    /// None while the throttle is off.
    counters: Option<Counters>,
}

struct Counters {
    /// Whose failure it would be, besides the network's.
    own: Vec<u8>,
    network: Vec<u8>,
    /// Of the account, whether or not it is its own.
    account: Vec<u8>,
    /// Of the account in this network.
    here: Vec<u8>,
    /// Those that decide whether there is something to wait for.
    guards: Vec<Vec<u8>>,
}

impl Attempt {
    /// Begins an attempt, before anything secret is looked at. `account` is the e-mail in its stored
    /// form, whether or not there is such an account. `device` is a session of the account that lives
    /// and came along. Costs one statement.
    ///
    /// # Errors
    /// [`Error::RateLimited`] when there is something to wait for.
    pub async fn begin(
        app: &App,
        client: &Client,
        account: &str,
        device: Option<&SessionId>,
    ) -> Result<Self> {
        let Some(budgets) = budgets(app, client, account, device) else {
            return Ok(Self { counters: None });
        };
        let now = app.clock.now();
        let rows = store::throttle::find(app.db.read(), budgets.keys()).await?;
        let known_here = rows
            .iter()
            .any(|row| row.key == budgets.here && row.kept_until > now);
        let counters = Counters::new(budgets, known_here);
        let held = rows.iter().filter(|row| counters.guards.contains(&row.key));
        match held.filter_map(|row| wait(row.not_before, now)).max() {
            Some(wait) => Err(limited(app, wait)),
            None => Ok(Self {
                counters: Some(counters),
            }),
        }
    }

    /// The first login of an account that is being made, which nothing holds back. Costs no statement.
    pub fn first(app: &App, client: &Client, account: &str) -> Self {
        let budgets = budgets(app, client, account, None);
        let counters = budgets.map(|budgets| Counters {
            guards: Vec::new(),
            ..Counters::new(budgets, false)
        });
        Self { counters }
    }

    /// Counts a failure, for the network as well. Costs two statements.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where others have failed meanwhile, so that this one was not to be
    /// looked at: then nothing else may be answered.
    pub async fn failed(&self, app: &App) -> Result<()> {
        let Some(counters) = &self.counters else {
            return Ok(());
        };
        let now = app.clock.now();
        let (mut held, mut longest) = (false, Duration::ZERO);
        let account = Some(counters.account.as_slice());
        for (key, account, policy) in [
            (&counters.own, account, Policy::ACCOUNT),
            (&counters.network, None, Policy::NETWORK),
        ] {
            let counted = store::throttle::fail(&app.db, key, account, policy, now).await?;
            if counters.guards.contains(key) {
                held |= wait(counted.held_until, now).is_some();
                longest = longest.max(wait(counted.not_before, now).unwrap_or_default());
            }
        }
        if held {
            Err(limited(app, longest))
        } else {
            Ok(())
        }
    }

    /// Notes a success: the failures of this account in this network are forgotten, and the account
    /// knows the network from now on. No other counter changes. Costs one statement.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where others have failed meanwhile; then the transaction is to be
    /// dropped.
    pub async fn succeeded(&self, app: &App, tx: &Tx) -> Result<()> {
        let Some(counters) = &self.counters else {
            return Ok(());
        };
        let (now, guards) = (app.clock.now(), &counters.guards);
        let key = (counters.here.as_slice(), counters.account.as_slice());
        if store::throttle::succeed(tx, key, guards, now, now.plus(KNOWN_FOR)).await? {
            return Ok(());
        }
        let rows = store::throttle::find(tx.conn(), guards.clone()).await?;
        let waits = rows.iter().filter_map(|row| wait(row.not_before, now));
        Err(limited(app, waits.max().unwrap_or_default()))
    }
}

impl Counters {
    /// A device or network that has logged in to the account before has a budget of its own.
    fn new(budgets: Budgets, known_here: bool) -> Self {
        let Budgets {
            account,
            network,
            here,
            device,
        } = budgets;
        let known = device.or_else(|| known_here.then(|| here.clone()));
        let guards = match &known {
            Some(own) => vec![own.clone()],
            None => vec![account.clone(), network.clone()],
        };
        Self {
            own: known.unwrap_or_else(|| account.clone()),
            network,
            account,
            here,
            guards,
        }
    }
}

/// What an attempt is counted by; nothing while the throttle is off.
fn budgets(
    app: &App,
    client: &Client,
    account: &str,
    device: Option<&SessionId>,
) -> Option<Budgets> {
    let is_on = app.settings.protection.throttle == Toggle::On;
    is_on.then(|| Budgets::new(&app.keys.throttle, account, client.ip, device))
}

fn limited(app: &App, wait: Duration) -> Error {
    app.metrics.accounts.throttled(Rule::Logins);
    tracing::warn!(
        wait_s = wait.as_secs_f64(),
        "an attempt to log in has to wait"
    );
    Error::RateLimited(wait)
}
