//! The domain model: what lists, frameworks, mappings and claims say, as values.
//!
//! Imported values go in (entries, taxonomies, editions, rows), one [`Catalog`] comes out of
//! `resolve`. No files, no RDF and no printing here.

mod choices;
mod claim;
mod dependency;
mod entry;
mod framework;
mod identity;
mod layer;
mod link;
mod mapping;
mod resource;
mod stack;
mod taxonomy;
mod tool_fact;
mod topic;

pub use choices::{Evidence, RoleChoice, RoleGroup, RoleGroups};
pub use claim::{Claim, ClaimSubject, Extent, Polarity, Role, ScopeRow};
pub use dependency::{Dependencies, Dependency, DependencyFile, DependencyInclude, DependencyName};
pub use entry::{
    Entry, Facts, FurtherLink, ImportedList, Kind, KindEvidence, SubList, Text, Written, WrittenLink, has_han,
};
pub use framework::{
    Change, Edition, EditionItems, Item, ItemClass, ItemStatus, LabelKind, Levels, OutOfScope, Relation, RelationKind,
};
pub use identity::{Identity, IdentityDecision, NamedThing};
pub use layer::{LayerEntry, WrittenLayer};
pub use link::{LinkAccount, LinkClass, LinkRole};
pub use mapping::{
    DerivesCoverage, Mapping, MappingObject, MappingPredicate, MappingSet, OURSELVES, PublicationStatus, ReviewStatus,
    Strength, SuccessionKind,
};
pub use resource::{Catalog, KnownList, Listing, Move, Resource, ResourceKey};
pub use stack::{StackEntry, StackPhaseEntry, StackPlace, StackStatus, WrittenStack};
pub use taxonomy::{Layer, Phase, PhaseMode, Risk, RiskCategory, RiskCode, RiskKey, Taxonomy};
pub use tool_fact::{FactProperty, Maintenance, ToolFact};
pub use topic::{TopicWord, WordSense};

use crate::source::{SourceId, Span};

/// Where a row-like value stands: the source and the bytes of the row in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The source.
    pub source: SourceId,
    /// The row's bytes; its line is the line of `span.start`.
    pub span: Span,
}

/// A CURIE into our individuals: `prefix:local` is `https://w3id.org/aisec-graph/id/prefix/local`.
///
/// ```
/// use aisec_graph::catalog::Curie;
/// let risk = Curie::parse("mlsecops:R9-Security").expect("it has a prefix and a local part");
/// assert_eq!((risk.prefix.as_str(), risk.local.as_str()), ("mlsecops", "R9-Security"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Curie {
    /// Identifier of the list, edition or framework.
    pub prefix: String,
    /// What it names there.
    pub local: String,
}

impl Curie {
    /// Splits at the first colon; `None` without one or with an empty side.
    pub fn parse(text: &str) -> Option<Self> {
        let (prefix, local) = text.split_once(':')?;
        (!prefix.is_empty() && !local.is_empty()).then(|| Self::new(prefix, local))
    }

    /// The CURIE `prefix:local`.
    pub fn new(prefix: impl Into<String>, local: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), local: local.into() }
    }
}

impl std::fmt::Display for Curie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.prefix, self.local)
    }
}
