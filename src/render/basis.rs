//! What every picture rests on: what was asked, of which sources, on what mappings. No mark of its own.

use super::phrase::number_of;
use super::text::Label;
use super::words::Words;
use crate::coverage::{Provenance, ReviewStatus, Selection};

/// What was asked and of what: the foot of a picture, the marks of its table's rows.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    pub(super) selection: Selection,
    /// Title of the edition; that of none is empty.
    pub(super) edition: Label,
    /// Lists and the edition as they call themselves, and how many claims took part.
    pub(super) sources: Vec<Label>,
    /// Digest of the graph.
    pub(super) digest: Label,
    /// Version of this program.
    pub(super) version: Label,
    /// Whether evidence and role matter to it: whether it counts what tools address.
    pub(super) counts: bool,
    /// The least review among the mapping rows that took part.
    pub(super) review: Option<ReviewStatus>,
}

impl Basis {
    /// What a model of `coverage` says of itself.
    pub(super) fn new(selection: &Selection, edition: &str, provenance: &Provenance, words: &Words) -> Self {
        let claims = (provenance.claims > 0).then(|| Label::new(&number_of(words.claim_count, provenance.claims)));
        Self {
            selection: selection.clone(),
            edition: Label::first_of(&[edition, &selection.edition]),
            sources: provenance.sources.iter().map(|source| Label::new(source)).chain(claims).collect(),
            digest: Label::new(&provenance.graph_digest),
            version: Label::new(&provenance.tool_version),
            counts: true,
            review: provenance.mapping_review,
        }
    }

    /// The same of what shows an edition, whoever addresses it.
    pub(super) fn of_text(selection: &Selection, edition: &str, provenance: &Provenance, words: &Words) -> Self {
        Self { counts: false, ..Self::new(selection, edition, provenance, words) }
    }
}
