//! What the service says of itself (SPARQL 1.1 Service Description) and of its graph (`VoID`).

use super::graph::Graph;
use super::graphs::in_form;
use super::negotiation::Form;
use super::reply::Refusal;
use super::request::Ask;
use crate::about::union_counts;
use crate::rdf::iri;
use crate::snapshot::{DefaultGraph, GraphScope, Pattern};
use crate::vocab::{rdf, sd, void};
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple};

/// Where the formats of the W3C are named.
const FORMATS: &str = "http://www.w3.org/ns/formats/";
/// Local names there of what answers are written in.
const WRITTEN: [&str; 10] = [
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "JSON-LD",
    "N-Triples",
    "RDF_XML",
    "TriG",
    "N-Quads",
];

/// Statements about one thing.
struct About<'a> {
    subject: NamedNode,
    triples: &'a mut Vec<Triple>,
}

impl About<'_> {
    fn add(&mut self, property: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.triples.push(Triple::new(self.subject.clone(), property, object));
    }

    fn number(&mut self, property: NamedNodeRef<'_>, number: usize) {
        self.add(property, Literal::new_typed_literal(number.to_string(), xsd::INTEGER));
    }
}

/// An IRI below the address by which the server was called.
fn here(ask: &Ask, path: &str) -> Result<NamedNode, Refusal> {
    NamedNode::new(ask.address(path)).map_err(|_| Refusal::bad("the Host header is no host"))
}

/// The service: where it is, what it speaks, and its dataset with every named graph.
pub(super) fn service(graph: &Graph, ask: &Ask, form: Form) -> Result<Vec<u8>, Refusal> {
    let snapshot = &graph.snapshot;
    let endpoint = here(ask, "/sparql")?;
    let (dataset, default) = (here(ask, "/sparql#dataset")?, here(ask, "/sparql#default-graph")?);
    let mut triples = Vec::new();
    let mut about = About { subject: here(ask, "/sparql#service")?, triples: &mut triples };
    about.add(rdf::TYPE, sd::SERVICE);
    about.add(sd::ENDPOINT, endpoint);
    about.add(sd::SUPPORTED_LANGUAGE, sd::SPARQL11_QUERY);
    for name in WRITTEN {
        about.add(sd::RESULT_FORMAT, NamedNode::new_unchecked(format!("{FORMATS}{name}")));
    }
    if snapshot.default_graph() == DefaultGraph::Union {
        about.add(sd::FEATURE, sd::UNION_DEFAULT_GRAPH);
    }
    about.add(sd::DEFAULT_DATASET, dataset.clone());
    let mut about = About { subject: dataset.clone(), triples: &mut triples };
    about.add(rdf::TYPE, sd::DATASET);
    about.add(sd::DEFAULT_GRAPH, default.clone());
    let names = snapshot.graphs().filter_map(|id| NamedNode::new(snapshot.text(id)).ok());
    let mut graphs = Vec::new();
    for (index, name) in names.enumerate() {
        graphs.push((here(ask, &format!("/sparql#graph-{index}"))?, name));
    }
    for (node, _) in &graphs {
        about.add(sd::NAMED_GRAPH_PROPERTY, node.clone());
    }
    for (node, name) in graphs {
        let mut about = About { subject: node, triples: &mut triples };
        about.add(rdf::TYPE, sd::NAMED_GRAPH);
        about.add(sd::NAME, name);
    }
    let mut about = About { subject: default, triples: &mut triples };
    about.add(rdf::TYPE, sd::GRAPH);
    if snapshot.default_graph() == DefaultGraph::Union {
        about.number(void::TRIPLES, snapshot.triple_count());
    }
    in_form(triples, form)
}

/// The dataset: where to ask it, how much it holds of what, and what it says of itself.
pub(super) fn void(graph: &Graph, ask: &Ask, form: Form) -> Result<Vec<u8>, Refusal> {
    let snapshot = &graph.snapshot;
    let counts = union_counts(snapshot);
    let mut triples = Vec::new();
    let mut about = About { subject: here(ask, "/.well-known/void#dataset")?, triples: &mut triples };
    about.add(rdf::TYPE, void::DATASET);
    about.add(void::SPARQL_ENDPOINT, here(ask, "/sparql")?);
    about.number(void::TRIPLES, counts.triples);
    about.number(void::DISTINCT_SUBJECTS, counts.subjects);
    about.number(void::PROPERTIES, counts.properties.len());
    about.number(void::CLASSES, counts.classes.len());
    if let Some(objects) = counts.objects {
        about.number(void::DISTINCT_OBJECTS, objects);
    }
    // Of our graphs `graph:about` says the rest: sources, licences, counts by class and property.
    let own = iri::graph("about");
    let own = snapshot.iri_id(own.as_ref()).filter(|_| snapshot.has_graph(own.as_ref()));
    if own.is_some() {
        about.add(void::SUBSET, iri::graph("all"));
    }
    triples.extend(own.into_iter().flat_map(|id| snapshot.triples(Pattern::default(), GraphScope::Named(id))));
    in_form(triples, form)
}
