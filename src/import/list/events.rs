//! Markdown text in, the parser's events out, each with its bytes; a long text is parsed in stretches.
//!
//! What the parser holds of a text is many times its length. So a text is cut before headings at the start of a line,
//! which end all that is open but code fences and HTML; one of those that reaches the end of its stretch is parsed
//! again with what follows it. Where headings are far apart, it is cut between two items of an outermost list. The same
//! events come out, but for the paragraphs in items, which a list has or has not as a whole. A text with definitions,
//! which hold for all of it, is parsed in one piece. It does not know what the events mean.
//!
//! # Limits
//! A line that is longer than all that is read in pieces, each a paragraph of its own: [`Events::cut_lines`]. A link
//! longer than [`long_line::LONGEST_LINK`] may be cut with it.

use super::long_line;
use crate::source::Span;
use pulldown_cmark::{BrokenLinkCallback, CodeBlockKind, Event, OffsetIter, Options, Parser, Tag, TagEnd};

/// The Markdown that GitHub reads.
pub(super) const DIALECT: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES);

/// Bytes of a stretch at least, where the text is longer: what the parser holds of so many stays in the processor's
/// cache.
const SHORTEST: usize = 1 << 18;

/// In a stretch of so many times its least length a heading is looked for before anything else.
const LONGER: usize = 4;

/// A line that has no end in so many bytes is cut.
pub(super) const LONG_LINE: usize = SHORTEST * (LONGER - 1);

/// What every definition of a link or footnote has, and hardly anything else.
const MARK_OF_DEFINITIONS: &str = "]:";

/// The events of a text or of a part of it.
pub(super) struct Events<'a, F, P> {
    source: &'a str,
    /// End of the part.
    end: usize,
    /// What is being parsed, or was.
    stretch: Span,
    /// Why it ends where it does.
    cut: Cut,
    parser: Option<OffsetIter<'a, F>>,
    /// Makes a parser of a stretch that starts at that byte of the source.
    parse: P,
    /// Bytes of a stretch at least.
    shortest: usize,
    /// Blocks and other elements that are open.
    open: usize,
    /// True when the stretch starts in the list that the one before ended in.
    is_in_list: bool,
    cut_lines: Vec<usize>,
}

/// Where a stretch ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Before a heading, or with the text.
    Heading,
    /// Between two items.
    Item,
    /// In a line.
    Line,
}

impl<'a, F: BrokenLinkCallback<'a>, P: Fn(&'a str, usize) -> Parser<'a, F>> Events<'a, F, P> {
    /// The events of a part of a text, as if it were all of it; they have their places in the whole.
    pub(super) fn new(source: &'a str, part: Span, parse: P) -> Self {
        Self::of_stretches(source, part, SHORTEST, parse)
    }

    fn of_stretches(source: &'a str, part: Span, shortest: usize, parse: P) -> Self {
        let text = source.get(part.start..part.end).unwrap_or_default();
        let defines = text.len() > shortest && text.contains(MARK_OF_DEFINITIONS);
        let mut events = Self {
            source,
            end: part.end,
            stretch: Span::new(part.start, part.start),
            cut: Cut::Heading,
            parser: None,
            parse,
            shortest: if defines { text.len() } else { shortest },
            open: 0,
            is_in_list: false,
            cut_lines: Vec::new(),
        };
        events.parse_from(part.start, events.shortest);
        events
    }

    /// The parser of the present stretch.
    pub(super) fn parser(&self) -> Option<&OffsetIter<'a, F>> {
        self.parser.as_ref()
    }

    /// The bytes before which lines were cut; complete once the events are taken.
    pub(super) fn cut_lines(&self) -> &[usize] {
        &self.cut_lines
    }

    /// Parses a stretch that starts at that byte and has so many bytes at least.
    fn parse_from(&mut self, start: usize, shortest: usize) {
        let from = start.saturating_add(shortest);
        let to = start.saturating_add(shortest.saturating_mul(LONGER)).min(self.end);
        let heading = |from, to| Some((heading_from(self.source, from, to)?, Cut::Heading));
        let cut = heading(from, to)
            .or_else(|| Some((item_from(self.source, from, to)?, Cut::Item)))
            .or_else(|| Some((self.place_in_line(start, from, to)?, Cut::Line)))
            .or_else(|| heading(to, self.end));
        let end;
        (end, self.cut) = cut.unwrap_or((self.end, Cut::Heading));
        self.stretch = Span::new(start, end);
        self.parser = self.source.get(start..end).map(|text| (self.parse)(text, start).into_offset_iter());
        self.open = 0;
    }

    /// Where the line that those bytes are of is cut, if it is too long; the stretch starts at `start`.
    fn place_in_line(&self, start: usize, from: usize, to: usize) -> Option<usize> {
        let bytes = self.source.as_bytes().get(from..to)?;
        if bytes.len() < LONG_LINE || bytes.contains(&b'\n') {
            return None;
        }
        long_line::place(self.source.get(..self.end)?, start, from, to)
    }

    /// True when nothing of the stretch stands behind that.
    fn is_last(&self, span: Span) -> bool {
        self.source.get(span.end..self.stretch.end).is_some_and(|rest| rest.trim_start().is_empty())
    }

    /// Where to parse on from when what starts there may go on beyond the stretch.
    fn goes_on_from(&self, tag: &Tag<'_>, span: Span) -> Option<usize> {
        let may_go_on = matches!(tag, Tag::CodeBlock(CodeBlockKind::Fenced(_)) | Tag::HtmlBlock);
        if !may_go_on || self.open > 0 || self.stretch.end == self.end || !self.is_last(span) {
            return None;
        }
        let line = self.source.get(self.stretch.start..span.start)?.rfind('\n').map_or(0, |at| at + 1);
        Some(self.stretch.start + line)
    }

    /// Notes that an element starts; true when it is to be told.
    fn starts(&mut self, tag: &Tag<'_>) -> bool {
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
        if self.cut == Cut::Line {
            self.cut_lines.push(self.stretch.end);
        }
        !self.is_in_list
    }
}

impl<'a, F: BrokenLinkCallback<'a>, P: Fn(&'a str, usize) -> Parser<'a, F>> Iterator for Events<'a, F, P> {
    type Item = (Event<'a>, Span);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some((event, range)) = self.parser.as_mut().and_then(Iterator::next) else {
                self.parser = None;
                if self.stretch.end == self.end {
                    return None;
                }
                self.parse_from(self.stretch.end, self.shortest);
                continue;
            };
            let span = Span::from(range).moved(self.stretch.start);
            let is_told = match &event {
                Event::Start(tag) => match self.goes_on_from(tag, span) {
                    Some(start) => {
                        let length = self.stretch.end - start;
                        self.parse_from(start, length.saturating_mul(2).max(self.shortest));
                        false
                    }
                    None => self.starts(tag),
                },
                Event::End(tag) => self.ends(*tag, span),
                _ => true,
            };
            if is_told {
                return Some((event, span));
            }
        }
    }
}

/// First byte of the first line that starts with a heading in those bytes.
fn heading_from(source: &str, from: usize, end: usize) -> Option<usize> {
    heading_starts(source, from, end).find(|&at| heading_level(source, at).is_some())
}

/// First byte of the first line in those bytes that starts an item below a line that starts one of the same list.
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
        above = marker;
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

/// Where lines start that may be headings, in those bytes.
pub(super) fn heading_starts(source: &str, from: usize, end: usize) -> impl Iterator<Item = usize> {
    let bytes = source.as_bytes().get(from..end).unwrap_or_default();
    bytes.windows(2).enumerate().filter(|(_, pair)| pair == b"\n#").map(move |(at, _)| from + at + 1)
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
    use super::{DIALECT, Events};
    use crate::source::Span;
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    /// The events of a text that is cut wherever it may be after so many bytes, but for paragraphs, which items of a
    /// list have or have not together.
    fn events(text: &str, shortest: usize) -> Vec<String> {
        let parse = |text, _| Parser::new_ext(text, DIALECT);
        let all = Events::of_stretches(text, Span::new(0, text.len()), shortest, parse);
        let is_told =
            |event: &Event<'_>| !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph));
        // What a list is at its start is not known before its end.
        let shown = |(event, span): (Event<'_>, Span)| match event {
            Event::Start(Tag::List(_)) | Event::End(TagEnd::List(_)) => format!("{event:?}"),
            _ => format!("{event:?} {span:?}"),
        };
        all.filter(|(event, _)| is_told(event)).map(shown).collect()
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
        ];
        let mut seed = 1_u64;
        let mut below = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 40).unwrap() % most
        };
        for _ in 0..4000 {
            let text: String =
                (0..9).map(|nth| if nth % 3 == 2 { "# H\n" } else { parts[below(parts.len())] }).collect();
            assert_eq!(events(&text, 1), events(&text, text.len()), "{text:?}");
        }
    }
}
