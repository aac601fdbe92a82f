//! What the gate takes for a document: a new one, one seen before, and the worst there are.
//!
//! `cargo bench --bench documents`. Fails where a refusal takes 50 ms or more (security.md 40), or where
//! a document takes more memory than it is counted for.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use async_graphql::Request;
use clap::{Args, Command, FromArgMatches};
use patronage::actor::{Actor, Client};
use patronage::config::Settings;
use patronage::graphql::documents::{Asked, Documents};
use patronage::graphql::gate::Gate;
use patronage::graphql::sdl;

/// How long the gate may take to refuse.
const BOUND: Duration = Duration::from_millis(50);

/// What `load` asks for.
const ONE: &str = "query Customer($id: ID!) { customer(id: $id) {
  id email firstName lastName companyName phone hasAccount createdAt
  addresses {
    id addressName address1 city countryCode province postalCode isDefaultShipping isDefaultBilling
  }
  groups { id name } } }";
const PAGE: &str = "query Page($first: Int!) { customers(first: $first) { nodes {
  id email firstName lastName companyName phone hasAccount createdAt
  addresses {
    id addressName address1 city countryCode province postalCode isDefaultShipping isDefaultBilling
  }
  groups { id name } } } }";

fn main() {
    let command = Settings::augment_args(Command::new("bench").no_binary_name(true));
    let settings =
        Settings::from_arg_matches(&command.get_matches_from([""; 0])).expect("defaults");
    let gate = Gate::new(&sdl(), &settings.limits).expect("our schema");
    let documents = Documents::new(&settings.documents, &gate).expect("no manifest");
    println!("| document | bytes | new | seen before |\n|---|--:|--:|--:|");
    for (name, text) in [("one customer", ONE), ("page of 50", PAGE)] {
        let new = median(|| pass(&gate, text));
        let seen = median(|| again(&documents, &gate, text));
        println!(
            "| {name} | {} | {:.1} µs | {:.1} µs |",
            text.len(),
            micros(new),
            micros(seen)
        );
    }
    let slowest = worst(&gate);
    let heaviest = weigh(&gate);
    assert!(slowest < BOUND, "a document took {slowest:?}");
    assert!(
        heaviest <= 100,
        "a document takes more memory than it is counted for"
    );
}

/// Passes a document like one that was never seen.
fn pass(gate: &Gate, text: &str) {
    let document = gate.inspect(text.to_owned()).expect("a good document");
    let mut request = variables();
    black_box(gate.admit(&document, &mut request)).expect("a good request");
}

/// Passes a document as every transport does.
fn again(documents: &Documents, gate: &Gate, text: &str) {
    let caller = (Some(&Actor::Anonymous), &Client::default());
    let found = documents.find(gate, Asked::text(text.to_owned()), caller);
    let mut request = variables();
    black_box(gate.admit(&found.expect("a good document"), &mut request)).expect("a good request");
}

fn variables() -> Request {
    let variables = serde_json::json!({"id": "cus_1", "first": 50});
    Request::new("").variables(async_graphql::Variables::from_json(variables))
}

/// The median time of a run.
fn median(run: impl Fn()) -> Duration {
    let mut times: Vec<_> = (0..2_000).map(|_| time(&run)).collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn time(run: impl FnOnce()) -> Duration {
    let started = Instant::now();
    run();
    started.elapsed()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The longest that the gate takes for documents made to cost it time.
fn worst(gate: &Gate) -> Duration {
    println!(
        "\n| document made to cost time | bytes | comes to | longest of 20 |\n|---|--:|---|--:|"
    );
    let times = costly().into_iter().map(|(name, text)| {
        let verdict = match gate.inspect(text.clone()) {
            Ok(_) => "passes".to_owned(),
            Err(refusal) => refusal.code.as_str().to_owned(),
        };
        let longest = (0..20)
            .map(|_| time(|| drop(black_box(gate.inspect(text.clone())))))
            .max();
        let longest = longest.unwrap_or_default();
        println!(
            "| {name} | {} | `{verdict}` | {:.2} ms |",
            text.len(),
            micros(longest) / 1e3
        );
        longest
    });
    times.max().unwrap_or_default()
}

/// Documents made to cost the lexer, the parser or the walk as much time as they can.
fn costly() -> Vec<(&'static str, String)> {
    let fill = |text: &str, bytes: usize| text.repeat(bytes / text.len());
    let text = 64 * 1024;
    let mut bomb = "{ me { ...F0 } }".to_owned();
    for level in 0..30 {
        let spreads = format!("...F{} ", level + 1).repeat(40);
        write!(bomb, " fragment F{level} on Customer {{ {spreads} }}").expect("a text");
    }
    let chain = (0..800).map(|n| format!(" fragment F{n} on Query {{ ...F{} }}", n + 1));
    let chain = chain.collect::<Vec<_>>().concat();
    vec![
        (
            "a body of 256 KiB that is no document",
            fill("{", 256 * 1024),
        ),
        ("white space", fill(" ", text)),
        ("a comment", format!("#{}", fill("x", text - 1))),
        ("one name", fill("x", text)),
        (
            "one string",
            format!("{{a(b:\"{}\")}}", fill("x", text - 10)),
        ),
        (
            "escapes",
            format!("{{a(b:\"{}\")}}", fill("\\u0041", text - 10)),
        ),
        (
            "a block string of quotes",
            format!("{{a(b:\"\"\"{}\"\"\")}}", fill("\"\" ", text - 20)),
        ),
        ("quotes that are not closed", fill("\"", text)),
        ("one number", format!("{{a(b:{})}}", fill("9", text - 10))),
        ("5,000 tokens", format!("{{{}}}", "a ".repeat(4_998))),
        ("2,000 fields", format!("{{{}}}", "a ".repeat(2_000))),
        (
            "nested lists",
            format!("{{a(b:{})}}", "[".repeat(62) + &"]".repeat(62)),
        ),
        (
            "lists that break off",
            format!("{{{}", "a(b:[[[[1".repeat(10)),
        ),
        (
            "objects in lists",
            format!("{{a(b:[{}])}}", "{a:1}".repeat(990)),
        ),
        ("selections that break off", "{a".repeat(64)),
        (
            "types that break off",
            format!("query($a:{}", "[".repeat(60)),
        ),
        ("a fragment bomb", bomb),
        (
            "a chain of fragments",
            format!("{{ ...F0 }}{chain} fragment F800 on Query {{ a }}"),
        ),
        (
            "800 fragments beside",
            format!("{{ a }}{chain} fragment F800 on Query {{ a }}"),
        ),
    ]
}

/// The memory that kept documents take, in percent of what they are counted for; the most of all shapes.
fn weigh(gate: &Gate) -> u64 {
    println!("\n| kept document | bytes | counted for | takes |\n|---|--:|--:|--:|");
    let shapes = [
        ("one customer", ONE.to_owned()),
        ("page of 50", PAGE.to_owned()),
        ("single letters", format!("{{{}}}", "a ".repeat(1_900))),
        ("single fields", format!("{{{}}}", "a{b}".repeat(900))),
        (
            "single values",
            format!("{{a(b:[{}])}}", "[1]".repeat(1_500)),
        ),
        ("objects", format!("{{a(b:[{}])}}", "{a:1}".repeat(950))),
        ("arguments", format!("{{{}}}", "a(b:1)".repeat(800))),
        ("inline fragments", format!("{{{}}}", "...{a}".repeat(900))),
    ];
    let shares = shapes.into_iter().map(|(name, text)| {
        let copies = 2_000;
        let before = resident();
        let kept: Vec<_> = (0..copies)
            .map(|_| gate.inspect(text.clone()).expect("passes"))
            .collect();
        let takes = resident().saturating_sub(before) / copies;
        let counted = kept
            .iter()
            .map(|document| document.weight() as u64)
            .sum::<u64>()
            / copies;
        println!("| {name} | {} | {counted} | {takes} |", text.len());
        std::mem::forget(kept);
        takes * 100 / counted
    });
    shares.max().unwrap_or_default()
}

/// Bytes of this process in memory.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .expect("a size");
    let kib: u64 = line
        .trim()
        .trim_end_matches(" kB")
        .trim()
        .parse()
        .expect("a number");
    kib * 1024
}
