//! Findings as Markdown, for a comment on a pull request.

use super::{Findings, Region};
use crate::diagnostic::{Diagnostic, Severity};
use crate::vocab::markdown_text;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Bytes that findings may fill: hosts cut a comment at 65,536 characters.
const MAX_BYTES: usize = 60_000;

/// Characters of one message.
const MAX_MESSAGE: usize = 500;

pub(super) fn write(findings: &Findings<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let counts = Severity::ALL.into_iter().rev().map(|severity| (severity, findings.count(severity)));
    let counts: Vec<_> = counts.filter(|(_, count)| *count > 0).collect();
    let told: Vec<String> = counts.iter().map(|(severity, count)| plural(*count, severity.word())).collect();
    let told = if told.is_empty() { "no findings".to_owned() } else { told.join(", ") };
    writeln!(writer, "**aisec check**: {told} in {}", plural(findings.sources.iter().count(), "source"))?;
    for why in findings.refused {
        writeln!(writer, "\n> not checked: {}", shortened(why))?;
    }
    let mut room = MAX_BYTES;
    for (severity, count) in counts {
        let title = severity.word();
        let capital: String = title.chars().take(1).flat_map(char::to_uppercase).chain(title.chars().skip(1)).collect();
        writeln!(writer, "\n### {capital}s\n")?;
        let of_severity = findings.diagnostics.iter().filter(|found| found.severity == severity);
        let mut shown = 0;
        for item in of_severity.map(|found| item(found, findings)) {
            let Some(left) = room.checked_sub(item.len()) else { break };
            room = left;
            shown += 1;
            writer.write_all(item.as_bytes())?;
        }
        if shown < count {
            writeln!(writer, "\n… and {} more, left out here", count - shown)?;
        }
    }
    Ok(())
}

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
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
    for (at, label) in related {
        let _ = writeln!(item, "  - {at} {}", shortened(label));
    }
    for note in &found.notes {
        let _ = writeln!(item, "  - note: {}", shortened(note));
    }
    if let Some(help) = &found.help {
        let _ = writeln!(item, "  - help: {}", shortened(help));
    }
    item
}

/// A text of bounded length, inert in Markdown.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_MESSAGE) {
        None => markdown_text(text),
        Some((end, _)) => markdown_text(text.get(..end).unwrap_or_default()) + "…",
    }
}
