//! Findings as JSON.

use super::{Each, Findings, Region, TOOL};
use crate::diagnostic::{Diagnostic, Edit, Place, Severity};
use crate::source::{Position, Sources};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Grows when a member changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a, F> {
    version: u32,
    tool: Value,
    summary: Map<String, Value>,
    sources: Vec<Value>,
    refused: &'a [String],
    findings: F,
}

pub(super) fn write(findings: &Findings<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut summary = Map::new();
    summary.insert("sources".to_owned(), json!(findings.count_sources()));
    summary.extend(findings.nodes.map(|nodes| ("nodes".to_owned(), json!(nodes))));
    for severity in Severity::ALL.into_iter().rev() {
        summary.insert(severity.word().to_owned(), json!(findings.count(severity)));
    }
    let texts = findings.sources.iter().map(|text| json!({ "path": text.path() }));
    let graphs = findings.graphs.iter().map(|graph| json!(graph));
    let document = Document {
        version: VERSION,
        tool: json!({ "name": TOOL, "version": env!("CARGO_PKG_VERSION") }),
        summary,
        sources: texts.chain(graphs).collect(),
        refused: findings.refused,
        findings: Each(|| findings.diagnostics.iter().map(|found| finding(found, findings.sources))),
    };
    serde_json::to_writer_pretty(&mut *writer, &document)?;
    writeln!(writer)
}

fn finding(found: &Diagnostic, sources: &Sources) -> Value {
    let related = found.related.iter().filter_map(|related| {
        let mut place = place(&related.place, sources)?;
        place.insert("label".to_owned(), json!(related.label));
        Some(place)
    });
    let mut members = json!({
        "code": found.code.id(),
        "severity": found.severity.word(),
        "message": found.message,
        "place": found.place.as_ref().and_then(|own| place(own, sources)),
        "related": related.collect::<Vec<_>>(),
        "notes": found.notes,
        "help": found.help,
        "fix": found.fix.iter().filter_map(|edit| self::edit(found, edit, sources)).collect::<Vec<_>>(),
        "more": found.more,
    });
    if let (Some(members), Some(focus)) = (members.as_object_mut(), &found.focus) {
        members.insert("focus".to_owned(), Value::Object(super::focus(focus)));
    }
    members
}

fn edit(found: &Diagnostic, edit: &Edit, sources: &Sources) -> Option<Value> {
    let edited = Place { source: found.place.as_ref()?.source.clone(), bytes: edit.bytes.clone() };
    Some(json!({ "place": place(&edited, sources)?, "replacement": edit.replacement }))
}

/// A place; `None` when its source is not among those that were checked, such as an embedded one.
fn place(place: &Place, sources: &Sources) -> Option<Map<String, Value>> {
    let region = Region::of(place, sources)?;
    let before = region.source.byte_order_mark().len();
    let at = |at: Position, byte: usize| json!({ "line": at.line, "column": at.column, "byte": before + byte });
    let mut members = Map::new();
    members.insert("path".to_owned(), json!(region.source.path()));
    members.insert("start".to_owned(), at(region.start, place.bytes.start));
    members.insert("end".to_owned(), at(region.end, place.bytes.end));
    Some(members)
}
