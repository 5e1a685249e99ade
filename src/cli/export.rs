//! `aisec export`: the graph in an RDF syntax, as a snapshot, or as a network for other programs.

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

/// Write the graph as RDF, or as a network.
///
/// Turtle, N-Triples, RDF/XML and JSON-LD have the union of all graphs; TriG and N-Quads, and
/// JSON-LD with `--dataset`, keep the named graphs. `GraphML`, GEXF and STIX 2.1 have the tools, risks and items with what
/// addresses what, Mermaid the tools and risks; reviewed claims go before labels in them.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aisec export -o graph.ttl\n  aisec export --format nquads | sort | head\n  aisec export --dataset -o graph.jsonld\n  aisec export -o graph.graphml\n  aisec export --format stix -o bundle.json"
)]
pub(crate) struct Arguments {
    /// turtle, ntriples, rdfxml, jsonld, trig, nquads, aisec, graphml, gexf, mermaid or stix
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
    let mut format = any(arguments.format.as_deref(), &target)?;
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

/// The format of a graph as RDF or a snapshot, named by `--format` or by the extension of the target; Turtle on standard
/// output.
pub(crate) fn chosen(format: Option<&str>, target: &Target) -> Result<Format, Failure> {
    let known = "use turtle, ntriples, rdfxml, jsonld, trig, nquads, or aisec for a snapshot";
    among(format, target, "RDF syntax", known, |format| !format.is_network())
}

/// The same of any format.
fn any(format: Option<&str>, target: &Target) -> Result<Format, Failure> {
    let known =
        "use turtle, ntriples, rdfxml, jsonld, trig, nquads, aisec for a snapshot, graphml, gexf, mermaid or stix";
    among(format, target, "format", known, |_| true)
}

fn among(
    format: Option<&str>,
    target: &Target,
    what: &str,
    known: &str,
    is_known: impl Fn(&Format) -> bool,
) -> Result<Format, Failure> {
    let named = |name: &str| Format::from_name(name).filter(&is_known);
    if let Some(name) = format {
        return named(name).ok_or_else(|| Failure::usage(format!("no {what} is called `{name}`")).help(known));
    }
    match target.extension() {
        None => Ok(Format::Rdf(Syntax::Turtle)),
        Some(extension) => {
            named(&extension).ok_or_else(|| Failure::usage(format!("`.{extension}` names no {what}")).help(known))
        }
    }
}
