//! The grammar `Title, date, venue, [paper](url) [code](url)`: the title first, its links last.
//!
//! A text goes in, a draft comes out when all its links only say what stands behind them. What
//! stands between the title and the links states a date, a venue or authors.

use super::draft::Draft;
use super::facts;
use super::inline::{Inline, Run, part, text_of};
use super::item::{AroundLink, Text, around_link, drafted, says_nothing};
use super::plain_text;
use super::venue;
use super::without_links::{in_brackets, leads_on};
use crate::source::Span;
use std::borrow::Cow;

/// Quotation marks around titles: what opens, what closes.
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('„', '“'), ('「', '」'), ('《', '》')];

/// Link texts that stand in a sentence rather than after a title.
const IN_SENTENCES: [&str; 2] = ["here", "link"];

/// Bytes of the date of a reference at most.
const MAX_DATE_BYTES: usize = 24;

/// Brackets looked at for a remark, from the left.
const MAX_BRACKETS: usize = 16;

/// Reads a text. O(length).
pub(super) fn read<'i>(text: Text<'i, '_>) -> Option<Draft<'i>> {
    let parts = around_link(text.content)?;
    let before = text_of(parts.before);
    if !before.contains(char::is_alphabetic) || leads_on(&before) || !only_generic_links(text.content) {
        return None;
    }
    let is_sentence = |shown: &str| IN_SENTENCES.contains(&shown.trim().to_lowercase().as_str());
    let is_set_off =
        before.trim_end().ends_with(['[', '(', '|', ',', '.', '（', '【', '"', '”', ')', ']', '：', '—', '–', '-']);
    if is_sentence(&text_of(parts.linked)) && !is_set_off {
        return None;
    }
    if let Some(cited) = Citation::of(&before) {
        return Some(cited.draft(text, &parts, &before));
    }
    let dated = facts::leading_date(&before);
    let offset = dated.as_ref().map_or(0, |(_, rest)| before.len() - rest.len());
    let (start, end) = title(before.get(offset..)?)?;
    let (start, end) = (offset + start, offset + end);
    let mut draft = drafted(text, &[], Some(parts.link), parts.after);
    draft.name = part(&before, start, end);
    draft.name_span = place(parts.before, start, end).unwrap_or(text.span);
    draft.facts.date = dated.map(|(date, _)| date).or(draft.facts.date);
    let mut reached = 0;
    let tags = parts.before.iter().filter_map(|run| {
        let from = reached;
        reached += run.text.len();
        let is_tag = run.style.code && (from >= end || reached <= start);
        is_tag.then(|| run.text.trim().to_owned())
    });
    draft.facts.tags.splice(0..0, tags);
    let remark: String = after(parts.before, end);
    if !is_short_name(&remark) {
        facts::take_remark(&remark, &mut draft.facts);
    }
    draft.note = draft.note.or(Some(remark));
    Some(draft)
}

/// True for one word in brackets that is neither a venue nor a date: what the thing is called for short, or who made it.
fn is_short_name(remark: &str) -> bool {
    let Some(word) = remark.trim().strip_prefix(['(', '[', '（', '【']) else { return false };
    let word = word.trim_end_matches([')', ']', '）', '】', ' ', '.', ',', '-', '–', '—', ':', '[', '(']);
    !word.contains(|c: char| c.is_whitespace() || ",，)）]】".contains(c))
        && !venue::is_venue(word)
        && facts::date(word).is_none()
}

/// A reference as bibliographies have it: `Doe, J., & Roe, R. (2017). Title. Venue.`
struct Citation<'t> {
    authors: &'t str,
    date: &'t str,
    /// Bytes of the title.
    title: (usize, usize),
}

impl<'t> Citation<'t> {
    /// The reference that a text is, if it is one. O(length).
    fn of(text: &'t str) -> Option<Self> {
        let (authors, rest) = text.split_once(" (")?;
        let (date, rest) = rest.split_once(").")?;
        let has_initial = |part: &str| {
            let mut letters = part.trim_start_matches([' ', '&']).chars();
            letters.next().is_some_and(char::is_uppercase) && letters.next() == Some('.')
        };
        let are_authors = authors.contains(" et al") || authors.split(',').skip(1).any(has_initial);
        if !are_authors || !facts::is_citation(date) || date.len() > MAX_DATE_BYTES {
            return None;
        }
        let rest = rest.trim_start();
        let start = text.len() - rest.len();
        let mut ends = rest.match_indices(['.', '?', '!']).map(|(at, _)| at + 1);
        let end = ends.find(|&end| rest.get(end..).is_some_and(|rest| rest.starts_with(' ')));
        let title = rest.get(..end.unwrap_or(rest.len()))?.trim_end().trim_end_matches('.');
        title.contains(char::is_alphabetic).then_some(Self { authors, date, title: (start, start + title.len()) })
    }

    fn draft<'i>(&self, text: Text<'i, '_>, parts: &AroundLink<'i, '_>, before: &Cow<'i, str>) -> Draft<'i> {
        let mut draft = drafted(text, &[], Some(parts.link), parts.after);
        let (start, end) = self.title;
        draft.name = part(before, start, end);
        draft.name_span = place(parts.before, start, end).unwrap_or(text.span);
        draft.facts.date = self.date.split([' ', ',']).find_map(facts::date);
        draft.facts.authors = Some(plain_text::single_spaced(self.authors.trim_matches([' ', '*', '-'])).into_owned());
        facts::take_remark(&after(parts.before, end), &mut draft.facts);
        draft
    }
}

/// True when each link shows an address, a word such as `paper`, or no text at all, or stands in brackets of its own.
fn only_generic_links(content: &Inline<'_>) -> bool {
    let texts = content.link_texts();
    let bracketed = in_brackets(content);
    let says_nothing = |text: &Cow<'_, str>| text.trim().is_empty() || says_nothing(text);
    content.hyperlinks().all(|(at, _)| bracketed.binary_search(&at).is_ok() || texts.get(at).is_some_and(says_nothing))
}

/// Where the title stands: in quotes, before a bar, before a remark in brackets or a date, or all of it.
fn title(text: &str) -> Option<(usize, usize)> {
    let start = text.find(|c: char| c.is_alphanumeric() || QUOTES.iter().any(|(open, _)| *open == c))?;
    let start = opened_before(text, start).unwrap_or(start);
    let start = quoted_after_label(text, start).unwrap_or(start);
    let rest = text.get(start..)?;
    let first = rest.chars().next()?;
    if let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == first) {
        let inner = rest.get(first.len_utf8()..)?;
        if let Some(length) = inner.find(*close).filter(|&length| length > 0) {
            let start = start + first.len_utf8();
            return Some((start, start + length));
        }
    }
    let ends = [rest.find(" | "), rest.find("| "), bracket(rest), before_date(rest)];
    let end = ends.into_iter().flatten().filter(|&end| end > 0).min().unwrap_or(rest.len());
    let fields = rest.get(..end).and_then(|fields| fields.rsplit_once([',', '，']));
    let end = fields.filter(|(_, last)| last.contains(" et al")).map_or(end, |(title, _)| title.len());
    Some((start, start + end))
}

/// Where a quotation mark opens behind a short name and a colon, as in `KVT: "k-NN Attention"`.
pub(super) fn quoted_after_label(text: &str, start: usize) -> Option<usize> {
    const MAX_LABEL_CHARS: usize = 40;
    let rest = text.get(start..)?;
    let (colon, _) = rest.char_indices().take(MAX_LABEL_CHARS).find(|(_, c)| ":：".contains(*c))?;
    let after = rest.get(colon..)?.trim_start_matches([':', '：', ' ']);
    let opens = QUOTES.iter().any(|(open, _)| after.starts_with(*open));
    opens.then_some(text.len() - after.len())
}

/// Where a bracket opens right before that byte which closes within the title, as in `(Beta) Name`.
fn opened_before(text: &str, start: usize) -> Option<usize> {
    let open = text.get(..start)?.char_indices().next_back().filter(|(_, c)| "([（【".contains(*c))?.0;
    let (_, rest) = text.get(start..)?.split_once([')', ']', '）', '】'])?;
    rest.contains(char::is_alphabetic).then_some(open)
}

/// Where a remark in brackets starts that ends the text, or that holds a date.
fn bracket(text: &str) -> Option<usize> {
    text.match_indices(['(', '[', '（', '【']).take(MAX_BRACKETS).map(|(at, _)| at).find(|&at| {
        let inside = text.get(at..).unwrap_or_default();
        let closed = inside.find([')', ']', '）', '】']);
        let remark = closed.and_then(|closed| inside.get(..closed));
        let after = closed.and_then(|closed| inside.get(closed..)).unwrap_or_default();
        remark.is_none_or(facts::is_citation) || !after.contains(char::is_alphanumeric)
    })
}

/// Where a comma stands that a date or a venue with a date follows. O(length).
fn before_date(text: &str) -> Option<usize> {
    const MAX_FIELD_CHARS: usize = 40;
    let mut field_at = 0;
    text.match_indices([',', '，', '.', '。']).map(|(at, _)| at).find(|&at| {
        if at < field_at {
            return false; // A mark beside another leads to the same field.
        }
        let after = text.get(at..).unwrap_or_default().trim_start_matches([',', '，', '.', '。', ' ']);
        field_at = text.len() - after.len();
        let length = after.chars().take(MAX_FIELD_CHARS + 1).take_while(|c| !",，([|".contains(*c)).count();
        let field = after.char_indices().nth(length).map_or(after, |(end, _)| after.get(..end).unwrap_or_default());
        length <= MAX_FIELD_CHARS
            && facts::is_citation(field)
            && field.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    })
}

/// Bytes of a part of the joined text of runs.
fn place(runs: &[Run<'_>], start: usize, end: usize) -> Option<Span> {
    let mut from = 0;
    let mut span: Option<Span> = None;
    for run in runs {
        let to = from + run.text.len();
        if start < to && from < end {
            let here = run.span_of(start.saturating_sub(from), end.min(to) - from);
            span = Some(Span::new(span.map_or(here.start, |span| span.start), here.end));
        }
        from = to;
    }
    span
}

/// Text of the runs from a byte of their joined text on, code left out.
fn after(runs: &[Run<'_>], end: usize) -> String {
    let mut from = 0;
    let mut out = String::new();
    for run in runs {
        let cut = end.saturating_sub(from);
        if !run.style.code {
            out.push_str(run.text.get(cut..).unwrap_or_default());
        }
        from += run.text.len();
    }
    out
}
