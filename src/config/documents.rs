//! Documents that are known before they come.

use std::path::PathBuf;

use clap::Args;

use super::{Toggle, parse};

/// Documents that are kept, and those that may run.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Documents")]
pub struct Documents {
    /// A manifest of persisted documents (Apollo's form or Relay's); then only these run for anyone but staff
    #[arg(long, env = "PATRONAGE_TRUSTED_DOCUMENTS")]
    pub trusted_documents: Option<PathBuf>,
    /// Whether clients may send a document once, and its hash from then on (automatic persisted queries)
    #[arg(long, env = "PATRONAGE_PERSISTED_QUERIES", default_value = "on")]
    pub persisted_queries: Toggle,
    /// Memory for documents seen before, so that they are not parsed and measured again
    #[arg(long, env = "PATRONAGE_DOCUMENT_CACHE", default_value = "16MiB", value_parser = parse::size)]
    pub document_cache: usize,
}
