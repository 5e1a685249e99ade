//! Findings as Markdown, for a comment on a pull request.

use super::{Findings, Region};
use crate::diagnostic::{Diagnostic, Severity};
use crate::vocab::{markdown_quoting, markdown_text};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Bytes that what is told may fill; code hosts refuse a comment of more than 65,536 characters. The rest is for titles
/// and for counts of what is left out.
const MAX_BYTES: usize = 60_000;

/// Related places and notes of one finding, each.
const MAX_LINES: usize = 10;

/// Characters of one message.
const MAX_MESSAGE: usize = 500;

pub(super) fn write(findings: &Findings<'_>, writer: &mut dyn Write) -> io::Result<()> {
    writeln!(writer, "**aisec {}**: {}", findings.command, findings.summary())?;
    let mut room = Room { bytes: MAX_BYTES, writer };
    room.fill(
        findings.graphs.len(),
        findings.graphs.iter().map(|graph| (1, format!("\n> {}: {}\n", shortened(&graph.path), graph.verdict()))),
    )?;
    room.fill(
        findings.refused.len(),
        findings.refused.iter().map(|why| (1, format!("\n> not checked: {}\n", shortened(why)))),
    )?;
    for severity in Severity::ALL.into_iter().rev() {
        let count = findings.count(severity);
        if count == 0 {
            continue;
        }
        let title = severity.word();
        let capital: String = title.chars().take(1).flat_map(char::to_uppercase).chain(title.chars().skip(1)).collect();
        writeln!(room.writer, "\n### {capital}s\n")?;
        let of_severity = findings.diagnostics.iter().filter(|found| found.severity == severity);
        room.fill(count, of_severity.map(|found| (found.count(), item(found, findings))))?;
    }
    Ok(())
}

/// What of a comment is left.
struct Room<'a> {
    bytes: usize,
    writer: &'a mut dyn Write,
}

impl Room<'_> {
    /// Writes as many items, each with how many of `count` it is, as there is room for, and how many are left out.
    fn fill(&mut self, count: usize, items: impl Iterator<Item = (usize, String)>) -> io::Result<()> {
        let mut shown = 0;
        for (of_count, item) in items {
            let Some(left) = self.bytes.checked_sub(item.len()) else { break };
            self.bytes = left;
            self.writer.write_all(item.as_bytes())?;
            shown += of_count;
        }
        if shown < count {
            writeln!(self.writer, "\n… and {} more, left out here", count - shown)?;
        }
        Ok(())
    }
}

/// One finding as a list item, with what is told of it below.
fn item(found: &Diagnostic, findings: &Findings<'_>) -> String {
    let at = |place| {
        let region = Region::of(place, findings.sources)?;
        Some(format!("{}:{}:{}", shortened(region.source.path()), region.start.line, region.start.column))
    };
    let place = found.place.as_ref().and_then(at).map(|at| format!("{at} ")).unwrap_or_default();
    let mut item = format!("- {place}**{}** {}\n", markdown_text(found.code.id()), shortened(&found.message));
    let related = found.related.iter().filter_map(|related| Some((at(&related.place)?, &related.label)));
    let related = related.map(|(at, label)| format!("{at} {}", shortened(label)));
    lines(&mut item, &related.collect::<Vec<_>>());
    let notes = found.notes.iter().map(|note| format!("note: {}", shortened(note)));
    lines(&mut item, &notes.collect::<Vec<_>>());
    if let Some(help) = &found.help {
        let _ = writeln!(item, "  - help: {}", shortened(help));
    }
    item
}

/// What is told below an item.
fn lines(item: &mut String, lines: &[String]) {
    for line in lines.iter().take(MAX_LINES) {
        let _ = writeln!(item, "  - {line}");
    }
    if let Some(more) = lines.len().checked_sub(MAX_LINES).filter(|&more| more > 0) {
        let _ = writeln!(item, "  - … and {more} more");
    }
}

/// A text of bounded length, inert in Markdown; what it quotes is code.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_MESSAGE) {
        None => markdown_quoting(text),
        // An address that is cut is no link.
        Some((end, _)) => markdown_quoting(&format!("{}…", text.get(..end).unwrap_or_default())),
    }
}
