//! `aisec __answer`: the worker process of a server.

use super::failure::{Exit, Failure};
use super::limits::LimitArguments;
use super::terminal::Terminal;
use aisec_graph::query::STACK_BYTES;
use aisec_graph::serve;
use aisec_graph::snapshot::Snapshot;
use aisec_graph::worker::Child;
use clap::Args;
use std::path::PathBuf;

/// What is answered from.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The snapshot
    #[arg(value_name = "FILE")]
    snapshot: PathBuf,
    #[command(flatten)]
    limits: LimitArguments,
}

/// Answers what comes on standard input, under limits.
pub(crate) fn run(arguments: &Arguments, _: &Terminal) -> Result<Exit, Failure> {
    let child = Child::limited(arguments.limits.limits(), STACK_BYTES as u64)?;
    let snapshot = Snapshot::open(&arguments.snapshot)?;
    serve::work(&snapshot, &child)?;
    Ok(Exit::Fine)
}
