//! `aisec convert`: RDF to RDF, or to a snapshot.

use super::data::{is_snapshot, open, read_file, syntax_of};
use super::export::{chosen, written};
use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::Terminal;
use aisec_graph::export::Format;
use aisec_graph::rdf::Syntax;
use aisec_graph::snapshot::{DefaultGraph, SnapshotBuilder};
use aisec_graph::source::SizeLimit;
use clap::Args;
use std::path::{Path, PathBuf};

/// Convert RDF from one syntax to another, or to a snapshot.
///
/// Literals keep their exact form, but language tags become lower case; blank nodes are numbered.
/// The output declares the prefixes of common vocabularies that it uses, not those of the input. Named graphs need a
/// syntax that has them.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aisec convert data.ttl -o data.jsonld\n  aisec convert large.nt -o large.aisec\n  cat data.nt | aisec convert - --from nt --to turtle"
)]
pub(crate) struct Arguments {
    /// The file to read; `-` is standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Syntax of the input, where its extension does not say
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// Syntax of the output, where its extension does not say
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// Resolve relative IRIs against this IRI instead of the file's own
    #[arg(long, value_name = "IRI")]
    base: Option<String>,
    /// Memory to sort in; what does not fit is kept in the folder for temporary files (TMPDIR) meanwhile
    #[arg(long, value_name = "SIZE", default_value_t = SizeLimit::of_bytes(SnapshotBuilder::USUAL_MEMORY as u64))]
    max_memory: SizeLimit,
    /// The file to write
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, _terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    target.spare([&arguments.input])?;
    let to = chosen(arguments.to.as_deref(), &target)?.of_datasets();
    if arguments.from.is_none() && is_snapshot(&arguments.input) {
        let snapshot = open(&arguments.input)?;
        target.write(|out| written(&snapshot, to, out))?;
        return Ok(Exit::Fine);
    }
    let from = match &arguments.from {
        Some(name) => {
            Syntax::from_name(name).ok_or_else(|| Failure::usage(format!("no RDF syntax is called `{name}`")))?
        }
        None if arguments.input == Path::new("-") => {
            return Err(Failure::usage("say with `--from` which syntax standard input is in"));
        }
        None => syntax_of(&arguments.input)?,
    };
    let memory = usize::try_from(arguments.max_memory.bytes()).unwrap_or(usize::MAX);
    let mut builder = SnapshotBuilder::within(memory, &std::env::temp_dir());
    let mut named = None;
    read_file(&arguments.input, from, arguments.base.as_deref(), "", |quad| {
        if !quad.graph_name.is_default_graph() && named.is_none() {
            named = Some(quad.graph_name.to_string());
        }
        builder.insert(&quad)
    })?;
    if let (Some(graph), false) = (named, to.has_graphs()) {
        return Err(loses_graphs(&arguments.input.to_string_lossy(), &graph));
    }
    if to == Format::Snapshot {
        target.write(|out| builder.write_to(DefaultGraph::Unnamed, out))?;
    } else {
        let snapshot = builder.build(DefaultGraph::Unnamed)?;
        target.write(|out| written(&snapshot, to, out))?;
    }
    Ok(Exit::Fine)
}

/// Why a dataset is not written in a syntax of triples.
pub(crate) fn loses_graphs(dataset: &str, graph: &str) -> Failure {
    Failure::new(Exit::BadInput, format!("{dataset} has named graphs, such as {graph}"))
        .help("write TriG, N-Quads or JSON-LD: other syntaxes would lose them")
}
