//! The parts of a list's text that may hold entries, whatever syntax they were written in.
//!
//! Markdown and HTML both end as these values: `builder` makes them, the grammars read them. What
//! an entry is, is not known here.

use super::directive::Directive;
use super::html_markdown::UnreadMarkdown;
use super::inline::Inline;
use super::mojibake::Garbled;
use crate::source::Span;
use std::borrow::Cow;
use std::sync::Arc;

/// One block of a text.
#[derive(Debug)]
pub(super) enum Block<'a> {
    /// A heading.
    Heading(Heading<'a>),
    /// A paragraph outside list items, or any text inside a quote.
    Paragraph(Paragraph<'a>),
    /// A list item.
    Item(Item<'a>),
    /// A table, in pipes or HTML.
    Table(Table<'a>),
    /// `<details>` opens.
    DetailsStart,
    /// The text of a `<summary>`.
    Summary(Paragraph<'a>),
    /// `</details>`.
    DetailsEnd,
}

/// A heading.
#[derive(Debug)]
pub(super) struct Heading<'a> {
    /// 1 to 6.
    pub(super) level: u8,
    /// Its text.
    pub(super) content: Inline<'a>,
    /// Bytes of the whole heading.
    pub(super) span: Span,
}

/// A stretch of text.
#[derive(Debug)]
pub(super) struct Paragraph<'a> {
    /// Its text.
    pub(super) content: Inline<'a>,
    /// True inside a block quote.
    pub(super) quoted: bool,
}

/// A list item's own text; items nested in it are blocks of their own.
#[derive(Debug)]
pub(super) struct Item<'a> {
    /// Number of lists it is in: 1 for an item of an outermost list.
    pub(super) depth: usize,
    /// Its paragraphs, joined.
    pub(super) content: Inline<'a>,
    /// True when a list is nested in it.
    pub(super) has_children: bool,
    /// True when an item nested in it names something and links to it.
    pub(super) lists: bool,
    /// True when it defines a part of the list's own taxonomy.
    pub(super) defines: bool,
    /// From its marker to the end of its own text.
    pub(super) span: Span,
}

/// A table, or so many rows of one that is long.
#[derive(Debug)]
pub(super) struct Table<'a> {
    /// Whether rows of the same table came before, with the same header.
    pub(super) rows_above: bool,
    /// Whether rows of the same table follow, with the same header.
    pub(super) rows_below: bool,
    /// Depth of the item it stands in; 0 outside lists.
    pub(super) depth: usize,
    /// Header cells; empty when no row is one.
    pub(super) header: Vec<Inline<'a>>,
    /// Rows below the header.
    pub(super) rows: Vec<Row<'a>>,
    /// Bytes of the table.
    pub(super) span: Span,
}

impl Table<'_> {
    /// Number of columns.
    pub(super) fn width(&self) -> usize {
        if self.header.is_empty() {
            self.rows.iter().map(Row::width).max().unwrap_or_default()
        } else {
            self.header.len()
        }
    }
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// Texts of cells of rows above that reach down into this one: they fill its columns from the left.
    pub(super) above: Vec<Arc<str>>,
    /// Its own cells: the columns after those.
    pub(super) cells: Vec<Inline<'a>>,
    /// Number of cells written, those that reach down included.
    pub(super) written_cells: usize,
    /// Bytes of the row, without spaces around it.
    pub(super) span: Span,
}

impl<'a> Row<'a> {
    /// Number of columns it fills.
    pub(super) fn width(&self) -> usize {
        self.above.len() + self.cells.len()
    }

    /// Its own cell in a column.
    pub(super) fn cell(&self, column: usize) -> Option<&Inline<'a>> {
        self.cells.get(column.checked_sub(self.above.len())?)
    }
}

/// What a text holds besides its blocks.
#[derive(Debug, Default)]
pub(super) struct Remains<'a> {
    /// Garbled places of the text.
    pub(super) garbled: Vec<Garbled>,
    /// Opening lines of code fences that are never closed.
    pub(super) unclosed_fences: Vec<Span>,
    /// Targets of reference definitions, in source order.
    pub(super) definitions: Vec<(Cow<'a, str>, Span)>,
    /// Comments to this program.
    pub(super) directives: Vec<Directive<'a>>,
    /// HTML tags without their other half.
    pub(super) odd_tags: Vec<OddTag>,
    /// Markdown in blocks of HTML, in source order.
    pub(super) unread_markdown: Vec<UnreadMarkdown>,
    /// Cells of tables that are the first beyond the columns that are told apart, one a table.
    pub(super) first_beyond: Vec<usize>,
    /// Bytes before which lines were cut that are too long.
    pub(super) cut_lines: Vec<usize>,
    /// Bytes before which blocks were cut that are too long.
    pub(super) cut_blocks: Vec<usize>,
    /// Code that is not all ASCII, in source order: what looks garbled there is shown as it is.
    code: Vec<Span>,
}

impl Remains<'_> {
    /// Adds what the next part of the text holds.
    pub(super) fn append(&mut self, next: Self) {
        let Self {
            garbled,
            unclosed_fences,
            definitions,
            directives,
            odd_tags,
            unread_markdown,
            first_beyond,
            cut_lines,
            cut_blocks,
            code,
        } = next;
        self.garbled.extend(garbled);
        self.unclosed_fences.extend(unclosed_fences);
        self.definitions.extend(definitions);
        self.directives.extend(directives);
        self.odd_tags.extend(odd_tags);
        self.unread_markdown.extend(unread_markdown);
        self.first_beyond.extend(first_beyond);
        self.cut_lines.extend(cut_lines);
        self.cut_blocks.extend(cut_blocks);
        self.code.extend(code);
    }

    /// Code stands there; code after it stands after it.
    pub(super) fn note_code(&mut self, code: &str, span: Span) {
        if !code.is_ascii() {
            self.code.push(span);
        }
    }

    /// Whether a place whose text is not ASCII stands in code.
    pub(super) fn is_in_code(&self, place: Span) -> bool {
        let before = self.code.partition_point(|code| code.start <= place.start);
        before.checked_sub(1).and_then(|at| self.code.get(at)).is_some_and(|code| place.start < code.end)
    }
}

/// An HTML tag without its other half.
#[derive(Debug)]
pub(super) struct OddTag {
    /// As in `details`.
    pub(super) name: &'static str,
    /// What is odd about it.
    pub(super) fault: TagFault,
    /// Its bytes.
    pub(super) span: Span,
}

/// What is odd about a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagFault {
    /// It opens and is never closed.
    Unclosed,
    /// It closes what is not open, or opens what is open already.
    Stray,
}
