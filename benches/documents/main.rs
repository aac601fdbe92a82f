//! What the gate takes for a document: a new one, one seen before, and the worst there are.
//!
//! `cargo bench --bench documents`. Fails where a refusal takes 50 ms or more (security.md 40), or where
//! a document takes more memory than it is counted for.

mod shapes;

use std::hint::black_box;
use std::time::{Duration, Instant};

use async_graphql::Request;
use clap::{Args, Command, FromArgMatches};
use patronage::actor::{Actor, Client};
use patronage::config::Settings;
use patronage::graphql::documents::{Asked, Documents};
use patronage::graphql::gate::Gate;
use patronage::graphql::{schema, whole_sdl};

use self::shapes::{ONE, PAGE};

/// How long the gate may take to refuse.
const BOUND: Duration = Duration::from_millis(50);

fn main() {
    let command = Settings::augment_args(Command::new("bench").no_binary_name(true));
    let settings =
        Settings::from_arg_matches(&command.get_matches_from([""; 0])).expect("defaults");
    let gate = Gate::new(&whole_sdl(&schema().finish()), &settings.limits).expect("our schema");
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
    let slowest = slowest.max(validated(&gate));
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
    black_box(gate.admit(&document, &mut request, false)).expect("a good request");
}

/// Passes a document as every transport does.
fn again(documents: &Documents, gate: &Gate, text: &str) {
    let caller = (Some(&Actor::Anonymous), &Client::default());
    let found = documents.find(gate, Asked::text(text.to_owned()), caller);
    let mut request = variables();
    black_box(gate.admit(&found.expect("a good document"), &mut request, false))
        .expect("a good request");
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
    let times = shapes::costly().into_iter().map(|(name, text)| {
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

/// The longest that the framework's validation takes for documents that the gate lets pass.
fn validated(gate: &Gate) -> Duration {
    println!(
        "\n| document made to be validated | bytes | errors | longest of 20 |\n|---|--:|--:|--:|"
    );
    let schema = schema().finish();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime.expect("a runtime");
    let times = shapes::doubtful().into_iter().map(|(name, text)| {
        let runs = (0..20).map(|_| {
            let started = Instant::now();
            let document = gate.inspect(text.clone()).expect("passes");
            let mut request = Request::new("");
            gate.admit(&document, &mut request, false).expect("passes");
            let response = runtime.block_on(schema.execute(request));
            assert!(response.is_err(), "{name} would be executed");
            (started.elapsed(), response.errors.len())
        });
        let (longest, errors) = runs.max().unwrap_or_default();
        println!(
            "| {name} | {} | {errors} | {:.2} ms |",
            text.len(),
            micros(longest) / 1e3
        );
        longest
    });
    times.max().unwrap_or_default()
}

/// The memory that kept documents take, in percent of what they are counted for; the most of all shapes.
fn weigh(gate: &Gate) -> u64 {
    println!("\n| kept document | bytes | counted for | takes |\n|---|--:|--:|--:|");
    let shares = shapes::kept().into_iter().map(|(name, text)| {
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
