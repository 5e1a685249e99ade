//! What is odd in the text of one list, beyond what reading its entries needs.
//!
//! A list's text, its outline and what was read of it go in, findings come out: contents against sections,
//! levels of headings, declared counts, references, risks, white space and hidden characters. No
//! finding changes an entry, and nothing here compares lists.
//!
//! # Limits
//! Links to anchors of other files are not followed; [`missing_anchors`] says of a text which it lacks.

mod contents;
mod counts;
mod github_slug;
pub(super) mod hidden;
pub(super) mod outline;
mod references;
mod risks;
mod structure;
mod unread_lines;
mod whitespace;

pub use contents::{MissingAnchor, missing_anchors};

use crate::catalog::ImportedList;
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::source::{SourceText, Span};
use outline::Outline;

/// Adds every finding, in no particular order. O(length).
pub(super) fn find(source: &SourceText, list: &ImportedList, mut outline: Outline<'_>, noticed: &mut Noticed) {
    outline.number_headings();
    let mut found = Findings { source, noticed };
    contents::check(&outline, &mut found);
    structure::check(&outline, &mut found);
    unread_lines::check(&outline, &mut found);
    counts::check(&outline, list, &mut found);
    references::check(&outline.references, &mut found);
    risks::check(list, &mut found);
    whitespace::check(&outline, &mut found);
    hidden::check(&mut found);
}

/// Findings in one list.
struct Findings<'a> {
    source: &'a SourceText,
    noticed: &'a mut Noticed,
}

impl Findings<'_> {
    /// Adds a finding at `span`; `make` is asked only while there are not too many of its code.
    fn add(&mut self, code: Code, span: Span, make: impl FnOnce(&SourceText) -> Diagnostic) {
        self.noticed.push_made(code, self.source.id().as_str(), span.into(), || make(self.source));
    }
}
