//! Lines of a paragraph or an item that look like an item, a heading or a table, and are text.
//!
//! What lies between two line ends of a text goes in, what it looks like comes out, with the edit that makes it so
//! where one surely does. It knows nothing of entries.

use super::Findings;
use super::outline::Outline;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::list::markdown::written_cells;
use crate::import::list::plain_text::shown;
use crate::source::Span;
use crate::vocab::counted;

/// A line that is not what it looks like.
#[derive(Debug, Clone, Copy)]
pub(in crate::import::list) struct UnreadLine {
    kind: Kind,
    /// Its mark.
    mark: Span,
    /// End of the line.
    end: usize,
    /// Whether its indentation leaves it what it looks like.
    is_mendable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `-[Name](address)`: a space is missing.
    Item,
    /// `• [Name](address)`: no mark of Markdown.
    Bullet,
    /// `##Heading`: a space is missing.
    Heading,
}

/// Lines of a paragraph that look like a table.
#[derive(Debug, Clone, Copy)]
pub(in crate::import::list) struct UnreadTable {
    /// The header, or the first row.
    first: Span,
    /// Cells of the header and of the delimiter row, where there is one.
    cells: Option<(usize, usize)>,
    /// Where the delimiter row stands.
    delimiters: Option<Span>,
}

/// Bytes of the number of an item at most, with what follows it.
const MAX_NUMBER_BYTES: usize = 10;

/// Columns that a line may be indented by.
const MAX_INDENT: usize = 3;

/// The line that starts at that byte, behind the marks of quotes and white space; `None` where it is what it looks like.
/// `is_first` holds above the first heading. O(length of the line).
pub(in crate::import::list) fn line(source: &str, at: usize, is_first: bool) -> Option<UnreadLine> {
    let before = source.get(..at)?.trim_end_matches([' ', '\t', '>']);
    if !before.is_empty() && !before.ends_with('\n') {
        return None;
    }
    let line = source.get(before.len()..)?.lines().next()?;
    let text = line.trim_start_matches([' ', '\t', '>']);
    let (kind, length) = kind_of(text.trim_end(), is_first)?;
    let (start, indent) = (before.len() + line.len() - text.len(), line.len() - text.len());
    let is_mendable = indent <= MAX_INDENT && line.get(..indent).is_some_and(|white| white.bytes().all(|b| b == b' '));
    Some(UnreadLine { kind, mark: Span::new(start, start + length), end: start + text.trim_end().len(), is_mendable })
}

/// What a line looks like, and the bytes of its mark.
fn kind_of(text: &str, is_first: bool) -> Option<(Kind, usize)> {
    match text.chars().next()? {
        mark @ ('-' | '+' | '*') => {
            let item = text.get(1..)?;
            // `*[Name](address)*` is set in italics.
            (is_linked(item) && !(mark == '*' && item.contains('*'))).then_some((Kind::Item, 1))
        }
        mark @ ('•' | '‣' | '◦' | '●' | '▪' | '・' | '→' | '➤' | '►' | '▶') => {
            let item = text.get(mark.len_utf8()..)?.trim_start();
            (is_linked(item) || is_linked(item.trim_start_matches('*'))).then_some((Kind::Bullet, mark.len_utf8()))
        }
        '0'..='9' => {
            let item = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let length = text.len() - item.len() + 1;
            let is_item = length <= MAX_NUMBER_BYTES && is_linked(item.strip_prefix(['.', ')'])?);
            is_item.then_some((Kind::Item, length))
        }
        '#' => {
            let heading = text.trim_start_matches('#');
            let level = text.len() - heading.len();
            let is_named = heading.starts_with(char::is_alphabetic) && !heading.contains(" #");
            let is_title = level > 1 || is_first && heading.contains(' ') && !heading.ends_with(['.', '!', '?', ':']);
            (level <= 6 && is_named && is_title).then_some((Kind::Heading, level))
        }
        _ => None,
    }
}

/// True for `[text](target)` at the start.
fn is_linked(text: &str) -> bool {
    let target = text.strip_prefix('[').and_then(|text| text.split_once("](")).map(|(_, target)| target);
    target.is_some_and(|target| !target.starts_with([')', ' ', '\t']) && target.contains(')'))
}

/// The table that the lines of a paragraph look like, if they do. O(length).
pub(in crate::import::list) fn table(source: &str, paragraph: Span) -> Option<UnreadTable> {
    let text = source.get(paragraph.start..paragraph.end).filter(|text| text.contains('|'))?;
    let (mut above, mut first_row, mut rows, mut links) = (None, None, 0, 0);
    let mut start = paragraph.start;
    for line in text.split_inclusive('\n') {
        let row = line.trim_matches([' ', '\t', '>', '\n', '\r']);
        let from = start + line.find(row).unwrap_or_default();
        let span = Span::new(from, from + row.len());
        start += line.len();
        if let Some((header, cells)) = above.filter(|_| is_delimiters(row)) {
            let delimiters = Some(span);
            return Some(UnreadTable { first: header, cells: Some((cells, written_cells(row))), delimiters });
        }
        let is_row = row.len() > 1 && row.starts_with('|') && row.ends_with('|') && !row.ends_with("\\|");
        above = is_row.then(|| (span, written_cells(row)));
        if is_row {
            first_row.get_or_insert(span);
            rows += 1;
            links += usize::from(row.contains("]("));
        }
    }
    let first = first_row.filter(|_| rows > 1 && links > 0)?;
    Some(UnreadTable { first, cells: None, delimiters: None })
}

/// True for the row between the header of a table and its rows.
fn is_delimiters(row: &str) -> bool {
    row.contains('-') && row.contains('|') && row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

pub(super) fn check(outline: &Outline<'_>, found: &mut Findings<'_>) {
    for line in &outline.unread_lines {
        let (code, span) = (line.code(), Span::new(line.mark.start, line.end));
        found.add(code, span, |source| line.diagnostic(source.text()));
    }
    for table in &outline.unread_tables {
        found.add(Code::UnreadTable, table.first, |source| table.diagnostic(source.id().as_str()));
    }
}

impl UnreadLine {
    fn code(&self) -> Code {
        if self.kind == Kind::Heading { Code::UnreadHeading } else { Code::UnreadItem }
    }

    fn diagnostic(&self, source: &str) -> Diagnostic {
        let text = |from, to| source.get(from..to).unwrap_or_default();
        let (mark, rest) = (text(self.mark.start, self.mark.end), text(self.mark.end, self.end));
        let (message, written, edit) = match self.kind {
            Kind::Item => {
                let message = format!("no space stands behind `{mark}`, so this line is no item");
                (message, format!("{mark} {rest}"), " ".to_owned())
            }
            Kind::Bullet => {
                let message = format!("`{mark}` is no mark of an item in Markdown, which shows this line as text");
                let space = if rest.starts_with(' ') { "" } else { " " };
                (message, format!("-{space}{rest}"), format!("-{space}"))
            }
            Kind::Heading => {
                let message = format!("no space stands behind `{mark}`, so this line is no heading");
                (message, format!("{mark} {rest}"), " ".to_owned())
            }
        };
        let found = Diagnostic::new(self.code(), message).help(format!("write `{}`", shown(&written)));
        match self.kind {
            _ if !self.is_mendable => found,
            Kind::Bullet => found.fix(self.mark, edit),
            Kind::Item | Kind::Heading => found.fix(self.mark.end..self.mark.end, edit),
        }
    }
}

impl UnreadTable {
    fn diagnostic(&self, source: &str) -> Diagnostic {
        let found = |message| Diagnostic::new(Code::UnreadTable, message);
        let (Some((header, delimiters)), Some(place)) = (self.cells, self.delimiters) else {
            return found(
                "these lines are no table, and GitHub shows them as text: no row of dashes follows the first"
                    .to_owned(),
            )
            .help("write a header, and below it a row such as `|---|---|` with as many cells");
        };
        let (header, dashes) = (counted(header, "cell"), counted(delimiters, "cell"));
        found(format!(
            "this is no table, and GitHub shows it as text: its header has {header}, the row of dashes {dashes}"
        ))
        .related(source, place, "this row needs as many cells as the header")
        .help("give both rows as many cells")
    }
}
