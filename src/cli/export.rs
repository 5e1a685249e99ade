//! `aisec export`: the graph in an RDF syntax.

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
    /// turtle, ntriples, rdfxml, jsonld, trig or nquads
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
    let syntax = chosen(arguments.format.as_deref(), &target)?;
    if arguments.dataset && syntax != Syntax::JsonLd {
        return Err(Failure::usage("`--dataset` is for JSON-LD; TriG and N-Quads keep named graphs anyway"));
    }
    let format = if arguments.dataset { Format::JsonLdDataset } else { Format::Rdf(syntax) };
    arguments.data.read(terminal, |snapshot| target.write(|out| written(snapshot, format, out)))?;
    Ok(Exit::Fine)
}

/// Writes a graph; fails before the end where it turns out damaged.
pub(crate) fn written(snapshot: &Snapshot, format: Format, out: &mut dyn Write) -> Result<(), Failure> {
    write(snapshot, format, out)?;
    sound(snapshot)
}

/// The syntax named by `--format` or by the extension of the target; Turtle on standard output.
pub(crate) fn chosen(format: Option<&str>, target: &Target) -> Result<Syntax, Failure> {
    let known = "use turtle, ntriples, rdfxml, jsonld, trig or nquads";
    if let Some(name) = format {
        return Syntax::from_name(name)
            .ok_or_else(|| Failure::usage(format!("no RDF syntax is called `{name}`")).help(known));
    }
    match target.extension() {
        None => Ok(Syntax::Turtle),
        Some(extension) => Syntax::from_extension(&extension)
            .ok_or_else(|| Failure::usage(format!("`.{extension}` names no RDF syntax")).help(known)),
    }
}
