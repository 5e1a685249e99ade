//! Looks for many words in one pass over a text.

use aho_corasick::AhoCorasick;

/// Words in groups, looked for in any case (of ASCII letters).
#[derive(Debug)]
pub(super) struct WordSearch {
    automaton: AhoCorasick,
    /// The group of each word.
    groups: Vec<usize>,
}

/// A place of a word in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The group of the word, by its place among the groups.
    pub(super) group: usize,
    /// First byte.
    pub(super) start: usize,
    /// End of its bytes.
    pub(super) end: usize,
}

impl Found {
    /// True for a Chinese word anywhere, and for another where no ASCII letter or digit stands beside it.
    pub(super) fn is_whole(self, text: &str) -> bool {
        let is_alphanumeric = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        let before = self.start.checked_sub(1).and_then(|at| bytes.get(at));
        !text.get(self.start..self.end).is_some_and(str::is_ascii)
            || !is_alphanumeric(before) && !is_alphanumeric(bytes.get(self.end))
    }
}

impl WordSearch {
    /// Words by group; `None` for more than an automaton can hold, which no list in this crate is.
    pub(super) fn new<'w>(groups: impl IntoIterator<Item = &'w [&'w str]>) -> Option<Self> {
        let words = groups.into_iter().enumerate();
        let (groups, words): (Vec<usize>, Vec<&str>) =
            words.flat_map(|(group, words)| words.iter().map(move |&word| (group, word))).unzip();
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()?;
        Some(Self { automaton, groups })
    }

    /// Every place of every word, also those that overlap, by their ends. O(length).
    pub(super) fn places(&self, text: &str) -> impl Iterator<Item = Found> {
        // Most texts hold none, which is told at a fraction of the cost.
        let holds_one = self.automaton.is_match(text);
        let places = holds_one.then(|| self.automaton.find_overlapping_iter(text)).into_iter().flatten();
        places.map(|place| Found {
            group: self.groups.get(place.pattern().as_usize()).copied().unwrap_or_default(),
            start: place.start(),
            end: place.end(),
        })
    }
}
