//! `patronage man`

use std::fs;
use std::io::{Write as _, stdout};
use std::path::PathBuf;

use clap::{Args, Command};
use clap_mangen::Man;

use super::Outcome;

/// Where the manual goes.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// Write patronage.1 and a page for each command into this folder, instead of the first to standard output
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Writes the manual of a command whose settings are not repeated with each subcommand.
pub(super) fn run(options: &Options, command: Command) -> Outcome {
    // Some sixty settings in the synopsis would hide the commands.
    let command = command.override_usage(format!("{} [OPTIONS] [COMMAND]", super::NAME));
    let Some(folder) = &options.out else {
        let mut page = Vec::new();
        Man::new(command.disable_help_subcommand(true)).render(&mut page)?;
        stdout().write_all(&page)?;
        return Ok(());
    };
    let written =
        fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map_err(|error| format!("{}: {error}", folder.display()).into())
}
