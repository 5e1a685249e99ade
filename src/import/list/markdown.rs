//! Markdown text in, its blocks out, in source order with their bytes.
//!
//! One pass over pulldown-cmark's events; a block is handed on as soon as nothing can be added to
//! it, so that what is held is one list, not the document. It does not say what is an entry.
//!
//! # Limits
//! Code and rules are left out; a heading inside a list item is text of the item.

use super::builder::{Builder, Syntax, Target, trimmed};
use super::directive;
use super::document::{Block, Remains, Row};
use super::events::Events;
use super::front_matter;
use super::html_reader::{HtmlReader, Piece};
use super::lint::outline::{self, Outline};
use super::mojibake;
use crate::source::Span;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::VecDeque;

/// The blocks of a text, as they come.
pub(super) struct Blocks<'a> {
    events: Option<Events<'a>>,
    /// Reads the same events for the lints, if they are asked for.
    outline: Option<outline::Reader<'a>>,
    /// What that has read; known once the part has ended.
    outlined: Option<Outline<'a>>,
    /// What is read by no rule of Markdown.
    front_matter: Span,
    reader: Reader<'a>,
    ready: VecDeque<Block<'a>>,
    /// Whether anything was open when the part ended; known once it has.
    left_open: bool,
}

/// Whether what lints need to know of a text is read beside its blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlines {
    /// It is.
    Read,
    /// It is not.
    Leave,
}

/// Parses a part of a text, as if it were all of it; what is found has its place in the whole. O(length of the part).
pub(super) fn blocks(source: &str, part: Span, outlines: Outlines) -> Blocks<'_> {
    let base = part.start;
    let text = source.get(base..part.end).unwrap_or_default();
    let events = Events::new(source, part);
    let outline = (outlines == Outlines::Read).then(|| outline::Reader::new(source, part));
    let mut builder = Builder::new(source);
    builder.remains.garbled = mojibake::find(text);
    for garbled in &mut builder.remains.garbled {
        garbled.span = garbled.span.moved(base);
    }
    let reader = Reader {
        builder,
        html: HtmlReader::default(),
        html_block: Vec::new(),
        code_blocks: 0,
        reached: 0,
        end: part.end,
        verbatim_end: base,
        has_footnotes: false,
    };
    let front_matter = if base == 0 { front_matter::span(text) } else { Span::new(0, 0) };
    Blocks {
        events: Some(events),
        outline,
        outlined: None,
        front_matter,
        reader,
        ready: VecDeque::new(),
        left_open: false,
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        while self.ready.is_empty() {
            if let Some((event, span)) = self.events.as_mut()?.next() {
                if let Some(outline) = &mut self.outline {
                    outline.take(&event, span);
                }
                if span.start >= self.front_matter.end {
                    self.reader.take(event, span);
                }
            } else {
                let events = self.events.take()?;
                let remains = &mut self.reader.builder.remains;
                remains.cut_lines.extend(events.cut_lines());
                remains.cut_blocks.extend(events.cut_blocks());
                self.left_open = self.reader.is_open() || self.outline.as_ref().is_some_and(outline::Reader::is_open);
                let (definitions, undefined) = events.into_labels();
                self.outlined = self.outline.take().map(|outline| outline.finish(&definitions, undefined));
                self.reader.builder.remains.definitions =
                    definitions.into_iter().map(|found| (cow(found.target), found.span)).collect();
                self.reader.end();
            }
            if self.reader.builder.has_finished() {
                self.ready.extend(self.reader.builder.finished());
            }
        }
        self.ready.pop_front()
    }
}

impl<'a> Blocks<'a> {
    /// Takes back a block that is read, for the room its texts have.
    pub(super) fn give_back(&mut self, block: Block<'a>) {
        self.reader.builder.reuse(block);
    }

    /// True when the part defines what links or footnotes elsewhere may refer to; known once its blocks are taken.
    pub(super) fn defines(&self) -> bool {
        let parses_some = self.events.as_ref().is_some_and(|events| !events.definitions().is_empty());
        parses_some || self.reader.has_footnotes || !self.reader.builder.remains.definitions.is_empty()
    }

    /// True when something was open at the end of the part that a heading does not end; known once its blocks are
    /// taken.
    pub(super) fn left_open(&self) -> bool {
        self.left_open
    }

    /// What the text holds besides its blocks, and what lints need to know of it; complete once the blocks have been
    /// taken.
    pub(super) fn into_rest(self) -> (Remains<'a>, Option<Outline<'a>>) {
        (self.reader.builder.remains, self.outlined)
    }
}

struct Reader<'a> {
    builder: Builder<'a>,
    html: HtmlReader,
    /// Lines of the HTML block being read.
    html_block: Vec<Piece<'a>>,
    /// Code blocks that are open: text in them is not ours.
    code_blocks: usize,
    /// End of what was read last in the open link or image; where its text starts, before anything is.
    reached: usize,
    /// End of the part.
    end: usize,
    /// End of the last block of code or HTML: one that reaches the end of the part may go on beyond it.
    verbatim_end: usize,
    /// True once a footnote was defined.
    has_footnotes: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, event: Event<'a>, span: Span) {
        let reached = match &event {
            Event::Start(Tag::Link { .. }) => span.start + "[".len(),
            Event::Start(Tag::Image { .. }) => span.start + "![".len(),
            Event::Start(_) => span.start,
            _ => span.end,
        };
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end_of(tag, span),
            Event::Text(text) if self.code_blocks > 0 => self.builder.remains.note_code(&text, span),
            Event::Text(text) => self.builder.text(cow(text), span),
            Event::Code(text) => {
                self.builder.styles.code += 1;
                self.builder.text(cow(text), span);
                self.builder.styles.code = self.builder.styles.code.saturating_sub(1);
            }
            Event::SoftBreak | Event::HardBreak => self.builder.space(span),
            Event::InlineHtml(html) => {
                self.directives(span);
                self.html.inline(&mut self.builder, &html, span);
            }
            Event::Html(html) => self.html(cow(html), span),
            _ => {}
        }
        self.reached = reached;
    }

    /// Adds a line of HTML; one that goes on where the last ended is held with it as one piece.
    fn html(&mut self, text: Cow<'a, str>, span: Span) {
        let is_verbatim = |text: &Cow<'a, str>, span: Span| {
            matches!(text, Cow::Borrowed(_)) && text.len() == span.end.saturating_sub(span.start)
        };
        if let Some(last) = self.html_block.last_mut()
            && last.span.end == span.start
            && is_verbatim(&last.text, last.span)
            && is_verbatim(&text, span)
            && let Some(both) = self.builder.source.get(last.span.start..span.end)
        {
            *last = Piece { text: Cow::Borrowed(both), span: Span::new(last.span.start, span.end) };
        } else {
            self.html_block.push(Piece { text, span });
        }
    }

    fn directives(&mut self, html: Span) {
        let source = self.builder.source;
        self.builder.remains.directives.extend(directive::read(source, html));
    }

    fn start(&mut self, tag: Tag<'a>, span: Span) {
        let builder = &mut self.builder;
        if matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock) {
            self.verbatim_end = span.end;
        }
        match tag {
            Tag::FootnoteDefinition(_) => self.has_footnotes = true,
            Tag::Heading { level, .. } => {
                self.html.leave_tables(builder, span.start);
                builder.open(Target::Heading(level as u8));
            }
            Tag::Paragraph => builder.open(Target::Paragraph),
            Tag::BlockQuote(_) => {
                builder.close(None);
                builder.quotes += 1;
            }
            Tag::List(_) => {
                self.html.leave_tables(builder, span.start);
                builder.start_list();
            }
            Tag::Item if builder.quotes > 0 => builder.close(None),
            Tag::Item => builder.start_item(span.start),
            Tag::Table(_) if builder.quotes == 0 => builder.start_table(span),
            Tag::TableCell if builder.quotes > 0 => builder.open(Target::Paragraph),
            Tag::TableCell => builder.start_cell(span.start),
            Tag::CodeBlock(kind) => {
                self.code_blocks += 1;
                if matches!(kind, CodeBlockKind::Fenced(_)) {
                    builder.remains.unclosed_fences.extend(unclosed_fence(builder.source, span));
                }
            }
            Tag::Strong => builder.styles.strong += 1,
            Tag::Emphasis => builder.styles.emphasis += 1,
            Tag::Link { dest_url, .. } => builder.start_link(cow(dest_url), span),
            Tag::Image { dest_url, .. } => builder.start_image(cow(dest_url), String::new(), span, Syntax::Markdown),
            _ => {}
        }
    }

    fn end_of(&mut self, tag: TagEnd, span: Span) {
        let builder = &mut self.builder;
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph => builder.close(Some(span)),
            TagEnd::BlockQuote(_) => {
                builder.close(None);
                builder.quotes = builder.quotes.saturating_sub(1);
            }
            TagEnd::Item if builder.quotes > 0 => builder.close(None),
            TagEnd::Item => builder.end_item(),
            TagEnd::TableCell if builder.quotes > 0 => builder.close(Some(span)),
            TagEnd::TableCell => builder.end_cell(),
            TagEnd::TableHead => builder.end_header(),
            TagEnd::TableRow => {
                let span = trimmed(builder.source, span);
                let written_cells = written_cells(builder.source.get(span.start..span.end).unwrap_or_default());
                builder.end_row(|cells| Row { above: Vec::new(), cells, written_cells, span });
            }
            TagEnd::Table if builder.quotes == 0 => builder.end_table_at(trimmed(builder.source, span).end),
            TagEnd::CodeBlock => self.code_blocks = self.code_blocks.saturating_sub(1),
            TagEnd::HtmlBlock => {
                self.html.block(builder, &std::mem::take(&mut self.html_block));
                self.directives(span);
            }
            TagEnd::Strong => builder.styles.strong = builder.styles.strong.saturating_sub(1),
            TagEnd::Emphasis => builder.styles.emphasis = builder.styles.emphasis.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => {
                builder.end_link_text(self.reached);
                builder.end_link(span.end, Syntax::Markdown);
            }
            _ => {}
        }
        if is_inline(tag) {
            self.builder.reach(span.end);
        }
    }

    /// True when something is open that the next heading does not end.
    fn is_open(&self) -> bool {
        self.verbatim_end >= self.end || self.html.is_open() || self.builder.is_open()
    }

    fn end(&mut self) {
        self.html.end(&mut self.builder);
        self.builder.end();
    }
}

/// Text of an event.
pub(super) fn cow(text: CowStr<'_>) -> Cow<'_, str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.into_string()),
    }
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough)
}

/// Number of cells in the text of a row: pipes part cells even inside code, unless escaped.
pub(super) fn written_cells(row: &str) -> usize {
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
