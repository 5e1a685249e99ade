//! Markdown text in, the parser's events out, each with its bytes; a long text is parsed in stretches.
//!
//! What the parser holds of a text is many times its length. So a text is cut where a block starts at the start of a
//! line that ends all that is open but code fences and HTML: a heading, or what stands below an empty line; one of those
//! that reaches the end of its stretch is parsed again with what follows it. Where there is none, it is cut between two
//! items of an outermost list. The same events come out, but for the paragraphs in items, which a list has or has not as
//! a whole. Definitions hold for all of a text: one that has any is parsed in one piece, or where it is too long for that
//! twice, the first time for them. It does not know what the events mean.
//!
//! # Limits
//! A line that is longer than all that is read in pieces, each a paragraph of its own: [`Events::cut_lines`]. A link
//! longer than [`long_line::LONGEST_LINK`] may be cut with it. So is a block longer than [`LONGEST`], but for fences, HTML
//! and tables, whose rows are read on: [`Events::cut_blocks`]. In a text longer than that, `[^1]` is text in another
//! stretch than the footnote, and labels are the same whose letters are in lower case.

use super::labels::{self, Definition, Labels};
use super::long_line::{self, LongLines};
use super::table_rows;
use crate::source::Span;
use memchr::memmem;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd};
use std::collections::VecDeque;

/// The Markdown that GitHub reads.
pub(super) const DIALECT: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES);

/// Bytes of a stretch at least, where the text is longer: what the parser holds of so many stays in the processor's
/// cache.
const SHORTEST: usize = 1 << 18;

/// So many bytes of a long table are read on at once. All their events are held together: of so few, they and what the
/// parser holds fit the processor's cache, and the allocator keeps their room for the next.
const ROWS: usize = 1 << 15;

/// In a stretch of so many times its least length a heading is looked for before anything else.
const LONGER: usize = 4;

/// A stretch is longer only for a fence or HTML: the parser may hold a hundred times as much.
pub(super) const LONGEST: usize = 1 << 21;

/// A line that has no end in so many bytes is cut.
pub(super) const LONG_LINE: usize = SHORTEST * (LONGER - 1);

/// True for a text that has what every definition of a link or footnote has, and hardly anything else.
pub(super) fn may_define(text: &str) -> bool {
    memmem::find(text.as_bytes(), b"]:").is_some()
}

/// The events of a text or of a part of it.
pub(super) struct Events<'a> {
    source: &'a str,
    /// End of the part.
    end: usize,
    /// What is being parsed, or was.
    stretch: Span,
    /// Why it ends where it does.
    cut: Cut,
    parser: Option<OffsetIter<'a, Labels<'a>>>,
    /// Events of the stretch that are known without a parser for it: of rows that are read on, of a long comment, or of what
    /// was parsed to find where a line is cut.
    known: VecDeque<(Event<'a>, Span)>,
    /// The header of the table that goes on in the next stretch.
    header: Option<Span>,
    long_lines: LongLines,
    labels: Labels<'a>,
    /// Those that are found as the text is parsed.
    definitions: Vec<Definition<'a>>,
    wanted: Wanted,
    sizes: Sizes,
    /// Blocks and other elements that are open.
    open: usize,
    /// Where the outermost of them starts.
    outermost: usize,
    /// True when the stretch starts in the list that the one before ended in.
    is_in_list: bool,
    cut_lines: Vec<usize>,
    cut_blocks: Vec<usize>,
}

/// What is looked for in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    /// No events are told where one can do without them.
    Definitions,
    /// Definitions are known.
    Events,
}

/// How long stretches are, in bytes.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    shortest: usize,
    rows: usize,
    longest: usize,
}

/// Where a stretch ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Before a block that ends those before it, or with the text.
    Block,
    /// Between two items.
    Item,
    /// In a line.
    Line,
    /// Between two lines, whatever they are.
    Anywhere,
}

impl<'a> Events<'a> {
    /// The events of a part of a text, as if it were all of it; they have their places in the whole.
    pub(super) fn new(source: &'a str, part: Span) -> Self {
        Self::of_stretches(source, part, Sizes { shortest: SHORTEST, rows: ROWS, longest: LONGEST })
    }

    fn of_stretches(source: &'a str, part: Span, sizes: Sizes) -> Self {
        let text = source.get(part.start..part.end).unwrap_or_default();
        let defines = text.len() > sizes.shortest && may_define(text);
        if defines && text.len() > sizes.longest {
            let mut first = Self::knowing(source, part, sizes, Labels::default(), Wanted::Definitions);
            while first.next().is_some() {}
            let labels = Labels::of(first.definitions, text.len());
            return Self::knowing(source, part, sizes, labels, Wanted::Events);
        }
        let shortest = if defines { text.len() } else { sizes.shortest };
        Self::knowing(source, part, Sizes { shortest, ..sizes }, Labels::default(), Wanted::All)
    }

    fn knowing(source: &'a str, part: Span, sizes: Sizes, labels: Labels<'a>, wanted: Wanted) -> Self {
        let mut events = Self {
            source,
            end: part.end,
            stretch: Span::new(part.start, part.start),
            cut: Cut::Block,
            parser: None,
            known: VecDeque::new(),
            header: None,
            long_lines: LongLines::default(),
            labels,
            definitions: Vec::new(),
            wanted,
            sizes,
            open: 0,
            outermost: part.start,
            is_in_list: false,
            cut_lines: Vec::new(),
            cut_blocks: Vec::new(),
        };
        events.parse_from(part.start, sizes.shortest);
        events
    }

    /// What defines labels, in source order, the first of each; complete from the start.
    pub(super) fn definitions(&self) -> &[Definition<'a>] {
        if self.labels.are_known() { self.labels.definitions() } else { &self.definitions }
    }

    /// The bytes before which lines were cut; complete once the events are taken.
    pub(super) fn cut_lines(&self) -> &[usize] {
        &self.cut_lines
    }

    /// The bytes before which blocks were cut; complete once the events are taken.
    pub(super) fn cut_blocks(&self) -> &[usize] {
        &self.cut_blocks
    }

    /// The definitions, and `[text][label]` whose label nothing defines, both in source order; complete once the events
    /// are taken.
    pub(super) fn into_labels(self) -> (Vec<Definition<'a>>, Vec<(CowStr<'static>, Span)>) {
        let Self { parser, labels, definitions, .. } = self;
        drop(parser);
        let undefined = labels.take_undefined();
        let definitions = if labels.are_known() { labels.into_definitions() } else { definitions };
        (definitions, undefined)
    }

    /// Parses a stretch that starts at that byte and has so many bytes at least.
    fn parse_from(&mut self, start: usize, shortest: usize) {
        // What the parser holds is let go of before more is parsed.
        self.parser = None;
        let end;
        (end, self.cut) = self.cut_behind(start, shortest);
        self.stretch = Span::new(start, end);
        self.open = 0;
        if !self.known.is_empty() {
            return;
        }
        self.labels.parse_at(start, self.stretch);
        let Some(text) = self.source.get(start..end) else { return };
        let does_not_define = self.wanted == Wanted::Definitions && !may_define(text);
        if does_not_define && self.ends_alone(text) {
            return;
        }
        let parser = Parser::new_with_broken_link_callback(text, DIALECT, Some(self.labels.clone()));
        if self.wanted != Wanted::Events {
            self.definitions.truncate(self.definitions.partition_point(|definition| definition.span.start < start));
            self.definitions.extend(labels::definitions(parser.reference_definitions(), text, start));
        }
        if self.wanted != Wanted::Definitions || !self.ends_alone(text) {
            self.parser = Some(parser.into_offset_iter());
        }
    }

    /// True for a stretch that surely nothing goes on behind: no fence, no HTML, no table that is cut.
    fn ends_alone(&self, stretch: &str) -> bool {
        self.cut != Cut::Anywhere && !["```", "~~~", "<"].iter().any(|mark| stretch.contains(mark))
    }

    /// Parses the next stretch.
    fn parse_on(&mut self) {
        let start = self.stretch.end;
        match self.header.take().and_then(|header| Some((header, self.read_rows(header, start)?))) {
            Some((header, rows)) => {
                self.header = Some(header);
                self.known = rows;
            }
            None => self.parse_from(start, self.sizes.shortest),
        }
    }

    /// Reads rows that start at that byte, up to the end of their table or of what is parsed at once.
    fn read_rows(&mut self, header: Span, start: usize) -> Option<VecDeque<(Event<'a>, Span)>> {
        let rest = self.source.get(start..self.end)?;
        // The header is parsed with them each time.
        let length = self.sizes.rows.max(header.end - header.start);
        let line = rest.as_bytes().iter().skip(length).position(|byte| *byte == b'\n');
        let end = line.map_or(self.end, |line| start + length + line + 1);
        let rows = table_rows::events(self.source, header, Span::new(start, end), &self.labels)?;
        let table_end = rows.back().map_or(end, |(_, span)| span.end);
        // Below an empty line no row stands, however near the end it is.
        let is_over =
            self.source.get(start..end).and_then(|rows| rows.lines().last()).is_none_or(|line| line.trim().is_empty());
        let reaches_end = self.is_blank(table_end, end) && !is_over;
        self.stretch = Span::new(start, if reaches_end { end } else { table_end });
        self.cut = if reaches_end { Cut::Anywhere } else { Cut::Block };
        self.open = 1;
        self.outermost = header.start;
        Some(rows)
    }

    /// Where a stretch ends that starts at `start` and has so many bytes at least, and why.
    fn cut_behind(&mut self, start: usize, shortest: usize) -> (usize, Cut) {
        let source = self.source;
        let within = |length: usize| start.saturating_add(length).min(self.end);
        let (from, near) = (within(shortest), within(shortest.saturating_mul(LONGER)));
        let far = within(self.sizes.longest.max(shortest.saturating_mul(LONGER)));
        let block = |from, to| Some((block_from(source, from, to)?, Cut::Block));
        let item = |from, to| Some((item_from(source, from, to)?, Cut::Item));
        let cut = block(from, near)
            .or_else(|| item(from, near))
            .or_else(|| Some((self.place_in_line(start, from, near)?, Cut::Line)))
            .or_else(|| block(near, far))
            .or_else(|| item(near, far))
            .or_else(|| Some((self.line_before(far, shortest)?, Cut::Anywhere)));
        cut.unwrap_or((self.end, Cut::Block))
    }

    /// The last line that starts so little before that byte, or the next behind it.
    fn line_before(&self, far: usize, before: usize) -> Option<usize> {
        if far == self.end {
            return None;
        }
        let next = || self.source.get(far..self.end)?.find('\n').map(|line| far + line + 1);
        line_from(self.source, far.saturating_sub(before), far).or_else(next)
    }

    /// Where the line that those bytes are of is cut, if it is too long; the stretch starts at `start`, and its events are
    /// known from then on where they can be.
    fn place_in_line(&mut self, start: usize, from: usize, to: usize) -> Option<usize> {
        let bytes = self.source.as_bytes().get(from..to)?;
        if bytes.len() < LONG_LINE || bytes.contains(&b'\n') {
            return None;
        }
        let (source, among) = (self.source.get(..self.end)?, Span::new(from, to));
        if self.wanted == Wanted::Definitions {
            let cut = || self.long_lines.cut(source, start, among, &self.labels, &mut VecDeque::new());
            return long_line::place_before_letter(source, from, to).or_else(cut);
        }
        self.long_lines.cut(source, start, among, &self.labels, &mut self.known)
    }

    /// True when nothing of those bytes is to be seen.
    fn is_blank(&self, from: usize, to: usize) -> bool {
        self.source.get(from..to).is_some_and(|rest| rest.trim_start().is_empty())
    }

    /// True when nothing of the stretch stands behind that.
    fn is_last(&self, span: Span) -> bool {
        self.is_blank(span.end, self.stretch.end)
    }

    /// Where to parse on from when what starts there may go on beyond the stretch.
    fn goes_on_from(&self, tag: &Tag<'_>, span: Span) -> Option<usize> {
        let may_go_on = matches!(tag, Tag::CodeBlock(CodeBlockKind::Fenced(_)) | Tag::HtmlBlock);
        let is_whole = self.parser.is_none() || self.stretch.end == self.end;
        if !may_go_on || self.open > 0 || is_whole || !self.is_last(span) {
            return None;
        }
        let line = self.source.get(self.stretch.start..span.start)?.rfind('\n').map_or(0, |at| at + 1);
        Some(self.stretch.start + line)
    }

    /// Reads a block that is a comment, and so ends with the first line that has `-->`, where it starts at that byte: the
    /// parser holds many times as much for each of its lines.
    fn read_comment(&mut self, start: usize) -> bool {
        let Some(text) = self.source.get(start..self.end).filter(|text| text.starts_with("<!--")) else {
            return false;
        };
        let last = text.find("-->").and_then(|end| Some(end + text.get(end..)?.find('\n')? + 1));
        let end = start + last.unwrap_or(text.len());
        let Some(text) = self.source.get(start..end) else { return false };
        let span = Span::new(start, end);
        let events = [Event::Start(Tag::HtmlBlock), Event::Html(CowStr::Borrowed(text)), Event::End(TagEnd::HtmlBlock)];
        self.parser = None;
        self.known = events.into_iter().map(|event| (event, span)).collect();
        (self.stretch, self.cut, self.open) = (span, Cut::Block, 0);
        true
    }

    /// Notes an event; true when it is to be told.
    fn is_told(&mut self, event: &Event<'a>, span: Span) -> bool {
        match event {
            Event::Start(tag) => match self.goes_on_from(tag, span) {
                Some(start) => {
                    let length = self.stretch.end - start;
                    if length < self.sizes.longest || !self.read_comment(span.start) {
                        self.parse_from(start, length.saturating_mul(2).max(self.sizes.shortest));
                    }
                    false
                }
                None => self.starts(tag, span),
            },
            Event::End(tag) => self.ends(*tag, span),
            _ => true,
        }
    }

    /// Notes that an element starts; true when it is to be told.
    fn starts(&mut self, tag: &Tag<'_>, span: Span) -> bool {
        if self.open == 0 {
            self.outermost = span.start;
        }
        self.open += 1;
        !(std::mem::take(&mut self.is_in_list) && matches!(tag, Tag::List(_)))
    }

    /// Notes that an element ends; true when it is to be told. What is parsed goes with the last of the outermost.
    fn ends(&mut self, tag: TagEnd, span: Span) -> bool {
        self.open = self.open.saturating_sub(1);
        if self.open > 0 || !self.is_last(span) {
            return true;
        }
        self.parser = None;
        self.is_in_list = self.cut == Cut::Item && matches!(tag, TagEnd::List(_));
        let header = self.header.take();
        let is_cut = self.cut == Cut::Anywhere && self.stretch.end < self.end;
        if is_cut && tag == TagEnd::Table {
            self.header = header.or_else(|| self.header_at(self.outermost));
        }
        match self.cut {
            Cut::Line => self.cut_lines.push(self.stretch.end),
            Cut::Anywhere if is_cut && self.header.is_none() => self.cut_blocks.push(self.stretch.end),
            _ => {}
        }
        !self.is_in_list && self.header.is_none()
    }

    /// The header of the table that starts at that byte, and the line below it, if they are short enough to be parsed
    /// again and again.
    fn header_at(&self, start: usize) -> Option<Span> {
        let lines = self.source.get(start..self.stretch.end)?.split_inclusive('\n').take(2);
        let length = lines.map(str::len).sum::<usize>();
        (length <= self.sizes.shortest).then(|| Span::new(start, start + length))
    }

    /// An event with the link it starts led to where its label says.
    fn resolved(&self, event: Event<'a>) -> Event<'a> {
        let labels = &self.labels;
        match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let (link_type, dest_url, title) =
                    labels.resolve(link_type, &id).unwrap_or((link_type, dest_url, title));
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let (link_type, dest_url, title) =
                    labels.resolve(link_type, &id).unwrap_or((link_type, dest_url, title));
                Event::Start(Tag::Image { link_type, dest_url, title, id })
            }
            other => other,
        }
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = (Event<'a>, Span);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // An event is long, and most are the parser's: those are moved once.
            if self.known.is_empty()
                && let Some((event, range)) = self.parser.as_mut().and_then(Iterator::next)
            {
                let span = Span::from(range).moved(self.stretch.start);
                if self.is_told(&event, span) {
                    return Some(if self.labels.are_known() { (self.resolved(event), span) } else { (event, span) });
                }
            } else if let Some((event, span)) = self.known.pop_front() {
                if self.is_told(&event, span) {
                    return Some(if self.labels.are_known() { (self.resolved(event), span) } else { (event, span) });
                }
            } else if self.stretch.end == self.end {
                self.parser = None;
                return None;
            } else {
                self.parse_on();
            }
        }
    }
}

/// First byte of the first line in those bytes that starts a heading; where none does, of the first below an empty line
/// that starts what is no item.
fn block_from(source: &str, from: usize, to: usize) -> Option<usize> {
    let heading = heading_starts(source, from, to).find(|&at| heading_level(source, at).is_some());
    heading.or_else(|| below_empty_line(source.as_bytes(), from, to))
}

/// First byte of the first line in those bytes that is neither indented nor an item and stands below an empty one.
fn below_empty_line(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let starts_block = |at: &usize| {
        let Some((above, line)) = bytes.split_at_checked(*at) else { return false };
        let is_below = above.ends_with(b"\n\n") || above.ends_with(b"\n\r\n");
        is_below && !may_be_item(line) && line.first().is_some_and(|byte| !byte.is_ascii_whitespace())
    };
    let lines = bytes.get(from..to)?.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    lines.map(|(at, _)| from + at + 1).filter(|at| *at < to).find(starts_block)
}

/// True for a line that is an item, or looks like one.
fn may_be_item(line: &[u8]) -> bool {
    match line {
        [b'-' | b'*' | b'+', next, ..] => next.is_ascii_whitespace(),
        [b'-' | b'*' | b'+'] => true,
        [first, ..] => first.is_ascii_digit(),
        [] => false,
    }
}

/// First byte of the first line in those bytes that starts an item of the outermost list that the lines above are of:
/// one like it stands above, and between them only what is indented.
fn item_from(source: &str, from: usize, to: usize) -> Option<usize> {
    let lines = source.as_bytes().get(from..to)?.split_inclusive(|byte| *byte == b'\n');
    let mut at = from;
    let mut above = None;
    for line in lines {
        // The first is the rest of a line.
        let marker = item_marker(line).filter(|_| at > from);
        if marker.is_some() && marker == above {
            return Some(at);
        }
        if !line.first().is_some_and(u8::is_ascii_whitespace) {
            above = marker;
        }
        at += line.len();
    }
    None
}

/// The mark of an item that starts a line and holds something; what has it again next may be a rule.
fn item_marker(line: &[u8]) -> Option<u8> {
    match line {
        [mark @ (b'-' | b'*' | b'+'), b' ', next, ..] if next != mark && !next.is_ascii_whitespace() => Some(*mark),
        _ => None,
    }
}

/// Where the last of the least indented lines in those bytes starts, white space aside.
fn line_from(source: &str, from: usize, to: usize) -> Option<usize> {
    let mut at = from;
    let mut best: Option<(usize, usize)> = None;
    for line in source.as_bytes().get(from..to)?.split_inclusive(|byte| *byte == b'\n') {
        let indentation = line.iter().position(|byte| !byte.is_ascii_whitespace());
        // The first is the rest of a line.
        if let Some(indentation) = indentation.filter(|_| at > from)
            && best.is_none_or(|(least, _)| indentation <= least)
        {
            best = Some((indentation, at + indentation));
        }
        at += line.len();
    }
    best.map(|(_, at)| at)
}

/// Where lines start that may be headings, in those bytes.
pub(super) fn heading_starts(source: &str, from: usize, end: usize) -> impl Iterator<Item = usize> {
    let bytes = source.as_bytes().get(from..end).unwrap_or_default();
    memmem::find_iter(bytes, b"\n#").map(move |at| from + at + 1)
}

/// The level of the heading of Markdown that starts at that byte, the first of its line, if one does.
pub(super) fn heading_level(source: &str, at: usize) -> Option<u8> {
    let line = source.get(at..)?;
    let title = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - title.len()).ok().filter(|level| (1..=6).contains(level))?;
    (title.is_empty() || title.starts_with([' ', '\t', '\n', '\r'])).then_some(level)
}

#[cfg(test)]
mod tests {
    use super::{Events, LONGEST, Sizes};
    use crate::source::Span;
    use pulldown_cmark::{Event, Tag, TagEnd};

    /// The events of a text that is cut wherever it may be after so many bytes, but for paragraphs, which items of a
    /// list have or have not together.
    fn events(text: &str, shortest: usize) -> Vec<String> {
        let all =
            Events::of_stretches(text, Span::new(0, text.len()), Sizes { shortest, rows: shortest, longest: LONGEST });
        let is_told =
            |event: &Event<'_>| !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph));
        // What a list is at its start is not known before its end.
        let shown = |(event, span): (Event<'_>, Span)| match event {
            Event::Start(Tag::List(_)) | Event::End(TagEnd::List(_)) => format!("{event:?}"),
            _ => format!("{event:?} {span:?}"),
        };
        all.filter(|(event, _)| is_told(event)).map(shown).collect()
    }

    /// The events of a text of which the parser sees little at once, but for the bytes of tables and lists.
    fn events_in_little(text: &str, longest: usize) -> Vec<String> {
        let all = Events::of_stretches(
            text,
            Span::new(0, text.len()),
            Sizes { shortest: longest / 2, rows: longest / 2, longest },
        );
        all.map(|(event, span)| match event {
            Event::Start(Tag::Table(_) | Tag::List(_)) | Event::End(TagEnd::Table | TagEnd::List(_)) => {
                format!("{event:?}")
            }
            Event::Start(
                Tag::Link { link_type, dest_url, title, id } | Tag::Image { link_type, dest_url, title, id },
            ) => format!("{link_type:?} {dest_url} {title} {id} {span:?}"),
            _ => format!("{event:?} {span:?}").replace("Boxed(", "Borrowed("),
        })
        .collect()
    }

    #[test]
    fn a_long_comment_ends_where_the_parser_ends_it() {
        for end in ["-->\n", "words --> [a](b)\n", "-->", "> -->\n\n", ""] {
            for below in ["", "# H\n", "- [c](d)\n", "\n[x]: y\n"] {
                let text = format!("Words.\n\n<!-- a\n{}{end}{below}", "\n- [e](f)\n".repeat(40));
                // Its lines are told as one.
                let events = |longest| {
                    let all = events_in_little(&text, longest).into_iter();
                    all.filter(|event| !event.starts_with("Html(")).collect::<Vec<_>>()
                };
                assert_eq!(events(60), events(text.len()), "{end:?} {below:?}");
            }
        }
    }

    #[test]
    fn a_long_table_is_read_on_below_its_header() {
        let header = "Words.\n\n| A | B |\n|---|---|\n";
        let row = |number: usize| format!("| [a*b*{number:02}](c) &amp; `d` | ![e][x] [f][] <b>\\|\n");
        // A stretch may end with the last row, and with the line below it.
        let in_rows = row(0).len() * 4;
        for (rows, below) in
            (40..43).flat_map(|rows| ["", "\n", "\nWords.\n", "## H\n", "- item\n- item\n"].map(|below| (rows, below)))
        {
            let rows: String = (0..rows).map(row).collect();
            for definition in ["", "\n[x]: y 'z'\n\n[F]: g\n"] {
                let text = format!("{header}{rows}{below}{definition}");
                let all = events_in_little(&text, text.len());
                for longest in [150, 160, 170, 200, 230, 700, in_rows - 2, in_rows, in_rows + 2] {
                    let little = events_in_little(&text, longest);
                    let differs = little.iter().zip(&all).find(|(little, all)| little != all);
                    assert_eq!(differs, None, "{longest} {below:?} {definition:?}");
                    assert_eq!(little.len(), all.len(), "{longest} {below:?} {definition:?}");
                }
            }
        }
    }

    #[test]
    fn definitions_hold_for_all_of_a_text_of_which_little_is_seen_at_once() {
        let part = "[a] [b][A] ![c][]\n\n> [a\n> b] [nothing][d] [A]\n\n[b]\n\n";
        let fence = "```\n[d]: no\n```\n\n";
        let text = format!("{part}{part}{fence}[a]: one 'title'\n\n{part}[A]: two\n\n{part}[c]: <>\n\n[a B]: d\n");
        for longest in [20, 40, 60, 80] {
            assert_eq!(events_in_little(&text, longest), events_in_little(&text, text.len()), "{longest}");
        }
    }

    #[test]
    fn a_label_that_is_defined_again_and_again_is_held_once() {
        let text = format!("[x y]: first\n\n{}[x y]\n", "[X  Y]: other 'title'\n\n".repeat(100));
        let sizes = Sizes { shortest: 40, rows: 40, longest: 160 };
        let mut events = Events::of_stretches(&text, Span::new(0, text.len()), sizes);
        assert_eq!(events.definitions().len(), 1);
        let targets = events.by_ref().filter_map(|(event, _)| target(event));
        assert_eq!(targets.collect::<Vec<_>>(), ["first"]);
        assert_eq!(events.into_labels().0.len(), 1);
    }

    #[test]
    fn links_to_one_long_target_have_no_more_of_it_than_the_text_is_long() {
        let long = "t".repeat(1000);
        let text = format!("[x]: {long}\n\n{}", "[x]\n\n".repeat(2000));
        let sizes = Sizes { shortest: 100, rows: 100, longest: 400 };
        let events = Events::of_stretches(&text, Span::new(0, text.len()), sizes);
        let held: usize = events.filter_map(|(event, _)| target(event)).map(|target| target.len()).sum();
        assert!((text.len()..=text.len() + long.len()).contains(&held), "{held} bytes of {}", text.len());
    }

    /// Where a link leads that starts.
    fn target(event: Event<'_>) -> Option<String> {
        if let Event::Start(Tag::Link { dest_url, .. }) = event { Some(dest_url.into_string()) } else { None }
    }

    #[test]
    fn references_in_a_line_without_an_end_are_told_once() {
        let (parts, part) = (LONGEST / 50, "[a][x] [words [b][no] of it][nothing] `c` *d* [![e][y]][x] ");
        for before in ["- ", "**"] {
            let text = format!("{before}{}\n\n[x]: one\n\n[y]: two\n", part.repeat(parts));
            let mut events = Events::new(&text, Span::new(0, text.len()));
            let targets: Vec<String> = events.by_ref().filter_map(|(event, _)| target(event)).collect();
            assert!(events.cut_lines().len() > 1, "{before:?}");
            assert_eq!(targets.len(), 2 * parts, "{before:?}");
            assert!(targets.iter().all(|target| target == "one"), "{before:?}");
            let (_, undefined) = events.into_labels();
            let labels: Vec<&str> = undefined.iter().map(|(label, _)| &**label).collect();
            assert!(labels == ["nothing", "no"].repeat(parts), "{before:?}: {} references", labels.len());
        }
    }

    #[test]
    fn what_is_parsed_twice_of_a_long_line_counts_once() {
        // The mark makes the parser read on. The targets are nearly as long as the text; those that are parsed with their
        // definition are not counted.
        let links = 660_000;
        let text = format!("[x]: u/aaaaaa\n\na [ b {}\n", "[a][x] ".repeat(links));
        let mut events = Events::new(&text, Span::new(0, text.len()));
        let known = events.by_ref().filter_map(|(event, _)| target(event)).filter(|target| target == "u/aaaaaa");
        assert_eq!(known.count(), links);
    }

    #[test]
    fn a_block_without_an_end_is_cut_between_lines() {
        for line in ["words\n", "> words\n", "  words\n    words\n"] {
            let text = format!("- a\n{}", line.repeat(100));
            let mut events =
                Events::of_stretches(&text, Span::new(0, text.len()), Sizes { shortest: 50, rows: 50, longest: 200 });
            let words = events.by_ref().filter(|(event, _)| matches!(event, Event::Text(_))).count();
            assert_eq!(words, 1 + text.matches("words").count(), "{line}");
            assert!((2..10).contains(&events.cut_blocks().len()), "{line}: {:?}", events.cut_blocks());
        }
    }

    #[test]
    fn what_is_parsed_at_once_is_bounded() {
        let parts = [
            "`a` `a`\n",
            "`a`\n\n",
            "> `a`\n",
            "> a\n\n",
            "- `a`\n\n",
            "- a\n  - b\n",
            "1. a\n",
            "-\n",
            "    a\n",
            "| a | b |\n",
            "a | b\n--|--\n\n",
            "<b>x</b>\n\n",
            "[a]: b\n",
            "[^a]: b\n",
            "# a\n",
            "a\n===\n",
        ];
        for start in ["", "| a | b |\n|---|---|\n", "- a\n", "> a\n", "[x]: y\n\n"] {
            for part in parts {
                let text = format!("{start}{}", part.repeat(2000 / part.len()));
                let sizes = Sizes { shortest: 40, rows: 40, longest: 160 };
                let mut events = Events::of_stretches(&text, Span::new(0, text.len()), sizes);
                while events.next().is_some() {
                    let stretch = events.stretch.end - events.stretch.start;
                    assert!(stretch <= 2 * sizes.longest, "{stretch} bytes at once of {start:?} {part:?}");
                }
            }
        }
    }

    #[test]
    fn stretches_have_the_events_of_the_whole() {
        let parts = [
            "# One\n",
            "## Two ##\n\n",
            "#\n",
            "words\n",
            "- item\n",
            "- one\n- two\n",
            "* one\n* two\n* * *\n",
            "+ [a](b)\n",
            "\n  - below\n",
            "1. one\n   more\n",
            "> quote\n",
            "| a | b |\n|---|---|\n",
            "| c | d |\n",
            "```\n",
            "~~~ rs\n",
            "    code\n",
            "<div>\n",
            "<!-- open\n",
            "close -->\n\n",
            "<pre>\n",
            "</pre>\n",
            "a <b\n",
            "[x](y)\n",
            "[x][y]\n",
            "===\n",
            "\n",
            "\r\n",
            "\t- tab\n",
            "é\n",
            "\nWords `code` [x](y)\n",
            "\n[x]\n\n*x*\n",
            "\n- loose\n\n- items\n",
            "- a\n  ```\n  x\n- b\n",
        ];
        let mut seed = 1_u64;
        let mut below = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 40).unwrap() % most
        };
        for _ in 0..4000 {
            let text: String =
                (0..9).map(|nth| if nth % 3 == 2 { "# H\n" } else { parts[below(parts.len())] }).collect();
            for shortest in [1, 10, 20] {
                assert_eq!(events(&text, shortest), events(&text, text.len()), "{shortest} {text:?}");
            }
        }
    }
}
