//! What is odd in the text of one list, beyond what reading its entries needs.
//!
//! A list's text and what was read of it go in, findings come out: contents against sections,
//! levels of headings, declared counts, references, risks, white space and hidden characters. No
//! finding changes an entry, and nothing here compares lists.
//!
//! # Limits
//! Links to anchors of other files are not followed. At most 10,000 findings of one code are
//! given for one list; the last says how many more there are.

mod contents;
mod counts;
mod github_slug;
pub(super) mod hidden;
mod outline;
mod references;
mod risks;
mod structure;
mod whitespace;

use crate::catalog::ImportedList;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceText, Span};
use std::collections::BTreeMap;

/// Most findings of one code: a text with more has one fault, not many, and they must fit in memory.
const MAX_FINDINGS_OF_A_CODE: usize = 10_000;

/// Every finding, in no particular order. O(length).
pub(super) fn findings(source: &SourceText, list: &ImportedList) -> Vec<Diagnostic> {
    let outline = outline::read(source.text());
    let mut found = Findings { source, found: Vec::new(), counts: BTreeMap::new() };
    contents::check(&outline, &mut found);
    structure::check(&outline, &mut found);
    counts::check(&outline, list, &mut found);
    references::check(&outline.references, &mut found);
    risks::check(list, &mut found);
    whitespace::check(&outline, &mut found);
    hidden::check(&mut found);
    found.into_all()
}

/// Findings in one list.
struct Findings<'a> {
    source: &'a SourceText,
    found: Vec<Diagnostic>,
    /// Of each code, how many there were and where the last was.
    counts: BTreeMap<Code, (usize, Span)>,
}

impl Findings<'_> {
    /// Adds a finding at `span`; `make` is asked only while there are not too many of its code.
    fn add(&mut self, code: Code, span: Span, make: impl FnOnce(&SourceText) -> Diagnostic) {
        let (count, last) = self.counts.entry(code).or_insert((0, span));
        *count += 1;
        *last = span;
        if *count <= MAX_FINDINGS_OF_A_CODE {
            self.found.push(make(self.source).at(self.source.id().as_str(), span));
        }
    }

    fn into_all(mut self) -> Vec<Diagnostic> {
        for (&code, &(count, last)) in self.counts.iter().filter(|(_, (count, _))| *count > MAX_FINDINGS_OF_A_CODE) {
            let message = format!("{} more findings like this are not shown", count - MAX_FINDINGS_OF_A_CODE);
            self.found.push(Diagnostic::new(code, message).at(self.source.id().as_str(), last));
        }
        self.found
    }
}

/// A part of the source as a message shows it: single-spaced, at most 80 characters.
fn shown(text: &str) -> String {
    const MAX_CHARS: usize = 80;
    let start: String = text.chars().take(MAX_CHARS * 4).collect();
    let spaced = super::plain_text::single_spaced(&start);
    match spaced.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", spaced.get(..end).unwrap_or_default().trim_end()),
        None => spaced.into_owned(),
    }
}
