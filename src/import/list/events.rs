//! Markdown text in, the parser's events out, each with its bytes; a long text is parsed in stretches.
//!
//! What the parser holds of a text is many times its length. So a text is cut before headings at the start of a line,
//! which end all that is open but code fences and HTML; one of those that reaches the end of its stretch is parsed
//! again with what follows it. The same events come out, but for the tightness of lists. A text with definitions, which
//! hold for all of it, is parsed in one piece. It does not know what the events mean.

use crate::source::Span;
use pulldown_cmark::{BrokenLinkCallback, CodeBlockKind, Event, OffsetIter, Options, Parser, Tag};

/// The Markdown that GitHub reads.
pub(super) const DIALECT: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES);

/// Bytes of a stretch at least, where the text is longer: what the parser holds of so many stays in the processor's
/// cache.
const SHORTEST: usize = 1 << 18;

/// What every definition of a link or footnote has, and hardly anything else.
const MARK_OF_DEFINITIONS: &str = "]:";

/// The events of a text or of a part of it.
pub(super) struct Events<'a, F, P> {
    source: &'a str,
    /// End of the part.
    end: usize,
    /// What is being parsed.
    stretch: Span,
    parser: Option<OffsetIter<'a, F>>,
    /// Makes a parser of a stretch that starts at that byte of the source.
    parse: P,
    /// Bytes of a stretch at least.
    shortest: usize,
    /// Blocks and other elements that are open.
    open: usize,
}

impl<'a, F: BrokenLinkCallback<'a>, P: Fn(&'a str, usize) -> Parser<'a, F>> Events<'a, F, P> {
    /// The events of a part of a text, as if it were all of it; they have their places in the whole.
    pub(super) fn new(source: &'a str, part: Span, parse: P) -> Self {
        Self::of_stretches(source, part, SHORTEST, parse)
    }

    fn of_stretches(source: &'a str, part: Span, shortest: usize, parse: P) -> Self {
        let text = source.get(part.start..part.end).unwrap_or_default();
        let defines = text.len() > shortest && text.contains(MARK_OF_DEFINITIONS);
        let shortest = if defines { text.len() } else { shortest };
        let stretch = Span::new(part.start, part.start);
        let mut events = Self { source, end: part.end, stretch, parser: None, parse, shortest, open: 0 };
        events.parse_from(part.start, shortest);
        events
    }

    /// The parser of the present stretch.
    pub(super) fn parser(&self) -> Option<&OffsetIter<'a, F>> {
        self.parser.as_ref()
    }

    /// Parses from that byte to a heading that is so many bytes away at least.
    fn parse_from(&mut self, start: usize, shortest: usize) {
        let end = heading_from(self.source, start.saturating_add(shortest), self.end).unwrap_or(self.end);
        self.stretch = Span::new(start, end);
        self.parser = self.source.get(start..end).map(|text| (self.parse)(text, start).into_offset_iter());
        self.open = 0;
    }

    /// Where to parse on from when what starts there may go on beyond the stretch.
    fn goes_on_from(&self, tag: &Tag<'_>, span: Span) -> Option<usize> {
        let may_go_on = matches!(tag, Tag::CodeBlock(CodeBlockKind::Fenced(_)) | Tag::HtmlBlock);
        if !may_go_on || self.open > 0 || self.stretch.end == self.end {
            return None;
        }
        let is_last = self.source.get(span.end..self.stretch.end)?.trim().is_empty();
        let line = self.source.get(self.stretch.start..span.start)?.rfind('\n').map_or(0, |at| at + 1);
        is_last.then_some(self.stretch.start + line)
    }
}

impl<'a, F: BrokenLinkCallback<'a>, P: Fn(&'a str, usize) -> Parser<'a, F>> Iterator for Events<'a, F, P> {
    type Item = (Event<'a>, Span);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some((event, range)) = self.parser.as_mut()?.next() else {
                self.parser = None;
                if self.stretch.end < self.end {
                    self.parse_from(self.stretch.end, self.shortest);
                }
                continue;
            };
            let span = Span::from(range).moved(self.stretch.start);
            match &event {
                Event::Start(tag) => {
                    if let Some(start) = self.goes_on_from(tag, span) {
                        let length = self.stretch.end - start;
                        self.parse_from(start, length.saturating_mul(2).max(self.shortest));
                        continue;
                    }
                    self.open += 1;
                }
                Event::End(_) => self.open = self.open.saturating_sub(1),
                _ => {}
            }
            return Some((event, span));
        }
    }
}

/// First byte of the first line that starts with a heading in those bytes.
fn heading_from(source: &str, from: usize, end: usize) -> Option<usize> {
    heading_starts(source, from, end).find(|&at| heading_level(source, at).is_some())
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

    /// The events of a text that is cut wherever it may be after so many bytes; lists are left out.
    fn events(text: &str, shortest: usize) -> Vec<String> {
        let parse = |text, _| Parser::new_ext(text, DIALECT);
        let all = Events::of_stretches(text, Span::new(0, text.len()), shortest, parse);
        let is_list = |event: &Event<'_>| {
            matches!(
                event,
                Event::Start(Tag::List(_) | Tag::Paragraph) | Event::End(TagEnd::List(_) | TagEnd::Paragraph)
            )
        };
        all.filter(|(event, _)| !is_list(event)).map(|event| format!("{event:?}")).collect()
    }

    #[test]
    fn stretches_have_the_events_of_the_whole() {
        let parts = [
            "# One\n",
            "## Two ##\n\n",
            "#\n",
            "words\n",
            "- item\n",
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
