//! SPARQL 1.1 Protocol and Service Description, as the W3C suites have them and beyond.

use super::client::{encoded, query};
use super::{Answer, Server, get, request};
use crate::command::{Workspace, skipped};
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use oxrdfio::{RdfFormat, RdfParser};
use std::fs;
use std::path::{Path, PathBuf};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const DIRECT: (&str, &str) = ("Content-Type", "application/sparql-query");

/// The folder of a W3C suite, where the suites are.
fn suite(name: &str) -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../shared/w3c", "../../shared/w3c"].map(|folder| project.join(folder));
    folders.into_iter().map(|folder| folder.join("sparql/sparql11").join(name)).find(|folder| folder.is_dir())
}

/// One case of the protocol suite that asks once.
struct Case {
    name: String,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    statuses: Vec<String>,
    boolean: Option<bool>,
    format: Option<String>,
}

fn by_local<'g>(graph: &'g Graph, subject: NamedOrBlankNodeRef<'g>, local: &str) -> Vec<TermRef<'g>> {
    let is_it = |predicate: NamedNodeRef<'_>| predicate.as_str().rsplit(['#', '/']).next() == Some(local);
    graph.triples_for_subject(subject).filter(|triple| is_it(triple.predicate)).map(|triple| triple.object).collect()
}

fn node(term: TermRef<'_>) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        TermRef::NamedNode(node) => Some(node.into()),
        TermRef::BlankNode(node) => Some(node.into()),
        TermRef::Literal(_) => None,
    }
}

fn text(term: TermRef<'_>) -> String {
    match term {
        TermRef::Literal(literal) => literal.value().to_owned(),
        TermRef::NamedNode(node) => node.as_str().to_owned(),
        TermRef::BlankNode(node) => node.as_str().to_owned(),
    }
}

fn items<'g>(graph: &'g Graph, list: TermRef<'g>) -> Vec<TermRef<'g>> {
    let (mut items, mut rest) = (Vec::new(), node(list));
    while let Some(cell) = rest {
        items.extend(graph.object_for_subject_predicate(cell, rdf::FIRST));
        rest = graph.object_for_subject_predicate(cell, rdf::REST).and_then(node);
    }
    items
}

/// The cases that ask one query each; updates are no part of this server.
fn cases(folder: &Path) -> Vec<Case> {
    let bytes = fs::read(folder.join("manifest.ttl")).expect("the suite has a manifest");
    let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri("http://www.example/").expect("an IRI");
    let graph: Graph =
        parser.for_slice(&bytes).map(|quad| oxrdf::Triple::from(quad.expect("the suite is Turtle"))).collect();
    let class = NamedNode::new_unchecked("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#ProtocolTest");
    let mut cases: Vec<Case> = graph
        .subjects_for_predicate_object(rdf::TYPE, class.as_ref())
        .filter_map(|test| case(&graph, test))
        .filter(|case| !case.name.starts_with("update_"))
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn case<'g>(graph: &'g Graph, test: NamedOrBlankNodeRef<'g>) -> Option<Case> {
    let name = text(test.into()).rsplit('#').next().unwrap_or_default().to_owned();
    let one = |subject, local| by_local(graph, subject, local).into_iter().next();
    let connection = node(one(test, "action")?)?;
    let requests = items(graph, one(connection, "requests")?);
    let [asked] = requests.as_slice() else { return None };
    let asked = node(*asked)?;
    let headers = one(asked, "headers").map(|list| items(graph, list)).unwrap_or_default();
    let header = |term| {
        let node = node(term)?;
        Some((text(one(node, "fieldName")?), text(one(node, "fieldValue")?)))
    };
    let response = node(one(asked, "resp")?)?;
    Some(Case {
        name,
        method: text(one(asked, "methodName")?),
        target: text(one(asked, "absolutePath")?),
        headers: headers.into_iter().filter_map(header).collect(),
        body: one(asked, "body").and_then(node).map(|body| content(graph, body)).unwrap_or_default(),
        statuses: by_local(graph, response, "expectedStatus").into_iter().map(text).collect(),
        boolean: one(response, "expectedBoolean").map(|term| text(term) == "true"),
        format: one(response, "expectedFormat").map(text),
    })
}

/// The bytes of a body in the encoding that the case names.
fn content(graph: &Graph, body: NamedOrBlankNodeRef<'_>) -> Vec<u8> {
    let one = |local| by_local(graph, body, local).into_iter().next().map(text).unwrap_or_default();
    let chars = one("chars");
    if one("characterEncoding").eq_ignore_ascii_case("UTF-16") {
        return std::iter::once(0xFEFF).chain(chars.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    }
    chars.into_bytes()
}

fn verdict(case: &Case, answer: &Answer) -> Result<(), String> {
    let class = format!("StatusCode{}xx", answer.status / 100);
    if !case.statuses.iter().any(|status| status.ends_with(&class)) {
        return Err(format!("status {}, not {:?}", answer.status, case.statuses));
    }
    let media_type = answer.header("content-type").unwrap_or_default();
    let fits = match case.format.as_deref() {
        Some("boolean" | "tabular") => media_type.contains("sparql-results") || media_type.contains("separated-values"),
        Some("RDF") => ["turtle", "rdf+xml", "n-triples", "ld+json"].iter().any(|name| media_type.contains(name)),
        _ => true,
    };
    if !fits {
        return Err(format!("{media_type} for {:?}", case.format));
    }
    let said = format!("\"boolean\":{}", case.boolean.unwrap_or_default());
    if case.boolean.is_some() && !answer.text().contains(&said) {
        return Err(answer.text());
    }
    Ok(())
}

#[test]
fn the_protocol_suite_passes_but_for_updates() {
    let Some(folder) = suite("protocol") else { return skipped("the W3C suites are not in ../shared/w3c") };
    let workspace = Workspace::new();
    let graphs: Vec<String> = (1..=3)
        .map(|number| {
            let file = folder.join(format!("data{number}.nt"));
            format!("http://kasei.us/2009/09/sparql/data/data{number}.rdf={}", file.display())
        })
        .collect();
    let options: Vec<&str> = graphs.iter().flat_map(|graph| ["--named-graph", graph.as_str()]).collect();
    let server = Server::start(&workspace, &options);
    let cases = cases(&folder);
    assert!(cases.len() >= 20, "only {} cases ask queries", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let headers: Vec<(&str, &str)> =
                case.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = request(&server, &case.method, &case.target, &headers, &case.body);
            verdict(case, &answer).err().map(|why| format!("{}: {why}", case.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// The three cases of the Service Description suite, which state no data.
#[test]
fn the_service_describes_itself() {
    let server = Server::built_in(&[]);
    let answer = get(&server, "/sparql", &[("Accept", "application/n-triples")]);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/n-triples")));
    let quads = RdfParser::from_format(RdfFormat::NTriples).for_slice(&answer.body);
    let graph: Graph = quads.map(|quad| oxrdf::Triple::from(quad.expect("it is RDF"))).collect();
    let sd = |name: &str| NamedNode::new_unchecked(format!("http://www.w3.org/ns/sparql-service-description#{name}"));
    let endpoint = NamedNode::new_unchecked(format!("http://{}/sparql", server.address));
    let services: Vec<_> = graph.subjects_for_predicate_object(sd("endpoint").as_ref(), endpoint.as_ref()).collect();
    let [service] = services.as_slice() else { panic!("one service has the endpoint: {services:?}") };
    let dataset = graph.object_for_subject_predicate(*service, sd("defaultDataset").as_ref()).and_then(node);
    let dataset = dataset.expect("a service has a dataset");
    assert!(graph.object_for_subject_predicate(dataset, sd("defaultGraph").as_ref()).is_some());
    let named: Vec<_> = graph.objects_for_subject_predicate(dataset, sd("namedGraph").as_ref()).collect();
    assert!(named.len() > 10, "every source has a graph");
    for graph_node in named.into_iter().filter_map(node) {
        assert!(graph.object_for_subject_predicate(graph_node, sd("name").as_ref()).is_some());
    }
}

#[test]
fn the_three_ways_to_ask_give_the_same() {
    let server = Server::built_in(&[]);
    let text = "SELECT ?tool WHERE { ?tool a aisec:Tool } ORDER BY ?tool LIMIT 3";
    let by_get = query(&server, text, &[]);
    assert_eq!((by_get.status, by_get.header("content-type")), (200, Some("application/sparql-results+json")));
    assert!(by_get.text().contains("\"bindings\""));
    let by_form = request(&server, "POST", "/sparql", &[FORM], format!("query={}", encoded(text)).as_bytes());
    let direct = request(&server, "POST", "/sparql", &[DIRECT], text.as_bytes());
    assert_eq!((by_form.status, direct.status), (200, 200));
    assert_eq!(by_get.body, by_form.body);
    assert_eq!(by_get.body, direct.body);
    let head = request(&server, "HEAD", &format!("/sparql?query={}", encoded(text)), &[], &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn answers_come_in_the_form_that_is_wished_most() {
    let server = Server::built_in(&[]);
    let select = "SELECT ?tool WHERE { ?tool a aisec:Tool } LIMIT 1";
    let construct = "CONSTRUCT { ?tool a aisec:Tool } WHERE { ?tool a aisec:Tool } LIMIT 1";
    for (text, accept, expected) in [
        (select, "*/*", "application/sparql-results+json"),
        (select, "text/csv", "text/csv; charset=utf-8"),
        (select, "application/json;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        (select, "text/*;q=0.3, text/csv;q=0.1, application/json;q=0", "text/tab-separated-values; charset=utf-8"),
        (construct, "*/*", "text/turtle; charset=utf-8"),
        (construct, "application/ld+json", "application/ld+json"),
        (construct, "text/turtle;q=0.1, application/n-triples;q=0.9", "application/n-triples"),
    ] {
        let answer = query(&server, text, &[("Accept", accept)]);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(expected)), "{accept}");
        assert_eq!(answer.header("vary"), Some("accept"));
    }
    assert_eq!(query(&server, select, &[("Accept", "image/png")]).status, 406);
}

#[test]
fn what_is_no_query_is_refused_with_its_place() {
    let server = Server::built_in(&[]);
    let answer = query(&server, "SELECT ?tool WHERE {\n  ?tool a aisec:Tool .\n  FILTER(nope(?tool))\n}", &[]);
    assert_eq!((answer.status, answer.header("content-type")), (400, Some("text/plain; charset=utf-8")));
    assert!(answer.text().starts_with("line 3, column "), "{}", answer.text());
    for (method, target, headers, body, status) in [
        ("POST", "/sparql", vec![("Content-Type", "application/sparql-update")], "CLEAR ALL", 415),
        ("POST", "/sparql", vec![FORM], "update=CLEAR%20ALL", 400),
        ("POST", "/sparql", vec![FORM], "query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("POST", "/sparql", vec![DIRECT], "INSERT DATA { <a:a> <a:a> <a:a> }", 400),
        ("POST", "/sparql", vec![("Content-Type", "text/plain")], "ASK {}", 415),
        ("POST", "/sparql", vec![], "ASK {}", 415),
        ("PUT", "/sparql", vec![DIRECT], "ASK {}", 405),
        ("DELETE", "/graphs?default", vec![], "", 405),
        ("POST", "/graphs?default", vec![], "", 405),
        ("GET", "/sparql?update=CLEAR%20ALL", vec![], "", 400),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=nope", vec![], "", 400),
        ("GET", "/nothing", vec![], "", 404),
    ] {
        let answer = request(&server, method, target, &headers, body.as_bytes());
        assert_eq!(answer.status, status, "{method} {target} {body}: {}", answer.text());
        if status == 405 {
            assert!(answer.header("allow").is_some_and(|allow| allow.starts_with("GET, HEAD")));
        }
    }
    let update = request(&server, "POST", "/sparql", &[DIRECT], b"INSERT DATA { <a:a> <a:a> <a:a> }");
    assert!(update.text().contains("queries only"), "{}", update.text());
}

#[test]
fn a_dataset_of_the_request_counts_instead_of_that_of_the_text() {
    let workspace = Workspace::new();
    workspace.write("one.ttl", "<http://ex/a> <http://ex/p> 1 .");
    workspace.write("two.ttl", "<http://ex/b> <http://ex/p> 2 .");
    let server =
        Server::start(&workspace, &["--named-graph", "http://ex/1=one.ttl", "--named-graph", "http://ex/2=two.ttl"]);
    let rows = |text: &str, dataset: &str| {
        let target = format!("/sparql?query={}{dataset}", encoded(text));
        let answer = get(&server, &target, &[("Accept", "text/csv")]);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text().lines().count() - 1
    };
    let all = "SELECT ?s WHERE { ?s ?p ?o }";
    let (one, two) = (encoded("http://ex/1"), encoded("http://ex/2"));
    assert_eq!(rows(all, ""), 0, "the unnamed graph is empty");
    assert_eq!(rows(all, &format!("&default-graph-uri={one}")), 1);
    assert_eq!(rows(all, &format!("&default-graph-uri={one}&default-graph-uri={two}")), 2);
    assert_eq!(rows(all, "&default-graph-uri=http%3A%2F%2Fex%2Fnone"), 0);
    assert_eq!(rows("SELECT ?s FROM <http://ex/1> WHERE { ?s ?p ?o }", &format!("&default-graph-uri={two}")), 1);
    let named = "SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } }";
    assert_eq!(rows(named, ""), 2);
    assert_eq!(rows(named, &format!("&named-graph-uri={two}")), 1);
}
