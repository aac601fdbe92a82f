//! The binary: parses, builds, runs.

use std::process::ExitCode;

/// The system's allocator costs a third of the throughput (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    Box::pin(patronage::cli::main()).await
}
