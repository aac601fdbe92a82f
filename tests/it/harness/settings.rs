//! Settings of servers under test, by the same flags that a person would give.

use clap::builder::Resettable;
use clap::{CommandFactory, FromArgMatches, Parser};
use patronage::config::Settings;

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    settings: Settings,
}

/// The settings of a server with flags, whatever the variables of the surroundings are.
pub(super) fn settings(database_url: &str, flags: &[&str]) -> Settings {
    let fixed = [
        "patronage",
        "--database-url",
        database_url,
        "--listen",
        "127.0.0.1:0",
        // Where a test looks for mails it says so; they are not to lie about in the repository.
        "--mail-url",
        "none:",
    ];
    // Tests call by the hundred from one address; those of the throttle itself switch it on.
    let switched = flags.iter().any(|flag| flag.starts_with("--throttle"));
    let throttle = if switched {
        &[][..]
    } else {
        &["--throttle=off"]
    };
    // PgBouncer listens at a port of its own, in the harness.
    let pooled = database_url.contains(":6432/");
    let prepared = if pooled {
        &["--db-prepared=off"][..]
    } else {
        &[]
    };
    let command = Flags::command().mut_args(|arg| arg.env(Resettable::Reset));
    let matches = command
        .try_get_matches_from(fixed.iter().chain(throttle).chain(prepared).chain(flags))
        .unwrap_or_else(|error| panic!("{error}"));
    Flags::from_arg_matches(&matches)
        .expect("settings that clap has checked")
        .settings
}
