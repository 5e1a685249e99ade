//! `aisec find`: is it already listed?

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::given::{TextArguments, given_lists};
use super::output::Target;
use super::terminal::{Style, Terminal, printable};
use aisec_graph::pipeline::{self, Base, Inputs};
use aisec_graph::query::{Listed, ListedResource, listed, listed_by_other_names};
use aisec_graph::snapshot::Snapshot;
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Say whether a thing is listed already, and where.
///
/// An address counts in any spelling, also a former one; a name in any case, width and punctuation. With --in, what the
/// lists call otherwise than the built-in graph is found by its names there too.
/// Exits with status 1 when it is not listed, and shows what is near.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec find garak
  aisec find https://github.com/leondz/garak
  aisec find --in my-list.md \"Adversarial Robustness Toolbox\"
  aisec find --format json NVIDIA/garak")]
pub(crate) struct Arguments {
    /// A name, an address, or OWNER/NAME on GitHub
    #[arg(value_name = "NAME or URL")]
    sought: String,
    /// Look in this list, or the lists of this folder, instead: PATH or ID=PATH; repeat for several
    #[arg(long = "in", value_name = "LIST", conflicts_with_all = ["data", "named_graph"])]
    lists: Vec<String>,
    /// How to write the answer
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    texts: TextArguments,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    if arguments.sought.trim().is_empty() {
        return Err(
            Failure::usage("there is nothing to look for").help("give a name, an address, or OWNER/NAME on GitHub")
        );
    }
    let mut paths = BTreeMap::new();
    let answer = if arguments.lists.is_empty() {
        arguments.data.read(terminal, |snapshot| Ok(listed(snapshot, &arguments.sought)))?
    } else {
        let lists = given_lists(&arguments.lists, terminal)?;
        paths = lists.iter().map(|list| (list.id.to_string(), list.path.to_string_lossy().into_owned())).collect();
        let max_input = arguments.texts.max_input;
        let inputs = Inputs { base: Base::IdentityOnly, given: lists, max_input, ..Inputs::default() };
        let (snapshot, sought) = (pipeline::build(&inputs)?.snapshot, &arguments.sought);
        let answer = listed(&snapshot, sought);
        if answer.found.is_empty() {
            let other_names = |known: &Snapshot| Ok(listed_by_other_names(&snapshot, known, sought));
            arguments.data.read(terminal, other_names)?
        } else {
            answer
        }
    };
    let text = match arguments.format {
        Format::Table => table(&answer, &paths, terminal),
        Format::Json => json(&answer)?,
    };
    Target::Stdout.write(|out| out.write_all(text.as_bytes()))?;
    Ok(if answer.found.is_empty() { Exit::Findings } else { Exit::Fine })
}

fn json(answer: &Listed) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(answer);
    Ok(text.map_err(|error| Failure::new(Exit::InputOutput, error.to_string()))? + "\n")
}

/// Lists that were given are named by their path, others by their id.
fn table(answer: &Listed, paths: &BTreeMap<String, String>, terminal: &Terminal) -> String {
    let mut text = String::new();
    if answer.found.is_empty() {
        let _ = writeln!(text, "`{}` is not listed", printable(&answer.sought));
    }
    for resource in &answer.found {
        show(&mut text, resource, paths, terminal);
    }
    for near in &answer.near {
        let _ = writeln!(text, "\nnear: {}", printable(&near.why));
        show(&mut text, &near.resource, paths, terminal);
    }
    text
}

fn show(text: &mut String, resource: &ListedResource, paths: &BTreeMap<String, String>, terminal: &Terminal) {
    let name = terminal.paint(Style::Strong, &printable(&resource.name));
    let address = resource.address.as_deref().unwrap_or("no address");
    let _ = writeln!(text, "{name} — {}, {}", resource.kind, printable(address));
    for line in resource.notices.iter().chain(&resource.related) {
        let _ = writeln!(text, "  {}", printable(line));
    }
    for place in &resource.listings {
        let section = if place.section.is_empty() { String::new() } else { format!(" under {}", place.section) };
        let line =
            format!("{}:{}  `{}`{section}", paths.get(&place.list).unwrap_or(&place.list), place.line, place.name);
        let _ = writeln!(text, "  {}", printable(&line));
    }
}
