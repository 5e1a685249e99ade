//! The table and the DOT of a stack: every risk, item and addition, whatever the picture has room for.

use super::{StackView, Standing};
use crate::coverage::RoleGroup;
use crate::render::dot::{attribute, edge, link, node, phases, print, subgraph};
use crate::render::table::{Cell, Table, text};
use std::collections::BTreeSet;

/// A row per risk, item, planned tool and tool to add.
pub(super) fn table(view: &StackView) -> Table {
    let mut columns = vec!["kind", "under", "id", "name", "state", "in_stack"];
    columns.extend(RoleGroup::ALL.map(|(_, word)| word));
    columns.extend(["stack_tools", "one_tool_away", "further", "further_tools", "closes", "total"]);
    let mut rows = Vec::new();
    let facts = &view.read.facts;
    for phase in &facts.phases {
        for &risk in &phase.risks {
            let (Some(node), Some(standing)) = (facts.risks.get(risk), view.read.risks.get(risk)) else { continue };
            let under = facts.in_list(phase.layer, &phase.name).to_string();
            let start = [text("risk"), text(&under), text(node.code.as_str()), text(node.name.as_str())];
            rows.push(row(view, start, standing));
        }
    }
    for (node, standing) in facts.items.iter().zip(&view.read.items) {
        let under = node.groups.iter().filter_map(|group| Some(facts.groups.get(*group)?.to_string()));
        let under = Cell::List(under.collect());
        let start = [text("item"), under, text(node.notation.as_str()), text(node.name.as_str())];
        rows.push(row(view, start, standing));
    }
    for card in &view.additions.cards {
        let kind = if card.is_planned { "planned" } else { "addition" };
        let mut row = vec![text(kind), text(""), text(""), text(card.name.as_str()), text("")];
        row.extend((0..=RoleGroup::ALL.len()).map(|_| text("")));
        row.extend([Cell::List(vec![]), text(""), text(""), Cell::List(vec![])]);
        row.extend([Cell::List(card.closes.iter().map(ToString::to_string).collect()), Cell::Number(card.total)]);
        rows.push(row);
    }
    Table::new(columns, rows).marked(&facts.basis, !view.read.items.is_empty())
}

fn row(view: &StackView, start: [Cell; 4], standing: &Standing) -> Vec<Cell> {
    let names =
        |tools: &BTreeSet<usize>| Cell::List(tools.iter().map(|tool| view.read.tool(*tool).to_owned()).collect());
    let in_use: BTreeSet<usize> = standing.roles.values().flatten().copied().collect();
    let mut row = Vec::from(start);
    row.extend([text(standing.state.name()), Cell::Number(standing.own.len())]);
    let of = |group: &RoleGroup| Cell::Number(standing.roles.get(group).map_or(0, BTreeSet::len));
    row.extend(RoleGroup::ALL.iter().map(|(group, _)| of(group)));
    row.extend([names(&in_use), text(if standing.is_near() { "yes" } else { "no" })]);
    row.extend([Cell::Number(standing.further.len()), names(&standing.further), Cell::List(vec![]), text("")]);
    row
}

/// Tools in use and their risks, solid; further tools that would address them, dashed.
pub(super) fn dot(view: &StackView) -> String {
    let mut statements = Vec::new();
    let all = || view.read.risks.iter();
    let own: BTreeSet<usize> = all().flat_map(|standing| &standing.own).copied().collect();
    let further: BTreeSet<usize> = all().flat_map(|standing| &standing.further).copied().collect();
    for (id, tools, style) in [("stack", &own, "solid"), ("catalog", &further, "dashed")] {
        let tool = |tool: &usize| {
            node(&format!("t{tool}"), vec![attribute("label", view.read.tool(*tool)), attribute("style", style)])
        };
        statements.push(subgraph(id, vec![attribute("rank", "same")], tools.iter().map(tool).collect()));
    }
    statements.extend(phases(&view.read.facts));
    for (risk, standing) in all().enumerate() {
        for (tools, style) in [(&standing.own, "solid"), (&standing.further, "dashed")] {
            let line = |tool: &usize| edge(&format!("t{tool}"), &format!("r{risk}"), vec![attribute("style", style)]);
            statements.extend(tools.iter().map(line));
        }
    }
    for (item, (of, standing)) in view.read.facts.items.iter().zip(&view.read.items).enumerate() {
        let mut attributes =
            vec![attribute("label", &format!("{} {}\n{}", of.notation, of.name, standing.state.name()))];
        attributes.extend(of.href.as_ref().map(link));
        statements.push(node(&format!("i{item}"), attributes));
        let tools = standing.own.iter().filter(|tool| own.contains(tool));
        statements.extend(tools.map(|tool| edge(&format!("t{tool}"), &format!("i{item}"), vec![])));
    }
    print(view.head.title.as_str(), statements)
}
