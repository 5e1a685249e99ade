//! Pages about things: a path in, what the graph says of the thing of that IRI out, for people or as RDF.

use super::evaluation::sound;
use super::graph::Graph;
use super::graphs::in_form;
use super::html::{END, Html};
use super::negotiation::Form;
use super::reply::Refusal;
use crate::rdf::iri;
use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use crate::vocab::{GRAPH, ID, ONTOLOGY, compact, counted, rdfs, schema, skos, web_address};
use oxrdf::{NamedNode, Term};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

/// Most statements about other things that a page for people shows.
const MOST_POINTING: usize = 200;

/// The thing of a path below the namespace of our individuals, if anything is said of it.
pub(super) fn named(graph: &Graph, path: &str) -> Result<TermId, Refusal> {
    let decoded = percent_decode_str(path).decode_utf8().unwrap_or_default();
    // IRIs have percent-encoded parts as they are; browsers encode what is not ASCII.
    let spellings = [path, decoded.as_ref()].map(|path| NamedNode::new(format!("{ID}{path}")).ok());
    let known = spellings.into_iter().flatten().find_map(|iri| graph.snapshot.iri_id(iri.as_ref()));
    known
        .filter(|&id| graph.snapshot.is_node(id))
        .ok_or_else(|| Refusal::not_found(format!("the graph says nothing of {ID}{decoded}")))
}

/// What is said of a thing.
pub(super) fn page(graph: &Graph, thing: TermId, form: Form) -> Result<Vec<u8>, Refusal> {
    let snapshot = &graph.snapshot;
    let of = Pattern { subject: Some(thing), ..Pattern::default() };
    let bytes = match form {
        Form::Html => for_people(snapshot, thing).into_bytes(),
        _ => in_form(snapshot.triples(of, GraphScope::Union), form)?,
    };
    sound(snapshot)?;
    Ok(bytes)
}

/// The terms of the ontology.
pub(super) fn ontology(graph: &Graph, form: Form) -> Result<Vec<u8>, Refusal> {
    let snapshot = &graph.snapshot;
    let name = snapshot.iri_id(iri::graph("ontology").as_ref());
    let scope = name.map(GraphScope::Named).ok_or_else(|| Refusal::not_found("this graph has no ontology of ours"))?;
    let bytes = match form {
        Form::Html => terms_for_people(snapshot, scope).into_bytes(),
        _ => in_form(snapshot.triples(Pattern::default(), scope), form)?,
    };
    sound(snapshot)?;
    Ok(bytes)
}

fn for_people(snapshot: &Snapshot, thing: TermId) -> String {
    let name = snapshot.text(thing);
    let label = label(snapshot, thing);
    let mut html = Html::titled(&label, &label);
    html.line(name);
    html.head("What is said of it");
    html.begin_table(&["property", "value"]);
    for (property, values) in statements(snapshot, thing) {
        html.begin_row();
        html.cell(&compact(snapshot.text(property)), path_of(snapshot.text(property)).as_deref());
        let values: Vec<_> = values.into_iter().map(|value| shown(snapshot, value)).collect();
        html.cells(&values);
        html.end_row();
    }
    html.end_table();
    pointing(snapshot, thing, &mut html);
    html.finish(END)
}

/// Objects of each property of a thing, in term order.
fn statements(snapshot: &Snapshot, thing: TermId) -> BTreeMap<TermId, Vec<TermId>> {
    let mut statements: BTreeMap<TermId, Vec<TermId>> = BTreeMap::new();
    let of = Pattern { subject: Some(thing), ..Pattern::default() };
    for found in snapshot.matches(of, GraphScope::Union) {
        let [_, property, value] = found.triple;
        statements.entry(property).or_default().push(value);
    }
    statements
}

/// What else is said with it.
fn pointing(snapshot: &Snapshot, thing: TermId, html: &mut Html) {
    let to = Pattern { object: Some(thing), ..Pattern::default() };
    let count = snapshot.count(to);
    if count == 0 {
        return;
    }
    html.head("Where it stands");
    html.begin_table(&["thing", "property"]);
    for found in snapshot.matches(to, GraphScope::Union).take(MOST_POINTING) {
        let [subject, property, _] = found.triple;
        html.begin_row();
        let (text, address) = shown(snapshot, subject);
        html.cell(&text, address.as_deref());
        html.cell(&compact(snapshot.text(property)), path_of(snapshot.text(property)).as_deref());
        html.end_row();
    }
    html.end_table();
    if count > MOST_POINTING {
        html.line(&format!("and {}", counted(count - MOST_POINTING, "more statement")));
    }
}

fn terms_for_people(snapshot: &Snapshot, scope: GraphScope) -> String {
    let mut html = Html::titled("Ontology", "The terms of the ontology");
    html.line(ONTOLOGY);
    html.begin_table(&["term", "label", "meaning"]);
    let mut terms: Vec<TermId> = snapshot.matches(Pattern::default(), scope).map(|found| found.triple[0]).collect();
    terms.dedup();
    let own = |&id: &TermId| snapshot.text(id).starts_with(ONTOLOGY) && snapshot.text(id).contains('#');
    for term in terms.into_iter().filter(own) {
        let meaning = snapshot.objects(term, rdfs::COMMENT).next().map(|id| snapshot.text(id)).unwrap_or_default();
        html.begin_row();
        html.cell(&compact(snapshot.text(term)), None);
        html.cell(&label(snapshot, term), None);
        html.cell(meaning, None);
        html.end_row();
    }
    html.end_table();
    html.finish(END)
}

/// What a thing is called: its label, else its IRI in short.
fn label(snapshot: &Snapshot, thing: TermId) -> String {
    let labels = [skos::PREF_LABEL, rdfs::LABEL, schema::NAME];
    let named = labels.into_iter().find_map(|label| snapshot.objects(thing, label).next());
    named.map_or_else(|| compact(snapshot.text(thing)), |label| snapshot.text(label).to_owned())
}

/// A term as people read it, and where more is told of it.
fn shown(snapshot: &Snapshot, term: TermId) -> (String, Option<String>) {
    match snapshot.term(term) {
        Term::Literal(literal) => {
            let language = literal.language().map(|language| format!(" ({language})")).unwrap_or_default();
            (format!("{}{language}", literal.value()), None)
        }
        Term::BlankNode(node) => (node.to_string(), None),
        Term::NamedNode(node) => {
            let iri = node.as_str();
            let address = path_of(iri).or_else(|| web_address(iri).map(|url| url.to_string()));
            let is_ours = iri.starts_with(ID);
            (if is_ours { format!("{} ({})", label(snapshot, term), compact(iri)) } else { compact(iri) }, address)
        }
    }
}

/// The path of this server that an IRI of ours has.
fn path_of(iri: &str) -> Option<String> {
    if let Some(local) = iri.strip_prefix(ID) {
        return Some(format!("/id/{local}"));
    }
    if let Some(local) = iri.strip_prefix(GRAPH) {
        return Some(format!("/graph/{local}"));
    }
    iri.starts_with(ONTOLOGY).then(|| "/ontology".to_owned())
}
