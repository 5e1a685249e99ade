//! Reads of the SPARQL 1.1 Graph Store Protocol: the name of a graph in, its triples out.

use super::evaluation::sound;
use super::graph::Graph;
use super::html::{END, Html};
use super::negotiation::Form;
use super::reply::Refusal;
use super::thing::path_of;
use crate::export::write;
use crate::snapshot::{BuildError, DefaultGraph, GraphScope, Pattern, SnapshotBuilder};
use crate::vocab::GRAPH;
use oxrdf::{GraphName, NamedNode, Triple};
use url::form_urlencoded::byte_serialize;

/// Which graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// What patterns outside GRAPH look at.
    Default,
    /// One by its IRI.
    Iri(String),
    /// One of ours, by the last part of its IRI.
    Ours(String),
}

/// The graph that the parameters of an address name.
pub(super) fn named(parameters: &[(String, String)]) -> Result<Name, Refusal> {
    match parameters {
        [(name, value)] if name == "graph" && value != "default" => Ok(Name::Iri(value.clone())),
        [(name, value)] if name == "default" && value.is_empty() || name == "graph" => Ok(Name::Default),
        _ => Err(Refusal::bad("name one graph: `?graph=IRI`, or `?default`")),
    }
}

/// The graphs there are, for people.
pub(super) fn index(graph: &Graph) -> Result<Vec<u8>, Refusal> {
    let snapshot = &graph.snapshot;
    let mut html = Html::titled("Graphs", "Graphs");
    html.begin_table(&["graph", "triples"]);
    html.begin_row();
    html.cell("all that queries look at outside GRAPH", Some("/graphs?default"));
    html.cell(&snapshot.matches(Pattern::default(), snapshot.default_scope()).count().to_string(), None);
    html.end_row();
    for (id, triples) in snapshot.graph_sizes() {
        let iri = snapshot.text(id);
        let given: String = byte_serialize(iri.as_bytes()).collect();
        html.begin_row();
        html.cell(iri, Some(&path_of(iri).unwrap_or_else(|| format!("/graphs?graph={given}"))));
        html.cell(&triples.to_string(), None);
        html.end_row();
    }
    html.end_table();
    sound(snapshot)?;
    Ok(html.finish(END).into_bytes())
}

/// A graph in a form.
pub(super) fn written(graph: &Graph, name: &Name, form: Form) -> Result<Vec<u8>, Refusal> {
    let snapshot = &graph.snapshot;
    let scope = match name {
        Name::Default => snapshot.default_scope(),
        Name::Iri(iri) => scope(graph, iri)?,
        Name::Ours(local) => scope(graph, &format!("{GRAPH}{local}"))?,
    };
    let bytes = in_form(snapshot.triples(Pattern::default(), scope), form)?;
    sound(snapshot)?;
    Ok(bytes)
}

fn scope(graph: &Graph, iri: &str) -> Result<GraphScope, Refusal> {
    let absent = || Refusal::not_found(format!("there is no graph {iri}"));
    let name = NamedNode::new(iri).map_err(|_| Refusal::bad(format!("`{iri}` is no absolute IRI")))?;
    let id = graph.snapshot.iri_id(name.as_ref()).filter(|_| graph.snapshot.has_graph(name.as_ref()));
    id.map(GraphScope::Named).ok_or_else(absent)
}

/// Triples in a form of RDF.
pub(super) fn in_form(triples: impl IntoIterator<Item = Triple>, form: Form) -> Result<Vec<u8>, Refusal> {
    let too_large = |error: BuildError| Refusal::limit(error.to_string());
    let mut builder = SnapshotBuilder::default();
    for triple in triples {
        builder.insert(&triple.in_graph(GraphName::DefaultGraph)).map_err(too_large)?;
    }
    let snapshot = builder.build(DefaultGraph::Unnamed).map_err(too_large)?;
    let format = form.format().ok_or_else(|| Refusal::broken("a graph has no such form"))?;
    let mut bytes = Vec::new();
    let unwritable = |error: std::io::Error| Refusal::new(hyper::StatusCode::NOT_ACCEPTABLE, error.to_string());
    write(&snapshot, format, &mut bytes).map_err(unwritable)?;
    Ok(bytes)
}
