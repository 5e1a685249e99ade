//! The label before a title that says where or when it was published: `[ICLR 2024] Title`, `**NDSS'19** [Title](url)`,
//! `[12] Title`.
//!
//! A text goes in; it loses the label, which comes out. What the label states is for `facts` to say, what follows it for
//! the grammars.

use super::facts;
use super::inline::{Inline, Run, part, text_of};
use crate::vocab::is_generic;

/// A label is short.
const MAX_CHARS: usize = 60;

/// Words of a venue and its year at most.
const MAX_WORDS: usize = 5;

/// Digits of the number of a reference at most: one more are a year.
const MAX_DIGITS: usize = 3;

/// Brackets around labels: what opens, what closes.
const BRACKETS: [(char, char); 4] = [('[', ']'), ('(', ')'), ('【', '】'), ('（', '）')];

/// Venues that are not written in capitals.
const VENUES: [&str; 4] = ["arxiv", "usenix", "nature", "science"];

/// Takes the label off a text, and says what stood in it; `None` where there is none, or it is a number. O(length).
pub(super) fn take(content: &mut Inline<'_>) -> Option<String> {
    let first_link = content.runs.iter().position(|run| run.link.is_some()).unwrap_or(content.runs.len());
    let (before, linked) = content.runs.split_at(first_link);
    let text = text_of(before);
    let start = text.find(|c: char| c.is_alphanumeric() || BRACKETS.iter().any(|(open, _)| *open == c))?;
    let (label, end) = bracketed(&text, start).or_else(|| set_off(before, &text, start))?;
    if !precedes_title(text.get(end..)?, linked) {
        return None;
    }
    let says_something = !is_number(label);
    let label = label.to_owned();
    let rest = text.get(end..)?;
    let end = text.len() - rest.trim_start().len();
    cut_start(&mut content.runs, end);
    says_something.then_some(label)
}

/// A label in brackets that starts at that byte, and the byte behind them.
fn bracketed(text: &str, start: usize) -> Option<(&str, usize)> {
    let rest = text.get(start..)?;
    let (open, close) = BRACKETS.into_iter().find(|(open, _)| rest.starts_with(*open))?;
    let inside = rest.get(open.len_utf8()..)?;
    let length = inside.find(close)?;
    let label = inside.get(..length)?;
    let is_short = label.chars().take(MAX_CHARS + 1).count() <= MAX_CHARS;
    let is_label = is_short && (is_number(label) || is_venue(label) || facts::is_citation(label));
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
    let starts_title = |c: char| c.is_uppercase() || c.is_ascii_digit() || "\"“「《".contains(c) || !c.is_ascii();
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

/// True for an abbreviation in capitals, or another known venue, with a year: `ACM CCS 2021`, `NDSS'19`.
fn is_venue(text: &str) -> bool {
    let text = text.trim_matches(|c| BRACKETS.iter().any(|(open, close)| *open == c || *close == c));
    let mut words = text.split([' ', ',', '\'', '’']).filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return false };
    let is_name = first.bytes().filter(u8::is_ascii_uppercase).count() > 1
        || VENUES.iter().any(|venue| venue.eq_ignore_ascii_case(first));
    let is_year = |word: &str| {
        let is_short = word.len() == 2 && text.contains(['\'', '’']);
        (is_short || facts::is_year(word)) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    is_name && words.clone().count() < MAX_WORDS && words.any(is_year)
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
