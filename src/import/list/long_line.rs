//! Markdown text in, the byte before which a line of it that is too long to be parsed at once is cut, out.
//!
//! A link that is cut is none. What is open at a byte is asked of the parser, which reads on for a while behind it, so
//! that a bracket counts as open only where it is closed there. It does not say which lines are too long.

use super::events::DIALECT;
use super::html::{self, Element, Token};
use crate::source::Span;
use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, Tag, TagEnd};
use std::cmp::Reverse;

/// So far behind a place is looked for the end of a link that is open there.
const READ_ON: usize = 1 << 18;

/// So many times as far is looked for a place where there is none.
const FARTHER: usize = 4;

/// A link of no more bytes is never cut.
pub(super) const LONGEST_LINK: usize = READ_ON;

/// The last place between those bytes, which are of one line, that is in no link; where there is none, the last in as
/// many bytes again a few times, to the end of the line; else the last before a word. Places before words are best: what
/// starts with a mark may read otherwise at the start of a line. `start` is where what is parsed with them starts.
/// O(bytes that are looked at).
pub(super) fn place(source: &str, start: usize, from: usize, to: usize) -> Option<usize> {
    let farther = from.saturating_add(to.saturating_sub(from).saturating_mul(FARTHER));
    let line = source.get(to..)?.find('\n').map_or(source.len(), |length| to + length);
    let best = |to| Places::of(source, start, Span::new(from, to))?.best();
    best(to).or_else(|| best(farther.min(line))).or_else(|| place_before_word(source, from, to))
}

/// The last place in those bytes from which on nothing is defined, whatever link is cut there: the parser is not asked.
pub(super) fn place_before_letter(source: &str, from: usize, to: usize) -> Option<usize> {
    source.as_bytes().get(from..to)?.iter().rposition(u8::is_ascii_alphabetic).map(|at| from + at)
}

/// The last place in those bytes before a word.
fn place_before_word(source: &str, from: usize, to: usize) -> Option<usize> {
    let bytes = source.as_bytes().get(from..to)?;
    bytes.windows(2).rposition(starts_word).map(|at| from + at + 1)
}

fn starts_word(pair: &[u8]) -> bool {
    matches!(pair, [b' ', next] if next.is_ascii_alphabetic())
}

/// True for what may start a line and is a paragraph there: a bracket that starts no definition, code that is no fence, or
/// an emphasis that is no item.
fn starts_with_mark(rest: &[u8]) -> bool {
    /// So many bytes of brackets are looked at.
    const LABEL: usize = 1000;
    let is_definition = |label: &[u8]| {
        let label = label.get(..LABEL).unwrap_or(label);
        let end = label.iter().position(|byte| matches!(byte, b'[' | b']'));
        end.and_then(|end| label.get(end..)).is_some_and(|rest| rest.starts_with(b"]:"))
    };
    match rest {
        [b']', ..] => true,
        [b'[', label @ ..] => !is_definition(label),
        [b'`', ..] => !rest.starts_with(b"```"),
        [b'*' | b'_', next, ..] if next.is_ascii_alphanumeric() => true,
        [b'*', b'*', next, ..] | [b'_', b'_', next, ..] => next.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Where a line can be cut, as its events come.
struct Places<'a> {
    source: &'a str,
    among: Span,
    /// Links, images and code blocks that are open.
    links: usize,
    /// Emphases that are open, which lose no more than their marks.
    emphases: usize,
    /// True from `<a>` on; it may never be closed.
    is_in_anchor: bool,
    /// The best before a word or link so far: in the fewest elements, then the last.
    best: Option<(Reverse<usize>, usize)>,
    /// The last in no element before a bracket or another mark.
    before_marks: Option<usize>,
    /// The last in no element before what starts no block, within a word or not.
    anywhere: Option<usize>,
}

impl<'a> Places<'a> {
    /// Those in some bytes that are in no link.
    fn of(source: &'a str, start: usize, among: Span) -> Option<Self> {
        let end = among.end.saturating_add(READ_ON).min(source.len());
        let end = (among.end..=end).rfind(|&at| source.is_char_boundary(at))?;
        let text = source.get(start..end)?;
        // What a reference refers to may be anywhere.
        let refers = |_: BrokenLink<'_>| Some((CowStr::Borrowed(""), CowStr::Borrowed("")));
        let parser = Parser::new_with_broken_link_callback(text, DIALECT, Some(refers));
        let mut places = Self {
            source,
            among,
            links: 0,
            emphases: 0,
            is_in_anchor: false,
            best: None,
            before_marks: None,
            anywhere: None,
        };
        for (event, range) in parser.into_offset_iter() {
            places.take(&event, Span::from(range).moved(start));
        }
        Some(places)
    }

    /// The best of all.
    fn best(&self) -> Option<usize> {
        self.best.map(|(_, at)| at).or(self.before_marks).or(self.anywhere)
    }

    fn take(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                self.offer_link(span.start);
                self.links += 1;
            }
            Event::Start(Tag::CodeBlock(_)) => self.links += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => self.links = self.links.saturating_sub(1),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {
                self.offer_mark(span.start);
                self.emphases += 1;
            }
            Event::Code(_) => self.offer_mark(span.start),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {
                self.emphases = self.emphases.saturating_sub(1);
            }
            Event::Text(_) => {
                self.offer_mark(span.start);
                self.offer_words(span);
            }
            Event::Html(_) | Event::InlineHtml(_) => self.take_html(span),
            _ => {}
        }
    }

    fn take_html(&mut self, span: Span) {
        let html = self.source.get(span.start..span.end).unwrap_or_default();
        html::tokens(html, |token, range| match token {
            Token::Start(Element::Link, _) => {
                // It ends one that is open.
                self.is_in_anchor = false;
                self.offer(span.start + range.start);
                self.is_in_anchor = true;
            }
            Token::End(Element::Link) => self.is_in_anchor = false,
            _ => {}
        });
    }

    /// A link starts there: a place, but within a word.
    fn offer_link(&mut self, at: usize) {
        let before = at.checked_sub(1).and_then(|before| self.source.as_bytes().get(before));
        if before.is_some_and(|byte| !byte.is_ascii_alphanumeric()) {
            self.offer(at);
        }
    }

    fn offer_words(&mut self, span: Span) {
        let (start, end) = (span.start.max(self.among.start), span.end.min(self.among.end));
        if let Some(at) = place_before_word(self.source, start, end) {
            self.offer(at);
        }
    }

    /// Something starts there that may be a mark.
    fn offer_mark(&mut self, at: usize) {
        let is_outside = self.links == 0 && self.emphases == 0 && !self.is_in_anchor;
        let Some((before, rest)) = self.source.as_bytes().split_at_checked(at) else { return };
        if !is_outside || !self.is_among(at) {
            return;
        }
        if starts_with_mark(rest) {
            self.anywhere = Some(at);
            if before.last().is_some_and(|before| b" []()".contains(before)) {
                self.before_marks = Some(at);
            }
        } else if rest.first().is_some_and(|first| first.is_ascii_alphabetic() || b"&!\\(){}.,;".contains(first)) {
            self.anywhere = Some(at);
        }
    }

    fn is_among(&self, at: usize) -> bool {
        self.among.start < at && at < self.among.end
    }

    fn offer(&mut self, at: usize) {
        if self.links == 0 && self.is_among(at) {
            let depth = self.emphases + usize::from(self.is_in_anchor);
            self.best = self.best.max(Some((Reverse(depth), at)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DIALECT, place};
    use pulldown_cmark::{Event, Parser, Tag};

    /// Links, images, code and tags of a text.
    fn count(text: &str) -> usize {
        let counts = |event: &Event<'_>| {
            matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::Code(_) | Event::InlineHtml(_))
        };
        Parser::new_ext(text, DIALECT).filter(counts).count()
    }

    const LINKS: [&str; 19] = [
        "a`b`c*d*![e](https://e/N)&amp;",
        "1`2`3&amp;",
        "[[[](https://e/N)]]",
        "`a]` [`b`](https://e/N) ",
        "*a* **b** [*c*](https://e/N) ",
        "](](![a](https://e/N)[",
        "[Alpha beta gamma](https://e/N), ",
        "[Alpha beta](https://e/N)[Gamma delta](https://e/N) ",
        "[![Alpha beta](https://e/i.png 'a title)') gamma delta](<https://e/a b> \"words [of it\") ",
        "![Alpha [beta gamma](u) delta](https://e/i.png), ",
        "[Alpha \\] beta \\[ gamma](https://e/(a)/b) words ",
        "[Alpha `code ] more` beta](https://e/N) `[not a](link either) ` ",
        "<https://e/N> <a href='a b c' title=\"d > e f\">Alpha beta gamma</a> words ",
        "**[Alpha beta](https://e/N) and _more words_ here** ",
        "[ open [Alpha beta](https://e/N) ",
        "``a ` b c`` ` open [Alpha beta gamma](https://e/N) ",
        "<b words [Alpha beta gamma](https://e/N) ",
        "<a name=x> [Alpha beta gamma](https://e/N) ",
        "é[Älpha béta gamma](https://e/N)é, ",
    ];

    #[test]
    fn a_line_is_cut_where_no_link_is_open() {
        for link in LINKS {
            for before in ["", "- ", "| A |\n|-|\n| ", "Words.\n\n> "] {
                let text = format!("{before}{}\n", link.repeat(20));
                let from = before.len() + 10;
                for to in (from + link.len()..text.len()).filter(|at| text.is_char_boundary(*at)) {
                    let Some(at) = place(&text, 0, from, to) else { continue };
                    let (one, other) = text.split_at(at);
                    assert_eq!(count(one) + count(other), count(&text), "{one:?}\n{other:?}");
                }
            }
        }
    }
}
