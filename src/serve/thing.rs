//! Pages about things: a path in, what the graph says of the thing of that IRI out, for people or as RDF.

use super::evaluation::sound;
use super::graph::Graph;
use super::graphs::in_form;
use super::html::{END, Html};
use super::negotiation::Form;
use super::reply::Refusal;
use crate::explain::{CoverageLine, Group, explain};
use crate::rdf::iri;
use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use crate::vocab::{GRAPH, ID, ONTOLOGY, aisec, compact, counted, rdfs, schema, skos, web_address};
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
    let explained = NamedNode::new(name).ok().and_then(|iri| explain(snapshot, &iri));
    if let Some(explained) = &explained {
        html.line(&explained.classes.join(", "));
        coverage(snapshot, thing, &explained.coverage, &mut html);
    }
    html.head("What is said of it");
    html.begin_table(&["property", "value"]);
    for (property, values) in statements(snapshot, thing) {
        row(snapshot, property, values, &mut html);
    }
    html.end_table();
    pointing(snapshot, thing, &mut html);
    html.finish(END)
}

/// What it addresses, or what addresses it; what reviews replace comes last.
fn coverage(snapshot: &Snapshot, thing: TermId, groups: &[Group<CoverageLine>], html: &mut Html) {
    if groups.is_empty() {
        return;
    }
    let by = snapshot.iri_id(aisec::property::BY);
    let addresses = by.is_some_and(|by| {
        snapshot.count(Pattern { predicate: Some(by), object: Some(thing), ..Pattern::default() }) > 0
    });
    html.head(if addresses { "What it addresses" } else { "What addresses it" });
    let columns = ["what", "how far", "role", "evidence"];
    html.begin_table(&columns);
    for Group { title, lines } in groups {
        html.group(&format!("{title} ({})", lines.len()), columns.len());
        for line in lines {
            let text =
                if line.label == line.other { line.other.clone() } else { format!("{} ({})", line.label, line.other) };
            html.begin_row();
            html.cell(&text, path_of(&line.iri).as_deref());
            for word in [&line.grade, &line.group, &line.evidence] {
                html.cell(word, None);
            }
            html.end_row();
        }
    }
    html.end_table();
}

/// A property and what stands at its other end.
fn row(snapshot: &Snapshot, property: TermId, others: Vec<TermId>, html: &mut Html) {
    html.begin_row();
    html.cell(&compact(snapshot.text(property)), path_of(snapshot.text(property)).as_deref());
    let others: Vec<_> = others.into_iter().map(|other| shown(snapshot, other)).collect();
    html.cells(&others);
    html.end_row();
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

/// What else is said with it, beside its coverage.
fn pointing(snapshot: &Snapshot, thing: TermId, html: &mut Html) {
    let is_told = [aisec::property::BY, aisec::property::OF].map(|end| snapshot.iri_id(end));
    let to = Pattern { object: Some(thing), ..Pattern::default() };
    let mut others: BTreeMap<TermId, Vec<TermId>> = BTreeMap::new();
    let (mut shown, mut left_out) = (0, 0);
    for found in snapshot.matches(to, GraphScope::Union) {
        let [subject, property, _] = found.triple;
        if is_told.contains(&Some(property)) {
            continue;
        }
        if shown == MOST_POINTING {
            left_out += 1;
            continue;
        }
        shown += 1;
        others.entry(property).or_default().push(subject);
    }
    if others.is_empty() {
        return;
    }
    html.head("Where it stands");
    html.begin_table(&["property", "of"]);
    for (property, subjects) in others {
        row(snapshot, property, subjects, html);
    }
    html.end_table();
    if left_out > 0 {
        html.line(&format!("and {}", counted(left_out, "more statement")));
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
            let short = compact(iri);
            let label = iri.starts_with(ID).then(|| label(snapshot, term)).filter(|label| *label != short);
            (label.map_or_else(|| short.clone(), |label| format!("{label} ({short})")), address)
        }
    }
}

/// The path of this server that an IRI of ours has.
pub(super) fn path_of(iri: &str) -> Option<String> {
    if let Some(local) = iri.strip_prefix(ID) {
        return Some(format!("/id/{local}"));
    }
    if let Some(local) = iri.strip_prefix(GRAPH) {
        return Some(format!("/graph/{local}"));
    }
    iri.starts_with(ONTOLOGY).then(|| "/ontology".to_owned())
}
