//! `aisec update`: SPARQL Update on files.

use super::convert::loses_graphs;
use super::data::{DefaultGraphArgument, FileArguments, sound};
use super::export::{chosen, written};
use super::failure::{Exit, Failure};
use super::limits::LimitArguments;
use super::output::Target;
use super::query::{base_of, read};
use super::terminal::Terminal;
use super::worker;
use aisec_graph::query::{NARROW, Updated, parse, parse_update, update};
use clap::{ArgGroup, Args};
use std::path::PathBuf;

/// Change RDF with SPARQL Update.
///
/// Reads files as one dataset, carries out the update and writes the result: whole, or not at all. Literals keep their
/// exact form, but language tags become lower case. LOAD is refused, for nothing is ever fetched: read files with
/// `--data` and `--named-graph`.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("what to do").args(["file", "text"]).required(true),
    group = ArgGroup::new("what to change").args(["data", "named_graph"]).required(true).multiple(true),
    mut_arg("data", |data| data
        .help("Read this snapshot or RDF file; `-` is standard input; repeat for several")),
    after_help = "The result is written whole, or not at all. LOAD is refused: nothing is ever fetched.

Examples:
  aisec update --data tools.ttl --update rename.ru -o renamed.ttl
  aisec update --data a.ttl --named-graph https://example.org/g=b.ttl --update merge.ru -o all.trig
  cat tools.nt | aisec update --data - --from nt --update rename.ru --format nt"
)]
pub(crate) struct Arguments {
    /// File with the update; `-` is standard input
    #[arg(long = "update", value_name = "FILE")]
    file: Option<PathBuf>,
    /// The update as SPARQL text
    #[arg(short = 'e', long = "text", value_name = "SPARQL")]
    text: Option<String>,
    /// What patterns outside GRAPH look at: all graphs, or those triples that are in none
    #[arg(long, value_enum, value_name = "GRAPH")]
    default_graph: Option<DefaultGraphArgument>,
    /// turtle, ntriples, rdfxml, jsonld, trig, nquads or aisec
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.files.spared_by(&target)?;
    target.spare(&arguments.file)?;
    arguments.files.standard_input_once(arguments.file.as_deref())?;
    chosen(arguments.format.as_deref(), &target)?;
    worker::ask(&target, arguments.limits, NARROW, terminal)
}

/// Carries out the update here.
pub(crate) fn carry_out(arguments: &Arguments, terminal: &Terminal, target: &Target) -> Result<(), Failure> {
    let named = Target::new(arguments.output.as_deref());
    let format = chosen(arguments.format.as_deref(), &named)?.of_datasets();
    let own_base = base_of(arguments.file.as_deref());
    let text = match (&arguments.text, &arguments.file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => String::new(),
    };
    let base = arguments.files.base().or(own_base.as_deref());
    let request = parse_update(&text, base).map_err(|error| {
        let failure = Failure::from(error);
        if parse(&text, base).is_ok() { failure.help("this is a query: `aisec query` answers it") } else { failure }
    })?;
    if request.operations.is_empty() {
        terminal.say("note: the update is empty; the data are written as they are");
    }
    let mut snapshot = arguments.files.load(arguments.limits.memory_to_read())?;
    if let Some(default_graph) = arguments.default_graph {
        snapshot = snapshot.with_default_graph(default_graph.into());
    }
    target.begin()?;
    let before = snapshot.clone();
    let updated = update(snapshot, &request, &arguments.files.named_graphs());
    sound(&before)?;
    let Updated { snapshot, not_loaded } = updated?;
    for source in not_loaded {
        terminal.say(&format!("note: LOAD SILENT {source} did nothing: nothing is ever fetched"));
    }
    if let (Some(graph), false) = (snapshot.graphs().next(), format.has_graphs()) {
        return Err(loses_graphs("the result", &snapshot.term(graph).to_string()));
    }
    target.write(|out| written(&snapshot, format, out))?;
    terminal.say(&format!("statements: {} before, {} after", before.len(), snapshot.len()));
    Ok(())
}
