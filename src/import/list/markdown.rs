//! Markdown text in, its headings, paragraphs, list items and tables out, in source order with
//! their bytes.
//!
//! Built in one pass over pulldown-cmark's events: list items are a flat sequence with a depth, so
//! no input is deep enough to overflow a stack. It does not say what is an entry.
//!
//! # Limits
//! Code, raw HTML, images and rules are left out; a heading inside a list item is text of the item.

use super::directive::{self, Directive};
use super::inline::{Inline, Link, Run, Style};
use crate::source::Span;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// A parsed text.
#[derive(Debug)]
pub(super) struct Document<'a> {
    /// Its blocks; an item stands before the items nested in it.
    pub(super) blocks: Vec<Block<'a>>,
    /// Opening lines of code fences that are never closed.
    pub(super) unclosed_fences: Vec<Span>,
    /// Comments to this program.
    pub(super) directives: Vec<Directive<'a>>,
}

/// One block.
#[derive(Debug)]
pub(super) enum Block<'a> {
    /// A heading.
    Heading(Heading<'a>),
    /// A paragraph outside list items.
    Paragraph(Inline<'a>),
    /// A list item.
    Item(Item<'a>),
    /// A pipe table.
    Table(Table<'a>),
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

/// A list item's own text; items nested in it are blocks of their own.
#[derive(Debug)]
pub(super) struct Item<'a> {
    /// Number of lists it is in: 1 for an item of an outermost list.
    pub(super) depth: usize,
    /// Its paragraphs, joined.
    pub(super) content: Inline<'a>,
    /// True when a list is nested in it.
    pub(super) has_children: bool,
    /// From its marker to the end of its own text.
    pub(super) span: Span,
}

/// A pipe table.
#[derive(Debug)]
pub(super) struct Table<'a> {
    /// Depth of the item it stands in; 0 outside lists.
    pub(super) depth: usize,
    /// Header cells.
    pub(super) header: Vec<Inline<'a>>,
    /// Rows below the header.
    pub(super) rows: Vec<Row<'a>>,
    /// Bytes of the table.
    pub(super) span: Span,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// As many cells as the header has, whatever was written.
    pub(super) cells: Vec<Inline<'a>>,
    /// Number of cells written.
    pub(super) written_cells: usize,
    /// Bytes of the row, without spaces around it.
    pub(super) span: Span,
}

/// Parses a text. O(length).
pub(super) fn read(source: &str) -> Document<'_> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let mut builder = Builder::new(source);
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        builder.take(event, range);
    }
    Document { blocks: builder.blocks, unclosed_fences: builder.unclosed_fences, directives: builder.directives }
}

/// Where text goes that is being read.
enum Target {
    Heading(u8),
    Paragraph,
    Item,
    Cell,
}

struct Builder<'a> {
    source: &'a str,
    blocks: Vec<Block<'a>>,
    unclosed_fences: Vec<Span>,
    directives: Vec<Directive<'a>>,
    /// Text being read, and where it goes.
    inline: Inline<'a>,
    target: Option<Target>,
    /// Indexes of the open items in `blocks`, outermost first.
    open_items: Vec<usize>,
    table: Option<Table<'a>>,
    row: Vec<Inline<'a>>,
    strong: usize,
    emphasis: usize,
    /// Open links by index in `inline.links`, and open images: text in them is not ours.
    link: Option<usize>,
    hidden: usize,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            blocks: Vec::new(),
            unclosed_fences: Vec::new(),
            directives: Vec::new(),
            inline: Inline::default(),
            target: None,
            open_items: Vec::new(),
            table: None,
            row: Vec::new(),
            strong: 0,
            emphasis: 0,
            link: None,
            hidden: 0,
        }
    }

    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        let span = Span::from(range);
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) | Event::Code(text) => self.text(cow(text), span),
            Event::SoftBreak | Event::HardBreak => self.text(Cow::Borrowed(" "), span),
            Event::InlineHtml(html) if is_line_break(&html) => self.text(Cow::Borrowed(" "), span),
            Event::InlineHtml(_) | Event::Html(_) => self.directives.extend(directive::read(self.source, span)),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => self.open(Target::Heading(level as u8)),
            Tag::Paragraph => self.open(Target::Paragraph),
            Tag::List(_) => self.start_list(),
            Tag::Item => self.start_item(span),
            Tag::Table(_) => {
                self.close(None);
                let depth = self.open_items.len();
                self.table =
                    Some(Table { depth, header: Vec::new(), rows: Vec::new(), span: trimmed(self.source, span) });
            }
            Tag::TableCell => self.open(Target::Cell),
            Tag::CodeBlock(kind) => {
                self.hidden += 1;
                if matches!(kind, CodeBlockKind::Fenced(_)) {
                    self.unclosed_fences.extend(unclosed_fence(self.source, span));
                }
            }
            Tag::Image { .. } => {
                self.hidden += 1;
                if let Some(link) = self.link.and_then(|link| self.inline.links.get_mut(link)) {
                    link.holds_image = true;
                }
            }
            Tag::HtmlBlock => self.hidden += 1,
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } => {
                self.expect_text();
                self.inline.links.push(Link { target: dest_url.into_string(), span, holds_image: false });
                self.link = Some(self.inline.links.len() - 1);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::TableCell => self.close(Some(span)),
            TagEnd::Item => {
                self.close(None);
                self.open_items.pop();
            }
            TagEnd::TableHead => self.end_row(None),
            TagEnd::TableRow => self.end_row(Some(trimmed(self.source, span))),
            TagEnd::Table => self.blocks.extend(self.table.take().map(Block::Table)),
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Link => self.link = None,
            _ => {}
        }
        if self.target.is_some() && is_inline(tag) {
            self.reach(span.end);
        }
    }

    fn text(&mut self, text: Cow<'a, str>, span: Span) {
        if self.hidden > 0 {
            return;
        }
        self.expect_text();
        let style = Style { strong: self.strong > 0, emphasis: self.emphasis > 0 };
        self.inline.push(Run { text, span, style, link: self.link }, self.source);
        self.reach(span.end);
    }

    /// In a tight list, an item's text comes without a paragraph around it.
    fn expect_text(&mut self) {
        if self.target.is_none() && !self.open_items.is_empty() {
            self.target = Some(Target::Item);
        }
    }

    /// Text inside an item is the item's, except that of a table.
    fn open(&mut self, target: Target) {
        self.close(None);
        let in_item = !self.open_items.is_empty() && !matches!(target, Target::Cell);
        self.target = Some(if in_item { Target::Item } else { target });
    }

    /// Hands over the text read so far; `span` is that of the block it fills.
    fn close(&mut self, span: Option<Span>) {
        let mut content = std::mem::take(&mut self.inline);
        content.finish();
        match self.target.take() {
            Some(Target::Heading(level)) => {
                let span = trimmed(self.source, span.unwrap_or(Span::new(0, 0)));
                self.blocks.push(Block::Heading(Heading { level, content, span }));
            }
            Some(Target::Paragraph) => self.blocks.push(Block::Paragraph(content)),
            Some(Target::Cell) => self.row.push(content),
            Some(Target::Item) | None => self.add_to_item(content),
        }
    }

    fn start_list(&mut self) {
        self.close(None);
        if let Some(item) = self.open_item() {
            item.has_children = true;
        }
    }

    fn start_item(&mut self, span: Span) {
        self.close(None);
        let depth = self.open_items.len() + 1;
        let marker = Span::new(span.start, span.start);
        self.open_items.push(self.blocks.len());
        self.blocks.push(Block::Item(Item { depth, content: Inline::default(), has_children: false, span: marker }));
    }

    fn open_item(&mut self) -> Option<&mut Item<'a>> {
        match self.blocks.get_mut(*self.open_items.last()?)? {
            Block::Item(item) => Some(item),
            _ => None,
        }
    }

    fn add_to_item(&mut self, content: Inline<'a>) {
        let Some(item) = self.open_item().filter(|_| !content.is_blank()) else { return };
        if let Some(last) = item.content.runs.last() {
            let end = last.span.end;
            let space =
                Run { text: Cow::Borrowed(" "), span: Span::new(end, end), style: Style::default(), link: None };
            item.content.runs.push(space);
        }
        let links_before = item.content.links.len();
        item.content.links.extend(content.links);
        let moved = content.runs.into_iter().map(|run| Run { link: run.link.map(|link| link + links_before), ..run });
        item.content.runs.extend(moved);
    }

    /// The open item's own text reaches at least to `end`.
    fn reach(&mut self, end: usize) {
        if matches!(self.target, Some(Target::Item))
            && let Some(item) = self.open_item()
        {
            item.span.end = item.span.end.max(end);
        }
    }

    fn end_row(&mut self, row: Option<Span>) {
        let cells = std::mem::take(&mut self.row);
        let Some(table) = &mut self.table else { return };
        match row {
            None => table.header = cells,
            Some(span) => {
                let written_cells = written_cells(self.source.get(span.start..span.end).unwrap_or_default());
                table.rows.push(Row { cells, written_cells, span });
            }
        }
    }
}

fn cow(text: CowStr<'_>) -> Cow<'_, str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.into_string()),
    }
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Link | TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Image)
}

fn is_line_break(html: &str) -> bool {
    html.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br"))
}

/// The span without white space at its ends.
fn trimmed(source: &str, span: Span) -> Span {
    let text = source.get(span.start..span.end).unwrap_or_default();
    let start = span.start + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}

/// Number of cells in the text of a row: pipes part cells even inside code, unless escaped.
fn written_cells(row: &str) -> usize {
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut escaped = false;
    let mut cells = 1;
    let mut ends_with_pipe = false;
    for byte in row.bytes() {
        ends_with_pipe = byte == b'|' && !escaped;
        cells += usize::from(ends_with_pipe);
        escaped = byte == b'\\' && !escaped;
    }
    cells - usize::from(ends_with_pipe)
}

/// The opening line of a fenced block whose last line does not close it.
fn unclosed_fence(source: &str, block: Span) -> Option<Span> {
    let text = source.get(block.start..block.end)?;
    let first = text.lines().next()?.trim_end();
    let fence = first.chars().next()?;
    let width = first.chars().take_while(|&c| c == fence).count();
    let last = text.trim_end().lines().skip(1).last().unwrap_or_default();
    let last = last.trim_start_matches([' ', '\t', '>']);
    let closed = last.chars().all(|c| c == fence) && last.chars().count() >= width;
    (!closed).then(|| Span::new(block.start, block.start + first.len()))
}

#[cfg(test)]
mod tests {
    use super::written_cells;

    #[test]
    fn escaped_pipe_parts_no_cells() {
        assert_eq!(written_cells(r"| a \| b | c |"), 2);
        assert_eq!(written_cells("a | b | c"), 3);
        assert_eq!(written_cells(r"| a | b \|"), 2);
        assert_eq!(written_cells("|"), 1);
    }
}
