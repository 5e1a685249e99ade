//! The table and the DOT of editions: every item and everything that became of one.

use super::BumpView;
use crate::coverage::ReviewStatus;
use crate::render::dot::{attribute, edge, link, node, print, subgraph};
use crate::render::table::{Cell, Table, text};
use crate::render::text::Label;

/// A row per move, and per item that is new or dropped.
pub(super) fn table(view: &BumpView) -> Table {
    let columns =
        vec!["from_edition", "from", "from_name", "kind", "to_edition", "to", "to_name", "places", "review", "comment"];
    let end = |place: Option<(usize, usize)>| {
        let found = place.and_then(|(edition, row)| {
            let column = view.columns.get(edition)?;
            Some((column, column.rows.get(row)?))
        });
        found.map_or_else(
            || [text(""), text(""), text("")],
            |(column, row)| [&column.version, &row.code, &row.name].map(|label| text(label.as_str())),
        )
    };
    let mut rows = Vec::new();
    for found in &view.moves {
        let places = found.to.map(|to| to.1.abs_diff(found.from.1));
        let sign = if found.to.is_some_and(|to| to.1 < found.from.1) { "up " } else { "down " };
        let places = match places {
            None => String::new(),
            Some(0) => "0".to_owned(),
            Some(places) => format!("{sign}{places}"),
        };
        let mut row: Vec<Cell> = end(Some(found.from)).into();
        row.push(text(found.kind.name()));
        row.extend(end(found.to));
        let comment = Label::new(found.comment.as_deref().unwrap_or_default());
        row.extend([text(&places), text(found.review.map_or("", ReviewStatus::name)), text(comment.as_str())]);
        rows.push(row);
    }
    for (edition, column) in view.columns.iter().enumerate() {
        for (place, _) in column.rows.iter().enumerate().filter(|(_, row)| row.is_new) {
            let mut row: Vec<Cell> = end(None).into();
            row.push(text("new"));
            row.extend(end(Some((edition, place))));
            row.extend([text(""), text(""), text("")]);
            rows.push(row);
        }
    }
    Table::new(columns, rows).marked(&view.basis, true)
}

/// The editions side by side.
pub(super) fn dot(view: &BumpView) -> String {
    let mut statements = Vec::new();
    for (edition, column) in view.columns.iter().enumerate() {
        let nodes = column.rows.iter().enumerate().map(|(place, row)| {
            let mut attributes = vec![attribute("label", &format!("{}\n{}", row.code, row.name))];
            attributes.extend(row.href.as_ref().map(link));
            node(&format!("e{edition}_{place}"), attributes)
        });
        let label = vec![attribute("label", column.title.as_str())];
        statements.push(subgraph(&format!("cluster_e{edition}"), label, nodes.collect()));
    }
    for found in &view.moves {
        let Some(to) = found.to else { continue };
        let style = match super::class(found.kind) {
            "same" => "solid",
            "scope" => "bold",
            _ => "dashed",
        };
        let (from, to) = (format!("e{}_{}", found.from.0, found.from.1), format!("e{}_{}", to.0, to.1));
        statements.push(edge(&from, &to, vec![attribute("style", style), attribute("tooltip", found.kind.name())]));
    }
    print(view.head.title.as_str(), statements)
}
