//! How much there is of what, in all graphs together and in each.

use crate::rdf::{Counts, PropertyCounts, iri};
use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use crate::vocab::{dcterms, rdf};
use oxrdf::{NamedNode, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Counts of all graphs together, each triple once. O(predicates + classes).
pub fn union_counts(snapshot: &Snapshot) -> Counts {
    let property = |(predicate, term)| {
        let of = snapshot.statistics(predicate);
        let objects = Some(of.objects as usize);
        let counts = PropertyCounts { triples: of.triples as usize, subjects: of.subjects as usize, objects };
        Some((iri_of(snapshot, term)?, counts))
    };
    let mut counts = Counts {
        triples: snapshot.triple_count(),
        subjects: snapshot.subject_count(),
        objects: Some(snapshot.object_count()),
        properties: snapshot.predicates().filter_map(property).collect(),
        ..Counts::default()
    };
    if let Some(is_a) = snapshot.iri_id(rdf::TYPE).and_then(|term| snapshot.predicate(term)) {
        let classes: BTreeSet<TermId> = snapshot.pairs(is_a).objects.iter().collect();
        let sized = |class| Some((iri_of(snapshot, class)?, snapshot.subjects_of(is_a, class).len()));
        counts.classes = classes.into_iter().filter_map(sized).collect();
    }
    counts
}

/// Counts of each named graph that has an IRI, in term order. O(quads).
pub fn graph_counts(snapshot: &Snapshot) -> Vec<(NamedNode, Counts)> {
    let known = Known {
        is_a: snapshot.iri_id(rdf::TYPE),
        source: snapshot.iri_id(dcterms::SOURCE),
        about: snapshot.iri_id(iri::graph("about").as_ref()),
    };
    let mut graphs: BTreeMap<TermId, Tally> = BTreeMap::new();
    for found in snapshot.matches(Pattern::default(), GraphScope::EachNamed) {
        if let Some(graph) = found.graph.filter(|graph| Some(*graph) != known.about) {
            graphs.entry(graph).or_default().add(found.triple, &known);
        }
    }
    graphs.into_iter().filter_map(|(graph, tally)| Some((iri_of(snapshot, graph)?, tally.counts(snapshot)))).collect()
}

/// Terms of a snapshot that are counted apart.
struct Known {
    is_a: Option<TermId>,
    source: Option<TermId>,
    about: Option<TermId>,
}

/// Counts of one graph while its triples go by in the order of subjects, then predicates.
#[derive(Default)]
struct Tally {
    triples: usize,
    subjects: Runs,
    classes: BTreeMap<TermId, usize>,
    properties: BTreeMap<TermId, (usize, Runs)>,
    sources: BTreeSet<TermId>,
}

/// Number of runs of one term.
#[derive(Default)]
struct Runs {
    last: Option<TermId>,
    count: usize,
}

impl Runs {
    fn add(&mut self, term: TermId) {
        self.count += usize::from(self.last.replace(term) != Some(term));
    }
}

impl Tally {
    fn add(&mut self, [subject, predicate, object]: [TermId; 3], known: &Known) {
        self.triples += 1;
        self.subjects.add(subject);
        let (triples, subjects) = self.properties.entry(predicate).or_default();
        *triples += 1;
        subjects.add(subject);
        if Some(predicate) == known.is_a {
            *self.classes.entry(object).or_default() += 1;
        } else if Some(predicate) == known.source {
            self.sources.insert(object);
        }
    }

    fn counts(self, snapshot: &Snapshot) -> Counts {
        let named = |term: TermId| iri_of(snapshot, term);
        let property = |(term, (triples, subjects)): (TermId, (usize, Runs))| {
            Some((named(term)?, PropertyCounts { triples, subjects: subjects.count, objects: None }))
        };
        Counts {
            triples: self.triples,
            subjects: self.subjects.count,
            objects: None,
            classes: self.classes.into_iter().filter_map(|(class, count)| Some((named(class)?, count))).collect(),
            properties: self.properties.into_iter().filter_map(property).collect(),
            sources: self.sources.into_iter().filter_map(named).collect(),
        }
    }
}

fn iri_of(snapshot: &Snapshot, term: TermId) -> Option<NamedNode> {
    if let Term::NamedNode(node) = snapshot.term(term) { Some(node) } else { None }
}
