//! Findings as SARIF 2.1.0 (OASIS, with errata 01): what code hosts and editors show beside the lines.
//!
//! Paths are relative to where the check ran, so that the same findings give the same bytes everywhere. A question is a
//! result of kind `review` and has, as the standard asks of that kind, the level `none`.

use super::{Findings, Region};
use crate::diagnostic::{Code, Diagnostic, Edit, Place, Severity};
use crate::source::{SourceText, Sources, sha256};
use crate::vocab::encoded;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The base that relative paths hang on.
const BASE: &str = "WORKINGDIRECTORY";

/// Hex digits of a fingerprint: as many as tell findings of one run apart.
const FINGERPRINT_DIGITS: usize = 32;

pub(super) fn write(findings: &Findings<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let codes: Vec<Code> =
        findings.diagnostics.iter().map(|found| found.code).collect::<BTreeSet<_>>().into_iter().collect();
    let paths: Vec<&str> = findings.sources.iter().map(SourceText::path).collect();
    let notifications = findings.refused.iter().map(|why| json!({ "level": "error", "message": { "text": why } }));
    let mut seen = BTreeMap::new();
    let mut results = Vec::with_capacity(findings.diagnostics.len());
    for found in findings.diagnostics {
        results.push(result(found, &codes, findings.sources, &mut seen));
    }
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "aisec",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|&code| rule(code)).collect::<Vec<_>>(),
            } },
            "invocations": [{
                "executionSuccessful": findings.refused.is_empty(),
                "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
            }],
            "originalUriBaseIds": { BASE: { "description": { "text": "The folder the check ran in." } } },
            "columnKind": "unicodeCodePoints",
            "artifacts": paths.iter().map(|path| json!({ "location": location(path) })).collect::<Vec<_>>(),
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *writer, &document)?;
    writeln!(writer)
}

fn rule(code: Code) -> Value {
    let lines: Vec<&str> = code.explanation().lines().map(str::trim).collect();
    let full = lines.join("\n");
    json!({
        "id": code.id(),
        "shortDescription": { "text": lines.first().copied().unwrap_or_default() },
        "fullDescription": { "text": full },
        "help": { "text": format!("{full}\n`aisec code {}` prints this.", code.id()) },
        "defaultConfiguration": { "level": level(code.default_severity()) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Question => "none",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn result(found: &Diagnostic, codes: &[Code], sources: &Sources, seen: &mut BTreeMap<String, usize>) -> Value {
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(found.code.id()));
    result.insert("ruleIndex".to_owned(), json!(codes.binary_search(&found.code).ok()));
    if found.severity == Severity::Question {
        result.insert("kind".to_owned(), json!("review"));
    }
    result.insert("level".to_owned(), json!(level(found.severity)));
    result.insert("message".to_owned(), json!({ "text": text(found) }));
    let own = found.place.iter().filter_map(|place| physical(place, sources));
    result.insert("locations".to_owned(), own.map(|place| json!({ "physicalLocation": place })).collect());
    let related = found.related.iter().enumerate().filter_map(|(index, related)| {
        let place = physical(&related.place, sources)?;
        Some(json!({ "id": index, "message": { "text": related.label }, "physicalLocation": place }))
    });
    result.insert("relatedLocations".to_owned(), related.collect());
    result.insert("partialFingerprints".to_owned(), json!({ "aisecFinding/v1": fingerprint(found, sources, seen) }));
    if let Some(fix) = fix(found, sources) {
        result.insert("fixes".to_owned(), json!([fix]));
    }
    Value::Object(result)
}

/// What was found, with notes and help: viewers show one text.
fn text(found: &Diagnostic) -> String {
    let notes = found.notes.iter().map(|note| format!("\nNote: {note}"));
    let help = found.help.iter().map(|help| format!("\nHelp: {help}"));
    notes.chain(help).fold(found.message.clone(), |text, line| text + &line)
}

fn physical(place: &Place, sources: &Sources) -> Option<Value> {
    let region = Region::of(place, sources)?;
    Some(json!({ "artifactLocation": location(region.source.path()), "region": self::region(&region) }))
}

fn region(region: &Region<'_>) -> Value {
    json!({
        "startLine": region.start.line,
        "startColumn": region.start.column,
        "endLine": region.end.line,
        "endColumn": region.end.column,
    })
}

/// A path as a URI reference: relative to the base, or a `file:` URI when it is absolute.
fn location(path: &str) -> Value {
    let path = path.strip_prefix("./").unwrap_or(path);
    // An escape in a file's name is part of the name; a colon would make a scheme of what stands before it.
    let encoded = encoded(&path.replace('%', "%25")).replace(':', "%3A");
    if path.starts_with('/') {
        json!({ "uri": format!("file://{encoded}") })
    } else {
        json!({ "uri": encoded, "uriBaseId": BASE })
    }
}

/// What a finding is known by when lines above it come and go: code, path, the line's text, what is marked in it, and
/// its number among those that agree in all that.
fn fingerprint(found: &Diagnostic, sources: &Sources, seen: &mut BTreeMap<String, usize>) -> String {
    let mut parts = vec![found.code.id().to_owned()];
    if let Some(place) = &found.place
        && let Some(source) = sources.find(&place.source)
    {
        let line = source.line_span(source.line(place.bytes.start));
        let text = |start: usize, end: usize| source.text().get(start..end).unwrap_or_default().trim().to_owned();
        parts.extend([source.path().to_owned(), text(line.start, line.end), text(place.bytes.start, place.bytes.end)]);
    }
    let key = sha256(parts.join("\0").as_bytes());
    let number = seen.entry(key.clone()).or_default();
    *number += 1;
    let digest = sha256(format!("{key}:{number}").as_bytes());
    digest.chars().take(FINGERPRINT_DIGITS).collect()
}

fn fix(found: &Diagnostic, sources: &Sources) -> Option<Value> {
    let place = found.place.as_ref().filter(|_| !found.fix.is_empty())?;
    let source = sources.find(&place.source)?;
    let replacement = |edit: &Edit| {
        let edited = Place { source: place.source.clone(), bytes: edit.bytes.clone() };
        let region = self::region(&Region::of(&edited, sources)?);
        Some(json!({ "deletedRegion": region, "insertedContent": { "text": edit.replacement } }))
    };
    let change = json!({
        "artifactLocation": location(source.path()),
        "replacements": found.fix.iter().filter_map(replacement).collect::<Vec<_>>(),
    });
    let what = found.help.as_deref().unwrap_or("what `aisec check --fix` writes");
    Some(json!({ "description": { "text": what }, "artifactChanges": [change] }))
}
