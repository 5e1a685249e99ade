//! Mermaid: a flowchart of tools and the risks they address.

use super::{Network, Node};
use crate::coverage::Selection;
use crate::snapshot::Snapshot;
use crate::vocab::cut;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Most arrows that are drawn: Mermaid refuses more than 500, and 50,000 characters.
const MAX_ARROWS: usize = 300;

/// Most risks without a tool that are drawn.
const MAX_GAPS: usize = 60;

/// Longest label, in characters.
const MAX_LABEL: usize = 40;

/// Writes a flowchart, risks without a tool included. Where there are too many arrows, those of the risks that fewest
/// tools address are drawn, and the rest is counted in a node of its own.
pub(in super::super) fn mermaid(snapshot: &Snapshot, selection: &Selection, mut writer: impl Write) -> io::Result<()> {
    let network = Network::of(snapshot, selection);
    let mut arrows: BTreeMap<(usize, usize), BTreeSet<&str>> = BTreeMap::new();
    for edge in network.edges.iter().filter(|edge| network.nodes[edge.target].kind == "Risk") {
        arrows.entry((edge.target, edge.source)).or_default().insert(edge.role.name());
    }
    let mut tools_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (risk, _) in arrows.keys() {
        *tools_of.entry(*risk).or_default() += 1;
    }
    let mut shown: Vec<(&(usize, usize), &BTreeSet<&str>)> = arrows.iter().collect();
    shown.sort_by_key(|((risk, tool), _)| (tools_of[risk], *risk, *tool));
    shown.truncate(MAX_ARROWS);
    writeln!(writer, "flowchart LR")?;
    let ends: BTreeSet<usize> = shown.iter().flat_map(|((risk, tool), _)| [*risk, *tool]).collect();
    for end in ends {
        writeln!(writer, "  n{end}[\"{}\"]", label(&network.nodes[end]))?;
    }
    for ((risk, tool), roles) in &shown {
        let roles: Vec<&str> = roles.iter().copied().collect();
        writeln!(writer, "  n{tool} -->|\"{}\"| n{risk}", roles.join(", "))?;
    }
    gaps(&network, &tools_of, &mut writer)?;
    let rest = arrows.len() - shown.len();
    if rest > 0 {
        writeln!(writer, "  rest[\"and {rest} more arrows of {} #40;tool to risk#41;\"]", arrows.len())?;
    }
    Ok(())
}

/// Risks without a tool, each by its border and by the word.
fn gaps(network: &Network, tools_of: &BTreeMap<usize, usize>, writer: &mut impl Write) -> io::Result<()> {
    let is_gap = |(at, node): &(usize, &Node)| node.kind == "Risk" && !tools_of.contains_key(at);
    let gaps: Vec<(usize, &Node)> = network.nodes.iter().enumerate().filter(is_gap).collect();
    for (at, node) in gaps.iter().take(MAX_GAPS) {
        writeln!(writer, "  n{at}[\"{} #40;GAP#41;\"]:::gap", label(node))?;
    }
    if gaps.len() > MAX_GAPS {
        writeln!(writer, "  restgaps[\"and {} more risks without a tool\"]:::gap", gaps.len() - MAX_GAPS)?;
    }
    if !gaps.is_empty() {
        writeln!(writer, "  classDef gap stroke:#c04a00,stroke-width:2px,stroke-dasharray:4 3")?;
    }
    Ok(())
}

fn label(node: &Node) -> String {
    let text = match &node.notation {
        Some(notation) => format!("{notation} {}", node.label),
        None => node.label.clone(),
    };
    escaped(&cut(&text, MAX_LABEL))
}

/// A text in quotes: what may be markup there as its number.
fn escaped(text: &str) -> String {
    let character = |c: char| {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',') {
            c.to_string()
        } else {
            format!("#{};", u32::from(c))
        }
    };
    text.chars().filter(|c| !c.is_control()).map(character).collect()
}
