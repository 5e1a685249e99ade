//! Literate cases of the list importer: `tests/cases/import/*.md`.
//!
//! A case is prose for list maintainers with an input in a `markdown` fence, followed by what comes
//! out of it in a `text` fence. Several pairs may stand in one file. `AISEC_BLESS=1` rewrites the
//! expectations; read the diff as code.

use aisec_graph::catalog::{Entry, ImportedList, PhaseMode};
use aisec_graph::diagnostic::{Checked, Diagnostic};
use aisec_graph::import;
use aisec_graph::source::{SourceId, SourceText};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Name the input has in diagnostics.
const INPUT_PATH: &str = "list.md";

#[test]
fn every_import_case_reads_as_it_says() {
    let cases = case_files();
    assert!(cases.len() >= 12, "only {} cases found", cases.len());
    let bless = env::var_os("AISEC_BLESS").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for path in cases {
        let text = fs::read_to_string(&path).expect("the case was just listed");
        let actual = with_actual_outcome(&text);
        if actual == text {
            continue;
        }
        if bless {
            fs::write(&path, &actual).expect("the case can be rewritten");
        } else {
            wrong.push(format!("{}\n{}", path.display(), first_difference(&text, &actual)));
        }
    }
    assert!(wrong.is_empty(), "run with AISEC_BLESS=1 and read the diff:\n\n{}", wrong.join("\n\n"));
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the cases are part of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    paths
}

/// The case with each `text` fence holding what its `markdown` fence really gives.
fn with_actual_outcome(case: &str) -> String {
    let mut out = String::new();
    let mut input = None;
    let mut lines = case.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let fence: String = line.chars().take_while(|&c| c == '`').collect();
        if fence.len() < 3 {
            continue;
        }
        let body: String = lines.by_ref().take_while(|line| *line != fence).flat_map(|line| [line, "\n"]).collect();
        match (line.trim_start_matches('`'), input.take()) {
            ("text", Some(input)) => out.push_str(&outcome(input)),
            ("findings", Some(input)) => out.push_str(&findings(input)),
            (language, _) => {
                out.push_str(&body);
                input = (language == "markdown").then_some(body);
            }
        }
        out.push_str(&fence);
        out.push('\n');
    }
    out
}

fn source(input: String) -> SourceText {
    SourceText::new(SourceId::new("list").expect("a valid id"), INPUT_PATH, input)
}

/// What a lint finds in one input, repairs included; nothing for a sound one.
fn findings(input: String) -> String {
    let source = source(input);
    let mut out = String::new();
    for found in &import::linted_list(&source).diagnostics {
        out.push_str(if out.is_empty() { "" } else { "\n" });
        write_diagnostic(&mut out, found, &source).expect("writing to a string");
        for edit in &found.fix {
            let position = source.position(edit.bytes.start);
            let written = &source.text()[edit.bytes.clone()];
            let (line, column, replacement) = (position.line, position.column, &edit.replacement);
            writeln!(out, "  fix: {line}:{column} {written:?} becomes {replacement:?}").expect("writing to a string");
        }
    }
    out
}

/// Everything that comes out of one input.
fn outcome(input: String) -> String {
    let source = source(input);
    let Checked { value, diagnostics } = import::list(&source);
    let mut out = String::new();
    write_taxonomy(&mut out, &value).expect("writing to a string");
    for entry in &value.entries {
        writeln!(out, "{}", entry_line(entry)).expect("writing to a string");
        write_facts(&mut out, entry, &value).expect("writing to a string");
    }
    for found in &diagnostics {
        out.push_str(if out.is_empty() { "" } else { "\n" });
        write_diagnostic(&mut out, found, &source).expect("writing to a string");
    }
    out
}

/// `name | url | section > path | kind | risks | description`, with `-` for what is missing.
fn entry_line(entry: &Entry) -> String {
    let or_dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
    let risks: Vec<&str> = entry.risks.iter().map(|risk| risk.text.as_str()).collect();
    [
        entry.name.clone(),
        entry.link.as_ref().map_or("-", |link| link.text.as_str()).to_owned(),
        or_dash(entry.section.join(" > ")),
        entry.kind.name().to_owned(),
        or_dash(risks.join(", ")),
        entry.description.as_ref().map_or("-", |text| text.value.as_str()).to_owned(),
    ]
    .join(" | ")
}

/// A line for each further thing the entry states.
fn write_facts(out: &mut String, entry: &Entry, list: &ImportedList) -> std::fmt::Result {
    let facts = entry.facts.as_deref().cloned().unwrap_or_default();
    let parent = entry.parent.and_then(|parent| list.entries.get(parent)).map(|parent| parent.name.as_str());
    let (tags, badges) = (facts.tags.join(", "), facts.badges.join(", "));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let single = [
        ("below", parent.map(str::to_owned)),
        ("date", facts.date.clone()),
        ("venue", facts.venue.clone()),
        ("authors", facts.authors.clone()),
        ("tags", some(&tags)),
        ("badges", some(&badges)),
    ];
    for (label, text) in single {
        if let Some(text) = text {
            writeln!(out, "  {label}: {text}")?;
        }
    }
    for further in &facts.further {
        writeln!(out, "  {} link: {}", further.role.word(), further.link.text)?;
    }
    facts.columns.iter().try_for_each(|(header, text)| writeln!(out, "  column {header}: {text}"))
}

fn write_taxonomy(out: &mut String, list: &ImportedList) -> std::fmt::Result {
    let taxonomy = &list.taxonomy;
    for (layer_index, layer) in taxonomy.layers.iter().enumerate() {
        writeln!(out, "layer {}", layer.name)?;
        for (phase_index, phase) in taxonomy.phases.iter().enumerate().filter(|(_, phase)| phase.layer == layer_index) {
            let mode = phase.mode.map_or(&["no mode"][..], PhaseMode::values).join(" and ");
            let description = phase.description.as_deref().unwrap_or("-");
            writeln!(out, "  phase {} ({mode}): {description}", phase.name)?;
            for risk in taxonomy.risks.iter().filter(|risk| risk.phase == phase_index) {
                writeln!(out, "    {} {}: {}", risk.code, risk.name, risk.definition)?;
            }
        }
    }
    Ok(())
}

fn write_diagnostic(out: &mut String, found: &Diagnostic, source: &SourceText) -> std::fmt::Result {
    writeln!(out, "{}[{}]: {}", found.severity.word(), found.code.id(), found.message)?;
    if let Some(place) = &found.place {
        let position = source.position(place.bytes.start);
        writeln!(out, "  {}:{}:{}", source.path(), position.line, position.column)?;
    }
    for related in &found.related {
        let position = source.position(related.place.bytes.start);
        writeln!(out, "  {}:{}: {}", position.line, position.column, related.label)?;
    }
    for note in &found.notes {
        writeln!(out, "  note: {note}")?;
    }
    match &found.help {
        Some(help) => writeln!(out, "  help: {help}"),
        None => Ok(()),
    }
}

/// The first line in which the two differ, with its number.
fn first_difference(expected: &str, actual: &str) -> String {
    let mut pairs = expected.lines().map(Some).chain([None]).zip(actual.lines().map(Some).chain([None]));
    let at = pairs.position(|(expected, actual)| expected != actual).unwrap_or_default();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(end)").to_owned();
    format!("  line {}\n  expected: {}\n  actual:   {}", at + 1, line(expected), line(actual))
}
