//! The guide, the dashboard and the alerts say what `/metrics` says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::scrape::Scrape;
use crate::harness::{Shop, on_both};

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The metrics that the guide tells: the kind and the labels of each.
fn told() -> BTreeMap<String, (String, Vec<String>)> {
    let guide = file("docs/operations.md");
    let table = guide.split("| metric | kind | labels | |").nth(1);
    let rows = table.expect("a table of metrics").lines().skip(2);
    let cells = rows
        .take_while(|row| row.starts_with('|'))
        .map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    cells
        .map(|cells| {
            let names = |cell: &str| -> Vec<String> {
                let quoted = cell.split('`').skip(1).step_by(2);
                quoted.map(str::to_owned).collect()
            };
            let labels = names(cells[3]);
            (names(cells[1])[0].clone(), (cells[2].to_owned(), labels))
        })
        .collect()
}

/// All that a server tells once each thing has happened.
async fn scraped(shop: &Shop) -> Scrape {
    shop.anonymous().gql("{ nothing }", json!({})).await;
    Scrape::of(&shop.anonymous()).await
}

on_both! {
    async fn the_guide_tells_each_metric(shop: &Shop) {
        let scrape = scraped(shop).await;
        let exported: BTreeMap<_, _> = scrape.kinds.iter()
            .map(|(name, kind)| (name.clone(), (kind.clone(), scrape.labels(name))))
            .collect();
        assert_eq!(told(), exported);
    }
}

/// The names of metrics in a query: words that no label or function is.
fn named(query: &str, exported: &BTreeSet<String>) -> Vec<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = query.split(|c: char| !is_word(c));
    let ours = |word: &&str| {
        ["patronage_", "http_server_", "db_client_", "process_"]
            .iter()
            .any(|start| word.starts_with(start))
    };
    let labels = exported_labels();
    words
        .filter(ours)
        .filter(|word| !labels.contains(*word))
        .map(|word| {
            let parts = ["_bucket", "_sum", "_count"];
            let whole = parts.iter().find_map(|part| word.strip_suffix(part));
            match whole {
                Some(whole) if exported.contains(whole) => whole.to_owned(),
                _ => word.to_owned(),
            }
        })
        .collect()
}

fn exported_labels() -> BTreeSet<String> {
    told()
        .into_values()
        .flat_map(|(_, labels)| labels)
        .collect()
}

/// Every query of the dashboard.
fn queries(of: &Value, found: &mut Vec<String>) {
    match of {
        Value::Object(members) => {
            found.extend(
                members
                    .get("expr")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            members.values().for_each(|member| queries(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| queries(item, found)),
        _ => {}
    }
}

// That the guide is right is the test above: these need no server.
#[test]
fn the_dashboard_asks_for_what_there_is() {
    let exported: BTreeSet<_> = told().into_keys().collect();
    let dashboard: Value =
        serde_json::from_str(&file("docs/grafana/patronage.json")).expect("JSON");
    let mut asked = Vec::new();
    queries(&dashboard, &mut asked);
    assert!(asked.len() > 20, "{} queries", asked.len());
    let named: BTreeSet<_> = asked
        .iter()
        .flat_map(|query| named(query, &exported))
        .collect();
    let unknown: Vec<_> = named.difference(&exported).collect();
    assert!(unknown.is_empty(), "{unknown:?} are not exported");
    let unseen: Vec<_> = exported.difference(&named).collect();
    assert!(unseen.is_empty(), "{unseen:?} are on no panel");
}

#[test]
fn the_alerts_ask_for_what_there_is() {
    let exported: BTreeSet<_> = told().into_keys().collect();
    let alerts = file("docs/prometheus/alerts.yml");
    let named = named(&alerts, &exported);
    assert!(named.len() > 10, "{named:?}");
    for name in &named {
        assert!(exported.contains(name), "{name} is not exported");
    }
    assert_eq!(
        alerts.matches("- alert: ").count(),
        alerts.matches("summary: ").count()
    );
}

on_both! {
    async fn promtool_finds_no_fault(shop: &Shop) {
        let promtool = std::env::var("PROMTOOL").unwrap_or_else(|_| "promtool".to_owned());
        let run = |args: &[&str], input: &str| {
            let script = "printf '%s' \"$INPUT\" | \"$0\" \"$@\"";
            let mut command = Command::new("sh");
            command.args(["-c", script, &promtool]).args(args).env("INPUT", input);
            command.output().expect("a shell")
        };
        if Command::new(&promtool).arg("--version").output().is_err() {
            assert!(std::env::var("PATRONAGE_TEST_REQUIRE_PROMTOOL").is_err(), "there is no promtool");
            println!("skipped: there is no promtool (Debian's package `prometheus`)");
            return;
        }
        scraped(shop).await;
        let metrics = shop.anonymous().get("/metrics").await.text;
        let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/prometheus/alerts.yml");
        for (args, input) in [(["check", "rules", rules].as_slice(), ""), (&["check", "metrics"], &metrics)] {
            let checked = run(args, input);
            assert!(checked.status.success(), "{}{}", String::from_utf8_lossy(&checked.stdout), String::from_utf8_lossy(&checked.stderr));
        }
    }
}
