//! `aisec explain`: what a thing is; the proof that one addresses the other.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::{Style, Terminal, printable};
use aisec_graph::explain::{
    CoverageLine, Explanation, Extent, Group, LineKind, Place, Proof, explain, proof_of_addressing,
};
use aisec_graph::query::{Sought, find};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::vocab::counted;
use clap::Args;
use oxrdf::NamedNode;
use std::fmt::Write as _;

/// Say what a thing is; with ITEM, prove that THING addresses it.
///
/// A thing is named by its name, code, address, CURIE or IRI.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aisec explain garak\n  aisec explain AML.T0051\n  aisec explain garak AML.T0054\n  aisec explain --all garak AML.T0051"
)]
pub(crate) struct Arguments {
    /// What to explain
    #[arg(value_name = "THING")]
    thing: String,
    /// A risk or item the resource THING may address
    #[arg(value_name = "ITEM")]
    item: Option<String>,
    /// Show every way in which it follows, not only the shortest
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    data: DataArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let text = arguments.data.read(terminal, |snapshot| match &arguments.item {
        None => {
            let thing = named(snapshot, &arguments.thing, Sought::Anything, terminal)?;
            let unknown = || Failure::usage(format!("the graph says nothing of `{}`", arguments.thing));
            Ok(show(&explain(snapshot, &thing).ok_or_else(unknown)?, terminal))
        }
        Some(item) => {
            let resource = named(snapshot, &arguments.thing, Sought::Resource, terminal)?;
            let item = named(snapshot, item, Sought::Anything, terminal)?;
            let extent = if arguments.all { Extent::All } else { Extent::Best };
            proof(snapshot, &resource, &item, extent, terminal)
        }
    })?;
    Target::Stdout.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

fn named(snapshot: &Snapshot, text: &str, sought: Sought, terminal: &Terminal) -> Result<NamedNode, Failure> {
    let thing = find(snapshot, text, sought)?;
    if let Some(notice) = thing.notice {
        terminal.say(&format!("note: {notice}"));
    }
    Ok(thing.iri)
}

fn show(explanation: &Explanation, terminal: &Terminal) -> String {
    let mut text = String::new();
    let kind = explanation.classes.join(", ");
    let _ = writeln!(text, "{} — {kind}", terminal.paint(Style::Strong, &printable(&explanation.label)));
    let _ = writeln!(text, "  {}", explanation.iri);
    for (name, values) in &explanation.facts {
        for (index, value) in values.iter().enumerate() {
            let _ = writeln!(text, "  {:<18} {}", if index == 0 { name } else { "" }, printable(value));
        }
    }
    section(&mut text, "Coverage", &explanation.coverage, coverage_line, terminal);
    section(&mut text, "Sources", &explanation.places, line_of, terminal);
    text
}

/// Lines of each group that are shown unless the user asks for all.
const SHOWN: usize = 4;

fn section<T>(text: &mut String, title: &str, groups: &[Group<T>], line: fn(&T) -> String, terminal: &Terminal) {
    if groups.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", terminal.paint(Style::Strong, title));
    for group in groups {
        let _ = writeln!(text, "  {} ({})", printable(&group.title), group.lines.len());
        // One line more costs no more room than saying that it is left out.
        let shown = if terminal.is_verbose() || group.lines.len() <= SHOWN + 1 { group.lines.len() } else { SHOWN };
        for shown in group.lines.iter().take(shown) {
            let _ = writeln!(text, "    {}", printable(&line(shown)));
        }
        if shown < group.lines.len() {
            let _ = writeln!(text, "    … and {} more (-v shows them)", group.lines.len() - shown);
        }
    }
}

fn coverage_line(line: &CoverageLine) -> String {
    format!("{:<13} {} {} ({}, {})", line.grade, line.other, line.label, line.evidence, line.group)
}

fn line_of(place: &Place) -> String {
    format!("{}:{}  {}", place.source, place.line, place.says)
}

fn proof(
    snapshot: &Snapshot,
    resource: &NamedNode,
    item: &NamedNode,
    extent: Extent,
    terminal: &Terminal,
) -> Result<String, Failure> {
    let proof = proof_of_addressing(snapshot, resource, item, extent)?;
    if proof.goals.is_empty() {
        let short = aisec_graph::vocab::compact;
        return Ok(format!("nothing says that {} addresses {}\n", short(resource.as_str()), short(item.as_str())));
    }
    Ok(outline(&proof, terminal))
}

/// A proof as lines; what things are by definition is left out unless the user asks for all.
fn outline(proof: &Proof, terminal: &Terminal) -> String {
    let mut text = String::new();
    for line in proof.outline() {
        if line.kind == LineKind::Definition && !terminal.is_verbose() {
            continue;
        }
        let says = printable(&line.says).into_owned();
        let says = if line.depth == 0 { terminal.paint(Style::Strong, &says) } else { says };
        let place = line.place.map(|place| format!("  [{}:{}]", place.source, place.line)).unwrap_or_default();
        let rule = line.rule.map(|rule| format!("  [rule {rule}]")).unwrap_or_default();
        let _ = writeln!(text, "{}{says}{place}{rule}", "  ".repeat(line.depth));
        if line.others > 0 {
            let ways = counted(line.others, "more way");
            let _ = writeln!(text, "{}… and {ways} to this (--all)", "  ".repeat(line.depth + 1));
        }
    }
    text
}
