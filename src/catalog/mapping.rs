//! Mappings from risks to framework items and between items, as SSSOM states them.

use super::{Curie, Origin};
use crate::vocab::named;

named! {
    /// How a risk or item and an item relate. SKOS direction: `Broad` means the object is the broader one. The name is the CURIE.
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

named! {
    /// Whether an expert has confirmed a row; the least first. The name is the value of `aisec:reviewStatus`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum ReviewStatus {
        /// Awaits review.
        Draft = "draft",
        /// Nobody says, and nobody is named who stands behind it.
        Unstated = "unstated",
        /// Confirmed.
        Reviewed = "reviewed",
    }
}

impl ReviewStatus {
    /// Mappings of which this is the least review, in words.
    pub fn of_mappings(self) -> &'static str {
        match self {
            Self::Draft => "draft mappings",
            Self::Unstated => "mappings of unstated review",
            Self::Reviewed => "reviewed mappings",
        }
    }
}

named! {
    /// What the owner of a row made of it later. The name is the value of `aisec:publicationStatus`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum PublicationStatus {
        /// The owner stands behind it.
        Current = "current",
        /// The edition it is about, or what it cites, was replaced.
        Superseded = "superseded",
        /// The owner took it back before publication.
        PrePublication = "pre-publication",
    }
}

named! {
    /// How much weight an owner gives a row. The name is the value of `aisec:strength`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Strength {
        /// What the subject is about.
        Primary = "primary",
        /// What comes with it.
        Supporting = "supporting",
    }
}

named! {
    /// What became of an item in the next edition: its row says so of the new item. The name is the value of
    /// `aisec:successionKind`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum SuccessionKind {
        /// It says the same under the same number.
        Unchanged = "unchanged",
        /// It says the same under another number.
        Renumbered = "renumbered",
        /// It has a new title because it says more.
        Renamed = "renamed",
        /// It says more.
        Widened = "widened",
        /// It says less.
        Narrowed = "narrowed",
        /// It took up a part of the old one.
        Absorbed = "absorbed",
        /// There is none.
        Dropped = "dropped",
    }
}

impl SuccessionKind {
    /// What the new item is, seen from the old one; of one that was dropped it asserts nothing.
    pub fn predicate(self) -> MappingPredicate {
        match self {
            Self::Unchanged | Self::Renumbered => MappingPredicate::Exact,
            Self::Renamed | Self::Widened => MappingPredicate::Broad,
            Self::Narrowed => MappingPredicate::Narrow,
            Self::Absorbed => MappingPredicate::Related,
            Self::Dropped => MappingPredicate::Close,
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
    /// What its owner made of it later, where that is stated.
    pub publication: Option<PublicationStatus>,
    /// How much weight its owner gives it, where that is stated.
    pub strength: Option<Strength>,
    /// Where it can be read up, in written order.
    pub see_also: Vec<String>,
    /// For an item and one of the next edition: what became of it.
    pub succession: Option<SuccessionKind>,
    /// Its row.
    pub origin: Origin,
}

named! {
    /// Why coverage derives from a set. The name is the value of `aisec:derivesCoverage`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum DerivesCoverage {
        /// It is our own judgement.
        ByDefault = "by default",
        /// It was asked for.
        Added = "added",
    }
}

/// Who stands behind our own sets.
pub const OURSELVES: &str = "aisec";

/// A set of mappings with one authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingSet {
    /// Last part of its identifier: `mlsecops--mitre-atlas`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who stands behind it; ours is `aisec`.
    pub authority: String,
    /// Why coverage derives from it; `None` where none does.
    pub derives: Option<DerivesCoverage>,
    /// What its owner made of it later: what all its rows say, or current where some are.
    pub status: PublicationStatus,
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
