//! An RDF dataset that never changes: quads in, an indexed value or file with the same bytes every time out.
//!
//! Terms keep their exact lexical form. It answers triple patterns; it knows no SPARQL and no ontology.

mod builder;
mod dictionary;
mod difference;
mod file;
mod index;

pub use builder::{BuildError, SnapshotBuilder};
pub use dictionary::TermId;
pub use file::OpenError;
pub use index::{GraphScope, Match, Matches, Pattern};

use dictionary::Dictionary;
use index::Orders;
use oxrdf::{GraphName, NamedNodeRef, NamedOrBlankNode, Quad, Term};

/// What an unqualified pattern looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultGraph {
    /// All graphs together, each triple once: our own graph.
    Union,
    /// The unnamed graph: foreign data, as in RDF 1.1.
    Unnamed,
}

/// A dataset, dictionary-encoded and sorted in three orders.
///
/// ```
/// use aisec_graph::snapshot::{DefaultGraph, SnapshotBuilder};
/// use oxrdf::{GraphName, NamedNode, Quad};
/// let iri = |name: &str| NamedNode::new(format!("https://example.org/{name}")).expect("it is an IRI");
/// let mut builder = SnapshotBuilder::default();
/// builder.insert(&Quad::new(iri("garak"), iri("tests"), iri("jailbreak"), GraphName::DefaultGraph))?;
/// let snapshot = builder.build(DefaultGraph::Unnamed);
/// assert_eq!(snapshot.len(), 1);
/// # Ok::<(), aisec_graph::snapshot::BuildError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    dictionary: Dictionary,
    orders: Orders,
    default_graph: DefaultGraph,
}

impl Snapshot {
    /// Number of quads.
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// True without a quad.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of distinct terms.
    pub fn term_count(&self) -> usize {
        self.dictionary.len()
    }

    /// Whether a blank node is among the terms. No allocation: they sort first.
    pub fn has_blank_nodes(&self) -> bool {
        self.dictionary.has_blank_nodes()
    }

    /// What an unqualified pattern looks at.
    pub fn default_graph(&self) -> DefaultGraph {
        self.default_graph
    }

    /// The same quads, read with another default graph.
    #[must_use]
    pub fn with_default_graph(mut self, default_graph: DefaultGraph) -> Self {
        self.default_graph = default_graph;
        self
    }

    /// Identifier of a term; `None` when no quad uses it. O(log terms).
    pub fn id(&self, term: &Term) -> Option<TermId> {
        self.dictionary.id(term)
    }

    /// Identifier of an IRI; `None` when no quad uses it.
    pub fn iri_id(&self, iri: NamedNodeRef<'_>) -> Option<TermId> {
        self.dictionary.iri_id(iri.as_str())
    }

    /// The term of an identifier of this snapshot.
    pub fn term(&self, id: TermId) -> Term {
        self.dictionary.term(id)
    }

    /// Text of a term: an IRI, a literal's lexical form, a blank node's label. No allocation.
    pub fn text(&self, id: TermId) -> &str {
        self.dictionary.text(id)
    }

    /// Language tag of a literal, lower case.
    pub fn language(&self, id: TermId) -> Option<&str> {
        self.dictionary.language(id)
    }

    /// Named graphs, in term order.
    pub fn graphs(&self) -> impl Iterator<Item = TermId> + '_ {
        self.orders.graphs()
    }

    /// Quads that fit, in an order that depends on the pattern. O(log quads) to the first.
    pub fn matches(&self, pattern: Pattern, scope: GraphScope) -> Matches<'_> {
        self.orders.matches(pattern, scope)
    }

    /// Objects of a property of a subject, in all graphs together, in term order.
    pub fn objects(&self, subject: TermId, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = TermId> + use<'_> {
        let predicate = self.iri_id(predicate);
        let pattern = |predicate| Pattern { subject: Some(subject), predicate: Some(predicate), object: None };
        let matches = predicate.map(pattern).into_iter().flat_map(|pattern| self.matches(pattern, GraphScope::Union));
        matches.map(|found| found.triple[2])
    }

    /// Subjects of a property with an object, in all graphs together, in term order.
    pub fn subjects(&self, predicate: NamedNodeRef<'_>, object: TermId) -> impl Iterator<Item = TermId> + use<'_> {
        let predicate = self.iri_id(predicate);
        let pattern = |predicate| Pattern { subject: None, predicate: Some(predicate), object: Some(object) };
        let matches = predicate.map(pattern).into_iter().flat_map(|pattern| self.matches(pattern, GraphScope::Union));
        matches.map(|found| found.triple[0])
    }

    /// What an unqualified pattern looks at, as a scope.
    pub fn default_scope(&self) -> GraphScope {
        match self.default_graph {
            DefaultGraph::Union => GraphScope::Union,
            DefaultGraph::Unnamed => GraphScope::Unnamed,
        }
    }

    /// All quads, sorted by subject, predicate, object and graph in term order.
    pub fn quads(&self) -> impl Iterator<Item = Quad> + '_ {
        self.terms_of(self.matches(Pattern::default(), GraphScope::Every))
    }

    /// All quads, one graph after the other: the unnamed graph, then named graphs in term order. O(n log n) in quads.
    pub fn quads_by_graph(&self) -> impl Iterator<Item = Quad> + '_ {
        let mut quads: Vec<Match> = self.matches(Pattern::default(), GraphScope::Every).collect();
        quads.sort_by_key(|quad| quad.graph);
        self.terms_of(quads.into_iter())
    }

    fn terms_of<'a>(&'a self, quads: impl Iterator<Item = Match> + 'a) -> impl Iterator<Item = Quad> + 'a {
        quads.filter_map(|quad| self.quad(quad))
    }

    /// The terms of a match of this snapshot.
    fn quad(&self, quad: Match) -> Option<Quad> {
        let (subject, predicate, object) = self.triple_terms(quad.triple)?;
        let graph = match quad.graph {
            None => GraphName::DefaultGraph,
            Some(graph) => match self.term(graph) {
                Term::NamedNode(node) => node.into(),
                Term::BlankNode(node) => node.into(),
                Term::Literal(_) => return None,
            },
        };
        Some(Quad::new(subject, predicate, object, graph))
    }

    /// Triples of all graphs together, each once, sorted by subject, predicate and object in term order.
    pub fn union_triples(&self) -> impl Iterator<Item = oxrdf::Triple> + '_ {
        self.matches(Pattern::default(), GraphScope::Union).filter_map(|quad| {
            let (subject, predicate, object) = self.triple_terms(quad.triple)?;
            Some(oxrdf::Triple::new(subject, predicate, object))
        })
    }

    fn triple_terms(&self, [s, p, o]: [TermId; 3]) -> Option<(NamedOrBlankNode, oxrdf::NamedNode, Term)> {
        let subject = match self.term(s) {
            Term::NamedNode(node) => node.into(),
            Term::BlankNode(node) => node.into(),
            Term::Literal(_) => return None,
        };
        let Term::NamedNode(predicate) = self.term(p) else { return None };
        Some((subject, predicate, self.term(o)))
    }
}
