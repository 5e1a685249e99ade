//! Findings as people read them: short, or in full with the lines they lie in.
//!
//! The layout is rustc's, drawn here: annotate-snippets counts the column it prints in the text it is given, so it
//! cannot be given a line that was made inert or cut before, and a line of a list may be hostile and of any length.

use super::terminal::{Style, Terminal, is_active, paint, printable, severity_style};
use aisec_graph::diagnostic::{Code, Diagnostic, Place};
use aisec_graph::source::Sources;
use aisec_graph::vocab::thousands;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::ops::Range;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How findings look.
pub(crate) struct Look {
    /// Columns of a line.
    pub(crate) columns: usize,
    /// Whether to colour.
    pub(crate) color: bool,
}

impl Look {
    fn paint(&self, style: Style, text: &str) -> String {
        paint(self.color, style, text)
    }
}

/// Lines of a place that are shown; of more, only the first.
const MAX_LINES: usize = 4;

/// Characters of a message, note or help that are shown.
const MAX_MESSAGE: usize = 2000;

/// Columns that a message leaves to what stands before it.
const LEAD_COLUMNS: usize = 20;

/// Least columns for the text of a line, however narrow the terminal.
const LEAST_COLUMNS: usize = 20;

/// Columns of a tab.
const TAB: &str = "    ";

/// How many findings of one code are shown when the user does not say.
pub(crate) const USUAL_MOST: Most = Most::AtMost(50);

/// How many findings of one code are shown: thousands of one kind are one fault, and bury the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Most {
    /// The first ones; the rest is counted.
    AtMost(usize),
    /// Every one.
    All,
}

impl fmt::Display for Most {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "{most}"),
            Self::All => f.write_str("all"),
        }
    }
}

/// Findings of one code in one source that are told in full: the fourth says nothing new, only where.
const IN_FULL: usize = 3;

/// How much is told of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything.
    Full,
    /// One line.
    Line,
}

/// Findings that are shown, and what is not.
pub(crate) struct Shown<'a> {
    /// The first of each code, in the order they were in, and how much of each is to be told.
    pub(crate) first: Vec<(&'a Diagnostic, Extent)>,
    /// How many more there are of a code, in the order of codes.
    pub(crate) rest: Vec<(Code, usize)>,
}

impl<'a> Shown<'a> {
    /// Parts what is shown from what is only counted.
    pub(crate) fn new(found: impl IntoIterator<Item = &'a Diagnostic>, most: Most) -> Self {
        let most = match most {
            Most::AtMost(most) => most,
            Most::All => usize::MAX,
        };
        // How many of a code are shown, and how many more there are.
        let mut counts: BTreeMap<Code, (usize, usize)> = BTreeMap::new();
        let mut in_source: BTreeMap<(Code, &str), usize> = BTreeMap::new();
        let mut first = Vec::new();
        for found in found {
            let (shown, more) = counts.entry(found.code).or_default();
            let source = found.place.as_ref().map_or("", |place| place.source.as_str());
            let in_source = in_source.entry((found.code, source)).or_default();
            *in_source += 1;
            if *shown < most {
                *shown += 1;
                first.push((found, if *in_source <= IN_FULL { Extent::Full } else { Extent::Line }));
            } else {
                *more += found.count();
            }
        }
        let rest = counts.into_iter().map(|(code, (_, more))| (code, more)).filter(|(_, more)| *more > 0);
        Self { first, rest: rest.collect() }
    }

    /// A line for each code of which more was found.
    pub(crate) fn rest_in_words(&self, how: &str) -> impl Iterator<Item = String> {
        self.rest.iter().map(move |(code, more)| format!("… and {} more of {}; {how}", thousands(*more), code.id()))
    }
}

/// Findings in full, further ones of a code in a file on a line each; with `-v` all in full, with `-q` all on a line.
pub(crate) fn write_in_text<'a>(
    told: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &Sources,
    most: Most,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (shown, look) = (Shown::new(told, most), terminal.look());
    let mut is_open = false;
    for &(found, extent) in &shown.first {
        if terminal.is_quiet() || extent == Extent::Line && !terminal.is_verbose() {
            writeln!(out, "{}", in_line(found, sources, &look))?;
            is_open = true;
            continue;
        }
        if is_open {
            writeln!(out)?;
        }
        writeln!(out, "{}", in_full(found, sources, &look))?;
        is_open = false;
    }
    if is_open {
        writeln!(out)?;
    }
    for line in shown.rest_in_words("`--max-per-code all` shows every one") {
        writeln!(out, "{line}\n")?;
    }
    Ok(())
}

/// A finding in full: its line with what is meant underlined, related places, notes and help.
pub(crate) fn in_full(found: &Diagnostic, sources: &Sources, look: &Look) -> String {
    let own = found.place.iter().map(|place| (place, None));
    let related = found.related.iter().map(|related| (&related.place, Some(related.label.as_str())));
    let excerpts: Vec<Excerpt> =
        own.chain(related).filter_map(|(place, label)| Excerpt::new(place, label, sources, look)).collect();
    let digits = excerpts.iter().map(|excerpt| excerpt.last_line().to_string().len()).max().unwrap_or(0);
    let frame = |mark: &str| look.paint(Style::Frame, &format!("{:digits$} {mark}", ""));
    let severity = severity_style(found.severity);
    let mut lines = vec![headline(found, look)];
    for (index, excerpt) in excerpts.iter().enumerate() {
        let arrow = if index == 0 { "-->" } else { ":::" };
        let arrow = look.paint(Style::Frame, &format!("{:digits$}{arrow}", ""));
        lines.push(format!("{arrow} {}", excerpt.at));
        lines.push(frame("|"));
        let (mark, style) = if excerpt.is_related { ('-', Style::Frame) } else { ('^', severity) };
        for (number, line) in (excerpt.first_line..).zip(&excerpt.lines) {
            let gutter = look.paint(Style::Frame, &format!("{number:>digits$} |"));
            lines.push(format!("{gutter} {}", line.text).trim_end().to_owned());
            let label = if number == excerpt.last_line() { excerpt.label.as_str() } else { "" };
            let under = format!("{}{label}", String::from(mark).repeat(line.marked.max(1)));
            lines.push(format!("{} {:before$}{}", frame("|"), "", look.paint(style, &under), before = line.before));
        }
        lines.push(frame("|"));
    }
    let told = |word: &str, text: &str| format!("{} {word}: {}", frame("="), message(text, look));
    lines.extend(found.notes.iter().map(|note| told("note", note)));
    lines.extend(found.help.iter().map(|help| told("help", help)));
    lines.join("\n") + "\n"
}

/// A finding on few lines: its places by line and column only.
pub(crate) fn in_short(found: &Diagnostic, sources: &Sources, look: &Look) -> String {
    let mut lines = vec![headline(found, look)];
    lines.extend(found.place.iter().filter_map(|place| at(place, sources)).map(|at| format!("  {at}")));
    for related in &found.related {
        lines.extend(at(&related.place, sources).map(|at| format!("  {at}: {}", message(&related.label, look))));
    }
    lines.extend(found.notes.iter().map(|note| format!("  note: {}", message(note, look))));
    lines.extend(found.help.iter().map(|help| format!("  help: {}", message(help, look))));
    lines.join("\n") + "\n"
}

/// A finding on one line, as compilers and `grep -n` have it: `path:line:column: severity[code]: message`.
pub(crate) fn in_line(found: &Diagnostic, sources: &Sources, look: &Look) -> String {
    let at = found.place.as_ref().and_then(|place| at(place, sources)).map_or(String::new(), |at| at + ": ");
    at + &headline(found, look)
}

/// `severity[code]: message`.
fn headline(found: &Diagnostic, look: &Look) -> String {
    let head = look.paint(severity_style(found.severity), &format!("{}[{}]", found.severity.word(), found.code.id()));
    format!("{head}: {}", message(&found.message, look))
}

/// `path:line:column`.
fn at(place: &Place, sources: &Sources) -> Option<String> {
    let source = sources.find(&place.source)?;
    let at = source.position(place.bytes.start);
    Some(format!("{}:{}:{}", printable(source.path()), at.line, at.column))
}

/// A text of ours that may quote a source: inert, and bounded. A word wider than a line, such as an address, is cut.
fn message(text: &str, look: &Look) -> String {
    let (text, cut) = match text.char_indices().nth(MAX_MESSAGE) {
        None => (text, ""),
        Some((end, _)) => (text.get(..end).unwrap_or_default(), "…"),
    };
    let columns = look.columns.saturating_sub(LEAD_COLUMNS).max(LEAST_COLUMNS);
    let word = |word: &str| match fitting(word.chars(), columns).bytes {
        all if all == word.len() => word.to_owned(),
        bytes => format!("{}…", word.get(..bytes).unwrap_or_default()),
    };
    printable(text).split(' ').map(word).collect::<Vec<_>>().join(" ") + cut
}

/// Lines of a source, made to be seen.
struct Excerpt {
    /// `path:line:column` of where it starts.
    at: String,
    first_line: usize,
    lines: Vec<ShownLine>,
    /// What is written after the mark.
    label: String,
    is_related: bool,
}

impl Excerpt {
    /// The excerpt of a place; `None` for one whose source is not at hand.
    fn new(place: &Place, label: Option<&str>, sources: &Sources, look: &Look) -> Option<Self> {
        let source = sources.find(&place.source)?;
        let first_line = source.line(place.bytes.start);
        // A place that ends with a line's end does not reach into the next line.
        let last = source.line(place.bytes.end.saturating_sub(1).max(place.bytes.start));
        let is_short = last - first_line < MAX_LINES;
        let unseen = if is_short { String::new() } else { format!(" and on to line {last}") };
        let gutter = last.to_string().len() + " | ".len();
        let columns = look.columns.saturating_sub(gutter).max(LEAST_COLUMNS);
        let line = |line: usize| {
            let span = source.line_span(line);
            let text = source.text().get(span.start..span.end).unwrap_or_default();
            let inside = |offset: usize| offset.clamp(span.start, span.end) - span.start;
            ShownLine::new(text, inside(place.bytes.start)..inside(place.bytes.end), columns)
        };
        Some(Self {
            at: at(place, sources)?,
            first_line,
            lines: (first_line..=if is_short { last } else { first_line }).map(line).collect(),
            label: label.map(|label| format!(" {}", message(label, look))).unwrap_or_default() + &unseen,
            is_related: label.is_some(),
        })
    }

    fn last_line(&self) -> usize {
        self.first_line + self.lines.len().saturating_sub(1)
    }
}

/// The part of a line that fits, around what is marked.
struct ShownLine {
    text: String,
    /// Columns before the marked part.
    before: usize,
    /// Columns of the marked part, as far as it is shown.
    marked: usize,
}

impl ShownLine {
    fn new(line: &str, marked: Range<usize>, columns: usize) -> Self {
        let (before, from) = line.split_at_checked(marked.start).unwrap_or(("", line));
        let marked_bytes = marked.end - marked.start;
        let room_before = fitting(before.chars().rev(), columns);
        let room_after = fitting(from.chars(), columns);
        let is_whole = room_before.bytes == before.len() && room_after.bytes == from.len();
        if is_whole && room_before.columns + room_after.columns <= columns {
            return Self::joined("", before, from, marked_bytes, "");
        }
        // A third for what leads up to the marked part, more where little follows; a column for each mark of a cut.
        let columns = columns.saturating_sub(2);
        let for_before = (columns / 3).max(columns.saturating_sub(room_after.columns));
        let kept_before = fitting(before.chars().rev(), for_before);
        let kept_after = fitting(from.chars(), columns.saturating_sub(kept_before.columns));
        let (cut_before, before) = before.split_at(before.len() - kept_before.bytes);
        let (from, cut_after) = from.split_at(kept_after.bytes);
        let mark = |cut: &str| if cut.is_empty() { "" } else { "…" };
        Self::joined(mark(cut_before), before, from, marked_bytes, mark(cut_after))
    }

    fn joined(lead: &str, before: &str, from: &str, marked_bytes: usize, trail: &str) -> Self {
        let (inside, after) = from.split_at_checked(marked_bytes).unwrap_or((from, ""));
        let seen = |text: &str| text.chars().map(visible).collect::<String>();
        let (before, inside) = (lead.to_owned() + &seen(before), seen(inside));
        let (before_columns, marked) = (before.width(), inside.width());
        Self { text: before + &inside + &seen(after) + trail, before: before_columns, marked }
    }
}

/// How much of a text fits.
struct Fitting {
    bytes: usize,
    columns: usize,
}

/// The characters that fit into some columns, counted from the first on. O(columns), but for marks without width.
fn fitting(characters: impl Iterator<Item = char>, columns: usize) -> Fitting {
    let mut fit = Fitting { bytes: 0, columns: 0 };
    for c in characters {
        let width = visible(c).chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        // Marks without width pile up without end: they count against the room too, eight to a column.
        if fit.columns + width > columns || fit.bytes > 8 * 4 * columns {
            break;
        }
        fit.bytes += c.len_utf8();
        fit.columns += width;
    }
    fit
}

/// A character as it can be shown in a line.
fn visible(c: char) -> Cow<'static, str> {
    match c {
        '\t' => Cow::Borrowed(TAB),
        c if is_active(c) => Cow::Owned(c.escape_unicode().to_string()),
        c => Cow::Owned(c.to_string()),
    }
}
