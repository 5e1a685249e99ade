//! The text of an entry without the links that only say what is behind them: `Words. [Code](url) | [[Paper](url)]`.
//!
//! Runs go in with the links that stand beside the words, text without them and what was around them comes out. A link
//! that a sentence goes on behind is one of its words.

use super::inline::{self, FEW, Inline, Run, text_of};
use smallvec::SmallVec;
use std::borrow::Cow;

/// Links in square brackets of their own, as in `[[PyTorch](url)]`: by index, in order. O(length).
pub(super) fn in_brackets(content: &Inline<'_>) -> SmallVec<[usize; FEW]> {
    let mut found = SmallVec::new();
    let mut runs = content.runs.as_slice();
    while let Some((before, rest)) = runs.split_first() {
        runs = rest;
        let Some(link) = rest.first().and_then(|run| run.link).filter(|_| before.link.is_none()) else { continue };
        let length = rest.iter().take_while(|run| run.link == Some(link)).count();
        let closes = rest.get(length).is_some_and(|run| run.link.is_none() && run.text.starts_with(']'));
        if before.text.ends_with('[') && closes {
            found.push(link);
        }
    }
    found
}

/// The text behind the brackets that close around a link, as in `Name ([code](url)) – description`.
pub(super) fn without_brackets_left(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_left = |c: char| c.is_whitespace() || ")]）】".contains(c);
    let left = text.len() - text.trim_start_matches(is_left).len();
    if text.trim_start().starts_with([')', ']', '）', '】']) { inline::part(&text, left, text.len()) } else { text }
}

/// Stands where a link was left out.
const GAP: char = '\u{FFFC}';

/// Text of the runs without those of the marked links, by index in rising order, and the brackets left around them. What
/// a sentence goes on behind stays.
pub(super) fn without_links<'i>(runs: &'i [Run<'_>], marked: &[usize]) -> Cow<'i, str> {
    let is_marked = |run: &Run<'_>| run.link.is_some_and(|link| marked.binary_search(&link).is_ok());
    if !runs.iter().any(is_marked) {
        return text_of(runs);
    }
    let mut text = String::new();
    let mut before = None;
    let links_and_words = runs.chunk_by(|run, next| run.link.is_some() && run.link == next.link);
    let mut links_and_words = links_and_words.peekable();
    while let Some(part) = links_and_words.next() {
        let after = links_and_words.peek().and_then(|next| next.first());
        if part.first().is_some_and(is_marked) && !stands_in_sentence(before, after) {
            text.push(GAP);
        } else {
            text.extend(part.iter().map(|run| run.text.as_ref()));
        }
        before = part.last();
    }
    let mut text = without_gaps(&text);
    text.truncate(text.trim_end_matches([' ', '|', '/', ',', '，', '、', '·', '&']).len());
    Cow::Owned(text)
}

/// True for what stands between words, as in `see the [paper](url) for more`.
fn stands_in_sentence(before: Option<&Run<'_>>, after: Option<&Run<'_>>) -> bool {
    let is_text = |run: &&Run<'_>| run.link.is_none();
    let Some(before) = before.filter(is_text) else { return false };
    let goes_on = || after.filter(is_text).is_some_and(|run| run.text.trim_start().starts_with(char::is_alphanumeric));
    let words = before.text.trim_end();
    // Chinese has no spaces between words.
    before.text.ends_with(|c: char| c.is_alphabetic() && !c.is_ascii())
        || words.ends_with(char::is_alphanumeric) && (goes_on() || leads_on(words))
}

/// True for a text that ends with a word behind which a sentence goes on.
pub(super) fn leads_on(text: &str) -> bool {
    let last = text.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    LEAD_ON.iter().any(|word| word.eq_ignore_ascii_case(last))
}

/// Words behind which a sentence goes on.
#[rustfmt::skip]
const LEAD_ON: [&str; 26] = [
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "its", "more", "of", "on", "or", "our",
    "read", "see", "the", "their", "this", "to", "using", "via", "with",
];

/// A bracket that is open.
struct Bracket {
    /// Where it stands in the text that is made.
    at: usize,
    /// Whether anything was left out right inside it.
    has_gap: bool,
    /// Whether a word stands inside it.
    has_word: bool,
}

/// The text without the marks of gaps, and without brackets that hold nothing else. O(length).
fn without_gaps(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Vec<Bracket> = Vec::new();
    // Whether nothing but spaces stands behind what was left out.
    let mut is_behind_gap = false;
    for c in text.chars() {
        if is_behind_gap && matches!(c, '.' | ',' | ';' | '。' | '，' | '；') {
            let is_end = matches!(c, '.' | '。');
            let marks: &[char] = if is_end { &[' ', ',', '，', '、', ';', '；'] } else { &[' '] };
            out.truncate(out.trim_end_matches(marks).len());
            is_behind_gap = false;
            if out.ends_with(if is_end { ['.', '。'] } else { [',', '，'] }) {
                is_behind_gap = true;
                continue;
            }
        }
        is_behind_gap &= c == ' ';
        match c {
            GAP => {
                is_behind_gap = true;
                if let Some(around) = open.last_mut() {
                    around.has_gap = true;
                }
            }
            '[' | '(' | '（' | '【' => {
                open.push(Bracket { at: out.len(), has_gap: false, has_word: false });
                out.push(c);
            }
            ']' | ')' | '）' | '】' => {
                let closed = open.pop();
                let empty = closed.as_ref().filter(|inside| inside.has_gap && !inside.has_word);
                match empty {
                    Some(empty) => {
                        is_behind_gap = true;
                        out.truncate(empty.at);
                    }
                    None => out.push(c),
                }
                if let Some((around, closed)) = open.last_mut().zip(closed.as_ref()) {
                    around.has_gap |= empty.is_some();
                    around.has_word |= closed.has_word;
                }
            }
            _ => {
                if let Some(around) = open.last_mut().filter(|_| c.is_alphanumeric()) {
                    around.has_word = true;
                }
                out.push(c);
            }
        }
    }
    out
}
