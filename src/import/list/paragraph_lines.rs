//! Lines of a paragraph that each name one thing: `[Name](url) – description`.
//!
//! A paragraph and its source go in, the bytes come out before which it is to be cut, and how many of its lines are a
//! link alone. Whether they become entries is for the reader of the list to say.

use super::inline::{Form, Inline, Run, text_of};
use super::item::says_nothing;
use super::plain_text::{leading_note, starts_with_colon, starts_with_dash};
use super::web_address::Address;
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

impl Lines {
    /// Looks at the lines of a paragraph. One alone that does not open it may go on with a sentence. O(length).
    pub(super) fn of(content: &Inline<'_>, source: &str) -> Self {
        let mut found = Self::default();
        let Some(span) = content.span().filter(|_| content.is_linked()) else { return found };
        let mut links = content.hyperlinks().peekable();
        let mut above = Span::new(span.start, span.start);
        let mut starts_entry = false;
        while let Some((at, link)) = links.next() {
            above.end = link.span.start.max(above.start);
            let below = Span::new(link.span.end, links.peek().map_or(span.end, |(_, next)| next.span.start));
            let first = content.runs.partition_point(|run| run.span.start < link.span.start);
            let (before, rest) = content.runs.split_at(first);
            let (shown, after) = rest.split_at(rest.iter().take_while(|run| run.link == Some(at)).count());
            let opens = above.start == span.start && !before.iter().any(|run| run.text.contains(char::is_alphanumeric));
            let start = if opens { Some(span.start) } else { line_start(source, above) };
            above.start = below.start;
            let is_sound = link.address == Address::Web && link.form != Form::Malformed;
            let names = || is_sound && !shown.is_empty() && !says_nothing(&text_of(shown));
            let Some(start) = start.filter(|_| names()) else { continue };
            let is_alone = ends_line(source, below, links.peek().is_none());
            let is_strong = shown.iter().all(|run| run.style.strong);
            starts_entry |= opens && is_strong;
            match after.first().is_some_and(describes) || is_alone && is_strong {
                true if opens => found.opens = true,
                true => found.cuts.push(start),
                false => found.alone += usize::from(is_alone),
            }
        }
        if !(found.opens || starts_entry) && found.cuts.len() < 2 {
            found.cuts.clear();
        }
        found
    }
}

/// True for a dash or a colon with words behind it.
fn describes(after: &Run<'_>) -> bool {
    let (_, rest) = leading_note(&after.text);
    (starts_with_dash(rest) || starts_with_colon(rest)) && rest.contains(char::is_alphanumeric)
}

/// First byte of the line that goes on behind those bytes, where no word stands on it.
fn line_start(source: &str, above: Span) -> Option<usize> {
    let text = source.get(above.start..above.end)?;
    let ends = BREAKS.iter().filter_map(|broken| Some(text.rfind(broken)? + broken.len()));
    let start = ends.chain(text.rfind('\n').map(|end| end + 1)).max()?;
    (!text.get(start..)?.contains(char::is_alphanumeric)).then_some(above.start + start)
}

/// True where no word stands on the rest of a line, which those bytes start; a paragraph ends with the last of them.
fn ends_line(source: &str, below: Span, is_last: bool) -> bool {
    let text = source.get(below.start..below.end).unwrap_or_default();
    let end = BREAKS.iter().filter_map(|broken| text.find(broken)).chain(text.find('\n')).min();
    let rest = end.or(is_last.then_some(text.len())).and_then(|end| text.get(..end));
    rest.is_some_and(|rest| !rest.contains(char::is_alphanumeric))
}
