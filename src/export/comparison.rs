//! A comparison in, Markdown for a pull request or JSON for a program out.

use crate::diff::{Aspect, Change, Comparison, CoverageChange, Entry, ItemChange, Named};
use crate::vocab::{markdown_code, n_of, thousands};
use serde_json::{Value, json};
use std::io::{self, Write};

/// What was compared, for the head of every format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The old and the new side, as the user named them. Hostile: file names.
    pub names: [String; 2],
    /// `meaning` or `bytes`.
    pub what: &'static str,
    /// How the sides were read and what counts as coverage, in sentences.
    pub how: Vec<String>,
}

/// Version of the JSON: it grows when a field changes its meaning or goes; new fields may come without.
const JSON_VERSION: u32 = 1;

/// Most entries of one section that Markdown shows: GitHub takes comments of 65,536 characters.
const MAX_ENTRIES: usize = 40;

/// Longest text shown of one value in Markdown, in characters.
const MAX_CHARACTERS: usize = 300;

/// Writes one JSON object.
///
/// `format` is `aisec-diff`, `version` a number, `what` is `meaning` or `bytes`, `old` and `new` name the sides, `how` and
/// `notes` are sentences. `sections` have a `title` and `entries`; an entry has `change` (`removed`, `added`, `changed`),
/// `verbs`, `old` and `new` (`name`, `iri`, `place`, or null) and `aspects` (`what`, `verb`, `old` and `new` values).
/// `coverage` has per edition `editions` (old and new id), `title`, `units` (`unit`, `addressed` and `of`, old and new) and
/// `items` (`id`, `label`, `iri`, `verb`, `states`, old and new). Pairs are arrays of two: old, new.
///
/// # Errors
/// What the writer says.
pub fn comparison_json(comparison: &Comparison, compared: &Compared, writer: &mut dyn Write) -> io::Result<()> {
    let [old, new] = &compared.names;
    let section = |section: &crate::diff::Section| {
        let entries: Vec<Value> = section.entries.iter().map(entry_json).collect();
        json!({ "title": section.title, "entries": entries })
    };
    let object = json!({
        "format": "aisec-diff",
        "version": JSON_VERSION,
        "what": compared.what,
        "old": old,
        "new": new,
        "how": compared.how,
        "notes": comparison.notes,
        "sections": comparison.sections.iter().map(section).collect::<Vec<_>>(),
        "coverage": comparison.coverage.iter().map(coverage_json).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *writer, &object)?;
    writeln!(writer)
}

fn entry_json(entry: &Entry) -> Value {
    let named = |named: &Option<Named>| {
        named.as_ref().map(|named| json!({ "name": named.name, "iri": named.iri, "place": named.place }))
    };
    let aspect =
        |aspect: &Aspect| json!({ "what": aspect.what, "verb": aspect.verb, "old": aspect.old, "new": aspect.new });
    let change = match entry.change() {
        Change::Removed => "removed",
        Change::Added => "added",
        Change::Changed => "changed",
    };
    json!({
        "change": change,
        "verbs": entry.verbs(),
        "old": named(&entry.old),
        "new": named(&entry.new),
        "aspects": entry.aspects.iter().map(aspect).collect::<Vec<_>>(),
    })
}

fn coverage_json(coverage: &CoverageChange) -> Value {
    let unit =
        |unit: &crate::diff::UnitChange| json!({ "unit": unit.unit, "addressed": unit.addressed, "of": unit.of });
    let item = |item: &ItemChange| {
        json!({
            "id": item.notation, "label": item.label, "iri": item.iri, "verb": item.verb(),
            "states": item.states.map(crate::coverage::State::name),
        })
    };
    json!({
        "editions": coverage.editions,
        "title": coverage.title,
        "units": coverage.units.iter().map(unit).collect::<Vec<_>>(),
        "items": coverage.items.iter().map(item).collect::<Vec<_>>(),
    })
}

/// Writes GitHub's Markdown: a heading, then a list per section, of bounded length.
///
/// Every text from a source stands in a code span, where nothing is markup, link, mention or HTML.
///
/// # Errors
/// What the writer says.
pub fn comparison_markdown(comparison: &Comparison, compared: &Compared, writer: &mut dyn Write) -> io::Result<()> {
    let [old, new] = compared.names.each_ref().map(|name| code(name));
    writeln!(writer, "### {old} → {new}\n")?;
    if comparison.is_empty() {
        writeln!(writer, "No differences.")?;
    }
    for section in &comparison.sections {
        let counts: Vec<String> =
            section.counts().iter().map(|(verb, count)| format!("{} {verb}", thousands(*count))).collect();
        writeln!(writer, "**{}**: {}\n", section.title, counts.join(", "))?;
        for (entry, name) in section.entries.iter().zip(section.names()).take(MAX_ENTRIES) {
            entry_markdown(entry, &name, writer)?;
        }
        more(section.entries.len(), writer)?;
        writeln!(writer)?;
    }
    for coverage in &comparison.coverage {
        coverage_markdown(coverage, writer)?;
    }
    for sentence in compared.how.iter().chain(&comparison.notes) {
        writeln!(writer, "<sub>{sentence}</sub>  ")?;
    }
    Ok(())
}

fn entry_markdown(entry: &Entry, name: &str, writer: &mut dyn Write) -> io::Result<()> {
    let place = entry.place().map(|place| format!(" ({})", code(&place))).unwrap_or_default();
    writeln!(writer, "- {}: {}{place}", entry.verbs().join(", "), code(name))?;
    if entry.change() != Change::Changed {
        return Ok(());
    }
    for aspect in &entry.aspects {
        let values = |values: &[String]| values.iter().map(|value| code(value)).collect::<Vec<_>>().join(", ");
        let change = match (aspect.old.as_slice(), aspect.new.as_slice()) {
            ([], new) => format!("with {}", values(new)),
            (old, []) => format!("without {}", values(old)),
            (old, new) => format!("{} → {}", values(old), values(new)),
        };
        writeln!(writer, "  - {}: {change}", code(&aspect.what))?;
    }
    Ok(())
}

fn coverage_markdown(coverage: &CoverageChange, writer: &mut dyn Write) -> io::Result<()> {
    writeln!(writer, "**Coverage of {}**\n", code(&coverage.title))?;
    for unit in &coverage.units {
        let ([was, is], [of_was, of_is]) = (unit.addressed, unit.of);
        writeln!(writer, "- {} → {} {} addressed", n_of(was, of_was), n_of(is, of_is), unit.unit)?;
    }
    for item in coverage.items.iter().take(MAX_ENTRIES) {
        let [was, is] = item.states.map(crate::coverage::State::name);
        writeln!(writer, "- {}: {} {}: {was} → {is}", item.verb(), code(&item.notation), code(&item.label))?;
    }
    more(coverage.items.len(), writer)?;
    writeln!(writer)
}

/// Says how many are not shown.
fn more(count: usize, writer: &mut dyn Write) -> io::Result<()> {
    match count.saturating_sub(MAX_ENTRIES) {
        0 => Ok(()),
        rest => writeln!(writer, "- … and {} more", thousands(rest)),
    }
}

/// A text as a code span, cut to length.
fn code(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARACTERS) {
        None => markdown_code(text),
        Some((end, _)) => markdown_code(&format!("{}…", text.get(..end).unwrap_or_default())),
    }
}
