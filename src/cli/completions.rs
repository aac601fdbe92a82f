//! `patronage completions`

use std::io::{Write as _, stdout};

use clap::{Args, Command};
use clap_complete::Shell;

use super::Outcome;

/// For which shell.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// The shell that is to complete
    shell: Shell,
}

pub(super) fn run(options: &Options, mut command: Command) -> Outcome {
    // By way of memory, since the library panics where standard output is closed early.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, super::NAME, &mut script);
    stdout().write_all(&script)?;
    Ok(())
}
