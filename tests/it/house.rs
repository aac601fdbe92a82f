//! The house rules that no lint knows: who may import whom, and how long a file may be.
//!
//! What the rules say, and why, is in `docs/architecture.md`.

mod paths;
mod rules;

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use self::paths::paths;
use self::rules::{Home, breach};

/// Lines a file of ours may have.
const TOO_LONG: usize = 300;
/// Lines from which it is worth thinking of two.
const LONG: usize = 250;

#[test]
fn nobody_imports_what_they_may_not() {
    let sources = tracked(&["src/*.rs"]);
    assert!(sources.len() > 10, "the sources are found");
    let mut breaches = Vec::new();
    for (file, text) in sources.iter().filter(|(file, _)| !is_test(file)) {
        let home = Home::of(file);
        let used = paths(text, home.module());
        breaches.extend(used.iter().filter_map(|path| {
            Some(format!(
                "{file}: {}: {}",
                path.join("::"),
                breach(&home, path)?
            ))
        }));
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let sources = tracked(&["*.rs"]);
    let mut lengths: Vec<_> = sources
        .iter()
        .map(|(file, text)| (text.lines().count(), file))
        .collect();
    lengths.sort_unstable();
    for (lines, file) in lengths.iter().filter(|(lines, _)| *lines > LONG) {
        println!("{file} has {lines} lines: would it be easier to live in as two?");
    }
    let (lines, longest) = lengths.last().expect("a source");
    assert!(*lines <= TOO_LONG, "{longest} has {lines} lines");
}

#[test]
fn nothing_leans_on_files_outside_of_the_repository() {
    // Where we are built there is a folder beside the repository that nobody else has.
    const ELSEWHERE: &str = concat!("../", "shared");
    const MAY: [&str; 2] = [".ci/run", "tests/it/contract.rs"];
    let leaning: Vec<_> = tracked(&["."])
        .into_iter()
        .filter(|(file, text)| text.contains(ELSEWHERE) && !MAY.contains(&file.as_str()))
        .collect();
    let files: Vec<_> = leaning.iter().map(|(file, _)| file).collect();
    assert!(files.is_empty(), "{files:?}");
}

/// Tests may use what they like.
fn is_test(file: &str) -> bool {
    file.contains("/tests/") || file.ends_with("tests.rs")
}

/// The text files of the repository that match, with what is in them; new ones count, ignored ones do not.
fn tracked(patterns: &[&str]) -> Vec<(String, String)> {
    let repo = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
    ];
    let listed = Command::new("git")
        .args(list)
        .args(patterns)
        .current_dir(repo)
        .output()
        .expect("git");
    assert!(
        listed.status.success(),
        "{}",
        String::from_utf8_lossy(&listed.stderr)
    );
    let names = String::from_utf8(listed.stdout).expect("names of files");
    // One that cannot be read as text is an image or the like, or was just deleted.
    let text = |name: &str| Some((name.to_owned(), fs::read_to_string(repo.join(name)).ok()?));
    names.split_terminator('\0').filter_map(text).collect()
}
