//! The user's files as the command line names them.

use super::failure::{Exit, Failure};
use aisec_graph::pipeline::{Given, PipelineError};
use aisec_graph::source::{ReadError, SizeLimit, SourceId};
use clap::Args;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Options of commands that read lists and other texts.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct TextArguments {
    /// Read no text larger than this: bytes, or a size such as 64MiB or 100MB
    #[arg(long, value_name = "SIZE", default_value_t)]
    pub(super) max_input: SizeLimit,
}

/// A source on the command line: `PATH` or `ID=PATH`.
pub(super) fn given(text: &str) -> Result<Given, Failure> {
    if let Some((id, path)) = text.split_once('=')
        && !Path::new(text).exists()
    {
        let id = SourceId::new(id).map_err(|error| Failure::usage(error.to_string()))?;
        return Ok(Given::file(id, PathBuf::from(path)));
    }
    let path = PathBuf::from(text);
    Ok(Given::file(SourceId::from_path(&path), path))
}

/// What is read in place of a shipped list: `ID=PATH`.
pub(super) fn replacement(text: &str) -> Result<Given, Failure> {
    let (id, path) = text.split_once('=').ok_or_else(|| {
        Failure::usage(format!("`--replace {text}` does not say what is replaced"))
            .help("write ID=PATH, such as mlsecops=my-copy.md")
    })?;
    let id = SourceId::new(id).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Given::file(id, PathBuf::from(path)))
}

/// What messages call standard input.
pub(super) const STANDARD_INPUT: &str = "standard input";

/// The bytes of standard input, if there are no more than `limit`.
pub(super) fn standard_input(limit: SizeLimit) -> Result<Vec<u8>, Failure> {
    let cannot = |error| Failure::new(Exit::InputOutput, format!("cannot read {STANDARD_INPUT}: {error}"));
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(limit.bytes().saturating_add(1)).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > limit.bytes() {
        let path = PathBuf::from(STANDARD_INPUT);
        return Err(PipelineError::Read(ReadError::TooLarge { path, limit }).into());
    }
    Ok(bytes)
}
