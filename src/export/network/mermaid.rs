//! Mermaid: a flowchart of tools and the risks they address.

use super::{Network, Node};
use crate::snapshot::Snapshot;
use crate::vocab::cut;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Most arrows that are drawn: Mermaid refuses more than 500, and 50,000 characters.
const MAX_ARROWS: usize = 300;

/// Longest label, in characters.
const MAX_LABEL: usize = 40;

/// Writes a flowchart. Where there are too many arrows, those of the risks that fewest tools address are drawn, and the
/// rest is counted in a node of its own.
pub(in super::super) fn mermaid(snapshot: &Snapshot, mut writer: impl Write) -> io::Result<()> {
    let network = Network::of(snapshot);
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
    let rest = arrows.len() - shown.len();
    if rest > 0 {
        writeln!(writer, "  rest[\"and {rest} more arrows of {} #40;tool to risk#41;\"]", arrows.len())?;
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
