//! `aisec explain`: what a thing is; the proof that one addresses the other.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::{Style, Terminal, printable};
use aisec_graph::explain::{
    CoverageLine, Explanation, Extent, Group, Place, Proof, Verdict, WhyNot, explain, proof_of_addressing, prove,
    statements, why_not,
};
use aisec_graph::export::{Format, proof_json, proof_markdown, proof_quads, why_not_json, why_not_markdown, write};
use aisec_graph::query::{Sought, find, meant_instead};
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use aisec_graph::vocab::{compact, counted, expand, unbracketed};
use clap::Args;
use oxrdf::{Literal, NamedNode, Term};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Say what a thing is; with ITEM, prove that THING addresses it; with a property, prove what is said.
///
/// A thing is named by its name, code, address, CURIE or IRI. A proof goes down to rows of sources; -v adds what terms
/// and items are by definition and why mappings count.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec explain garak
  aisec explain AML.T0051
  aisec explain garak AML.T0054
  aisec explain --all garak AML.T0051
  aisec explain AML.T0051 aisec:state
  aisec explain --why-not ModelScan AML.T0051
  aisec explain Foolbox ML01:2023 -o proof.ttl")]
pub(crate) struct Arguments {
    /// What to explain
    #[arg(value_name = "THING")]
    thing: String,
    /// A risk or item the resource THING may address, or a property of THING, such as aisec:state
    #[arg(value_name = "ITEM")]
    item: Option<String>,
    /// With a property, the value to prove, if it has several
    #[arg(value_name = "VALUE")]
    value: Option<String>,
    /// Show every way in which it follows, not only the shortest
    #[arg(long)]
    all: bool,
    /// Say what is missing for THING to address ITEM, or to do so further, and what comes closest
    #[arg(long, requires = "item", conflicts_with_all = ["all", "value"])]
    why_not: bool,
    /// Format: text, markdown, json, or for a proof an RDF syntax, for PROV-O
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataArguments,
}

/// What a proof is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProofFormat {
    Text,
    Markdown,
    Json,
    Rdf(Format),
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    let format = format(arguments, &target)?;
    let text = arguments.data.read(terminal, |snapshot| match &arguments.item {
        None => {
            let thing = named(snapshot, &arguments.thing, Sought::Anything, terminal)?;
            let goals = statements(snapshot, &thing, None, None);
            if !goals.is_empty() {
                return written(&prove(snapshot, &goals, extent(arguments))?, format, terminal).map(Some);
            }
            if format != ProofFormat::Text {
                return Err(Failure::usage("`--format` and `-o` are for proofs").help("name an ITEM or a property too"));
            }
            let unknown = || Failure::usage(format!("the graph says nothing of `{}`", arguments.thing));
            if let Some((is, near)) = meant_instead(snapshot, &arguments.thing, thing.as_ref()) {
                let (typed, near) = (printable(&arguments.thing), near.join("` or `"));
                terminal.say(&format!("note: `{typed}` is {is}; did you mean `{near}`?"));
            }
            Ok(Some(show(&explain(snapshot, &thing).ok_or_else(unknown)?, terminal).into_bytes()))
        }
        Some(item) => match property(snapshot, item) {
            Some(property) => of_property(snapshot, &property, arguments, format, terminal).map(Some),
            None => of_item(snapshot, item, arguments, format, terminal),
        },
    })?;
    if let Some(text) = text {
        target.write(|out| out.write_all(&text))?;
    }
    Ok(Exit::Fine)
}

fn extent(arguments: &Arguments) -> Extent {
    if arguments.all { Extent::All } else { Extent::Best }
}

fn format(arguments: &Arguments, target: &Target) -> Result<ProofFormat, Failure> {
    let Some(name) = target.format(arguments.format.as_deref()) else { return Ok(ProofFormat::Text) };
    match name.as_str() {
        "text" | "txt" => Ok(ProofFormat::Text),
        "markdown" | "md" => Ok(ProofFormat::Markdown),
        "json" => Ok(ProofFormat::Json),
        other => match Format::from_name(other) {
            Some(format @ Format::Rdf(_)) => Ok(ProofFormat::Rdf(format)),
            _ => Err(Failure::unknown_format(other, "text, markdown, json, turtle, ntriples, rdfxml or jsonld")),
        },
    }
}

/// The IRI that a text writes, in full or as a CURIE, if the graph has it.
fn node(snapshot: &Snapshot, text: &str) -> Option<NamedNode> {
    let bare = unbracketed(text);
    let node = NamedNode::new(expand(bare).unwrap_or_else(|| bare.to_owned())).ok()?;
    snapshot.iri_id(node.as_ref()).map(|_| node)
}

/// The property that a text names, if the graph has it.
fn property(snapshot: &Snapshot, text: &str) -> Option<NamedNode> {
    let is_property = |node: &NamedNode| snapshot.iri_id(node.as_ref()).and_then(|id| snapshot.predicate(id)).is_some();
    node(snapshot, text).filter(is_property)
}

/// The proof of what is said of a thing by a property.
fn of_property(
    snapshot: &Snapshot,
    property: &NamedNode,
    arguments: &Arguments,
    format: ProofFormat,
    terminal: &Terminal,
) -> Result<Vec<u8>, Failure> {
    if arguments.why_not {
        return Err(Failure::usage("`--why-not` is about a resource and an item, not about a property"));
    }
    let thing = named(snapshot, &arguments.thing, Sought::Anything, terminal)?;
    let value = arguments.value.as_ref().map(|text| value(snapshot, text));
    let goals = statements(snapshot, &thing, Some(property), value.as_ref());
    if goals.is_empty() {
        let (thing, property) = (compact(thing.as_str()), compact(property.as_str()));
        let value = arguments.value.as_ref().map_or_else(String::new, |value| format!(" of `{value}`"));
        return Err(Failure::usage(format!("`{thing}` has no `{property}`{value}")));
    }
    written(&prove(snapshot, &goals, extent(arguments))?, format, terminal)
}

/// The term that a text names as a value: an IRI, a thing, else a plain literal.
fn value(snapshot: &Snapshot, text: &str) -> Term {
    let node = node(snapshot, text).or_else(|| find(snapshot, text, Sought::Anything).ok().map(|thing| thing.iri));
    node.map_or_else(|| Literal::from(text).into(), Term::from)
}

/// The proof that a resource addresses an item, or why not; nothing where no file is to be written, for there is no
/// proof.
fn of_item(
    snapshot: &Snapshot,
    item: &str,
    arguments: &Arguments,
    format: ProofFormat,
    terminal: &Terminal,
) -> Result<Option<Vec<u8>>, Failure> {
    if arguments.value.is_some() {
        let message = format!("`{item}` is no property of this graph, so there is no value of it to prove");
        return Err(Failure::usage(message).help("write a property as a CURIE or IRI, such as aisec:state"));
    }
    let is_thing = |text: &str, sought| find(snapshot, text, sought).is_ok();
    if expand(unbracketed(item)).is_some() && !is_thing(item, Sought::Anything) {
        return Err(Failure::usage(format!("this graph has no property and no thing `{item}`")));
    }
    let thing = &arguments.thing;
    if !is_thing(thing, Sought::Resource) && is_thing(thing, Sought::Anything) && is_thing(item, Sought::Resource) {
        let message = format!("`{thing}` is no resource: what addresses comes first, then what is addressed");
        return Err(Failure::usage(message).help(format!("write `aisec explain {item} {thing}`")));
    }
    let resource = named(snapshot, thing, Sought::Resource, terminal)?;
    let item = named(snapshot, item, Sought::Anything, terminal)?;
    if arguments.why_not {
        return why_not_written(&why_not(snapshot, &resource, &item), format, terminal).map(Some);
    }
    let proof = proof_of_addressing(snapshot, &resource, &item, extent(arguments))?;
    if proof.goals.is_empty() {
        let says = proof.verdict.as_ref().map(Verdict::to_string).unwrap_or_default();
        let says = format!("{} (--why-not says what is missing)", printable(&says));
        if matches!(Target::new(arguments.output.as_deref()), Target::File(_)) {
            terminal.say(&says);
            return Ok(None);
        }
        if format == ProofFormat::Text {
            return Ok(Some(format!("{says}\n").into_bytes()));
        }
    }
    written(&proof, format, terminal).map(Some)
}

/// A proof in a format.
fn written(proof: &Proof, format: ProofFormat, terminal: &Terminal) -> Result<Vec<u8>, Failure> {
    Ok(match format {
        ProofFormat::Text => outline(proof, terminal).into_bytes(),
        ProofFormat::Markdown => proof_markdown(proof).into_bytes(),
        ProofFormat::Json => format!("{:#}\n", proof_json(proof)).into_bytes(),
        ProofFormat::Rdf(format) => {
            let mut builder = SnapshotBuilder::default();
            for quad in proof_quads(proof) {
                builder.insert(&quad)?;
            }
            let mut bytes = Vec::new();
            write(&builder.build(DefaultGraph::Unnamed)?, format, &mut bytes)?;
            bytes
        }
    })
}

/// What is missing, in a format.
fn why_not_written(why: &WhyNot, format: ProofFormat, terminal: &Terminal) -> Result<Vec<u8>, Failure> {
    Ok(match format {
        ProofFormat::Text => why_not_text(why, terminal).into_bytes(),
        ProofFormat::Markdown => why_not_markdown(why).into_bytes(),
        ProofFormat::Json => format!("{:#}\n", why_not_json(why)).into_bytes(),
        ProofFormat::Rdf(_) => {
            let failure = Failure::usage("what is missing is no proof, so `--why-not` has no RDF");
            return Err(failure.help("use text, markdown or json"));
        }
    })
}

fn why_not_text(why: &WhyNot, terminal: &Terminal) -> String {
    let mut text = format!("{}\n", terminal.paint(Style::Strong, &printable(&why.verdict.to_string())));
    if !why.addresses.is_empty() && why.missing.is_empty() {
        text.push_str("  nothing is missing\n");
    }
    for missing in &why.missing {
        let _ = writeln!(text, "  {}", printable(&missing.says));
        for place in &missing.closest {
            let _ = writeln!(text, "    {}  [{}:{}]", printable(&place.says), place.source, place.line);
        }
    }
    text
}

/// The thing that a user's words name; what there is to say of that is said.
pub(super) fn named(
    snapshot: &Snapshot,
    text: &str,
    sought: Sought,
    terminal: &Terminal,
) -> Result<NamedNode, Failure> {
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

/// A proof as lines below its verdict; what a reader is better off without is left out unless the user asks for all.
fn outline(proof: &Proof, terminal: &Terminal) -> String {
    let mut text = String::new();
    if let Some(says) = &proof.verdict {
        let _ = writeln!(text, "{}", terminal.paint(Style::Strong, &printable(&says.to_string())));
    }
    for line in proof.outline() {
        if line.kind.is_aside() && !terminal.is_verbose() {
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
