//! HTML inside Markdown in, the same blocks, texts and links out as Markdown gives.
//!
//! Elements of a block of HTML make headings, items, tables and `<details>`; of HTML in a line of
//! text, only links, images, styles and line breaks count. Missing and stray tags are noted.
//! Nothing is kept of elements but what is still open, and nothing recurses.

use super::builder::{Builder, MAX_COLUMNS, Syntax, Target};
use super::document::{Block, OddTag, Row, TagFault};
use super::html::{Attributes, Element, Token, image_candidates, tokens};
use super::html_markdown;
use super::inline::Inline;
use crate::source::Span;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Columns a cell can span at most.
const MAX_COLSPAN: usize = 64;
/// Cells of a table that reach down into other rows at the same time at most, and what is kept of each.
const MAX_REACHING: usize = 8;
const MAX_REACHING_CHARS: usize = 200;

/// A line of an HTML block and where it stands: inside quotes and items, lines lie apart.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    /// Its text.
    pub(super) text: Cow<'a, str>,
    /// Its bytes in the source.
    pub(super) span: Span,
}

/// What is open between one piece of HTML and the next.
#[derive(Debug, Default)]
pub(super) struct HtmlReader {
    /// Opening tags without their closing ones so far.
    details: Vec<Span>,
    tables: Vec<Span>,
    summaries: Vec<Span>,
    /// Rows of the tables being put together, outermost first; fewer than `tables` once a table
    /// turned out to be layout.
    rows: Vec<Rows>,
    /// Lists of the block being read: true while an item of it is open.
    lists: Vec<bool>,
    /// True inside `<script>` and `<style>`.
    is_unseen: bool,
}

/// The rows of one table.
#[derive(Debug, Default)]
struct Rows {
    /// First byte of the row being read.
    start: Option<usize>,
    /// Of each of its cells: whether it is a header cell and how many rows it spans.
    cells: Vec<(bool, usize)>,
    /// Texts of cells that reach down, and for how many rows more.
    reaching: Vec<(Arc<str>, usize)>,
}

impl HtmlReader {
    /// HTML in a line of text: one tag or comment.
    pub(super) fn inline(&mut self, builder: &mut Builder<'_>, html: &str, span: Span) {
        tokens(html, |token, _| match token {
            Token::Start(element, attributes) => {
                let target_at = attributes.href.as_ref().map(|(_, at)| span.start + at);
                Self::start_inline(builder, element, attributes, target_at, span);
            }
            Token::End(element) => self.end_inline(builder, element, span),
            Token::Text(_) => {}
        });
    }

    /// A block of HTML.
    pub(super) fn block<'a>(&mut self, builder: &mut Builder<'a>, pieces: &[Piece<'a>]) {
        let Some(first) = pieces.first() else { return };
        builder.part(first.span.start);
        let joined: Cow<'_, str> = match pieces {
            [only] => Cow::Borrowed(&only.text),
            _ => pieces.iter().map(|piece| piece.text.as_ref()).collect(),
        };
        let places = Places::of(pieces);
        let (mut markdown, mut as_it_is) = (html_markdown::Finder::default(), 0_usize);
        tokens(&joined, |token, range| {
            let span = places.span(range.clone());
            match &token {
                Token::Text(_) if as_it_is == 0 && !self.is_unseen => {
                    markdown.text(&joined, range.start, range.end, |from, to| places.span(from..to));
                }
                Token::Start(Element::Code | Element::Preformatted, _) => as_it_is += 1,
                Token::End(Element::Code | Element::Preformatted) => as_it_is = as_it_is.saturating_sub(1),
                _ => {}
            }
            match token {
                Token::Text(text) => self.text(builder, text, span),
                Token::Start(element, attributes) => {
                    let target_at = attributes.href.as_ref().map(|(_, at)| places.place(*at));
                    self.start(builder, element, attributes, target_at, span);
                }
                Token::End(element) => self.end_of(builder, element, span),
            }
        });
        let is_verbatim = pieces.len() == 1 && places.verbatim && self.tables.is_empty();
        let unread = markdown.finish(&joined, first.span.start, is_verbatim);
        builder.remains.unread_markdown.extend(unread);
        while let Some(is_item_open) = self.lists.pop() {
            if is_item_open {
                builder.end_item();
            }
        }
        self.is_unseen = false;
        builder.part(places.whole.end);
    }

    fn text(&self, builder: &mut Builder<'_>, text: &[u8], span: Span) {
        let is_blank = text.iter().all(u8::is_ascii_whitespace);
        if self.is_unseen || is_blank && builder.target().is_none() {
            return;
        }
        let source = builder.source;
        let text = match source.get(span.start..span.end) {
            Some(written) if written.as_bytes() == text => Cow::Borrowed(written),
            _ => Cow::Owned(String::from_utf8_lossy(text).into_owned()),
        };
        builder.text(text, span);
    }

    fn start_inline(
        builder: &mut Builder<'_>,
        element: Element,
        attributes: Attributes,
        target_at: Option<usize>,
        span: Span,
    ) {
        match element {
            Element::Link => {
                if builder.is_in_html_link() {
                    builder.leave_html_link(span.start);
                }
                if let Some((target, _)) = attributes.href {
                    builder.start_html_link(Cow::Owned(target), target_at, span);
                }
            }
            Element::Image => {
                let candidates = attributes.srcset.iter().flat_map(|srcset| image_candidates(srcset));
                let mut alt = attributes.alt.unwrap_or_default();
                for target in attributes.src.into_iter().chain(candidates.map(str::to_owned)) {
                    builder.start_image(Cow::Owned(target), std::mem::take(&mut alt), span, Syntax::Html);
                    builder.end_link(span.end, Syntax::Html);
                }
            }
            Element::Strong => builder.styles.strong += 1,
            Element::Emphasis => builder.styles.emphasis += 1,
            Element::Code => builder.styles.code += 1,
            Element::Other => {}
            _ => builder.space(span),
        }
    }

    fn end_inline(&mut self, builder: &mut Builder<'_>, element: Element, span: Span) {
        let styles = &mut builder.styles;
        match element {
            Element::Link => builder.close_html_link(span.end),
            Element::Strong => styles.strong = styles.strong.saturating_sub(1),
            Element::Emphasis => styles.emphasis = styles.emphasis.saturating_sub(1),
            Element::Code => styles.code = styles.code.saturating_sub(1),
            Element::Details | Element::Summary => self.end_of(builder, element, span),
            Element::Image | Element::Other => {}
            _ => builder.space(span),
        }
    }

    fn start(
        &mut self,
        builder: &mut Builder<'_>,
        element: Element,
        attributes: Attributes,
        target_at: Option<usize>,
        span: Span,
    ) {
        match element {
            Element::Heading(level) if self.rows.is_empty() && self.lists.is_empty() => {
                builder.open(Target::Heading(level));
            }
            Element::Details => {
                self.details.push(span);
                builder.mark(Block::DetailsStart);
            }
            Element::Summary => {
                self.summaries.push(span);
                builder.open(Target::Summary);
            }
            Element::Table => {
                self.tables.push(span);
                self.rows.push(Rows::default());
                builder.start_table(span);
            }
            Element::Row => self.start_row(builder, span),
            Element::HeaderCell | Element::Cell => self.start_cell(builder, element, &attributes, span),
            Element::List if self.rows.is_empty() && builder.quotes == 0 => {
                builder.start_list();
                self.lists.push(false);
            }
            Element::Item if self.rows.is_empty() && builder.quotes == 0 => self.start_item(builder, span),
            Element::Unseen => self.is_unseen = true,
            Element::Heading(_) | Element::List | Element::Item | Element::Preformatted | Element::Block => {
                builder.part(span.start);
            }
            _ => Self::start_inline(builder, element, attributes, target_at, span),
        }
    }

    fn end_of(&mut self, builder: &mut Builder<'_>, element: Element, span: Span) {
        match element {
            Element::Heading(_) if matches!(builder.target(), Some(Target::Heading(_))) => builder.close(None),
            Element::Details => match self.details.pop() {
                Some(_) => builder.mark(Block::DetailsEnd),
                None => odd(builder, element, TagFault::Stray, span),
            },
            Element::Summary => {
                if self.summaries.pop().is_none() {
                    odd(builder, element, TagFault::Stray, span);
                }
                if builder.target() == Some(Target::Summary) {
                    builder.close(None);
                }
            }
            Element::Table => self.end_table(builder, span),
            Element::Row if self.rows.is_empty() && self.tables.is_empty() => {
                odd(builder, element, TagFault::Stray, span);
            }
            Element::Row => self.end_row(builder, span.end),
            Element::HeaderCell | Element::Cell if !self.rows.is_empty() => builder.end_cell(),
            Element::Item => {
                if let Some(is_open) = self.lists.last_mut().filter(|is_open| **is_open) {
                    *is_open = false;
                    builder.end_item();
                }
            }
            Element::List => {
                if self.lists.pop() == Some(true) {
                    builder.end_item();
                }
            }
            Element::Unseen => self.is_unseen = false,
            Element::Heading(_) | Element::Preformatted | Element::Block | Element::HeaderCell | Element::Cell => {
                builder.part(span.start);
            }
            _ => self.end_inline(builder, element, span),
        }
    }

    fn start_item(&mut self, builder: &mut Builder<'_>, span: Span) {
        match self.lists.last_mut() {
            Some(is_open) => {
                if std::mem::replace(is_open, true) {
                    builder.end_item();
                }
            }
            None => self.lists.push(true),
        }
        builder.start_item(span.start);
    }

    fn start_row(&mut self, builder: &mut Builder<'_>, span: Span) {
        let Some(rows) = self.rows.last() else { return builder.part(span.start) };
        if rows.start.is_some() && rows.cells.is_empty() {
            odd(builder, Element::Row, TagFault::Stray, span);
        }
        self.end_row(builder, span.start);
        if let Some(rows) = self.rows.last_mut() {
            rows.start = Some(span.start);
        }
    }

    fn start_cell(&mut self, builder: &mut Builder<'_>, element: Element, attributes: &Attributes, span: Span) {
        let Some(rows) = self.rows.last_mut() else { return builder.part(span.start) };
        rows.start.get_or_insert(span.start);
        let is_header = element == Element::HeaderCell;
        let wider = attributes.colspan.unwrap_or(1).clamp(1, MAX_COLSPAN) - 1;
        let (room, own) = (MAX_COLUMNS.saturating_sub(rows.cells.len()), (is_header, attributes.rowspan.unwrap_or(1)));
        rows.cells.extend(std::iter::once(own).chain(std::iter::repeat_n((is_header, 1), wider)).take(room));
        builder.start_cell(span.start);
        builder.widen_cell(wider);
    }

    /// The row being read ends, if any has begun.
    fn end_row(&mut self, builder: &mut Builder<'_>, end: usize) {
        let Some(rows) = self.rows.last_mut() else { return builder.part(end) };
        let written = std::mem::take(&mut rows.cells);
        let Some(start) = rows.start.take().filter(|_| !written.is_empty()) else { return builder.end_cell() };
        let is_header = written.iter().all(|&(is_header, _)| is_header);
        if is_header && builder.header_is_open() {
            return builder.end_header();
        }
        let width = builder.header_width();
        builder.end_row(|cells| {
            let above = rows.take_above(cells.len(), width);
            rows.reach_down(&written, &cells);
            Row { written_cells: above.len() + cells.len(), above, cells, span: Span::new(start, end) }
        });
    }

    fn end_table(&mut self, builder: &mut Builder<'_>, span: Span) {
        if self.tables.pop().is_none() {
            return odd(builder, Element::Table, TagFault::Stray, span);
        }
        if self.rows.len() > self.tables.len() {
            self.end_row(builder, span.start);
            self.rows.pop();
            builder.end_table_at(span.end);
        }
    }

    /// A heading or list of Markdown stands in a table: the table is layout.
    pub(super) fn leave_tables(&mut self, builder: &mut Builder<'_>, at: usize) {
        while !self.rows.is_empty() {
            self.end_row(builder, at);
            self.rows.pop();
            builder.end_table();
        }
    }

    /// True when an element is open.
    pub(super) fn is_open(&self) -> bool {
        !(self.details.is_empty() && self.tables.is_empty() && self.summaries.is_empty() && self.rows.is_empty())
    }

    /// The text ends.
    pub(super) fn end(&mut self, builder: &mut Builder<'_>) {
        self.leave_tables(builder, builder.source.len());
        let open = [
            (Element::Details, std::mem::take(&mut self.details)),
            (Element::Table, std::mem::take(&mut self.tables)),
            (Element::Summary, std::mem::take(&mut self.summaries)),
        ];
        for (element, spans) in open {
            for span in spans {
                odd(builder, element, TagFault::Unclosed, span);
            }
        }
    }
}

impl Rows {
    /// Texts that fill the columns left of a row of so many cells; its cells are counted from the right,
    /// as a `rowspan` that is too large or a row too many shifts all that is counted from the left.
    fn take_above(&mut self, cells: usize, width: Option<usize>) -> Vec<Arc<str>> {
        let live = self.reaching.iter().map(|(text, _)| Arc::clone(text));
        let above = match width {
            Some(width) => live.take(width.saturating_sub(cells)).collect(),
            None => live.collect(),
        };
        self.reaching.retain_mut(|(_, rows)| {
            *rows -= 1;
            *rows > 0
        });
        above
    }

    fn reach_down(&mut self, written: &[(bool, usize)], cells: &[Inline<'_>]) {
        for (&(_, rows), cell) in written.iter().zip(cells) {
            if rows > 1 && self.reaching.len() < MAX_REACHING {
                let text: String = cell.text().chars().take(MAX_REACHING_CHARS).collect();
                self.reaching.push((text.into(), rows - 1));
            }
        }
    }
}

fn odd(builder: &mut Builder<'_>, element: Element, fault: TagFault, span: Span) {
    builder.remains.odd_tags.push(OddTag { name: element.name(), fault, span });
}

/// Where the bytes of joined pieces stand in the source.
struct Places {
    /// Of each piece that does not follow on the one before: its first byte in the joined text, and in the source.
    starts: Vec<(usize, usize)>,
    /// All pieces.
    whole: Span,
    /// False when a piece does not read as it is written, so that only the whole has a place.
    verbatim: bool,
}

impl Places {
    fn of(pieces: &[Piece<'_>]) -> Self {
        let whole = Span::new(
            pieces.first().map_or(0, |piece| piece.span.start),
            pieces.last().map_or(0, |piece| piece.span.end),
        );
        let verbatim = pieces.iter().all(|piece| piece.text.len() == piece.span.end - piece.span.start);
        let (mut joined, mut end) = (0, None);
        let mut starts = Vec::new();
        for piece in pieces {
            if end != Some(piece.span.start) {
                starts.push((joined, piece.span.start));
            }
            joined += piece.text.len();
            end = Some(piece.span.end);
        }
        Self { starts, whole, verbatim }
    }

    fn span(&self, range: Range<usize>) -> Span {
        if !self.verbatim {
            return self.whole;
        }
        let start = self.place(range.start);
        match range.end.checked_sub(1).filter(|&last| last >= range.start) {
            Some(last) => Span::new(start, self.place(last) + 1),
            None => Span::new(start, start),
        }
    }

    fn place(&self, offset: usize) -> usize {
        let at = self.starts.partition_point(|&(joined, _)| joined <= offset);
        let (joined, source) = at.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or_default();
        source + (offset - joined)
    }
}
