//! An RDF dataset that never changes: quads in, bytes out that are the same every time, in memory or in a mapped file.
//!
//! Terms keep their exact lexical form. It answers triple patterns, as iterators ([`Snapshot::matches`]) and as columns
//! of identifiers ([`Snapshot::objects_of`], [`Snapshot::subjects_of`], [`Snapshot::pairs`]), and counts them without
//! reading them; it knows no SPARQL and no ontology.
//!
//! Whatever a file holds, reading it does no harm: what is damaged reads as absent, and [`Snapshot::damage`] says so.
//! An answer counts once that is asked after it was put together.
//!
//! # Limits
//! 2^31 terms, 2^32 triples, as many bytes as the address space has.

mod assembly;
mod builder;
mod chunk;
mod dictionary;
mod difference;
mod file;
mod graph_sets;
mod graphs;
mod ids;
mod image;
mod layout;
mod mapped;
mod matches;
mod merge;
mod numbering;
mod orders;
mod sorter;
mod spool;
mod statistics;
mod term;
mod verify;

pub use builder::{BuildError, SnapshotBuilder};
pub use file::OpenError;
pub use ids::{Ids, IdsIter};
pub use image::Damage;
pub use mapped::exit_when_cut_short;
pub use matches::{GraphScope, Match, Matches, Pattern};
pub use orders::{Pairs, PredicateId};
pub use statistics::PredicateStatistics;
pub use term::TermId;

use dictionary::Dictionary;
use graphs::Graphs;
use image::Image;
use layout::Section;
use orders::Orders;
use oxrdf::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an unqualified pattern looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultGraph {
    /// All graphs together, each triple once: our own graph.
    Union,
    /// The unnamed graph: foreign data, as in RDF 1.1.
    Unnamed,
}

/// A dataset, dictionary-encoded and sorted in three orders. A clone is the same bytes.
///
/// ```
/// use aisec_graph::snapshot::{DefaultGraph, SnapshotBuilder};
/// use oxrdf::{GraphName, NamedNode, Quad};
/// let iri = |name: &str| NamedNode::new(format!("https://example.org/{name}")).expect("it is an IRI");
/// let mut builder = SnapshotBuilder::default();
/// builder.insert(&Quad::new(iri("garak"), iri("tests"), iri("jailbreak"), GraphName::DefaultGraph))?;
/// let snapshot = builder.build(DefaultGraph::Unnamed)?;
/// assert_eq!(snapshot.len(), 1);
/// # Ok::<(), aisec_graph::snapshot::BuildError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Snapshot {
    image: Arc<Image>,
    default_graph: DefaultGraph,
    is_ours: bool,
    empty_graphs: Arc<[NamedNode]>,
}

/// Equal are the same quads with the same default graph.
impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        self.default_graph == other.default_graph && self.image.body() == other.image.body()
    }
}

impl Eq for Snapshot {}

impl Snapshot {
    fn new(image: Image) -> Self {
        Self {
            default_graph: image.layout.default_graph,
            is_ours: image.is_made(),
            image: Arc::new(image),
            empty_graphs: [].into(),
        }
    }

    /// Whether this program is known to have made it, so that its orders and figures agree. Of a file that was opened
    /// it is not: only [`Self::verify`] tells that.
    pub fn is_ours(&self) -> bool {
        self.is_ours
    }

    /// The same quads, taken to be made by this program: of a file where nobody else could have put one.
    #[must_use]
    pub fn known_as_ours(mut self) -> Self {
        self.is_ours = true;
        self
    }

    fn dictionary(&self) -> Dictionary<'_> {
        Dictionary(&self.image)
    }

    fn orders(&self) -> Orders<'_> {
        Orders(&self.image)
    }

    /// The first thing that was found wrong while reading, if anything was: what was read is not to be relied on.
    pub fn damage(&self) -> Option<&Damage> {
        self.image.damage()
    }

    /// Number of quads.
    pub fn len(&self) -> usize {
        usize::try_from(self.image.layout.counts.quads).unwrap_or(usize::MAX)
    }

    /// True without a quad.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of distinct triples in all graphs together.
    pub fn triple_count(&self) -> usize {
        self.image.layout.counts.triples as usize
    }

    /// Number of distinct subjects.
    pub fn subject_count(&self) -> usize {
        self.image.layout.counts.subjects as usize
    }

    /// Number of distinct objects.
    pub fn object_count(&self) -> usize {
        self.image.layout.counts.objects as usize
    }

    /// Number of distinct terms.
    pub fn term_count(&self) -> usize {
        self.id_bound() + self.image.layout.counts.integers as usize
    }

    /// Every identifier but those of integers is below it as [`TermId::index`]: room for a value for each.
    pub fn id_bound(&self) -> usize {
        self.dictionary().len()
    }

    /// Bytes of the longest term as it is kept, its datatype or language included. O(terms).
    pub fn longest_term(&self) -> u64 {
        let ends = (0..=self.dictionary().len()).map_while(|index| self.image.number(Section::TermOffsets, index));
        let longest = ends.fold((0, 0), |(last, longest), end| (end, end.saturating_sub(last).max(longest)));
        longest.1
    }

    /// The same for identifiers of subjects, of graphs, and of objects that are IRIs or blank nodes.
    pub fn node_bound(&self) -> usize {
        self.image.layout.counts.nodes as usize
    }

    /// Bytes in memory or in the file.
    pub fn byte_len(&self) -> usize {
        self.image.layout.length()
    }

    /// Whether a blank node is among the terms.
    pub fn has_blank_nodes(&self) -> bool {
        self.image.layout.counts.blanks > 0
    }

    /// Whether a term is an IRI or blank node. No look at its text.
    pub fn is_node(&self, id: TermId) -> bool {
        id.0 < self.image.layout.counts.nodes
    }

    /// Whether a term is a blank node. No look at its text.
    pub fn is_blank(&self, id: TermId) -> bool {
        id.0 < self.image.layout.counts.blanks
    }

    /// The same quads, and graphs without one beside them, as files have them: a snapshot keeps none.
    #[must_use]
    pub fn with_empty_graphs(mut self, graphs: impl IntoIterator<Item = NamedNode>) -> Self {
        let is_empty = |graph: &NamedNode| !self.has_graph(graph.as_ref());
        self.empty_graphs = graphs.into_iter().filter(is_empty).collect::<BTreeSet<_>>().into_iter().collect();
        self
    }

    /// Graphs without a quad that it was given, in order.
    pub fn empty_graphs(&self) -> &[NamedNode] {
        &self.empty_graphs
    }

    /// Whether a named graph has a quad.
    pub fn has_graph(&self, graph: NamedNodeRef<'_>) -> bool {
        self.iri_id(graph).is_some_and(|id| Graphs(&self.image).number(Some(id)).is_some())
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
        self.dictionary().id(term.as_ref())
    }

    /// Identifier of an IRI; `None` when no quad uses it.
    pub fn iri_id(&self, iri: NamedNodeRef<'_>) -> Option<TermId> {
        self.dictionary().iri_id(iri.as_str())
    }

    /// Whether an IRI begins so, or the datatype of a literal that is no small integer. O(log terms).
    pub fn has_iri_in(&self, namespace: &str) -> bool {
        self.dictionary().has_iri_in(namespace)
    }

    /// The term of an identifier of this snapshot.
    pub fn term(&self, id: TermId) -> Term {
        self.dictionary().term(id)
    }

    /// Text of a term: an IRI, a literal's lexical form, a blank node's label. No allocation.
    pub fn text(&self, id: TermId) -> &str {
        self.dictionary().text(id)
    }

    /// Language tag of a literal, lower case.
    pub fn language(&self, id: TermId) -> Option<&str> {
        self.dictionary().language(id)
    }

    /// Datatype of a literal.
    pub fn datatype(&self, id: TermId) -> Option<&str> {
        self.dictionary().datatype(id)
    }

    /// Named graphs, in term order.
    pub fn graphs(&self) -> impl Iterator<Item = TermId> + '_ {
        let graphs = Graphs(&self.image);
        (0..graphs.len()).filter_map(move |number| graphs.name(number))
    }

    /// Named graphs, in term order, each with the number of its triples. O(quads).
    pub fn graph_sizes(&self) -> Vec<(TermId, usize)> {
        let mut sizes: BTreeMap<TermId, usize> = BTreeMap::new();
        for graph in self.matches(Pattern::default(), GraphScope::EachNamed).filter_map(|found| found.graph) {
            *sizes.entry(graph).or_default() += 1;
        }
        self.graphs().map(|graph| (graph, sizes.get(&graph).copied().unwrap_or_default())).collect()
    }

    /// Whether a scope looks at all there is, each triple once: then columns and counts may stand for matches.
    pub fn is_everything(&self, scope: GraphScope) -> bool {
        let graphs = Graphs(&self.image);
        let only = |name| graphs.len() == 1 && graphs.number(name).is_some();
        match scope {
            GraphScope::Union => true,
            GraphScope::Unnamed => only(None),
            GraphScope::Named(graph) => only(Some(graph)),
            GraphScope::EachNamed | GraphScope::Every => false,
        }
    }

    /// Quads that fit, in an order that depends on the pattern. O(log quads) to the first.
    pub fn matches(&self, pattern: Pattern, scope: GraphScope) -> Matches<'_> {
        Matches::new(&self.image, pattern, scope)
    }

    /// Number of triples that fit in all graphs together, without reading them. O(log triples), but for a subject with
    /// an object and no predicate: the lesser of what either has.
    pub fn count(&self, pattern: Pattern) -> usize {
        matches::count(&self.image, pattern)
    }

    /// Whether a triple is in any graph. O(log triples).
    pub fn contains(&self, subject: TermId, predicate: PredicateId, object: TermId) -> bool {
        self.objects_of(subject, predicate).contains(object)
    }

    /// The predicate that a term is; `None` where no triple has it there. O(log predicates): ask once, not for each row.
    pub fn predicate(&self, term: TermId) -> Option<PredicateId> {
        self.orders().predicate(term)
    }

    /// All predicates with their terms, in term order.
    pub fn predicates(&self) -> impl Iterator<Item = (PredicateId, TermId)> + '_ {
        let numbers = 0..self.image.layout.counts.predicates;
        numbers.map(PredicateId).filter_map(|predicate| Some((predicate, self.orders().predicate_term(predicate)?)))
    }

    /// Figures of a predicate. O(1).
    pub fn statistics(&self, predicate: PredicateId) -> PredicateStatistics {
        let triples = self.orders().of_predicate(predicate).range.len();
        let index = predicate.index();
        let bytes = self.image.elements(Section::Statistics, index..index.saturating_add(1));
        PredicateStatistics::read(u32::try_from(triples).unwrap_or(u32::MAX), bytes).unwrap_or_default()
    }

    /// Objects of a subject and predicate in all graphs together, sorted. O(log predicates of the subject).
    pub fn objects_of(&self, subject: TermId, predicate: PredicateId) -> Ids<'_> {
        let orders = self.orders();
        orders.objects(&orders.with_predicate(&orders.of_subject(subject), predicate))
    }

    /// Subjects of a predicate and object in all graphs together, sorted. O(log subjects of the object).
    pub fn subjects_of(&self, predicate: PredicateId, object: TermId) -> Ids<'_> {
        let orders = self.orders();
        orders.subjects(&orders.with_predicate(&orders.of_object(object), predicate))
    }

    /// Subjects and objects of a predicate in all graphs together, by subject, then object. O(1).
    pub fn pairs(&self, predicate: PredicateId) -> Pairs<'_> {
        let (orders, run) = (self.orders(), self.orders().of_predicate(predicate));
        Pairs { subjects: orders.subjects(&run), objects: orders.objects(&run) }
    }

    /// Objects of a property of a subject, in all graphs together, in term order.
    pub fn objects(&self, subject: TermId, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = TermId> + use<'_> {
        let predicate = self.iri_id(predicate).and_then(|term| self.predicate(term));
        predicate.map(|predicate| self.objects_of(subject, predicate)).unwrap_or_default().iter()
    }

    /// Subjects of a property with an object, in all graphs together, in term order.
    pub fn subjects(&self, predicate: NamedNodeRef<'_>, object: TermId) -> impl Iterator<Item = TermId> + use<'_> {
        let predicate = self.iri_id(predicate).and_then(|term| self.predicate(term));
        predicate.map(|predicate| self.subjects_of(predicate, object)).unwrap_or_default().iter()
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

    /// The terms of matches of this snapshot.
    pub(crate) fn terms_of<'a>(&'a self, quads: impl Iterator<Item = Match> + 'a) -> impl Iterator<Item = Quad> + 'a {
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
        self.triples(Pattern::default(), GraphScope::Union)
    }

    /// Triples that fit a pattern, as often as graphs of the scope have them.
    pub(crate) fn triples(&self, pattern: Pattern, scope: GraphScope) -> impl Iterator<Item = oxrdf::Triple> + '_ {
        self.matches(pattern, scope).filter_map(|found| {
            let (subject, predicate, object) = self.triple_terms(found.triple)?;
            Some(oxrdf::Triple::new(subject, predicate, object))
        })
    }

    /// The terms of a triple; `None` where a damaged snapshot has a kind of term that cannot stand there.
    pub(crate) fn triple_terms(&self, [s, p, o]: [TermId; 3]) -> Option<(NamedOrBlankNode, oxrdf::NamedNode, Term)> {
        let subject = match self.term(s) {
            Term::NamedNode(node) => node.into(),
            Term::BlankNode(node) => node.into(),
            Term::Literal(_) => return None,
        };
        let Term::NamedNode(predicate) = self.term(p) else { return None };
        Some((subject, predicate, self.term(o)))
    }
}
