//! Which kinds of resources count: words in, yes or no for a resource of the graph out.

use super::graph::Facts;
use crate::catalog::Kind;
use crate::snapshot::TermId;
use crate::vocab::{ONTOLOGY, rdf};
use std::collections::BTreeSet;

/// Kinds of resources that count; by default tools.
///
/// ```
/// use aisec_graph::coverage::Kinds;
/// let kind = |word: &str| Kinds::WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind);
/// let kinds = Kinds::of([kind("dataset").expect("a kind"), kind("benchmark").expect("a kind")]);
/// assert_eq!(kinds.words(), ["dataset", "benchmark"]);
/// assert_eq!((Kinds::default().noun(), kinds.noun()), ("tool", "resource"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kinds(BTreeSet<Kind>);

impl Default for Kinds {
    fn default() -> Self {
        Self::of([Kind::Tool])
    }
}

impl Kinds {
    /// Kinds that may count, each with the word for it: an organization is no resource, and one of no known kind is
    /// nothing to ask for.
    pub const WORDS: [(Kind, &'static str); 9] = [
        (Kind::Tool, "tool"),
        (Kind::Paper, "paper"),
        (Kind::Dataset, "dataset"),
        (Kind::Benchmark, "benchmark"),
        (Kind::Book, "book"),
        (Kind::Course, "course"),
        (Kind::Article, "article"),
        (Kind::List, "list"),
        (Kind::Guidance, "guidance"),
    ];

    /// These kinds.
    pub fn of(kinds: impl IntoIterator<Item = Kind>) -> Self {
        Self(kinds.into_iter().collect())
    }

    /// These kinds and tools.
    #[must_use]
    pub(super) fn and_tools(&self) -> Self {
        Self::of(self.0.iter().copied().chain([Kind::Tool]))
    }

    /// Whether only tools count, as usual.
    pub fn are_tools(&self) -> bool {
        *self == Self::default()
    }

    /// The words for them, in the order kinds are shown.
    pub fn words(&self) -> Vec<&'static str> {
        Self::WORDS.into_iter().filter(|(kind, _)| self.0.contains(kind)).map(|(_, word)| word).collect()
    }

    /// What one of them is called.
    pub fn noun(&self) -> &'static str {
        if self.are_tools() { "tool" } else { "resource" }
    }

    /// Resources of these kinds.
    pub(super) fn members(&self, facts: Facts<'_>) -> BTreeSet<TermId> {
        let class = |kind: &Kind| facts.snapshot.iri_id(class_of(*kind).as_ref());
        self.0.iter().filter_map(class).flat_map(|class| facts.subjects(rdf::TYPE, class)).collect()
    }

    /// The words for the kinds of a resource.
    pub(super) fn of_resource(facts: Facts<'_>, resource: TermId) -> Vec<&'static str> {
        let is = |kind: Kind| facts.is_a(resource, class_of(kind).as_ref());
        Self::WORDS.into_iter().filter(|(kind, _)| is(*kind)).map(|(_, word)| word).collect()
    }
}

fn class_of(kind: Kind) -> oxrdf::NamedNode {
    oxrdf::NamedNode::new_unchecked(format!("{ONTOLOGY}#{}", kind.name()))
}
