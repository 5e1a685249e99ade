//! Findings as SARIF 2.1.0 (OASIS, with errata 01): what code hosts and editors show beside the lines.
//!
//! Paths are relative to where the check ran, so that the same findings give the same bytes everywhere. A question has
//! the level of a note, for there is no other that code hosts show, and says in its properties that it is one. What a
//! comment silences is not written: GitHub takes no notice of `suppressions` and would show it as open.
//!
//! # Limits
//! Of the limits that GitHub sets (docs.github.com, "SARIF support for code scanning"), 25,000 results and 100 shown
//! locations are kept: the most severe are written, and a notification says how many are not. All codes that a check may
//! raise stand among the rules, whatever was found.

use super::fingerprint::Fingerprints;
use super::{Each, Findings, Region, TOOL};
use crate::diagnostic::{Code, Diagnostic, Edit, ExampleForm, Place, Severity};
use crate::source::Sources;
use crate::vocab::{counted, encoded};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The base that relative paths hang on, by the name consumers know it by.
const BASE: &str = "%SRCROOT%";

/// More results, and GitHub refuses the file.
const MAX_RESULTS: usize = 25_000;

/// Related places of one result; GitHub shows no more locations.
const MAX_RELATED: usize = 100;

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Value,
    invocations: Value,
    original_uri_base_ids: Value,
    column_kind: &'static str,
    artifacts: Value,
    results: R,
}

pub(super) fn write(findings: &Findings<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let found = findings.diagnostics.iter().map(|found| found.code).filter(|code| !Code::ALL.contains(code));
    let of_checks: BTreeSet<Code> = found.collect();
    let rules = Code::ALL.iter().copied().filter(|code| code.stage() != "render");
    let rules: Vec<Code> = rules.chain(of_checks).collect();
    let texts = findings.sources.iter().map(|text| json!({ "location": location(text.path()) }));
    let graphs = findings
        .graphs
        .iter()
        .map(|graph| json!({ "location": location(&graph.path), "description": { "text": graph.verdict() } }));
    let all: usize = findings.diagnostics.iter().map(Diagnostic::count).sum();
    let told: usize = most_severe(findings.diagnostics).map(Diagnostic::count).sum();
    let left_out = all.saturating_sub(told);
    let run = Run {
        tool: json!({ "driver": {
            "name": TOOL,
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(|&code| rule(code)).collect::<Vec<_>>(),
        } }),
        invocations: json!([{
            "executionSuccessful": findings.refused.is_empty(),
            "toolExecutionNotifications": notifications(findings.refused, left_out),
        }]),
        original_uri_base_ids: json!({ BASE: { "description": { "text": "The folder the check ran in." } } }),
        column_kind: "unicodeCodePoints",
        artifacts: texts.chain(graphs).collect(),
        results: Each(|| {
            let mut prints = Fingerprints::new(findings.sources);
            let rules = &rules;
            most_severe(findings.diagnostics).map(move |found| result(found, rules, findings.sources, &mut prints))
        }),
    };
    serde_json::to_writer_pretty(&mut *writer, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?;
    writeln!(writer)
}

/// As many findings as a file may have, in their order; where there are more, the least severe are left out.
fn most_severe(found: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    let mut room = MAX_RESULTS;
    let mut rooms = Severity::ALL.map(|severity| (severity, 0));
    for (severity, of_severity) in rooms.iter_mut().rev() {
        *of_severity = room.min(found.iter().filter(|found| found.severity == *severity).count());
        room -= *of_severity;
    }
    found.iter().filter(move |found| {
        let room = rooms.iter_mut().find(|(severity, _)| *severity == found.severity);
        room.is_some_and(|(_, room)| room.checked_sub(1).map(|left| *room = left).is_some())
    })
}

/// What could not be checked, and how much is not written.
fn notifications(refused: &[String], left_out: usize) -> Vec<Value> {
    let notification = |level: &str, text: &str| json!({ "level": level, "message": { "text": escaped(text) } });
    let mut notifications: Vec<Value> = refused.iter().map(|why| notification("error", why)).collect();
    if left_out > 0 {
        let text = format!(
            "{}, the least severe, {} left out: code hosts refuse a file with more than {MAX_RESULTS}. \
             `--format json` has more.",
            counted(left_out, "finding"),
            if left_out == 1 { "is" } else { "are" },
        );
        notifications.push(notification("warning", &text));
    }
    notifications
}

fn rule(code: Code) -> Value {
    let lines: Vec<&str> = code.explanation().lines().map(str::trim).collect();
    let full = lines.join("\n");
    let problem = match code.default_severity() {
        Severity::Note | Severity::Question => "recommendation",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    json!({
        "id": code.id(),
        "shortDescription": { "text": lines.first().copied().unwrap_or_default() },
        "fullDescription": { "text": full },
        "help": { "text": format!("{full}\n`aisec code {}` prints this.", code.id()), "markdown": help(code) },
        "defaultConfiguration": { "level": level(code.default_severity()) },
        "properties": { "tags": [code.stage()], "problem.severity": problem },
    })
}

/// What a code means, with its example and how to silence it.
fn help(code: Code) -> String {
    let example = code.example();
    let shown = |lines: &[&str]| match example.form {
        ExampleForm::Words => lines.join("\n"),
        // Longer than a fence in an example.
        ExampleForm::List | ExampleForm::Rows => format!("````text\n{}\n````", lines.join("\n")),
    };
    let explanation: String = code.explanation().lines().flat_map(|line| [line.trim(), "\n"]).collect();
    let (bad, good, id) = (shown(example.bad), shown(example.good), code.id());
    format!("{explanation}\n**Bad**\n\n{bad}\n\n**Good**\n\n{good}\n\n`aisec code {id}` says how to silence it.")
}

/// A question has the level of a note: with `none`, as the standard would have it for a result that asks for review,
/// code hosts would not show it.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note | Severity::Question => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn result(found: &Diagnostic, rules: &[Code], sources: &Sources, prints: &mut Fingerprints<'_>) -> Value {
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(found.code.id()));
    if let Some(index) = rules.iter().position(|&code| code == found.code) {
        result.insert("ruleIndex".to_owned(), json!(index));
    }
    result.insert("level".to_owned(), json!(level(found.severity)));
    let related: Vec<(usize, &str, Value)> = found
        .related
        .iter()
        .filter_map(|related| Some((related.label.as_str(), physical(&related.place, sources)?)))
        .enumerate()
        .map(|(id, (label, place))| (id, label, place))
        .collect();
    result.insert("message".to_owned(), json!({ "text": text(found, &related) }));
    result.insert("locations".to_owned(), own_location(found, sources).into_iter().collect());
    let related = related.iter().take(MAX_RELATED);
    let related = related.map(
        |(id, label, place)| json!({ "id": id, "message": { "text": escaped(label) }, "physicalLocation": place }),
    );
    result.insert("relatedLocations".to_owned(), related.collect());
    result.insert("partialFingerprints".to_owned(), prints.of(found));
    if let Some(fix) = fix(found, sources) {
        result.insert("fixes".to_owned(), json!([fix]));
    }
    let mut properties = found.focus.as_deref().map(super::focus).unwrap_or_default();
    if found.severity == Severity::Question {
        properties.insert("severity".to_owned(), json!(found.severity.word()));
    }
    if !properties.is_empty() {
        result.insert("properties".to_owned(), Value::Object(properties));
    }
    Value::Object(result)
}

/// Where it is: in a text, at a node of a graph, or both.
fn own_location(found: &Diagnostic, sources: &Sources) -> Option<Value> {
    let mut location = Map::new();
    let place = found.place.as_ref().and_then(|place| physical(place, sources));
    location.extend(place.map(|place| ("physicalLocation".to_owned(), place)));
    let node = found.focus.as_ref().map(|focus| json!([{ "fullyQualifiedName": focus.node, "kind": "resource" }]));
    location.extend(node.map(|node| ("logicalLocations".to_owned(), node)));
    (!location.is_empty()).then_some(Value::Object(location))
}

/// What was found, with related places as links to them, notes and help: viewers show one text.
fn text(found: &Diagnostic, related: &[(usize, &str, Value)]) -> String {
    let links = related.iter().take(MAX_RELATED).map(|(id, label, _)| format!("\n[{}]({id})", escaped(label)));
    let more = related.len().checked_sub(MAX_RELATED).filter(|&more| more > 0);
    let more = more.map(|more| format!("\n… and {}", counted(more, "more place")));
    let notes = found.notes.iter().map(|note| format!("\nNote: {}", escaped(note)));
    let help = found.help.iter().map(|help| format!("\nHelp: {}", escaped(help)));
    links.chain(more).chain(notes).chain(help).fold(escaped(&found.message), |text, line| text + &line)
}

/// Text of which nothing is a link (SARIF 2.1.0, 3.11.6): a message may quote a source.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
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
    let is_absolute = path.starts_with('/');
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    // An escape in a file's name is part of the name; a colon would make a scheme of what stands before it.
    let encoded = encoded(&parts.join("/").replace('%', "%25")).replace(':', "%3A");
    if is_absolute {
        json!({ "uri": format!("file:///{encoded}") })
    } else {
        json!({ "uri": encoded, "uriBaseId": BASE })
    }
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
    Some(json!({ "description": { "text": escaped(what) }, "artifactChanges": [change] }))
}
