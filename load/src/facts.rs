//! What was measured, and on what machine.

use std::process::Command;
use std::{fs, iter, thread};

/// The facts that every report begins with.
pub(crate) fn all() -> Vec<String> {
    let debug = cfg!(debug_assertions).then(|| "DEBUG BUILD".to_owned());
    debug.into_iter().chain(commit()).chain(machine()).collect()
}

/// What was measured; with a `+` when files differ from it.
fn commit() -> Option<String> {
    let output = Command::new("git")
        .args(["describe", "--always", "--dirty=+"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .ok()?;
    let name = String::from_utf8(output.stdout).ok()?;
    let name = name.trim();
    (output.status.success() && !name.is_empty()).then(|| format!("commit {name}"))
}

/// Cores, processor and kernel, as Linux tells them.
fn machine() -> impl Iterator<Item = String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(": ")?.1.trim().to_owned())
    });
    let processor = processor.map_or_else(String::new, |name| format!(" of {name}"));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").ok();
    let kernel = kernel.map(|release| format!("Linux {}", release.trim()));
    iter::once(format!("{cores} cores{processor}")).chain(kernel)
}
