//! Pages about things: a path in, what the graph says of the thing of that IRI out, for people or as RDF.

use super::evaluation::sound;
use super::graph::Graph;
use super::graphs::in_form;
use super::html::{END, Html};
use super::negotiation::Form;
use super::reply::Refusal;
use crate::explain::{CoverageLine, Group, explain};
use crate::query::{Binding, at_address, bind, parse, portable_text};
use crate::rdf::iri;
use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use crate::source::{Collection, embedded};
use crate::vocab::{GRAPH, ID, ONTOLOGY, aisec, compact, counted, rdfs, schema, skos, web_address};
use oxrdf::{NamedNode, Term};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;
use url::form_urlencoded::Serializer;

/// Most lines of a table that a page for people shows; where there are more, it says how many and leads to all.
const MOST_LINES: usize = 200;

/// A thing, or where it is.
#[derive(Debug)]
pub(super) enum Named {
    Here(TermId),
    /// At another path below the namespace: its address is written otherwise, or has moved.
    At(String),
}

/// The thing of a path below the namespace of our individuals, if the graph names it. Of an address that is written as it
/// is, what stands behind the `?` is a part.
pub(super) fn named(graph: &Graph, path: &str, query: Option<&str>) -> Result<Named, Refusal> {
    let at = |address: &str| {
        let found = at_address(&graph.snapshot, &format!("https://{address}"))?;
        found.iri.as_str().strip_prefix(ID).map(|path| Named::At(path.to_owned()))
    };
    let address = path.strip_prefix("resource/");
    if let Some(found) = address.zip(query).and_then(|(address, query)| at(&format!("{address}?{query}"))) {
        return Ok(found);
    }
    let decoded = percent_decode_str(path).decode_utf8().unwrap_or_default();
    // IRIs have percent-encoded parts as they are; browsers encode what is not ASCII.
    let spellings = [path, decoded.as_ref()].map(|path| NamedNode::new(format!("{ID}{path}")).ok());
    let known = spellings.into_iter().flatten().find_map(|iri| graph.snapshot.iri_id(iri.as_ref()));
    if let Some(known) = known {
        return Ok(Named::Here(known));
    }
    address.and_then(at).ok_or_else(|| Refusal::not_found(format!("the graph says nothing of {ID}{decoded}")))
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
    let of = Pattern { subject: Some(thing), ..Pattern::default() };
    let said = snapshot.matches(of, GraphScope::Union).map(|found| (found.triple[1], found.triple[2]));
    statements(snapshot, thing, said, Whole::Said, &mut html);
    pointing(snapshot, thing, &mut html);
    html.finish(END)
}

/// What a page shows a part of: the name of the query that gets all of it, below `queries/pages/`.
#[derive(Debug, Clone, Copy)]
enum Whole {
    Coverage,
    Pointing,
    Said,
}

/// Says how many lines are left out, if any are, and leads to all of them.
fn rest(left_out: usize, whole: Whole, snapshot: &Snapshot, thing: TermId, html: &mut Html) {
    if left_out == 0 {
        return;
    }
    let name = match whole {
        Whole::Coverage => "pages/coverage.rq",
        Whole::Pointing => "pages/pointing.rq",
        Whole::Said => "pages/said.rq",
    };
    let file = embedded(Collection::Pages).into_iter().find(|file| file.path == name);
    let text = file.and_then(|file| std::str::from_utf8(file.bytes).ok()).unwrap_or_default();
    let mut query = parse(text, None).expect("every query of ours is parsed by a test");
    bind(&mut query, &[Binding { name: "thing".to_owned(), values: vec![snapshot.term(thing)] }]);
    let path = "/sparql?".to_owned();
    let start = path.len();
    let address = Serializer::for_suffix(path, start).append_pair("query", &portable_text(&query)).finish();
    html.line_with_link(&format!("and {}: ", counted(left_out, "more line")), "all of it", &address);
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
    let mut left = MOST_LINES;
    for Group { title, lines } in groups {
        html.group(&format!("{title} ({})", lines.len()), columns.len());
        let shown = lines.get(..left).unwrap_or(lines);
        left -= shown.len();
        for line in shown {
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
    let lines: usize = groups.iter().map(|group| group.lines.len()).sum();
    rest(lines.saturating_sub(MOST_LINES), Whole::Coverage, snapshot, thing, html);
}

/// A property and what stands at its other end.
fn row(snapshot: &Snapshot, property: TermId, others: Vec<TermId>, html: &mut Html) {
    html.begin_row();
    html.cell(&compact(snapshot.text(property)), path_of(snapshot.text(property)).as_deref());
    let others: Vec<_> = others.into_iter().map(|other| shown(snapshot, other)).collect();
    html.cells(&others);
    html.end_row();
}

/// What stands at the other end of each property, in term order.
fn statements(
    snapshot: &Snapshot,
    thing: TermId,
    found: impl Iterator<Item = (TermId, TermId)>,
    whole: Whole,
    html: &mut Html,
) {
    let (mut lines, mut count): (BTreeMap<TermId, Vec<TermId>>, _) = (BTreeMap::new(), 0);
    for (property, other) in found {
        count += 1;
        if count <= MOST_LINES {
            lines.entry(property).or_default().push(other);
        }
    }
    html.begin_table(&["property", if matches!(whole, Whole::Pointing) { "of" } else { "value" }]);
    for (property, others) in lines {
        row(snapshot, property, others, html);
    }
    html.end_table();
    rest(count.saturating_sub(MOST_LINES), whole, snapshot, thing, html);
}

/// What else is said with it, beside its coverage.
fn pointing(snapshot: &Snapshot, thing: TermId, html: &mut Html) {
    let is_told = [aisec::property::BY, aisec::property::OF].map(|end| snapshot.iri_id(end));
    let to = Pattern { object: Some(thing), ..Pattern::default() };
    let found = snapshot.matches(to, GraphScope::Union).map(|found| (found.triple[1], found.triple[0]));
    let mut others = found.filter(|(property, _)| !is_told.contains(&Some(*property))).peekable();
    if others.peek().is_some() {
        html.head("Where it stands");
        statements(snapshot, thing, others, Whole::Pointing, html);
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
