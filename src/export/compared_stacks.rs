//! Two stacks side by side, as JSON.

use super::with_basis;
use crate::coverage::{ComparedTarget, Side, StackComparison};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The document of a comparison of two stacks: what was counted, how much either addresses by group, and every target.
pub fn compared_stacks_json(found: &StackComparison) -> Value {
    let [first, second] = &found.stacks;
    let tools = |tools: &BTreeSet<usize>| tools.iter().map(|&tool| found.tool_name(tool)).collect::<Vec<_>>();
    let target = |compared: &ComparedTarget| {
        let [first, second] = &compared.tools;
        json!({
            "iri": compared.target.iri, "id": compared.target.id, "name": compared.target.name,
            "under": compared.target.under, "side": compared.side().name(), "toolsA": tools(first),
            "toolsB": tools(second), "anyTool": compared.is_reachable,
        })
    };
    let group = |name: &str, counts: [usize; 4]| {
        let counts = Side::ALL.iter().zip(counts).map(|((_, side), count)| ((*side).to_owned(), count.into()));
        json!({ "name": name, "counts": counts.collect::<Map<_, Value>>() })
    };
    let compared = json!({
        "format": "aisec-compare",
        "version": 1,
        "a": first.name,
        "b": second.name,
        "edition": found.selection.edition,
        "title": found.title,
        "notice": found.notice,
    });
    let groups = found.by_group();
    let sides = json!({
        "groups": groups.iter().map(|of| group(&of.name, of.counts)).collect::<Vec<_>>(),
        "targets": found.targets.iter().map(target).collect::<Vec<_>>(),
    });
    with_basis(compared, &found.selection, &found.provenance, sides)
}
