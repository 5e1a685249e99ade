//! Whether two names can hardly be names of one thing.

use crate::catalog::has_han;
use crate::resolve::folded_name;
use std::collections::BTreeSet;

/// Words that two titles share without being alike.
#[rustfmt::skip]
const LITTLE_WORDS: [&str; 24] = [
    "a", "against", "an", "and", "are", "as", "at", "by", "for", "from", "how", "in", "is", "of", "on", "or", "the",
    "through", "to", "towards", "using", "via", "with", "without",
];

/// Words from which on a name is a title: sentences on one subject share words by chance.
const WORDS_OF_A_TITLE: usize = 5;

/// Whether two names have nothing in common, as far as they are written in one script; of two titles, whether they
/// share less than three fifths of the words of the shorter.
///
/// Initials count, and so does being written together: `ART` and `Adversarial Robustness Toolbox`, `NB Defense` and
/// `nbdefense`.
pub(super) fn are_unlike(one: &str, other: &str) -> bool {
    if one == other {
        return false;
    }
    let (one, other) = (folded_name(one), folded_name(other));
    if one.is_empty() || other.is_empty() || has_han(&one) != has_han(&other) {
        return false;
    }
    if has_han(&one) {
        return !one.chars().any(|c| c != ' ' && other.contains(c));
    }
    let (words, others) = (telling_words(&one), telling_words(&other));
    let shorter = words.len().min(others.len());
    if shorter >= WORDS_OF_A_TITLE {
        return words.intersection(&others).count() * 5 < shorter * 3;
    }
    !holds(&one, &other) && !holds(&other, &one)
}

fn telling_words(name: &str) -> BTreeSet<&str> {
    name.split(' ').filter(|word| !LITTLE_WORDS.contains(word)).collect()
}

/// Whether a name holds another, its initials or one of its words.
fn holds(name: &str, other: &str) -> bool {
    let together = |name: &str| name.replace(' ', "");
    let initials: String = other.split(' ').filter_map(|word| word.chars().next()).collect();
    let has_word = |wanted: &str| name.split(' ').any(|word| word == wanted);
    together(name).contains(&together(other))
        || has_word(&initials)
        || telling_words(other)
            .into_iter()
            .any(|word| has_word(word) || word.len() > 3 && together(name).contains(word))
}
