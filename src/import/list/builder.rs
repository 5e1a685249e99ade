//! Puts blocks together from texts, links and the starts and ends of what they stand in.
//!
//! `markdown` and `html_block` call it in source order; [`Block`]s come out once nothing can be
//! added to them. Items are a flat sequence with a depth, so no input is deep enough to overflow
//! a stack. It knows neither Markdown nor HTML.

use super::document::{Block, Heading, Item, OddTag, Paragraph, Remains, Row, Table, TagFault};
use super::html::Element;
use super::inline::{Form, Inline, Link, Run, Style};
use super::web_address::Address;
use super::written_target;
use crate::source::Span;
use crate::vocab::is_generic;
use std::borrow::Cow;

/// Columns of a table that are told apart; what stands further right is read as part of the last of them.
pub(super) const MAX_COLUMNS: usize = 1000;

/// Rows of a table that are held at most: then they are handed on, and those that follow come with the same header.
const MAX_ROWS: usize = 10_000;

/// Cells of a table that are held at most, likewise: an empty one takes as much room as any.
const MAX_CELLS: usize = 200_000;

/// Where text goes that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A heading of that level.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// The innermost open item.
    Item,
    /// A cell of the innermost open table.
    Cell,
    /// The text of a `<summary>`.
    Summary,
}

/// How often each style is open.
#[derive(Debug, Default)]
pub(super) struct OpenStyles {
    /// Strong.
    pub(super) strong: usize,
    /// Emphasis.
    pub(super) emphasis: usize,
    /// Code.
    pub(super) code: usize,
}

/// The syntax a link is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// Its end is certain.
    Markdown,
    /// Its end may be missing.
    Html,
}

/// A link or image that is open.
#[derive(Debug)]
struct OpenLink {
    /// Its index in the text being read.
    index: usize,
    /// True for an image: text in it is its alternative text.
    is_image: bool,
    syntax: Syntax,
}

/// Texts whose room is kept at most.
const MAX_SPARE: usize = 1024;

/// Blocks in the making.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    /// The text all places lie in.
    pub(super) source: &'a str,
    /// What is found besides blocks.
    pub(super) remains: Remains<'a>,
    /// Styles that are open.
    pub(super) styles: OpenStyles,
    /// Block quotes that are open.
    pub(super) quotes: usize,
    /// Tables that are open, outermost first.
    tables: Vec<OpenTable<'a>>,
    blocks: Vec<Block<'a>>,
    inline: Inline<'a>,
    /// Texts that are read, for their room.
    spare: Vec<Inline<'a>>,
    target: Option<Target>,
    /// Indexes of the open items in `blocks`, outermost first.
    open_items: Vec<usize>,
    open_links: Vec<OpenLink>,
    /// Opening tags of links whose text was over before they were closed: a closing tag may follow in another block.
    unclosed_links: Vec<Span>,
}

/// A table in the making.
#[derive(Debug)]
struct OpenTable<'a> {
    table: Table<'a>,
    /// Cells of the row being read.
    row: Vec<Inline<'a>>,
    /// How many cells the rows have that are held.
    cells: usize,
    /// True while a cell is open.
    in_cell: bool,
    /// Columns that the open cell spans beyond its own.
    wider: usize,
    /// Where the open cell starts, or the last one did.
    cell: usize,
    /// Where the first cell starts that is beyond the columns that are told apart.
    first_beyond: Option<usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            source,
            remains: Remains::default(),
            styles: OpenStyles::default(),
            quotes: 0,
            tables: Vec::new(),
            blocks: Vec::new(),
            inline: Inline::default(),
            spare: Vec::new(),
            target: None,
            open_items: Vec::new(),
            open_links: Vec::new(),
            unclosed_links: Vec::new(),
        }
    }

    /// True when blocks are finished: all are, once no item is open.
    pub(super) fn has_finished(&self) -> bool {
        self.open_items.is_empty() && !self.blocks.is_empty()
    }

    /// Blocks that are finished.
    pub(super) fn finished(&mut self) -> impl Iterator<Item = Block<'a>> + '_ {
        let ready = if self.has_finished() { self.blocks.len() } else { 0 };
        self.blocks.drain(..ready)
    }

    /// Takes back a block for the room its text has.
    pub(super) fn reuse(&mut self, block: Block<'a>) {
        let (Block::Item(Item { mut content, .. })
        | Block::Paragraph(Paragraph { mut content, .. })
        | Block::Summary(Paragraph { mut content, .. })
        | Block::Heading(Heading { mut content, .. })) = block
        else {
            return;
        };
        if self.spare.len() < MAX_SPARE {
            content.clear();
            self.spare.push(content);
        }
    }

    /// What text goes to, if any is being read.
    pub(super) fn target(&self) -> Option<Target> {
        self.target
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: Cow<'a, str>, span: Span) {
        if self.styles.code > 0 {
            self.remains.note_code(&text, span);
        }
        if let Some(OpenLink { index, is_image: true, .. }) = self.open_links.last() {
            if let Some(Link { form: Form::Image { alt, .. }, .. }) = self.inline.links.get_mut(*index) {
                alt.push_str(&text);
            }
            return;
        }
        self.expect_text();
        let OpenStyles { strong, emphasis, code } = self.styles;
        let style = Style { strong: strong > 0, emphasis: emphasis > 0, code: code > 0 };
        self.inline.push(Run { text, span, style, link: self.open_link() }, self.source);
        self.reach(span.end);
    }

    /// Adds a space where the text breaks.
    pub(super) fn space(&mut self, span: Span) {
        if self.target.is_some() {
            self.text(Cow::Borrowed(" "), span);
        }
    }

    /// A link of Markdown opens; its target follows its text.
    pub(super) fn start_link(&mut self, target: Cow<'a, str>, span: Span) {
        self.open_link_as(Link::new(target, span, Form::Link { image: None }), Syntax::Markdown);
    }

    /// A link of HTML opens, whose target is to stand at that byte.
    pub(super) fn start_html_link(&mut self, target: Cow<'a, str>, at: Option<usize>, span: Span) {
        let written_at = at.and_then(|at| written_target::as_read(self.source, at, &target));
        let link = Link { written_at, ..Link::new(target, span, Form::Link { image: None }) };
        self.open_link_as(link, Syntax::Html);
    }

    fn open_link_as(&mut self, link: Link<'a>, syntax: Syntax) {
        self.expect_text();
        self.open_links.push(OpenLink { index: self.inline.links.len(), is_image: false, syntax });
        self.reach(link.span.end);
        self.inline.links.push(link);
    }

    /// The text of the innermost link of Markdown ends at that byte: its target follows.
    pub(super) fn end_link_text(&mut self, text_end: usize) {
        let open = self.open_links.iter().rfind(|open| open.syntax == Syntax::Markdown);
        if let Some(link) = open.and_then(|open| self.inline.links.get_mut(open.index)) {
            link.written_at = written_target::in_markdown(self.source, link.span, text_end, &link.target);
        }
    }

    /// An image opens; `alt` is what is known of its text already.
    pub(super) fn start_image(&mut self, target: Cow<'a, str>, alt: String, span: Span, syntax: Syntax) {
        self.expect_text();
        let within = self.open_link();
        let here = self.inline.links.len();
        if let Some(Link { form: Form::Link { image }, .. }) = within.and_then(|link| self.inline.links.get_mut(link)) {
            image.get_or_insert(here);
        }
        self.open_links.push(OpenLink { index: here, is_image: true, syntax });
        self.inline.links.push(Link::new(target, span, Form::Image { within, alt }));
        self.reach(span.end);
    }

    /// The innermost link or image of that syntax closes at `end`; false when none is open.
    ///
    /// Markdown closes what HTML left open in it, never the other way round.
    pub(super) fn end_link(&mut self, end: usize, syntax: Syntax) -> bool {
        while let Some(open) = self.open_links.pop_if(|open| syntax == Syntax::Markdown || open.syntax == syntax) {
            if let Some(link) = self.inline.links.get_mut(open.index) {
                link.span.end = link.span.end.max(end);
            }
            self.reach(end);
            if open.syntax == syntax {
                return true;
            }
        }
        false
    }

    /// The text of the open links is over.
    fn leave_links(&mut self) {
        let left = self.open_links.drain(..).filter(|open| open.syntax == Syntax::Html && !open.is_image);
        let links = left.filter_map(|open| self.inline.links.get(open.index));
        self.unclosed_links.extend(links.map(|link| link.span));
    }

    /// A link of HTML closes: the open one, or one whose text is over.
    pub(super) fn close_html_link(&mut self, end: usize) {
        if !self.end_link(end, Syntax::Html) {
            self.unclosed_links.pop();
        }
    }

    /// Another link of HTML opens at `end` in the open one, which no link can be in: it was never closed.
    pub(super) fn leave_html_link(&mut self, end: usize) {
        let open = self.open_links.last().and_then(|open| self.inline.links.get(open.index));
        let span = open.map(|link| link.span);
        self.end_link(end, Syntax::Html);
        self.remains.odd_tags.extend(span.map(unclosed_link));
    }

    /// True when a link of HTML is open.
    pub(super) fn is_in_html_link(&self) -> bool {
        self.open_links.last().is_some_and(|open| open.syntax == Syntax::Html && !open.is_image)
    }

    fn open_link(&self) -> Option<usize> {
        self.open_links.iter().rfind(|open| !open.is_image).map(|open| open.index)
    }

    /// In a tight list or in HTML, text comes without a paragraph around it.
    fn expect_text(&mut self) {
        if self.target.is_none() {
            self.target = Some(self.place_of(Target::Paragraph));
        }
    }

    /// Where a block that starts here belongs: text inside a quote is the quote's, text inside a
    /// cell or an item is theirs.
    fn place_of(&self, target: Target) -> Target {
        match target {
            Target::Heading(_) | Target::Paragraph if self.quotes > 0 => Target::Paragraph,
            Target::Heading(_) | Target::Paragraph if self.is_in_cell() => Target::Cell,
            Target::Heading(_) | Target::Paragraph if !self.open_items.is_empty() => Target::Item,
            Target::Cell if self.tables.is_empty() => Target::Paragraph,
            other => other,
        }
    }

    fn is_in_cell(&self) -> bool {
        self.tables.last().is_some_and(|open| open.in_cell)
    }

    /// A block starts.
    pub(super) fn open(&mut self, target: Target) {
        self.close(None);
        self.target = Some(self.place_of(target));
    }

    /// A block inside the present one ends or starts: a paragraph ends, all else goes on after a space.
    pub(super) fn part(&mut self, at: usize) {
        match self.target {
            Some(Target::Paragraph | Target::Heading(_)) => self.close(None),
            Some(_) => self.space(Span::new(at, at)),
            None => {}
        }
    }

    /// Hands over the text read so far; `span` is that of the block it fills.
    pub(super) fn close(&mut self, span: Option<Span>) {
        self.styles = OpenStyles::default();
        self.leave_links();
        // Where no text is being read, there is none.
        let Some(target) = self.target.take() else { return };
        let mut content = std::mem::replace(&mut self.inline, self.spare.pop().unwrap_or_default());
        content.finish(self.source, !self.remains.garbled.is_empty());
        match target {
            Target::Heading(level) => {
                let span = trimmed(self.source, span.or_else(|| content.span()).unwrap_or(Span::new(0, 0)));
                self.blocks.push(Block::Heading(Heading { level, content, span }));
            }
            Target::Paragraph if content.is_blank() => {}
            Target::Paragraph => self.blocks.push(Block::Paragraph(self.paragraph(content))),
            Target::Summary => self.blocks.push(Block::Summary(self.paragraph(content))),
            Target::Cell => self.add_to_cell(content),
            Target::Item => self.add_to_item(content),
        }
    }

    fn paragraph(&self, content: Inline<'a>) -> Paragraph<'a> {
        Paragraph { content, quoted: self.quotes > 0 }
    }

    /// `<details>` opens or closes.
    pub(super) fn mark(&mut self, block: Block<'a>) {
        self.close(None);
        self.blocks.push(block);
    }

    /// A list starts.
    pub(super) fn start_list(&mut self) {
        self.close(None);
        if self.quotes == 0
            && let Some(item) = self.open_item()
        {
            item.has_children = true;
        }
    }

    /// An item starts at that byte.
    pub(super) fn start_item(&mut self, at: usize) {
        self.close(None);
        let depth = self.open_items.len() + 1;
        self.open_items.push(self.blocks.len());
        self.blocks.push(Block::Item(Item {
            depth,
            content: Inline::default(),
            has_children: false,
            lists: false,
            defines: false,
            span: Span::new(at, at),
        }));
    }

    /// The innermost open item ends.
    pub(super) fn end_item(&mut self) {
        self.close(None);
        self.open_items.pop();
    }

    fn open_item(&mut self) -> Option<&mut Item<'a>> {
        match self.blocks.get_mut(*self.open_items.last()?)? {
            Block::Item(item) => Some(item),
            _ => None,
        }
    }

    fn add_to_item(&mut self, mut content: Inline<'a>) {
        if self.open_items.len() > 1 {
            // It is held until the outermost item ends: what a short text does not use of its room is most of it.
            content.shrink_to_fit();
            if names_a_link(&content) {
                self.note_listing();
            }
        }
        if let Some(item) = self.open_item().filter(|_| !content.is_blank()) {
            item.content.append(content);
        }
    }

    /// The items around the open one list something. Where one is known to, so are those around it.
    fn note_listing(&mut self) {
        let above = self.open_items.split_last().map_or(&[][..], |(_, above)| above);
        for &at in above.iter().rev() {
            match self.blocks.get_mut(at) {
                Some(Block::Item(item)) if !item.lists => item.lists = true,
                _ => return,
            }
        }
    }

    /// The open item's own text reaches at least to `end`.
    pub(super) fn reach(&mut self, end: usize) {
        if matches!(self.target, Some(Target::Item))
            && let Some(item) = self.open_item()
        {
            item.span.end = item.span.end.max(end);
        }
    }

    /// A table starts.
    pub(super) fn start_table(&mut self, span: Span) {
        self.close(None);
        let (depth, span) = (self.open_items.len(), trimmed(self.source, span));
        let (header, rows) = (Vec::new(), Vec::new());
        let table = Table { rows_above: false, rows_below: false, depth, header, rows, span };
        let cell = span.start;
        self.tables.push(OpenTable {
            table,
            row: Vec::new(),
            cells: 0,
            in_cell: false,
            wider: 0,
            cell,
            first_beyond: None,
        });
    }

    fn add_to_cell(&mut self, mut content: Inline<'a>) {
        content.shrink_to_fit();
        if let Some(cell) = self.tables.last_mut().and_then(|open| open.row.last_mut()) {
            if !content.is_blank() {
                cell.append(content);
            }
        } else {
            self.blocks.push(Block::Paragraph(self.paragraph(content)));
        }
    }

    /// A cell of the innermost table starts at that byte.
    pub(super) fn start_cell(&mut self, at: usize) {
        self.end_cell();
        if let Some(open) = self.tables.last_mut() {
            if open.row.len() < MAX_COLUMNS {
                open.row.push(Inline::default());
            } else {
                open.first_beyond.get_or_insert(at);
            }
            open.cell = at;
            open.in_cell = true;
        }
        self.target = Some(self.place_of(Target::Cell));
    }

    /// The open cell ends.
    pub(super) fn end_cell(&mut self) {
        self.close(None);
        if let Some(open) = self.tables.last_mut() {
            open.in_cell = false;
            let room = MAX_COLUMNS.saturating_sub(open.row.len());
            if open.wider > room {
                open.first_beyond.get_or_insert(open.cell);
            }
            let wider = std::mem::take(&mut open.wider).min(room);
            open.row.extend(std::iter::repeat_with(Inline::default).take(wider));
        }
    }

    /// The open cell is so many columns wider than one.
    pub(super) fn widen_cell(&mut self, columns: usize) {
        if let Some(open) = self.tables.last_mut() {
            open.wider = columns;
        }
    }

    /// The header row of the innermost table is read.
    pub(super) fn end_header(&mut self) {
        self.end_cell();
        if let Some(open) = self.tables.last_mut() {
            open.table.header = std::mem::take(&mut open.row);
        }
    }

    /// True before the innermost table has a header or a row.
    pub(super) fn header_is_open(&self) -> bool {
        let is_new = |table: &Table<'_>| table.header.is_empty() && table.rows.is_empty() && !table.rows_above;
        self.tables.last().is_some_and(|open| is_new(&open.table))
    }

    /// Number of cells of the innermost table's header, if it has one.
    pub(super) fn header_width(&self) -> Option<usize> {
        self.tables.last().map(|open| open.table.header.len()).filter(|&width| width > 0)
    }

    /// A row of the innermost table is read.
    pub(super) fn end_row(&mut self, row: impl FnOnce(Vec<Inline<'a>>) -> Row<'a>) {
        self.end_cell();
        if let Some(open) = self.tables.last_mut() {
            let cells = std::mem::take(&mut open.row);
            open.cells += cells.len();
            open.table.rows.push(row(cells));
            if open.table.rows.len() >= MAX_ROWS || open.cells >= MAX_CELLS {
                open.cells = 0;
                let (header, rows) = (open.table.header.clone(), std::mem::take(&mut open.table.rows));
                self.blocks.push(Block::Table(Table { header, rows, rows_below: true, ..open.table }));
                open.table.rows_above = true;
            }
        }
    }

    /// The innermost table ends at that byte.
    pub(super) fn end_table_at(&mut self, end: usize) {
        if let Some(open) = self.tables.last_mut() {
            open.table.span.end = open.table.span.end.max(end);
        }
        self.end_table();
    }

    /// The innermost table ends.
    pub(super) fn end_table(&mut self) {
        self.end_cell();
        let Some(OpenTable { table, first_beyond, .. }) = self.tables.pop() else { return };
        self.remains.first_beyond.extend(first_beyond);
        self.blocks.push(Block::Table(table));
    }

    /// True when something is open that no start of a block ends.
    pub(super) fn is_open(&self) -> bool {
        let in_blocks = self.quotes > 0 || !self.open_items.is_empty() || !self.tables.is_empty();
        in_blocks || !self.open_links.is_empty() || !self.unclosed_links.is_empty()
    }

    /// Everything that is open ends.
    pub(super) fn end(&mut self) {
        self.close(None);
        self.remains.odd_tags.extend(self.unclosed_links.drain(..).map(unclosed_link));
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.open_items.clear();
    }
}

fn unclosed_link(span: Span) -> OddTag {
    OddTag { name: Element::Link.name(), fault: TagFault::Unclosed, span }
}

/// True when a link to the web has a text of its own, not only `[code]` or an image.
fn names_a_link(content: &Inline<'_>) -> bool {
    let is_web = |at: usize| content.links.get(at).is_some_and(|link| link.address == Address::Web);
    content.runs.iter().any(|run| run.link.is_some_and(is_web) && !is_generic(&run.text))
}

/// The span without white space at its ends.
pub(super) fn trimmed(source: &str, span: Span) -> Span {
    let text = source.get(span.start..span.end).unwrap_or_default();
    let start = span.start + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}
