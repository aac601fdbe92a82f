//! What is told while an import or an export runs.

use std::path::Path;
use std::process::{Command, Output};

use super::{fixture, folder};
use crate::harness::{Backend, Database};

/// Runs the binary, on a terminal or not; standard output goes to a file in any case.
fn run(database: &Database, folder: &Path, on_terminal: bool, args: &str) -> Output {
    let binary = env!("CARGO_BIN_EXE_patronage");
    let shown = format!("{binary} {args} > {}", folder.join("out").display());
    let mut command = if on_terminal {
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &shown, "/dev/null"]);
        script
    } else {
        let mut shell = Command::new("sh");
        shell.args(["-c", &shown]);
        shell
    };
    let output = command
        .env("DATABASE_URL", database.url())
        .env("TERM", "xterm")
        .current_dir(folder)
        .output();
    let output = output.expect("a shell");
    assert!(output.status.success(), "{output:?}");
    output
}

#[tokio::test]
async fn a_bar_is_drawn_on_a_terminal_and_nowhere_else() {
    // Of util-linux; elsewhere another program has this name.
    let script = Command::new("script").arg("--version").output();
    if !script.is_ok_and(|output| output.status.success()) {
        println!("skipped: no script here, which gives a terminal");
        return;
    }
    let database = Database::fresh(Backend::Sqlite).await.expect("SQLite");
    let folder = folder();
    let import = format!("import {} --from shopify", fixture("shopify.csv"));
    for args in [import.as_str(), "export all.jsonl"] {
        let silent = run(&database, folder.path(), false, args);
        assert_eq!(String::from_utf8_lossy(&silent.stderr), "");
        let shown = run(&database, folder.path(), true, args);
        let text = String::from_utf8_lossy(&shown.stdout);
        assert!(text.contains("███"), "{args}: {text}");
    }
    database.remove().await;
}
