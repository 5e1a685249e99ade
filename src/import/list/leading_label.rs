//! Labels before a title, most of which say where or when it was published: `[ICLR 2024] Title`,
//! `**NDSS'19** [Title](url)`, `[12] Title`, `[New] [Title](url)`.
//!
//! A text goes in; it loses its labels, which come out. What they state is for `facts` to say, what follows them for
//! the grammars.

use super::facts;
use super::inline::{Inline, Run, part, text_of};
use super::venue::is_venue;
use super::web_address::Address;
use crate::vocab::is_generic;

/// A label is short.
const MAX_CHARS: usize = 60;

/// Labels before one title at most: each is looked for among all runs before the link.
const MAX_LABELS: usize = 8;

/// Digits of the number of a reference at most: one more are a year.
const MAX_DIGITS: usize = 3;

/// Brackets around labels: what opens, what closes.
const BRACKETS: [(char, char); 4] = [('[', ']'), ('(', ')'), ('【', '】'), ('（', '）')];

/// What labels before a title say.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// Where or when it was published.
    pub(super) published: String,
    /// All but numbers.
    pub(super) note: String,
    /// The byte behind them.
    end: usize,
    /// True where one is a number, or says when something was published.
    is_certain: bool,
}

/// Takes labels off a text that links to something; `None` where there are none. O(length).
pub(super) fn take(content: &mut Inline<'_>) -> Option<Labels> {
    cut_signs(content);
    let first_link = content.runs.iter().position(|run| run.link.is_some());
    let first_link = first_link.or_else(|| content.is_linked().then_some(content.runs.len())).filter(|&at| at > 0)?;
    let (before, linked) = content.runs.split_at(first_link);
    let text = text_of(before);
    let labels = Labels::of(before, &text)?;
    let rest = text.get(labels.end..)?;
    let is_set_off = |c: char| c.is_whitespace() || "|·:：-–—".contains(c);
    let rest = if labels.is_certain && rest.chars().all(is_set_off) { "" } else { rest };
    // What stands in brackets right before a link is a label, whatever it says.
    if !precedes_title(rest, linked) || !labels.is_certain && !rest.trim().is_empty() {
        return None;
    }
    let end = text.len() - rest.trim_start().len();
    cut_start(&mut content.runs, end);
    Some(labels)
}

/// Takes off links into the page that stand before one to something else, as signs of a legend do: `[🔬](#legend)
/// [Name](url)`.
fn cut_signs(content: &mut Inline<'_>) {
    let leads_into_page = |run: &Run<'_>| {
        run.link.and_then(|link| content.links.get(link)).is_some_and(|link| link.address == Address::Anchor)
    };
    let is_sign = |run: &&Run<'_>| match run.link {
        Some(_) => leads_into_page(run),
        None => !run.text.contains(char::is_alphanumeric),
    };
    let signs = content.runs.iter().take_while(is_sign).count();
    let (before, rest) = content.runs.split_at(signs);
    let last = before.iter().rposition(leads_into_page);
    if let Some(last) = last.filter(|_| rest.first().is_some_and(|run| run.link.is_some() && !is_generic(&run.text))) {
        content.runs.drain(..=last);
    }
}

impl Labels {
    /// Those that stand one after the other at the start of a text.
    fn of(runs: &[Run<'_>], text: &str) -> Option<Self> {
        let mut labels = Self::default();
        for _ in 0..MAX_LABELS {
            let Some((label, end)) = next_label(runs, text, labels.end) else { break };
            let is_number = is_number(label);
            let says_when = is_venue(label) || facts::is_citation(label);
            labels.is_certain |= is_number || says_when;
            let is_venue = says_when || is_abbreviation(label);
            let is_last = || text.get(end..).is_some_and(|rest| rest.trim().is_empty());
            if !(is_number || is_venue || is_last()) {
                break;
            }
            if is_venue {
                add(&mut labels.published, label);
            }
            if !is_number {
                add(&mut labels.note, label);
            }
            labels.end = end;
        }
        if !labels.is_certain {
            labels.published.clear();
        }
        (labels.end > 0).then_some(labels)
    }
}

fn add(labels: &mut String, label: &str) {
    labels.push_str(if labels.is_empty() { "" } else { ", " });
    labels.push_str(label);
}

/// The label that stands next, and the byte behind it.
fn next_label<'t>(runs: &[Run<'_>], text: &'t str, from: usize) -> Option<(&'t str, usize)> {
    let rest = text.get(from..)?;
    let start = rest.find(|c: char| c.is_alphanumeric() || BRACKETS.iter().any(|(open, _)| *open == c))?;
    bracketed(text, from + start).or_else(|| set_off(runs, text, from + start))
}

/// What stands in brackets that open at that byte, and the byte behind them.
fn bracketed(text: &str, start: usize) -> Option<(&str, usize)> {
    let rest = text.get(start..)?;
    let (open, close) = BRACKETS.into_iter().find(|(open, _)| rest.starts_with(*open))?;
    let inside = rest.get(open.len_utf8()..)?;
    let length = inside.find(close)?;
    let label = inside.get(..length)?;
    let is_label = label.chars().take(MAX_CHARS + 1).count() <= MAX_CHARS && label.contains(char::is_alphanumeric);
    is_label.then_some((label, start + open.len_utf8() + length + close.len_utf8()))
}

/// A venue in bold, italics or code that starts at that byte, and the byte behind it.
fn set_off<'t>(runs: &[Run<'_>], text: &'t str, start: usize) -> Option<(&'t str, usize)> {
    let mut end = 0;
    let run = runs.iter().find(|run| {
        end += run.text.len();
        start < end
    })?;
    let label = text.get(start..end)?;
    let rest = text.get(end..)?.trim_start();
    let starts_title = |c: char| c.is_uppercase() || c.is_ascii_digit() || "\"“「《|".contains(c) || !c.is_ascii();
    let is_label = (run.style.is_set_off() || run.style.code) && is_venue(label);
    (is_label && (rest.is_empty() || rest.starts_with(starts_title))).then_some((label, end))
}

/// True where what follows a label names something: words, or a link that says more than what is behind it.
fn precedes_title(rest: &str, linked: &[Run<'_>]) -> bool {
    let rest = rest.trim_start();
    if let Some(first) = rest.chars().next() {
        return first.is_alphanumeric() || "\"“「《*_`".contains(first);
    }
    linked.first().is_some_and(|run| run.text.contains(char::is_alphabetic) && !is_generic(&run.text))
}

fn is_number(label: &str) -> bool {
    (1..=MAX_DIGITS).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_digit())
}

/// True for one word in capitals, as venues have it.
fn is_abbreviation(label: &str) -> bool {
    label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Leaves out so many bytes at the start of the joined text of runs.
fn cut_start(runs: &mut Vec<Run<'_>>, end: usize) {
    let mut from = 0;
    runs.retain_mut(|run| {
        let length = run.text.len();
        let cut = end.saturating_sub(from).min(length);
        from += length;
        if cut > 0 {
            run.span = run.span_of(cut, length);
            run.text = part(&run.text, cut, length);
        }
        !run.text.is_empty() || cut == 0
    });
}
