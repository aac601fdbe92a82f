//! `patronage export`

mod lines;
mod output;
mod parts;
mod table;
mod whole;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use self::lines::Lines;
use self::output::Output;
use self::table::Table;
use self::whole::Whole;
use super::{Outcome, setup};
use crate::config::Settings;
use crate::db::bulk::{Counts, Snapshot};
use crate::db::{self, Db};

/// What to write, and where to.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// The file, or - for standard output
    file: PathBuf,
    /// jsonl: everything, for import. csv: for spreadsheets
    #[arg(long, default_value = "jsonl")]
    format: Format,
    /// Deleted customers, addresses and groups as well
    #[arg(long)]
    include_deleted: bool,
    /// Password hashes as well. Keep such a file as you keep the database
    #[arg(long)]
    with_password_hashes: bool,
}

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A JSON object a line.
    Jsonl,
    /// A customer a line, with a header.
    Csv,
}

/// What writes customers in a format.
enum Writer {
    Lines(Lines<Output>),
    Table(Box<Table<Output>>),
}

pub(super) async fn run(settings: &Settings, options: &Options) -> Outcome {
    let db = db::connect(&settings.database).await?;
    setup::check_schema(&db).await?;
    let stop = setup::stop_signal()?;
    let outcome = tokio::select! {
        outcome = write(&db, options) => outcome,
        () = stop => Err("stopped; nothing was written".into()),
    };
    db.close().await;
    let customers = outcome?;
    if options.file.as_os_str() != "-" {
        println!("customers\t{customers}");
    }
    Ok(())
}

/// Writes everything; says how many customers that were. Where it does not come to its end no file is left.
async fn write(db: &Db, options: &Options) -> Result<u64, Box<dyn std::error::Error>> {
    let snapshot = Snapshot::open(db, options.include_deleted).await?;
    let counts = snapshot.counts().await?;
    let output = Output::create(&options.file)?;
    let hashes = options.with_password_hashes;
    let mut writer = match options.format {
        Format::Jsonl => Writer::Lines(Lines::new(output, hashes)),
        Format::Csv => {
            let table = Table::new(output, hashes, counts.most_addresses)?;
            Writer::Table(Box::new(table))
        }
    };
    if let Writer::Lines(lines) = &mut writer {
        groups(&snapshot, lines).await?;
    }
    let bar = bar(counts);
    let mut after = None;
    let mut customers = 0;
    while let Some(page) = snapshot.customers(after.as_ref()).await? {
        for whole in Whole::of(&page) {
            match &mut writer {
                Writer::Lines(lines) => lines.customer(&whole)?,
                Writer::Table(table) => table.customer(&whole)?,
            }
        }
        customers += page.customers.len() as u64;
        bar.set_position(customers);
        after = page.customers.last().map(|row| row.id.clone());
    }
    bar.finish();
    match writer {
        Writer::Lines(lines) => lines.finish()?.finish()?,
        Writer::Table(table) => table.finish()?.finish()?,
    }
    Ok(customers)
}

async fn groups(
    snapshot: &Snapshot,
    lines: &mut Lines<Output>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut after = None;
    loop {
        let page = snapshot.groups(after.as_ref()).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.id.clone());
        for group in &page {
            lines.group(group)?;
        }
    }
}

/// On standard error, and only when that is a terminal.
fn bar(counts: Counts) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{bar:40} {human_pos}/{human_len} customers, {per_sec}, {eta} left",
    )
    .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(counts.customers).with_style(style)
}
