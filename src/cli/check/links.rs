//! `aisec check --links`: what became of each link of a list.

use super::super::terminal::{printable, write_grid};
use aisec_graph::catalog::{ImportedList, LinkAccount};
use aisec_graph::pipeline::ReadList;
use aisec_graph::source::SourceText;
use aisec_graph::vocab::counted;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// One table a list, then its totals. A list may have millions of links: their rows are written as they are made.
pub(super) fn table(lists: &[ReadList], out: &mut dyn Write) -> io::Result<()> {
    for ReadList { source, list, .. } in lists {
        let (text, list) = (&source.text, &list.value);
        let each: Vec<String> = totals(list).into_iter().map(|(class, count)| format!("{count} {class}")).collect();
        writeln!(out, "{}", printable(text.path()))?;
        write_grid(out, &["line", "class", "target", "reason", "entry"], || {
            list.links.iter().map(|link| row(text, list, link))
        })?;
        writeln!(out, "\n{}: {}", counted(list.links.len(), "link"), each.join(", "))?;
    }
    Ok(())
}

fn row<'a>(text: &SourceText, list: &'a ImportedList, link: &'a LinkAccount) -> Vec<Cow<'a, str>> {
    let at = text.position(link.span.start);
    let at = format!("{}:{}", at.line, at.column);
    let entry = entry_name(list, link).unwrap_or_default();
    vec![at.into(), link.class.word().into(), list.target(link).into(), link.class.reason().into(), entry.into()]
}

/// The same as JSON: a list of objects with `path`, `links` and `totals`.
pub(super) fn json<'a>(lists: &'a [ReadList], out: &mut dyn Write) -> io::Result<()> {
    let account = |ReadList { source, list, .. }: &'a ReadList| Account {
        path: source.text.path(),
        links: (&source.text, &list.value),
        totals: totals(&list.value),
    };
    let document = Document { version: 1, lists: lists.iter().map(account).collect() };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// What is written as JSON.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    lists: Vec<Account<'a>>,
}

#[derive(Serialize)]
struct Account<'a> {
    path: &'a str,
    #[serde(serialize_with = "each_link")]
    links: (&'a SourceText, &'a ImportedList),
    totals: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct Link<'a> {
    line: usize,
    column: usize,
    class: &'static str,
    target: &'a str,
    reason: &'static str,
    entry: Option<&'a str>,
}

/// Writes the links as they are made: a list may have millions.
fn each_link<S: Serializer>((text, list): &(&SourceText, &ImportedList), serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(list.links.iter().map(|link| {
        let at = text.position(link.span.start);
        let (class, reason, entry) = (link.class.word(), link.class.reason(), entry_name(list, link));
        Link { line: at.line, column: at.column, class, target: list.target(link), reason, entry }
    }))
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
