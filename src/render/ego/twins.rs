//! The table and the DOT of the picture around one thing: everything that is joined to it.

use super::{Card, EgoView, Kind};
use crate::render::dot::{attribute, edge, link, node, print, subgraph};
use crate::render::table::{Cell, Table, text};

/// A row per line: what it joins, and how.
pub(super) fn table(view: &EgoView) -> Table {
    let columns =
        vec!["from_kind", "from", "from_name", "to_kind", "to", "to_name", "basis", "says", "state", "shared"];
    let all = &view.all;
    let mut rows = Vec::new();
    for (card, kind, weight) in &all.near_lines {
        let Some(near) = all.near.get(*card) else { continue };
        rows.push(row(near, &all.focus, *kind, near, (*kind == Kind::Shared).then_some(*weight)));
    }
    for line in &all.lines {
        let (from, to) = match line.from {
            None => (Some(&all.focus), all.third.get(line.to)),
            Some(from) => (all.third.get(from), all.fourth.get(line.to)),
        };
        if let (Some(from), Some(to)) = (from, to) {
            rows.push(row(from, to, line.kind, to, None));
        }
    }
    if rows.is_empty() {
        rows.push(row(&all.focus, &Card::default(), Kind::Within, &all.focus, None));
    }
    Table::new(columns, rows).marked(&view.facts.basis, true)
}

fn row(from: &Card, to: &Card, kind: Kind, of: &Card, shared: Option<usize>) -> Vec<Cell> {
    let end = |card: &Card| [text(card.kind), text(card.full_code.as_str()), text(card.name.as_str())];
    let basis = match kind {
        Kind::Reviewed => "reviewed",
        Kind::Labelled => "label",
        Kind::Mapped | Kind::Related | Kind::FromGap => "mapping",
        Kind::Claimed => "claim on the item",
        Kind::Shared => "shared risks",
        Kind::Within => "",
    };
    let says = if shared.is_some() { "" } else { of.end.as_str() };
    let mut row: Vec<Cell> = end(from).into_iter().chain(end(to)).collect();
    row.extend([text(basis), text(says), text(of.state.map_or("", |state| state.name()))]);
    row.push(shared.map_or_else(|| text(""), Cell::Number));
    row
}

/// The four columns, each of one rank.
pub(super) fn dot(view: &EgoView) -> String {
    let all = &view.all;
    let columns = [("n", &all.near), ("c", &all.third), ("f", &all.fourth)];
    let statement = |id: &str, card: &Card| {
        // What is asked about has its code in its name.
        let is_titled = card.name.as_str().starts_with(card.full_code.as_str());
        let label = if is_titled { card.name.to_string() } else { format!("{} {}", card.full_code, card.name) };
        let mut attributes = vec![attribute("label", &label)];
        attributes.extend(card.href.as_ref().map(link));
        node(id, attributes)
    };
    let mut statements = vec![statement("focus", &all.focus)];
    for (stem, cards) in columns {
        let nodes = cards.iter().enumerate().map(|(index, card)| statement(&format!("{stem}{index}"), card));
        statements.push(subgraph(&format!("column_{stem}"), vec![attribute("rank", "same")], nodes.collect()));
    }
    let line = |from: &str, to: &str, kind: Kind| {
        let style = match kind {
            Kind::Labelled | Kind::FromGap => "dashed",
            Kind::Related => "dotted",
            _ => "solid",
        };
        edge(from, to, vec![attribute("style", style)])
    };
    statements.extend(all.near_lines.iter().map(|(card, kind, _)| line(&format!("n{card}"), "focus", *kind)));
    for of in &all.lines {
        let (from, to) = match of.from {
            None => ("focus".to_owned(), format!("c{}", of.to)),
            Some(from) => (format!("c{from}"), format!("f{}", of.to)),
        };
        statements.push(line(&from, &to, of.kind));
    }
    print(view.head.title.as_str(), statements)
}
