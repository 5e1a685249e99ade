//! The table and the DOT of a change: every risk of either side, every tool of one side only.

use super::{Change, DiffView, differences, tools_in};
use crate::render::dot::{attribute, node, print, subgraph};
use crate::render::table::{Cell, Table, text};

/// A row per risk and per tool that only one side has.
pub(super) fn table(view: &DiffView) -> Table {
    let columns =
        vec!["kind", "layer", "phase", "id", "name", "change", "before", "after", "tools_added", "tools_removed"];
    let facts = &view.sides.facts;
    let mut rows = Vec::new();
    for phase in &facts.phases {
        let layer = facts.layers.get(phase.layer).map_or("", |layer| layer.name.as_str());
        for &risk in &phase.risks {
            let (Some(node), Some(sides)) = (facts.risks.get(risk), view.sides.risks.get(risk)) else { continue };
            let [before, after] = sides.each_ref().map(|side| tools_in(side.as_ref()));
            let [gone, come] = differences(sides).map(|tools| tools.values().map(ToString::to_string).collect());
            let mut row = vec![text("risk"), text(layer), text(phase.name.as_str())];
            row.extend([text(node.code.as_str()), text(node.name.as_str()), text(word(view, risk))]);
            row.extend([Cell::Number(before), Cell::Number(after), Cell::List(come), Cell::List(gone)]);
            rows.push(row);
        }
    }
    let [gone, come] = &view.sides.tools;
    for (change, tools) in [("removed", gone), ("added", come)] {
        for (iri, name) in tools {
            let mut row = vec![text("tool"), text(""), text(""), text(iri), text(name.as_str()), text(change)];
            row.extend([text(""), text(""), Cell::List(vec![]), Cell::List(vec![])]);
            rows.push(row);
        }
    }
    Table::new(columns, rows).marked(&facts.basis, false)
}

/// What happened to a risk, as tables say it.
fn word(view: &DiffView, risk: usize) -> &'static str {
    match (view.sides.change(risk), view.sides.risks.get(risk)) {
        (_, Some([None, Some(_)])) => "added",
        (_, Some([Some(_), None])) => "removed",
        (Change::Gained, _) => "gained",
        (Change::Lost, _) => "lost",
        (Change::Changed, _) => "changed",
        (Change::Same, _) => "same",
    }
}

/// The risks in their phases, each with what happened to it.
pub(super) fn dot(view: &DiffView) -> String {
    let facts = &view.sides.facts;
    let phase = |(index, phase): (usize, &crate::render::facts::Phase)| {
        let risk = |&risk: &usize| {
            let (of, sides) = (facts.risks.get(risk)?, view.sides.risks.get(risk)?);
            let [before, after] = sides.each_ref().map(|side| tools_in(side.as_ref()));
            let label = format!("{} {}\n{}: {before} → {after}", of.code, of.name, word(view, risk));
            let style = match view.sides.change(risk) {
                Change::Gained => "bold",
                Change::Lost => "dashed",
                Change::Changed => "solid",
                Change::Same => "dotted",
            };
            Some(node(&format!("r{risk}"), vec![attribute("label", &label), attribute("style", style)]))
        };
        let layer = facts.layers.get(phase.layer).map_or("", |layer| layer.name.as_str());
        let label = vec![attribute("label", &format!("{layer}: {}", phase.name))];
        subgraph(&format!("cluster_p{index}"), label, phase.risks.iter().filter_map(risk).collect())
    };
    let statements = facts.phases.iter().enumerate().map(phase).collect();
    print(view.head.title.as_str(), statements)
}
