//! `patronage import`

mod chunk;
mod known;
mod load;
mod record;
mod report;
mod shape;
mod source;
mod target;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use tempfile::TempDir;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use self::chunk::chunks;
use self::load::{Done, Loader};
use self::record::Rules;
use self::report::Report;
use self::shape::{Mapped, Shaped, mapping_file, mapping_pair};
use self::source::Opened;
use self::target::Target;
use super::{Outcome, setup};
use crate::clock::Clock;
use crate::config::{Database, Settings};
use crate::db::{self, Db};

/// What to read, and how.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// The file
    file: PathBuf,
    /// What wrote it
    #[arg(long, value_enum)]
    from: Origin,
    /// Check everything, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Tell what is refused in this file, as CSV if it is named so, else as JSON lines [default: on
    /// standard error]
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Customers with an e-mail become accounts where the file does not say; they set a password by
    /// resetting it
    #[arg(long)]
    as_accounts: bool,
    /// csv: a field and the column that holds it, e.g. --map email=E-Mail
    #[arg(long = "map", value_name = "FIELD=COLUMN", value_parser = mapping_pair)]
    maps: Vec<Mapped>,
    /// csv: a TOML file of FIELD = "COLUMN"
    #[arg(long, value_name = "FILE")]
    map_file: Option<PathBuf>,
    /// csv: leave out columns that are for no field, rather than refuse the file
    #[arg(long)]
    skip_unmapped: bool,
    /// CSV: what parts the cells
    #[arg(long, default_value = ",", value_parser = delimiter)]
    delimiter: u8,
    /// shopify: what tags become
    #[arg(long, value_enum, default_value = "metadata")]
    tags: Tags,
}

/// What wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Origin {
    /// `patronage export`: JSON lines
    Patronage,
    /// Medusa v2: its customer export, or its admin API's answers
    Medusa,
    /// Vendure: its admin API's answers, or a CSV of the same fields
    Vendure,
    /// Shopify: its customer export
    Shopify,
    /// A table with a header; see --map
    Csv,
}

/// What Shopify's tags become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tags {
    /// A list in privateMetadata
    Metadata,
    /// Groups
    Groups,
}

impl Options {
    /// What only shows between them.
    ///
    /// # Errors
    /// One line that says what to change.
    pub(super) fn check(&self) -> Result<(), String> {
        let maps = !self.maps.is_empty() || self.map_file.is_some() || self.skip_unmapped;
        if maps && self.from != Origin::Csv {
            return Err("--map, --map-file and --skip-unmapped are for --from csv".to_owned());
        }
        Ok(())
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" => Ok(b'\t'),
        _ => match *text.as_bytes() {
            [byte] if byte.is_ascii_punctuation() && byte != b'"' => Ok(byte),
            _ => Err("give one sign, such as ; or tab".to_owned()),
        },
    }
}

pub(super) async fn run(settings: &Settings, options: &Options) -> Outcome {
    let shaped = open(options)?;
    let bar = bar(shaped.1);
    let mut report = Report::open(options.report.as_deref(), &bar)?;
    let db = db::connect(&settings.database).await?;
    setup::check_schema(&db).await?;
    let folder = options.dry_run.then(tempfile::tempdir).transpose()?;
    let scratch = match &folder {
        Some(folder) => Some(scratch(&settings.database, folder).await?),
        None => None,
    };
    let clock = Clock::default();
    let mut target = Target::new(db, scratch, clock.clone());
    let rules = Rules {
        clock,
        ours: options.from == Origin::Patronage,
        as_accounts: options.as_accounts,
        max_addresses: settings.limits.max_addresses,
    };
    let started = Instant::now();
    let mut done = Done::default();
    let stop = setup::stop_signal()?;
    let mut loader = Loader::new(&mut target, &mut report, |now: Done| {
        done = now;
        bar.set_position(now.read);
    });
    let outcome = loader.load(chunks(shaped.0, rules), stop).await;
    bar.finish();
    target.close().await;
    print(done, started.elapsed());
    told(outcome, done, options.dry_run)
}

/// The records of the file, and its size; says which columns are left out.
fn open(options: &Options) -> Result<(Shaped, u64), String> {
    let mut maps = options
        .map_file
        .as_deref()
        .map_or(Ok(Vec::new()), mapping_file)?;
    maps.extend(options.maps.iter().cloned());
    let opened = Opened::open(&options.file)?;
    let size = opened.size;
    let shaped = Shaped::open(opened, options, &maps)?;
    if !shaped.left_out.is_empty() {
        eprintln!("columns left out: {}", shaped.left_out.join(", "));
    }
    Ok((shaped, size))
}

/// An empty database in a folder that only we may read.
async fn scratch(like: &Database, folder: &TempDir) -> Result<Db, Box<dyn std::error::Error>> {
    let file = folder.path().join("scratch.db");
    let settings = Database {
        database_url: format!("sqlite://{}?mode=rwc", file.display()),
        ..like.clone()
    };
    let db = db::connect(&settings).await?;
    // Nobody should read that migrations are applied when nothing is written.
    let quiet = NoSubscriber::default();
    db::apply(&db).with_subscriber(quiet).await?;
    Ok(db)
}

/// On standard error, and only when that is a terminal.
fn bar(size: u64) -> ProgressBar {
    let template = "{bar:40} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left";
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(size).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Says how it ended where that was not well.
fn told(outcome: Result<(), Box<dyn std::error::Error>>, done: Done, dry_run: bool) -> Outcome {
    let Done {
        records,
        customers,
        refused,
        ..
    } = done;
    match outcome {
        Ok(()) if refused == 0 => Ok(()),
        Ok(()) => Err(format!("{refused} of {records} records were refused").into()),
        Err(error) if dry_run => Err(error),
        Err(error) => Err(format!(
            "{error}; {customers} customers are stored, and the same command goes on from there"
        )
        .into()),
    }
}

fn print(done: Done, elapsed: Duration) {
    println!("customers\t{}", done.customers);
    println!("addresses\t{}", done.addresses);
    println!("memberships\t{}", done.memberships);
    println!("groups\t{}", done.groups);
    println!("logins\t{}", done.logins);
    println!("already there\t{}", done.there);
    println!("refused\t{}", done.refused);
    println!("seconds\t{:.1}", elapsed.as_secs_f64());
}
