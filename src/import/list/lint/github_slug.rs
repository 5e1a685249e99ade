//! The anchors GitHub makes of headings.
//!
//! The text of one heading after the other goes in, the anchor of each comes out. The rule is that
//! of GitHub's HTML pipeline: lower case, then only letters, marks, digits, connectors, hyphens and
//! spaces are kept, then each space is a hyphen; the second heading of the same anchor gets `-1`.
//! Nothing is trimmed, so an emoji before a name leaves a hyphen.

use std::collections::BTreeMap;

/// Anchors given so far.
#[derive(Debug, Default)]
pub(super) struct Slugger {
    given: BTreeMap<String, usize>,
}

impl Slugger {
    /// How often the anchor of the next heading of the page was given before.
    pub(super) fn repeats(&mut self, heading: &str) -> usize {
        let times = self.given.entry(slug(heading)).or_default();
        *times += 1;
        *times - 1
    }
}

/// The anchor of a heading before which so many have the same.
pub(super) fn anchor(heading: &str, repeats: usize) -> String {
    match repeats {
        0 => slug(heading),
        repeats => format!("{}-{repeats}", slug(heading)),
    }
}

/// The anchor of a heading that no other shares its text with.
fn slug(heading: &str) -> String {
    hyphenated(heading.chars().flat_map(char::to_lowercase))
}

/// Another spelling that leads to the heading: of ASCII letters only in lower case, as published in
/// the pipeline's source, and without the white space that HTML may hold at the ends.
pub(super) fn also(heading: &str) -> Option<String> {
    if heading.is_ascii() && heading.trim() == heading {
        return None;
    }
    let other = hyphenated(heading.trim().chars().map(|c| c.to_ascii_lowercase()));
    (other != slug(heading)).then_some(other)
}

fn hyphenated(lower_case: impl Iterator<Item = char>) -> String {
    lower_case.filter(|&c| is_kept(c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// `\w` of the expression GitHub uses has no joiners, that of the Rust crate has.
fn is_kept(c: char) -> bool {
    matches!(c, '-' | ' ') || (regex_syntax::is_word_character(c) && !matches!(c, '\u{200C}' | '\u{200D}'))
}

/// The letters and digits of an anchor in lower case: what is left when case and punctuation do not count.
pub(super) fn letters(anchor: &str) -> String {
    anchor.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        let cases = [
            ("Security Tools & Resources", "security-tools--resources"),
            ("快速上手（Quick Start）", "快速上手quick-start"),
            ("8. 行业 / 领域场景的 AI 安全", "8-行业--领域场景的-ai-安全"),
            ("🔧 Tools", "-tools"),
            ("⚙️ Settings", "\u{FE0F}-settings"),
            ("👩\u{200D}💻 People", "-people"),
            (":rocket: Start", "rocket-start"),
            ("Überblick", "überblick"),
            ("snake_case – dash", "snake_case--dash"),
            ("x² and ½", "x-and-"),
            ("It's C++", "its-c"),
        ];
        for (heading, anchor) in cases {
            assert_eq!(super::anchor(heading, 0), anchor, "{heading}");
        }
    }

    #[test]
    fn repeated_headings_are_numbered() {
        let mut slugger = Slugger::default();
        assert_eq!(
            ["Tools", "tools!", "Papers", "Tools"].map(|heading| anchor(heading, slugger.repeats(heading))),
            ["tools", "tools-1", "papers", "tools-2"]
        );
    }
}
