//! `aisec export`: the graph in an RDF syntax, or as a snapshot.

use super::data::{DataArguments, sound};
use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::Terminal;
use aisec_graph::export::{Format, write};
use aisec_graph::rdf::Syntax;
use aisec_graph::snapshot::Snapshot;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Write the graph in an RDF syntax.
///
/// Turtle, N-Triples, RDF/XML and JSON-LD have the union of all graphs; TriG and N-Quads, and
/// JSON-LD with `--dataset`, keep the named graphs.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aisec export -o graph.ttl\n  aisec export --format nquads | sort | head\n  aisec export --dataset -o graph.jsonld"
)]
pub(crate) struct Arguments {
    /// turtle, ntriples, rdfxml, jsonld, trig, nquads or aisec
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Keep named graphs in JSON-LD
    #[arg(long)]
    dataset: bool,
    #[command(flatten)]
    data: DataArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    let mut format = chosen(arguments.format.as_deref(), &target)?;
    if arguments.dataset && format.of_datasets() != Format::JsonLdDataset {
        return Err(Failure::usage("`--dataset` is for JSON-LD; TriG and N-Quads keep named graphs anyway"));
    }
    if arguments.dataset {
        format = format.of_datasets();
    }
    arguments.data.read(terminal, |snapshot| target.write(|out| written(snapshot, format, out)))?;
    Ok(Exit::Fine)
}

/// Writes a graph; fails before the end where it turns out damaged.
pub(crate) fn written(snapshot: &Snapshot, format: Format, out: &mut dyn Write) -> Result<(), Failure> {
    write(snapshot, format, out)?;
    sound(snapshot)
}

/// The format named by `--format` or by the extension of the target; Turtle on standard output.
pub(crate) fn chosen(format: Option<&str>, target: &Target) -> Result<Format, Failure> {
    let known = "use turtle, ntriples, rdfxml, jsonld, trig, nquads, or aisec for a snapshot";
    if let Some(name) = format {
        return Format::from_name(name)
            .ok_or_else(|| Failure::usage(format!("no RDF syntax is called `{name}`")).help(known));
    }
    match target.extension() {
        None => Ok(Format::Rdf(Syntax::Turtle)),
        Some(extension) => Format::from_name(&extension)
            .ok_or_else(|| Failure::usage(format!("`.{extension}` names no RDF syntax")).help(known)),
    }
}
