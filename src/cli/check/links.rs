//! `aisec check --links`: what became of each link of a list.

use super::super::terminal::{grid, printable};
use aisec_graph::catalog::{ImportedList, LinkAccount};
use aisec_graph::pipeline::ReadList;
use aisec_graph::vocab::counted;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One table a list, then its totals.
pub(super) fn table(lists: &[ReadList]) -> String {
    let mut out = String::new();
    for ReadList { source, list, .. } in lists {
        let (text, list) = (&source.text, &list.value);
        let row = |link: &LinkAccount| {
            let at = text.position(link.span.start);
            let entry = entry_name(list, link).unwrap_or_default().to_owned();
            let at = format!("{}:{}", at.line, at.column);
            vec![at, link.class.word().to_owned(), list.target(link).to_owned(), link.class.reason().to_owned(), entry]
        };
        let rows: Vec<Vec<String>> = list.links.iter().map(row).collect();
        let each: Vec<String> = totals(list).into_iter().map(|(class, count)| format!("{count} {class}")).collect();
        out += &printable(text.path());
        out.push('\n');
        out += &grid(&["line", "class", "target", "reason", "entry"], &rows);
        let _ = writeln!(out, "\n{}: {}", counted(rows.len(), "link"), each.join(", "));
    }
    out
}

/// The same as JSON: a list of objects with `path`, `links` and `totals`.
pub(super) fn json(lists: &[ReadList]) -> String {
    let list = |ReadList { source, list, .. }: &ReadList| {
        let (text, list) = (&source.text, &list.value);
        let link = |link: &LinkAccount| {
            let at = text.position(link.span.start);
            json!({
                "line": at.line, "column": at.column, "class": link.class.word(), "target": list.target(link),
                "reason": link.class.reason(), "entry": entry_name(list, link),
            })
        };
        let links: Vec<Value> = list.links.iter().map(link).collect();
        json!({ "path": text.path(), "links": links, "totals": totals(list) })
    };
    let lists: Vec<Value> = lists.iter().map(list).collect();
    format!("{:#}\n", json!({ "version": 1, "lists": lists }))
}

fn entry_name<'a>(list: &'a ImportedList, link: &LinkAccount) -> Option<&'a str> {
    Some(list.entries.get(link.class.entry()?)?.name.as_str())
}

fn totals(list: &ImportedList) -> BTreeMap<&'static str, usize> {
    list.links.iter().fold(BTreeMap::new(), |mut totals, link| {
        *totals.entry(link.class.word()).or_default() += 1;
        totals
    })
}
