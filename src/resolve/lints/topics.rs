//! What a text is about, told by its words.
//!
//! A table of words and a text go in, topics with the words that tell them come out. Nothing is guessed: a text
//! without any of the words is about nothing known.

use crate::catalog::{TopicWord, WordSense, has_han};
use crate::resolve::folded_name;
use std::collections::{BTreeMap, BTreeSet};

/// The table of words, ready to be looked for.
pub(super) struct Topics<'w> {
    /// By the character each word begins with: with its form without case, width and punctuation.
    by_first: BTreeMap<char, Vec<(String, &'w TopicWord)>>,
}

/// What one text is about.
#[derive(Debug, Default)]
pub(super) struct About<'w> {
    /// Topics it clearly speaks of, each with the words that say so as the text has them.
    clear: BTreeMap<&'w str, BTreeSet<String>>,
    /// Topics it touches, those above among them.
    touched: BTreeSet<&'w str>,
    /// Whether it speaks of more than its words tell.
    is_broad: bool,
}

impl<'w> Topics<'w> {
    pub(super) fn new(words: &'w [TopicWord]) -> Self {
        let mut by_first: BTreeMap<char, Vec<(String, &TopicWord)>> = BTreeMap::new();
        for word in words {
            let folded = folded_name(&word.word);
            if let Some(first) = folded.chars().next() {
                by_first.entry(first).or_default().push((folded, word));
            }
        }
        Self { by_first }
    }

    /// What a text is about. O(length of the text × words that begin with one character).
    pub(super) fn about(&self, text: &str) -> About<'w> {
        let folded = folded_name(text);
        let mut about = About::default();
        let mut before = None;
        for (at, c) in folded.char_indices() {
            let is_inside = before.is_some_and(is_letter) && is_letter(c);
            before = Some(c);
            let words = self.by_first.get(&c).filter(|_| !is_inside).map_or(&[][..], Vec::as_slice);
            let here = folded.get(at..).unwrap_or_default();
            for (wanted, word) in words {
                if let Some(found) = at_start(here, wanted, word.is_start) {
                    about.add(&word.sense, found);
                }
            }
        }
        about
    }
}

impl About<'_> {
    /// Whether this text clearly speaks of something and the other clearly of something else: neither touches what the
    /// other speaks of, and this one of no more than its words tell.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        !self.is_broad
            && !self.clear.is_empty()
            && !other.clear.is_empty()
            && !self.clear.keys().any(|topic| other.touched.contains(topic))
            && !other.clear.keys().any(|topic| self.touched.contains(topic))
    }

    /// The same, touching as well what another text touches.
    pub(super) fn widened(mut self, by: Self) -> Self {
        self.touched.extend(by.touched);
        self.is_broad |= by.is_broad;
        self
    }

    /// Topics it clearly speaks of and the words that say so: evasion (`evasion attacks`).
    pub(super) fn in_words(&self) -> String {
        let topic = |(topic, words): (&&str, &BTreeSet<String>)| {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("{topic} ({})", words.join(", "))
        };
        self.clear.iter().map(topic).collect::<Vec<_>>().join(" and ")
    }
}

impl<'w> About<'w> {
    fn add(&mut self, sense: &'w WordSense, found: &str) {
        match sense {
            WordSense::Clear(topic) => {
                self.clear.entry(topic).or_default().insert(found.to_owned());
                self.touched.insert(topic);
            }
            WordSense::Weak(topic) => {
                self.touched.insert(topic);
            }
            WordSense::Broad => self.is_broad = true,
        }
    }
}

/// The wanted word at the start of a text, to the end of the word there where it may go on.
fn at_start<'t>(text: &'t str, wanted: &str, may_go_on: bool) -> Option<&'t str> {
    let rest = text.strip_prefix(wanted)?;
    let goes_on = wanted.chars().next_back().is_some_and(is_letter);
    let more = if goes_on { rest.find(|c| !is_letter(c)).unwrap_or(rest.len()) } else { 0 };
    (more == 0 || may_go_on).then(|| text.get(..wanted.len() + more)).flatten()
}

/// A letter or digit of a script that sets words apart by spaces.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !has_han(c.encode_utf8(&mut [0; 4]))
}
