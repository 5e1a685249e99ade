//! A heading that links to one thing: an entry, where nothing else is listed below it.
//!
//! The heading goes in, then the first text below it, and both wait. Whether anything is listed below, and what entry they
//! make, is for the reader of the list to say.

use super::document::Heading;
use super::field::Field;
use super::inline::Inline;
use super::item;
use super::section::Sections;
use crate::catalog::Kind;
use std::sync::Arc;

/// A heading that links to one thing.
#[derive(Debug)]
pub(super) struct LinkedHeading<'s> {
    pub(super) heading: Heading<'s>,
    /// The first text below it, which describes the thing.
    pub(super) text: Option<Inline<'s>>,
    /// What fields below it state.
    pub(super) fields: Vec<Field>,
    /// True while nothing stands below it.
    is_bare: bool,
    /// Names of the headings above it.
    pub(super) path: Arc<[String]>,
    /// Kinds that those or its own words announce.
    pub(super) kinds: Vec<Kind>,
    /// The entry it stands below, by index.
    pub(super) parent: Option<usize>,
}

impl<'s> LinkedHeading<'s> {
    /// Takes the heading, which is the last of those sections, if it links to one thing.
    pub(super) fn take(heading: &mut Heading<'s>, sections: &Sections, parent: Option<usize>) -> Option<Self> {
        item::heading(heading)?;
        Some(Self {
            heading: Heading { content: std::mem::take(&mut heading.content), ..*heading },
            text: None,
            fields: Vec::new(),
            is_bare: true,
            path: sections.path_above_heading(),
            kinds: sections.kinds().to_vec(),
            parent,
        })
    }

    /// Takes a paragraph that stands right below the heading; pictures may stand between the two.
    pub(super) fn describe(&mut self, content: &mut Inline<'s>) -> bool {
        let is_text = content.runs.iter().any(|run| run.text.contains(char::is_alphanumeric));
        let describes = self.is_bare && is_text;
        self.is_bare &= !is_text;
        if describes {
            self.text = Some(std::mem::take(content));
        }
        describes
    }

    /// Something else stands below the heading than a paragraph.
    pub(super) fn end_description(&mut self) {
        self.is_bare = false;
    }
}
