//! A finding goes in; what it is known by in the next run comes out.

use super::line_hash::LineHashes;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceText, Sources, sha256};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Hex digits of a fingerprint: as many as tell findings of one run apart.
const DIGITS: usize = 32;

/// Fingerprints of the findings of a run, asked for in their order.
pub(super) struct Fingerprints<'a> {
    sources: &'a Sources,
    /// By source.
    hashes: BTreeMap<&'a str, LineHashes>,
    /// How many findings had a key so far.
    seen: BTreeMap<String, usize>,
    /// The line asked for last, and its digest: a line may be as long as a text, and have many findings.
    last_line: (&'a str, usize, String),
}

impl<'a> Fingerprints<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, hashes: BTreeMap::new(), seen: BTreeMap::new(), last_line: ("", 0, String::new()) }
    }

    /// What SARIF calls partial fingerprints: ours, and the one GitHub goes by.
    pub(super) fn of(&mut self, found: &Diagnostic) -> Value {
        let mut prints = Map::from_iter([("aisecFinding/v1".to_owned(), json!(self.own(found)))]);
        if let Some(place) = &found.place
            && let Some(source) = self.sources.find(&place.source)
        {
            let hashes = self.hashes.entry(source.id().as_str()).or_insert_with(|| LineHashes::of(source));
            let hash = hashes.line(source.line(place.bytes.start));
            prints.extend(hash.map(|hash| ("primaryLocationLineHash".to_owned(), json!(hash))));
        }
        Value::Object(prints)
    }

    /// Of the code, the path, the text of the line and of what is marked in it (or, without a line, of what it is about in
    /// the graph), and the number among those that agree
    /// in all that: lines above may come and go.
    fn own(&mut self, found: &Diagnostic) -> String {
        let mut parts = vec![found.code.id().to_owned()];
        if let Some(place) = &found.place
            && let Some(source) = self.sources.find(&place.source)
        {
            let marked = source.text().get(place.bytes.clone()).unwrap_or_default().trim();
            let line = self.line_digest(source, source.line(place.bytes.start));
            parts.extend([source.path().to_owned(), line, marked.to_owned()]);
        } else if let Some(focus) = &found.focus {
            parts.push(focus.node.clone());
            parts.extend(focus.path.iter().chain(&focus.value).cloned());
        }
        let key = sha256(parts.join("\0").as_bytes());
        let number = self.seen.entry(key.clone()).or_default();
        *number += 1;
        sha256(format!("{key}:{number}").as_bytes()).chars().take(DIGITS).collect()
    }

    fn line_digest(&mut self, source: &'a SourceText, line: usize) -> String {
        let id = source.id().as_str();
        if (self.last_line.0, self.last_line.1) != (id, line) {
            let span = source.line_span(line);
            let text = source.text().get(span.start..span.end).unwrap_or_default().trim();
            self.last_line = (id, line, sha256(text.as_bytes()));
        }
        self.last_line.2.clone()
    }
}
