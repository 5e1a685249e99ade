//! A name that links below it may belong to: a heading, the summary of `<details>`, an item.
//!
//! It becomes an entry by the first of them, with the text between the two as description. Which of several names the
//! links belong to is for the reader of the list to say.

use super::field::Field;
use super::inline::Inline;
use super::item;
use crate::source::Span;

/// A name that links below it may belong to.
#[derive(Debug)]
pub(super) struct Holder<'s> {
    /// Depth of the item; 0 for a heading or a summary.
    pub(super) depth: usize,
    pub(super) name: String,
    pub(super) span: Span,
    /// The entry it is, once it is one.
    pub(super) entry: Option<usize>,
    /// The entry of the innermost holder around it that is one.
    around: Option<usize>,
    /// The first text below a heading or a summary that is no entry yet.
    pub(super) text: Option<Inline<'s>>,
    /// What fields below it state, until it is an entry.
    pub(super) fields: Vec<Field>,
}

impl<'s> Holder<'s> {
    /// One that is an entry.
    pub(super) fn entry(depth: usize, span: Span, entry: Option<usize>) -> Self {
        Self { depth, name: String::new(), span, entry, around: None, text: None, fields: Vec::new() }
    }

    /// A name that becomes an entry by what is linked below it.
    pub(super) fn named(depth: usize, name: String, span: Span) -> Self {
        Self { depth, name, span, entry: None, around: None, text: None, fields: Vec::new() }
    }

    /// It, inside of another.
    pub(super) fn inside(self, other: Option<&Self>) -> Self {
        Self { around: other.and_then(Self::innermost_entry), ..self }
    }

    /// The entry that stands around what is below it. O(1).
    pub(super) fn innermost_entry(&self) -> Option<usize> {
        self.entry.or(self.around)
    }

    /// Takes the first text below it which may say what it is.
    pub(super) fn describe(&mut self, content: &mut Inline<'s>) -> bool {
        let describes = self.entry.is_none() && self.text.is_none() && item::is_description(content);
        if describes {
            self.text = Some(std::mem::take(content));
        }
        describes
    }

    /// True where links below it may belong to it.
    pub(super) fn is_named(&self) -> bool {
        !self.name.is_empty() || self.entry.is_some()
    }
}
