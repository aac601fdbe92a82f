//! How much memory the server has to itself after some minutes of all kinds of work.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};

use super::accounts::{PASSWORD, register};
use super::changes::{Change, addresses};
use super::row::{Goal, Row, Unit};
use super::{Bench, me};
use crate::Result;
use crate::exchange::{Exchange, Target, graphql};
use crate::measure::sample;
use crate::shape::Shape;

/// What it is to be at most, in millions of bytes.
const MOST: f64 = 64.0;
/// Who asks at once.
const CONNECTIONS: u16 = 64;
/// Customers who log in, and as many who ask for themselves.
const ACCOUNTS: usize = 100;
/// How often memory is looked at.
const TICK: Duration = Duration::from_secs(1);

const LOGIN: &str = "mutation ($input: LoginInput!) {
  login(input: $input) { customer { id } tokens { tokenType } userErrors { code } }
}";

/// What is asked, in this order, again and again: mostly reads, some writes, a login now and then.
const MIX: [Kind; 20] = {
    use Kind::{Create, Customer, Login, Me, Page, Update};
    [
        Customer, Customer, Me, Customer, Update, Customer, Customer, Page, Customer, Me, Customer,
        Create, Customer, Customer, Me, Update, Customer, Page, Customer, Login,
    ]
};

#[derive(Clone, Copy)]
enum Kind {
    Customer,
    Page,
    Me,
    Create,
    Update,
    Login,
}

/// Memory of a server with two threads that hash, at the end of the work and before the last request.
pub(super) async fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let settings = [("PATRONAGE_HASH_THREADS", "2")];
    let server = bench.servers.another(&settings).await?;
    let mut target = Target::new("Patronage", server.address).in_turn();
    target.exchanges = mixed(bench, &target).await?;
    let idle = anonymous(server.process)?;
    let length = Duration::from_secs(bench.minutes * 60);
    let target = Arc::new(target);
    let (sample, (last, most)) = tokio::try_join!(
        sample(&target, CONNECTIONS, length),
        watch(server.process, length)
    )?;
    let minutes = bench.minutes;
    Ok(vec![bench.row(
        format!("RssAnon after {minutes} min of mixed work"),
        (last, Unit::Megabytes),
        Goal::AtMost(MOST),
        format!(
            "{idle:.0} MB at start, {most:.0} MB at most; {:.0} requests/s",
            sample.rate
        ),
    )])
}

/// The mix, with requests of each kind by turns. What is read is not what is changed.
async fn mixed(bench: &Bench<'_>, target: &Target) -> Result<Vec<Exchange>> {
    let servers = bench.servers;
    let key = servers.create_key(&["customers:write"]).await?;
    let (read, changed) = servers.ids.split_at(servers.ids.len() / 2);
    let addresses = addresses(servers, changed).await?;
    let customers = servers.pair_of(Shape::Customer, read).await?;
    let page = servers.pair(Shape::Page).await?;
    let (customers, page) = (customers.asked()?, page.asked()?);
    let (me, _) = me::targets(bench, "reader", ACCOUNTS).await?;
    let logins = logins(bench, target).await?;
    let mut exchanges = Vec::new();
    for (cycle, address) in addresses.iter().enumerate() {
        for (slot, kind) in MIX.iter().enumerate() {
            // No two slots ask for the same at about the same time.
            let known = |known: &[Exchange]| {
                let index = (cycle + slot * 37) % known.len().max(1);
                known.get(index).cloned()
            };
            let exchange = match kind {
                Kind::Customer => known(&customers.exchanges),
                Kind::Page => known(&page.exchanges),
                Kind::Me => known(&me.exchanges),
                Kind::Login => known(&logins),
                Kind::Create => Some(Change::create(cycle).graphql(target.address, &key)),
                Kind::Update => Some(Change::update(address, slot).graphql(target.address, &key)),
            };
            exchanges.push(exchange.ok_or("there is nothing to ask for")?);
        }
    }
    Ok(exchanges)
}

async fn logins(bench: &Bench<'_>, target: &Target) -> Result<Vec<Exchange>> {
    let accounts = register(bench.servers, "login", ACCOUNTS).await?;
    let login = |account: &super::accounts::Account| {
        let input = json!({"email": account.email, "password": PASSWORD});
        let body = json!({"query": LOGIN, "variables": {"input": input}});
        let expected = format!(
            r#"{{"data":{{"login":{{"customer":{{"id":"{}"}},"tokens":{{"tokenType":"Bearer"}},"userErrors":[]}}}}}}"#,
            account.id
        );
        Exchange {
            request: graphql(target.address, None, &body),
            expected: expected.into_bytes(),
        }
    };
    Ok(accounts.iter().map(login).collect())
}

/// Looks at a process for some time: its memory at the end, and at most.
async fn watch(process: u32, length: Duration) -> Result<(f64, f64)> {
    let until = Instant::now() + length - TICK;
    let mut most = 0.0_f64;
    loop {
        let now = anonymous(process)?;
        most = most.max(now);
        if Instant::now() >= until {
            return Ok((now, most));
        }
        sleep(TICK).await;
    }
}

/// Memory of a process that is no file's, in millions of bytes.
fn anonymous(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let kib = rss_anon(&status).ok_or("the kernel does not tell RssAnon")?;
    Ok(f64::from(kib) * 1024.0 / 1e6)
}

/// `RssAnon` of `/proc/PID/status`, in KiB.
fn rss_anon(status: &str) -> Option<u32> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anonymous_memory_is_told_apart() {
        let status = "VmRSS:\t   90000 kB\nRssAnon:\t   41872 kB\nRssFile:\t   20000 kB\n";
        assert_eq!(rss_anon(status), Some(41_872));
        assert_eq!(rss_anon("VmRSS:\t 1 kB\n"), None);
        assert!(anonymous(std::process::id()).expect("this process") > 0.1);
    }
}
