//! Lines of a paragraph that each name one thing: `[Name](url) – description`.
//!
//! A paragraph and its source go in, the bytes come out before which it is to be cut, and how many of its lines are a
//! link alone. Whether they become entries is for the reader of the list to say.

use super::inline::{Form, Inline, Link, Run, text_of};
use super::item::says_nothing;
use super::plain_text::{leading_note, starts_with_colon, starts_with_dash};
use super::web_address::Address;
use super::without_links::in_brackets;
use crate::source::Span;

/// What the lines of a paragraph say.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// True where the first of them names something and says what it is.
    pub(super) opens: bool,
    /// First bytes of the others that do, in order.
    pub(super) cuts: Vec<usize>,
    /// How many are a link alone.
    pub(super) alone: usize,
}

/// Ways to break a line in HTML.
const BREAKS: [&str; 3] = ["<br>", "<br/>", "<br />"];

/// Bytes of the labels before a link at most.
const MAX_LABEL_BYTES: usize = 80;

impl Lines {
    /// Looks at the lines of a paragraph. One alone that does not open it may go on with a sentence. O(length).
    pub(super) fn of(content: &Inline<'_>, source: &str) -> Self {
        let mut found = Self::default();
        let Some(span) = content.span().filter(|_| content.is_linked()) else { return found };
        let links: Vec<_> = content.hyperlinks().collect();
        let bracketed = in_brackets(content);
        let mut above = Span::new(span.start, span.start);
        let mut starts_entry = false;
        let mut alone = Vec::new();
        for (number, (at, link)) in links.iter().enumerate() {
            above.end = link.span.start.max(above.start);
            let rest = links.get(number + 1..).unwrap_or_default();
            let below = Span::new(link.span.end, rest.first().map_or(span.end, |(_, next)| next.span.start));
            let started = line_start(source, above, above.start == span.start);
            above.start = below.start;
            let Some((start, is_labelled)) = started else { continue };
            let opens = start == span.start;
            let first = content.runs.partition_point(|run| run.span.start < link.span.start);
            let (_, from_link) = content.runs.split_at(first);
            let (shown, after) = from_link.split_at(from_link.iter().take_while(|run| run.link == Some(*at)).count());
            let is_sound = link.address == Address::Web && link.form != Form::Malformed;
            if !is_sound || shown.is_empty() || says_nothing(&text_of(shown)) {
                continue;
            }
            let is_alone = ends_line(source, below, rest.is_empty());
            let is_strong = shown.iter().all(|run| run.style.strong);
            let leads_further = || {
                let says_nothing = |at: usize| bracketed.binary_search(&at).is_ok() || names_nothing(content, at);
                ends_in_links(source, link.span.end, span.end, rest, says_nothing)
            };
            starts_entry |= opens && is_strong;
            let names = after.first().is_some_and(describes) || is_labelled || is_alone && is_strong || leads_further();
            match names {
                true if opens => found.opens = true,
                true => found.cuts.push(start),
                false if is_alone => alone.push(start),
                false => {}
            }
        }
        let named = usize::from(found.opens) + found.cuts.len();
        if named > 0 && !alone.is_empty() && named + alone.len() == lines_of(source, span) {
            // Each line is a link, and at least one is no remark.
            found.opens = true;
            found.cuts.extend(alone.drain(..).filter(|&start| start != span.start));
            found.cuts.sort_unstable();
        } else if !(found.opens || starts_entry) && found.cuts.len() < 2 {
            found.cuts.clear();
        }
        found.alone = alone.len();
        found
    }
}

/// True for a dash or a colon with words behind it.
fn describes(after: &Run<'_>) -> bool {
    let (_, rest) = leading_note(&after.text);
    (starts_with_dash(rest) || starts_with_colon(rest)) && rest.contains(char::is_alphanumeric)
}

/// True for a link that shows only what is behind it.
fn names_nothing(content: &Inline<'_>, link: usize) -> bool {
    let shown = content
        .runs
        .partition_point(|run| content.links.get(link).is_some_and(|link| run.span.start < link.span.start));
    content.runs.get(shown).is_some_and(|run| run.link == Some(link) && says_nothing(&run.text))
}

/// First byte of the line that goes on behind those bytes, where no word stands on it but labels in brackets, and whether
/// they do.
fn line_start(source: &str, above: Span, is_first: bool) -> Option<(usize, bool)> {
    let text = source.get(above.start..above.end)?;
    let ends = BREAKS.iter().filter_map(|broken| Some(text.rfind(broken)? + broken.len()));
    let start = ends.chain(text.rfind('\n').map(|end| end + 1)).max().or(is_first.then_some(0))?;
    let before = text.get(start..)?;
    let is_labelled = before.contains(char::is_alphanumeric);
    (!is_labelled || are_labels(before)).then_some((above.start + start, is_labelled))
}

/// True where every word stands in square brackets.
fn are_labels(text: &str) -> bool {
    let mut is_open = false;
    text.len() <= MAX_LABEL_BYTES
        && text.chars().all(|c| {
            is_open = match c {
                '[' | '【' => true,
                ']' | '】' => false,
                _ => is_open,
            };
            is_open || !c.is_alphanumeric()
        })
}

/// End of the line that goes on from that byte, in a paragraph that ends at the other.
fn line_end(source: &str, from: usize, to: usize) -> usize {
    let text = source.get(from..to).unwrap_or_default();
    let end = BREAKS.iter().filter_map(|broken| text.find(broken)).chain(text.find('\n')).min();
    from + end.unwrap_or(text.len())
}

/// True where no word stands on the rest of a line, which those bytes start; a paragraph ends with the last of them.
fn ends_line(source: &str, below: Span, is_last: bool) -> bool {
    let end = line_end(source, below.start, below.end);
    let rest = source.get(below.start..end).filter(|_| is_last || end < below.end);
    rest.is_some_and(|rest| !rest.contains(char::is_alphanumeric))
}

/// True where links that say nothing follow on the line, and nothing else.
fn ends_in_links(
    source: &str,
    from: usize,
    to: usize,
    links: &[(usize, &Link<'_>)],
    says_nothing: impl Fn(usize) -> bool,
) -> bool {
    let (mut from, mut has_links) = (from, false);
    for (at, link) in links {
        let between = source.get(from..link.span.start).unwrap_or_default();
        if line_end(source, from, link.span.start) < link.span.start {
            return has_links && ends_line(source, Span::new(from, link.span.start), false);
        }
        if between.contains(char::is_alphanumeric) || !says_nothing(*at) {
            return false;
        }
        (has_links, from) = (true, link.span.end);
    }
    has_links && ends_line(source, Span::new(from, to), true)
}

/// Number of lines, those that HTML breaks as well.
fn lines_of(source: &str, paragraph: Span) -> usize {
    let text = source.get(paragraph.start..paragraph.end).unwrap_or_default();
    let of_html = |line: &str| BREAKS.iter().map(|broken| line.trim_end().matches(broken).count()).sum::<usize>();
    let ends_broken = |line: &str| BREAKS.iter().any(|broken| line.trim_end().ends_with(broken));
    text.lines().map(|line| 1 + of_html(line) - usize::from(ends_broken(line))).sum()
}
