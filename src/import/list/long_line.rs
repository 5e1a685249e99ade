//! Markdown text in, the byte before which a line of it that is too long to be parsed at once is cut, out, and what stands
//! above it.
//!
//! A link that is cut is none. What is open at a byte is asked of the parser, which reads on for a while behind it, so
//! that a bracket counts as open only where it is closed there. What it says of the bytes above is what it would say if
//! nothing stood below, but for emphases that are open there, and blocks that are more than lines. It does not say which
//! lines are too long.

use super::events::{DIALECT, LONGEST};
use super::html::{self, Element, Token};
use super::labels::Labels;
use crate::source::Span;
use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag, TagEnd};
use std::cmp::Reverse;
use std::collections::VecDeque;

/// So far behind a place is looked for the end of a link that may be open there.
const READ_ON: usize = 1 << 18;

/// So many times as far is looked for a place where there is none.
const FARTHER: usize = 4;

/// A link of no more bytes is never cut.
pub(super) const LONGEST_LINK: usize = READ_ON;

/// Events with their bytes.
pub(super) type Told<'a> = VecDeque<(Event<'a>, Span)>;

/// Cuts the lines of a text.
#[derive(Debug, Default)]
pub(super) struct LongLines {
    /// True once there was no place where surely nothing is open.
    read_on: bool,
}

impl LongLines {
    /// Where a line is cut between those bytes, which are all of one: the last place that is in no link; where there is
    /// none, the last in as many bytes again a few times, to the end of the line; else the last before a word. Places
    /// before words are best: what starts with a mark may read otherwise at the start of a line. `start` is where what is
    /// parsed with them starts; its events up to the cut are told, unless they have to be asked for again. O(bytes that
    /// are looked at).
    pub(super) fn cut<'a>(
        &mut self,
        source: &'a str,
        start: usize,
        among: Span,
        labels: &Labels<'a>,
        told: &mut Told<'a>,
    ) -> Option<usize> {
        let among = Span::new(boundary(source, among.start), boundary(source, among.end));
        let first = (!self.read_on).then(|| (near(source, start, among), 0));
        for (among, read_on) in first.into_iter().chain([(among, READ_ON)]) {
            self.read_on = read_on > 0;
            let before = labels.noted();
            let mut places = Places::of(source, among, read_on);
            let is_little = among.end - start <= LONGEST;
            places.read(start, labels, is_little.then_some(&mut *told))?;
            let place = places.best();
            if is_little && place.is_some_and(|at| places.tell_up_to(at, told)) {
                labels.take_back(before, place?);
                return place;
            }
            // Its room goes with it: the parser may need as much.
            *told = Told::new();
            labels.take_back(before, start);
            if place.is_some() && read_on > 0 {
                return place;
            }
        }
        let farther = among.start.saturating_add((among.end - among.start).saturating_mul(FARTHER));
        let line = source.get(among.end..)?.find('\n').map_or(source.len(), |length| among.end + length);
        let before = labels.noted();
        let among = Span::new(among.start, boundary(source, farther.min(line)));
        let mut places = Places::of(source, among, READ_ON);
        places.read(start, labels, None)?;
        labels.take_back(before, start);
        places.best().or_else(|| place_before_word(source, among.start, among.end))
    }
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
        [b'*', b'*', next, ..] | [b'_', b'_', next, ..] | [b'~', b'~', next, ..] => next.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Bytes of a line that come first, before or from those among which it may be cut: enough where nothing may be open. What
/// the parser holds of little stays in the processor's cache, and the allocator keeps its room.
fn near(source: &str, start: usize, among: Span) -> Span {
    let length = among.start.saturating_sub(start) / 2;
    let above = Span::new(boundary(source, among.start - length), among.start);
    let is_of_line = source.get(above.start..above.end).is_some_and(|bytes| !bytes.contains('\n'));
    let end = among.end.min(among.start + length);
    if is_of_line { above } else { Span::new(among.start, boundary(source, end)) }
}

fn is_shortcut(link: LinkType) -> bool {
    matches!(link, LinkType::Shortcut | LinkType::ShortcutUnknown)
}

/// The last place between two characters that is not behind that byte.
fn boundary(source: &str, at: usize) -> usize {
    (0..=at.min(source.len())).rfind(|&at| source.is_char_boundary(at)).unwrap_or_default()
}

/// The bytes of a reference, with those of the empty label behind it.
fn with_brackets(source: &str, reference: Span) -> Span {
    let is_collapsed = source.get(reference.end..).is_some_and(|rest| rest.starts_with("[]"));
    Span { end: reference.end + if is_collapsed { "[]".len() } else { 0 }, ..reference }
}

/// Where a line can be cut, as its events come.
struct Places<'a> {
    source: &'a str,
    among: Span,
    /// So many bytes behind those are read; where any are, what is open is seen to end.
    read_on: usize,
    /// Links, images and code blocks that are open.
    links: usize,
    /// Emphases that are open, which lose no more than their marks.
    emphases: usize,
    /// True from `<a>` on; it may never be closed.
    is_in_anchor: bool,
    /// Where marks stand that may open a link whose end is not seen.
    openers: Vec<usize>,
    /// Other elements that are open, each with the number of events before it.
    blocks: Vec<(TagEnd, usize)>,
    /// Events that were looked at.
    events: usize,
    /// References that nothing defines and that are not passed yet, disjoint, in source order.
    nowhere: VecDeque<Span>,
    /// The best before a word or link so far: in the fewest elements, then the last.
    best: Option<(Reverse<usize>, usize)>,
    /// The last in no element before a bracket or another mark.
    before_marks: Option<usize>,
    /// The last in no element before what starts no block, within a word or not.
    anywhere: Option<usize>,
}

impl<'a> Places<'a> {
    /// None yet of those between some bytes; so many behind them are read besides.
    fn of(source: &'a str, among: Span, read_on: usize) -> Self {
        Self {
            source,
            among,
            read_on,
            links: 0,
            emphases: 0,
            is_in_anchor: false,
            openers: Vec::new(),
            blocks: Vec::new(),
            events: 0,
            nowhere: VecDeque::new(),
            best: None,
            before_marks: None,
            anywhere: None,
        }
    }

    /// Parses the text from `start` on, and holds the events up to the end of what is looked at where they are wanted.
    fn read(&mut self, start: usize, labels: &Labels<'a>, mut told: Option<&mut Told<'a>>) -> Option<()> {
        let (source, to) = (self.source, self.among.end);
        let end = boundary(source, to.saturating_add(self.read_on));
        let mut asked = labels.noted();
        labels.parse_at(start, Span::new(start, end));
        let parser = Parser::new_with_broken_link_callback(source.get(start..end)?, DIALECT, Some(labels.clone()));
        for (event, range) in parser.into_offset_iter() {
            let span = Span::from(range).moved(start);
            let is_beyond = if matches!(event, Event::End(_)) { span.end >= to } else { span.start >= to };
            if is_beyond {
                break;
            }
            // All references of a block are asked for before its events come.
            if span.end > self.among.start && labels.noted() != asked {
                self.nowhere.extend(labels.noted_after(asked).into_iter().map(|of| with_brackets(source, of)));
                asked = labels.noted();
            }
            self.take(&event, span);
            if let Some(told) = &mut told {
                told.push_back((event, span));
            }
        }
        Some(())
    }

    /// Leaves of the events those up to a place, and ends what is open there; false where the parser may say otherwise of
    /// them without those that follow.
    fn tell_up_to(&self, at: usize, told: &mut Told<'a>) -> bool {
        let is_line = |(tag, _): &(TagEnd, usize)| {
            matches!(tag, TagEnd::Paragraph | TagEnd::Item | TagEnd::List(_) | TagEnd::BlockQuote(_))
        };
        let is_in_emphasis = self.best.is_some_and(|(Reverse(depth), _)| depth > 0);
        if is_in_emphasis || !self.blocks.iter().all(is_line) {
            return false;
        }
        let is_behind = |(event, span): &(Event<'a>, Span)| {
            span.start >= at || matches!(event, Event::SoftBreak | Event::HardBreak)
        };
        while told.back().is_some_and(is_behind) {
            told.pop_back();
        }
        // A line may end within: with a carriage return alone.
        if told.back().is_some_and(|(event, span)| matches!(event, Event::End(_)) && span.end > at) {
            return false;
        }
        if let Some((Event::Text(text), span)) = told.back_mut() {
            // White space at the end of a line is none of it.
            let Some(rest) = self.source.get(span.start..span.end.min(at)) else { return false };
            let rest = rest.trim_end_matches([' ', '\t', '\x0b', '\x0c']);
            if !matches!(text, CowStr::Borrowed(text) if text.len() == span.end - span.start) {
                return false;
            }
            *text = CowStr::Borrowed(rest);
            span.end = span.start + rest.len();
            if rest.is_empty() {
                told.pop_back();
            }
        }
        for &(tag, before) in self.blocks.iter().rev() {
            let Some((_, span)) = told.get_mut(before) else { return false };
            span.end = at;
            let span = *span;
            told.push_back((Event::End(tag), span));
        }
        true
    }

    /// The best of all.
    fn best(&self) -> Option<usize> {
        self.best.map(|(_, at)| at).or(self.before_marks).or(self.anywhere)
    }

    fn take(&mut self, event: &Event<'_>, span: Span) {
        while self.nowhere.front().is_some_and(|reference| reference.end <= span.start) {
            self.nowhere.pop_front();
        }
        match event {
            Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => {
                self.offer_link(span.start);
                let rest = self.source.as_bytes().get(span.end..).unwrap_or_default();
                // Its target may be seen in part only.
                let may_go_on = is_shortcut(*link_type) && matches!(rest, [b'(' | b'[', ..]);
                self.openers.extend(may_go_on.then_some(span.end - 1));
                self.links += 1;
            }
            Event::FootnoteReference(_) => {
                let may_be_link = self.source.as_bytes().get(span.end) == Some(&b'(');
                self.openers.extend(may_be_link.then_some(span.end - 1));
            }
            Event::Start(Tag::CodeBlock(_)) => self.links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => self.links = self.links.saturating_sub(1),
            Event::End(TagEnd::CodeBlock) => {
                self.links = self.links.saturating_sub(1);
                self.openers.clear();
            }
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
                self.note_opener(span.start);
                self.offer_words(span);
            }
            Event::Html(_) | Event::InlineHtml(_) => self.take_html(span),
            Event::Start(tag) => self.blocks.push((tag.to_end(), self.events)),
            Event::End(_) => {
                self.openers.clear();
                self.blocks.pop();
            }
            _ => {}
        }
        self.events += 1;
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

    /// A text starts there, which may be a bracket or another mark that the parser has seen no other for.
    fn note_opener(&mut self, at: usize) {
        let Some((before, rest)) = self.source.as_bytes().split_at_checked(at) else { return };
        let is_escaped = || before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
        let is_bracket =
            |opener: &mut usize| self.source.as_bytes().get(*opener).is_some_and(|byte| b"![".contains(byte));
        match rest {
            // What is open may go beyond the link; of marks behind a backslash only the first is none.
            [b'`', b'`', ..] => self.openers.push(at),
            [b'`' | b'<', ..] if !is_escaped() => self.openers.push(at),
            _ if self.links > 0 => {}
            [b'[' | b'*' | b'_' | b'~', ..] | [b'!', b'[', ..] if !is_escaped() => self.openers.push(at),
            // What it closes may be a link whose target is seen in part: no bracket in that closes it.
            [b']', b'(' | b'[', ..] => self.openers.push(at),
            [b']', ..] if !is_escaped() => _ = self.openers.pop_if(is_bracket),
            _ => {}
        }
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
        if !is_outside || !self.is_among(at) || before.ends_with(b"\\") {
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

    /// True for a byte that is looked at, where nothing may be open whose end is not seen, and no reference that leads
    /// nowhere.
    fn is_among(&self, at: usize) -> bool {
        let is_in = |reference: &Span| reference.start < at && at < reference.end;
        let is_near = |opener: &usize| at - opener.min(&at) <= LONGEST_LINK;
        let is_open = self.read_on == 0 && self.openers.last().is_some_and(is_near);
        self.among.start < at
            && at < self.among.end
            && !is_open
            && !self.nowhere.iter().take_while(|of| of.start < at).any(is_in)
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
    use super::{DIALECT, LongLines, Told};
    use crate::import::list::labels::{self, Labels};
    use crate::source::Span;
    use pulldown_cmark::{Event, Parser, Tag};

    /// Of a text that defines `x`.
    fn labels() -> Labels<'static> {
        let text = "[x]: https://e/x\n";
        let parser = Parser::new_ext(text, DIALECT);
        Labels::of(labels::definitions(parser.reference_definitions(), text, 0), usize::MAX)
    }

    /// Links, images, code and tags of a text, and where they lead.
    fn elements(text: &str) -> Vec<String> {
        let told = |event: Event<'_>| match event {
            Event::Start(Tag::Link { dest_url, id, .. } | Tag::Image { dest_url, id, .. }) => {
                Some(format!("{dest_url} {id}"))
            }
            Event::Code(text) | Event::InlineHtml(text) => Some(text.into_string()),
            _ => None,
        };
        Parser::new_with_broken_link_callback(text, DIALECT, Some(labels())).filter_map(told).collect()
    }

    /// References of a text that lead nowhere.
    fn leading_nowhere(text: &str) -> usize {
        let labels = labels();
        Parser::new_with_broken_link_callback(text, DIALECT, Some(labels.clone())).for_each(drop);
        labels.take_undefined().len()
    }

    const LINKS: [&str; 35] = [
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
        "[alpha][x] *beta* [gamma delta][] ",
        "[*alpha ![beta][no]][no] [gamma delta][x], ",
        "[x](https://e/N) [x] [x][] ",
        "~~alpha~~ ~~[beta](https://e/N)~~ ",
        "[x](words of it) [x][gamma delta] [x]",
        "[x][x][x][no][x]",
        "![alpha [x] beta](https://e/N 'a (title') words * of _ it ",
        "[alpha beta](https://e/N 'a] b c d') ",
        "[alpha beta](u] 'a b c d') ",
        "[x](u] 'a b c') [alpha ` beta](https://e/N) gamma ` ",
        "[alpha <i title='](https://e/N) gamma delta'> ",
        "\\``[alpha](https://e/N) beta ` ",
        "[^1](https://e/N 'a b c') ",
        "beta [alpha](https://e/N)\r\r\r\r\r***\r",
        "\\[alpha\\\\[beta gamma](https://e/N) \\`delta\\` ",
        "alpha <https://e/N> < beta > <i title='[x]'>gamma [x",
    ];

    #[test]
    fn a_line_is_cut_where_no_link_is_open() {
        let mut said = 0;
        for link in LINKS {
            for before in ["", "- ", "| A |\n|-|\n| ", "Words.\n\n> "] {
                let text = format!("{before}{}\n", link.repeat(10));
                let whole = elements(&text);
                let from = before.len() + 10;
                let places = (from..text.len()).filter(|at| text.is_char_boundary(*at));
                let among = places.flat_map(|at| [Span::new(from, at), Span::new(at, text.len())]);
                // A link that is all of it is cut.
                for among in among.filter(|among| among.end - among.start > link.len() + 2) {
                    let (labels, mut lines, mut told) = (labels(), LongLines::default(), Told::new());
                    let Some(at) = lines.cut(&text, 0, among, &labels, &mut told) else { continue };
                    let (one, other) = text.split_at(at);
                    let mut both = elements(one);
                    both.extend(elements(other));
                    assert_eq!(both, whole, "{one:?}\n{other:?}");
                    let nowhere = leading_nowhere(one);
                    assert_eq!(nowhere + leading_nowhere(other), leading_nowhere(&text), "{one:?}\n{other:?}");
                    assert_eq!(labels.take_undefined().len(), if told.is_empty() { 0 } else { nowhere }, "{one:?}");
                    if !told.is_empty() {
                        said += 1;
                        let alone = Parser::new_with_broken_link_callback(one, DIALECT, Some(self::labels()));
                        let alone = alone.into_offset_iter();
                        let alone: Vec<_> = alone.map(|(event, range)| (event, Span::from(range))).collect();
                        assert_eq!(told, alone, "{one:?}");
                    }
                }
            }
        }
        assert!(said > 1000, "{said} are known without being asked for again");
    }
}
