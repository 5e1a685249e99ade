//! Mappings from risks to framework items, as SSSOM states them.

use super::{Curie, Origin};
use crate::vocab::named;

named! {
    /// How a risk and an item relate. SKOS direction: `Broad` means the object is the broader one. The name is the CURIE.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum MappingPredicate {
        /// `skos:exactMatch`
        Exact = "skos:exactMatch",
        /// `skos:closeMatch`
        Close = "skos:closeMatch",
        /// `skos:broadMatch`: the object is broader.
        Broad = "skos:broadMatch",
        /// `skos:narrowMatch`: the object is narrower.
        Narrow = "skos:narrowMatch",
        /// `skos:relatedMatch`
        Related = "skos:relatedMatch",
        /// `aisec:relevantOutcome`: the object is an outcome that bears on the risk; no match.
        RelevantOutcome = "aisec:relevantOutcome",
        /// `aisec:counterpartControl`: the object is a control, the subject reads like one; no match.
        CounterpartControl = "aisec:counterpartControl",
        /// `rdfs:seeAlso`: a reference; derives nothing.
        SeeAlso = "rdfs:seeAlso",
    }
}

/// Whether an expert has confirmed a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewStatus {
    /// Awaits review.
    Draft,
    /// Confirmed.
    Reviewed,
}

impl ReviewStatus {
    /// Value of `aisec:reviewStatus`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Reviewed => "reviewed",
        }
    }
}

/// What a row points at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MappingObject {
    /// An item.
    Item(Curie),
    /// `sssom:NoTermFound`: the target has no counterpart.
    NoTermFound,
}

/// One SSSOM row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The risk (or item, in a publisher's crosswalk).
    pub subject: Curie,
    /// Its title as the row shows it.
    pub subject_label: Option<String>,
    /// How they relate.
    pub predicate: MappingPredicate,
    /// The item, or that there is none.
    pub object: MappingObject,
    /// Its title as the row shows it.
    pub object_label: Option<String>,
    /// CURIE of the kind of justification: `semapv:ManualMappingCuration`.
    pub justification: String,
    /// Confidence as written, 0 to 1; compared as text nowhere, kept as typed.
    pub confidence: Option<String>,
    /// Review status.
    pub review: ReviewStatus,
    /// Why, in words.
    pub comment: Option<String>,
    /// Its row.
    pub origin: Origin,
}

/// A set of mappings with one authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingSet {
    /// Last part of its identifier: `mlsecops--mitre-atlas`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who stands behind it; ours is `aisec`.
    pub authority: String,
    /// Its version.
    pub version: Option<String>,
    /// URL of its licence.
    pub licence: Option<String>,
    /// Where its subjects come from.
    pub subject_source: Option<String>,
    /// Where its objects come from.
    pub object_source: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// What it says of itself.
    pub comment: Option<String>,
    /// Rows in file order.
    pub mappings: Vec<Mapping>,
    /// Its file.
    pub origin: Origin,
}
