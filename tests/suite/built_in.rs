//! The built-in graph, built once for all tests, and plain ways to look at it.

use aisec_graph::pipeline::{Built, Inputs, build};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::vocab::{ID, expand};
use oxrdf::{NamedOrBlankNode, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The graph of the embedded sources.
pub(crate) fn built_in() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| build(&Inputs::default()).expect("the embedded sources are sound"))
}

/// Its triples.
pub(crate) fn triples() -> &'static Triples {
    static TRIPLES: OnceLock<Triples> = OnceLock::new();
    TRIPLES.get_or_init(|| Triples::of(&built_in().snapshot))
}

/// The union of a snapshot's graphs as nested maps. Names are given as `aisec:state`; IRIs come back
/// whole, literals as their text.
pub(crate) struct Triples {
    forward: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    backward: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl Triples {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        let mut triples = Self { forward: BTreeMap::new(), backward: BTreeMap::new() };
        for triple in snapshot.union_triples() {
            let subject = match triple.subject {
                NamedOrBlankNode::NamedNode(node) => node.into_string(),
                NamedOrBlankNode::BlankNode(node) => node.to_string(),
            };
            let object = match triple.object {
                Term::NamedNode(node) => node.into_string(),
                Term::BlankNode(node) => node.to_string(),
                Term::Literal(literal) => literal.value().to_owned(),
            };
            let predicate = triple.predicate.into_string();
            triples
                .forward
                .entry(subject.clone())
                .or_default()
                .entry(predicate.clone())
                .or_default()
                .insert(object.clone());
            triples.backward.entry(object).or_default().entry(predicate).or_default().insert(subject);
        }
        triples
    }

    /// Objects of a subject, sorted.
    pub(crate) fn objects(&self, subject: &str, predicate: &str) -> impl Iterator<Item = &str> {
        let found = self.forward.get(subject).and_then(|of| of.get(&iri(predicate)));
        found.into_iter().flatten().map(String::as_str)
    }

    /// The first object of a subject.
    pub(crate) fn object(&self, subject: &str, predicate: &str) -> Option<&str> {
        self.objects(subject, predicate).next()
    }

    /// Subjects with an object, sorted. The object may be a short name or a whole IRI.
    pub(crate) fn subjects(&self, predicate: &str, object: &str) -> impl Iterator<Item = &str> {
        let of = self.backward.get(object).or_else(|| self.backward.get(&iri(object)));
        of.and_then(|of| of.get(&iri(predicate))).into_iter().flatten().map(String::as_str)
    }

    /// Whether the triple is there; names may be short or whole.
    pub(crate) fn has(&self, subject: &str, predicate: &str, object: &str) -> bool {
        let wanted = iri(object);
        self.objects(subject, predicate).any(|found| found == object || found == wanted)
    }

    /// Instances of a class.
    pub(crate) fn of_class(&self, class: &str) -> impl Iterator<Item = &str> {
        self.subjects("rdf:type", class)
    }

    /// Every subject.
    pub(crate) fn all_subjects(&self) -> impl Iterator<Item = &str> {
        self.forward.keys().map(String::as_str)
    }

    /// A thing's label, for messages.
    pub(crate) fn label<'a>(&'a self, thing: &'a str) -> &'a str {
        let label =
            ["skos:prefLabel", "rdfs:label", "schema:name"].into_iter().find_map(|name| self.object(thing, name));
        label.unwrap_or(thing)
    }
}

/// The IRI of a short name; what has no known prefix is an IRI already.
pub(crate) fn iri(name: &str) -> String {
    expand(name).unwrap_or_else(|| name.to_owned())
}

/// The part of an individual's IRI after our namespace.
pub(crate) fn local(iri: &str) -> &str {
    iri.strip_prefix(ID).unwrap_or(iri)
}
