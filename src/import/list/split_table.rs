//! Comments to this program that stand between the rows of a table: the table ends there.
//!
//! The blocks of a text go by, findings about its comments come out. Other comments do the same, and are their
//! author's business.

use super::directive::Directive;
use super::document::Block;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceText, Span};
use std::collections::BTreeSet;

/// Where the tables of a text end.
#[derive(Debug, Default)]
pub(super) struct TableEnds(BTreeSet<usize>);

impl TableEnds {
    /// Notes where a table ends.
    pub(super) fn note(&mut self, block: &Block<'_>) {
        if let Block::Table(table) = block
            && !table.rows_below
        {
            self.0.insert(table.span.end);
        }
    }

    /// Adds those of another part of the text.
    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// The comments right below a table that are followed by lines that look like rows. O(length).
    pub(super) fn splits(&self, source: &SourceText, comments: &[Directive<'_>]) -> Vec<Diagnostic> {
        let splits = comments.iter().map(|comment| comment.comment).filter(|comment| self.is_split(source, *comment));
        let found = splits.map(|comment| {
            Diagnostic::new(Code::SplitTable, "this comment ends the table: the rows below it are read as text")
                .help("write it before the table, or in a cell of the row it is about: `<!-- aisec disable-line … -->`")
                .at(source.id().as_str(), comment)
        });
        found.collect()
    }

    fn is_split(&self, source: &SourceText, comment: Span) -> bool {
        let text = source.text();
        let before = text.get(..comment.start).unwrap_or_default();
        let gap = before.get(before.trim_end().len()..).unwrap_or_default();
        let is_below = self.0.contains(&before.trim_end().len()) && gap.matches('\n').count() == 1;
        if !is_below {
            return false;
        }
        let mut after = text.get(comment.end..).unwrap_or_default().lines().skip(1);
        after.find(|line| !line.trim_start().starts_with("<!--")).is_some_and(|line| line.contains('|'))
    }
}
