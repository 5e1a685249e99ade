//! `aisec check`: what is wrong in lists, and whether snapshots are whole.

mod input;
mod settings;

use super::failure::{Exit, Failure};
use super::finding;
use super::output::Target;
use super::terminal::{Terminal, printable};
use aisec_graph::diagnostic::{Diagnostic, Severity};
use aisec_graph::pipeline::{self, CheckedTexts};
use aisec_graph::snapshot::Snapshot;
use clap::Args;
use input::{Input, Inputs};
use settings::{FailOn, Settings};
use std::path::{Path, PathBuf};

/// Say what is wrong in lists: text, entries, addresses and labels. Verify snapshots.
///
/// Findings go to standard output. Each has a code in brackets that `aisec code` explains. A comment in the list
/// silences codes: `<!-- aisec disable-next-line CODE -->`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec check README.md
  aisec check lists/ --fail-on error
  aisec check README.md --severity import/not-an-entry=off --severity 'resolve/*=note'
  cat README.md | aisec check -")]
pub(crate) struct Arguments {
    /// Lists (.md), folders of lists, mapping sets (.sssom.tsv), snapshots (.aisec), or - for a list on standard input
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<PathBuf>,
    /// Exit with status 1 on a finding of at least this severity: note, question, warning, error or never
    #[arg(long, value_name = "SEVERITY", value_parser = settings::fail_on)]
    fail_on: Option<FailOn>,
    /// Make a code matter more, less or not at all: CODE=note, question, warning, error or off; also STAGE/*=LEVEL
    #[arg(long, value_name = "CODE=LEVEL")]
    severity: Vec<String>,
    /// Take settings from this file instead of the aisec-check.toml beside each source
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Exit with status 3 instead of 1
    #[arg(long)]
    strict: bool,
    /// Write to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let chosen = settings::chosen(arguments.fail_on, &arguments.severity)?;
    let inputs = Inputs::read(&arguments.sources, terminal)?;
    let settings = Settings::of(&inputs, arguments.config.as_deref(), &chosen, terminal)?;
    let whole = inputs.snapshots.iter().map(|path| verified(path)).collect::<Result<Vec<_>, _>>()?;
    let texts = inputs.texts.iter().map(Input::to_check).collect();
    let CheckedTexts { sources, diagnostics } = pipeline::check(texts)?;
    let found: Vec<Diagnostic> = diagnostics.into_iter().filter_map(|found| settings.apply(found)).collect();
    let look = terminal.look();
    Target::new(arguments.output.as_deref()).write(|out| {
        for found in &found {
            writeln!(out, "{}", finding::in_full(found, &sources, &look))?;
        }
        for line in &whole {
            writeln!(out, "{line}")?;
        }
        if !inputs.texts.is_empty() {
            writeln!(out, "{}", summary(&found, inputs.texts.len()))?;
        }
        Ok::<(), std::io::Error>(())
    })?;
    let exit = if arguments.strict { Exit::BadInput } else { Exit::Findings };
    let verdict = if found.iter().any(|found| settings.fails(found)) { exit } else { Exit::Fine };
    Ok(inputs.refused.unwrap_or(verdict))
}

/// Reads the whole of a snapshot: its header, its checksum and every row.
fn verified(path: &Path) -> Result<String, Failure> {
    let snapshot = Snapshot::open(path)?;
    Ok(format!("{}: whole, {} statements", printable(&path.to_string_lossy()), snapshot.len()))
}

/// `1 error, 2 warnings in 3 sources`.
fn summary(found: &[Diagnostic], sources: usize) -> String {
    let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let of = |severity: Severity| found.iter().filter(|found| found.severity == severity).count();
    let counts = Severity::ALL.into_iter().rev().map(|severity| (of(severity), severity.word()));
    let told: Vec<String> = counts.filter(|(count, _)| *count > 0).map(|(count, word)| counted(count, word)).collect();
    let told = if told.is_empty() { "no findings".to_owned() } else { told.join(", ") };
    format!("{told} in {}", counted(sources, "source"))
}
