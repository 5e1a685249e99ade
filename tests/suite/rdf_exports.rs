//! What is exported is the same graph, says an independent reader; and the graph is what it promises to be.

use super::built_in::built_in;
use super::command::Workspace;
use aisec_graph::export::{Format, write};
use aisec_graph::rdf::{Syntax, read};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::vocab::{GRAPH, ID, ONTOLOGY};
use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use rio_api::parser::{QuadsParser, TriplesParser};
use rio_turtle::{NQuadsParser, NTriplesParser, TriGParser, TurtleError, TurtleParser};
use std::collections::BTreeSet;

/// Statements as lines of N-Quads without their full stop.
type Lines = BTreeSet<String>;

fn written(snapshot: &Snapshot, syntax: Syntax) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(snapshot, Format::Rdf(syntax), &mut bytes).expect("memory takes everything");
    bytes
}

fn union(snapshot: &Snapshot) -> Lines {
    let lines: Lines = snapshot.union_triples().map(|triple| triple.to_string()).collect();
    assert!(lines.len() > 50_000, "{} triples", lines.len());
    lines
}

fn dataset(snapshot: &Snapshot) -> Lines {
    snapshot.quads().map(|quad| quad.to_string()).collect()
}

/// A term as the other library prints it, in our spelling: it lower-cases no language tag and escapes otherwise.
fn term(said: &rio_api::model::Term<'_>) -> String {
    use rio_api::model::{Literal, Term};
    match said {
        Term::NamedNode(node) => format!("<{}>", node.iri),
        Term::BlankNode(node) => format!("_:{}", node.id),
        Term::Literal(Literal::Simple { value }) => oxrdf::Literal::new_simple_literal(*value).to_string(),
        Term::Literal(Literal::LanguageTaggedString { value, language }) => {
            oxrdf::Literal::new_language_tagged_literal(*value, *language).expect("a language tag").to_string()
        }
        Term::Literal(Literal::Typed { value, datatype }) => {
            oxrdf::Literal::new_typed_literal(*value, NamedNode::new_unchecked(datatype.iri)).to_string()
        }
        Term::Triple(_) => panic!("no statement is about a statement"),
    }
}

fn triples_read(mut parser: impl TriplesParser<Error = TurtleError>) -> Lines {
    let mut lines = Lines::new();
    parser
        .parse_all(&mut |triple| {
            let subject = term(&rio_api::model::Term::from(triple.subject));
            lines.insert(format!("{subject} <{}> {}", triple.predicate.iri, term(&triple.object)));
            Ok::<(), TurtleError>(())
        })
        .expect("the other reader accepts it");
    lines
}

fn quads_read(mut parser: impl QuadsParser<Error = TurtleError>) -> Lines {
    let mut lines = Lines::new();
    parser
        .parse_all(&mut |quad| {
            let subject = term(&rio_api::model::Term::from(quad.subject));
            let graph = quad.graph_name.map(|graph| format!(" {}", term(&graph.into()))).unwrap_or_default();
            lines.insert(format!("{subject} <{}> {}{graph}", quad.predicate.iri, term(&quad.object)));
            Ok::<(), TurtleError>(())
        })
        .expect("the other reader accepts it");
    lines
}

/// Statements by our own reader, where the other library has none for the syntax.
fn read_by_us(bytes: &[u8], syntax: Syntax) -> Lines {
    let mut lines = Lines::new();
    read(bytes, syntax, None, "", |quad| {
        lines.insert(quad.to_string().trim_end().to_owned());
        Ok(())
    })
    .expect("it reads what it wrote");
    lines
}

fn assert_same(what: &str, expected: &Lines, actual: &Lines) {
    let missing: Vec<&String> = expected.difference(actual).take(3).collect();
    let added: Vec<&String> = actual.difference(expected).take(3).collect();
    assert!(missing.is_empty() && added.is_empty(), "{what}: missing {missing:#?}, added {added:#?}");
}

#[test]
fn the_triple_syntaxes_are_the_union_to_an_independent_reader() {
    let snapshot = &built_in().snapshot;
    let union = union(snapshot);
    let turtle = written(snapshot, Syntax::Turtle);
    assert_same("Turtle", &union, &triples_read(TurtleParser::new(turtle.as_slice(), None)));
    let ntriples = written(snapshot, Syntax::NTriples);
    assert_same("N-Triples", &union, &triples_read(NTriplesParser::new(ntriples.as_slice())));
    assert_eq!(ntriples.split_inclusive(|&byte| byte == b'\n').count(), union.len(), "each triple once");
    assert_same("RDF/XML", &union, &read_by_us(&written(snapshot, Syntax::RdfXml), Syntax::RdfXml));
}

#[test]
fn the_quad_syntaxes_are_the_dataset_to_an_independent_reader() {
    let snapshot = &built_in().snapshot;
    let dataset = dataset(snapshot);
    assert_same("TriG", &dataset, &quads_read(TriGParser::new(written(snapshot, Syntax::TriG).as_slice(), None)));
    let nquads = written(snapshot, Syntax::NQuads);
    assert_same("N-Quads", &dataset, &quads_read(NQuadsParser::new(nquads.as_slice())));
    assert_eq!(nquads.split_inclusive(|&byte| byte == b'\n').count(), dataset.len(), "each quad once");
}

#[test]
fn the_union_of_the_dataset_is_the_graph() {
    let snapshot = &built_in().snapshot;
    let without_graph: Lines = snapshot.quads().map(|quad| oxrdf::Triple::from(quad).to_string()).collect();
    assert_same("union", &without_graph, &union(snapshot));
    assert!(snapshot.quads().all(|quad| !quad.graph_name.is_default_graph()), "something is in no named graph");
}

#[test]
fn trig_has_each_graph_in_one_block() {
    let snapshot = &built_in().snapshot;
    let text = String::from_utf8(written(snapshot, Syntax::TriG)).expect("TriG is UTF-8");
    let blocks = text.lines().filter(|line| line.ends_with('{') && !line.starts_with([' ', '\t'])).count();
    assert_eq!(blocks, snapshot.graphs().count());
}

#[test]
fn our_graph_has_no_blank_node() {
    for quad in built_in().snapshot.quads() {
        assert!(matches!(quad.subject, NamedOrBlankNode::NamedNode(_)), "{quad}");
        assert!(!matches!(quad.object, Term::BlankNode(_)), "{quad}");
    }
}

#[test]
fn every_iri_is_ascii_and_strictly_valid() {
    let mut iris = BTreeSet::new();
    for quad in built_in().snapshot.quads() {
        let terms = [Term::from(quad.subject), quad.predicate.into(), quad.object];
        for term in terms {
            match term {
                Term::NamedNode(node) => drop(iris.insert(node.into_string())),
                Term::Literal(literal) => drop(iris.insert(literal.datatype().as_str().to_owned())),
                Term::BlankNode(_) => {}
            }
        }
        iris.insert(quad.graph_name.to_string().trim_matches(['<', '>']).to_owned());
    }
    for iri in &iris {
        assert!(iri.is_ascii(), "{iri}");
        assert!(NamedNode::new(iri).is_ok(), "{iri} is no IRI");
        // The other library is stricter than RFC 3987 asks.
        assert!(url::Url::parse(iri).is_ok(), "{iri} is no URL");
        let escapes = iri
            .match_indices('%')
            .all(|(at, _)| iri.get(at + 1..at + 3).is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit())));
        assert!(escapes, "{iri} has a percent sign that escapes nothing");
    }
    let ours = iris.iter().filter(|iri| [ID, GRAPH, ONTOLOGY].iter().any(|space| iri.starts_with(space))).count();
    assert!(ours > 5_000, "{ours} of ours");
}

#[test]
fn literals_keep_their_form_through_every_syntax() {
    let hostile = [
        "\"\\u0001\\u007F\\r\\n\\t\\\\ \\\"quoted\\\" 'q' \\u202E\\uFEFF\\u0085\"",
        "\"1.10\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
        "\"01\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        "\"1\"^^<http://www.w3.org/2001/XMLSchema#boolean>",
        "\" spaced \"@en-gb",
        "\"\"",
        "\"<&]]>\"",
        "\"𝒳 加拉克\"@zh",
    ];
    let mut builder = aisec_graph::snapshot::SnapshotBuilder::default();
    let text: String =
        hostile.iter().map(|literal| format!("<a:s> <a:p#q> {literal} .\n")).collect::<Vec<_>>().concat();
    read(text.as_bytes(), Syntax::NTriples, None, "", |quad| builder.insert(&quad).map_err(|error| error.to_string()))
        .expect("it is N-Triples");
    let snapshot = builder.build(aisec_graph::snapshot::DefaultGraph::Unnamed).expect("it fits a snapshot");
    let expected: Lines = snapshot.union_triples().map(|triple| triple.to_string()).collect();
    assert_eq!(expected.len(), hostile.len());
    for syntax in [Syntax::Turtle, Syntax::TriG, Syntax::NTriples, Syntax::NQuads, Syntax::JsonLd] {
        assert_same(&format!("{syntax:?}"), &expected, &read_by_us(&written(&snapshot, syntax), syntax));
    }
}

#[test]
fn what_the_commands_export_and_convert_is_one_dataset_and_its_union_the_graph() {
    let workspace = Workspace::with_built_in_graph();
    let lines = |arguments: &[&str]| -> BTreeSet<String> {
        let outcome = workspace.run(arguments);
        assert_eq!(outcome.status, Some(0), "{arguments:?}: {}", outcome.stderr);
        outcome.stdout.lines().map(str::to_owned).collect()
    };
    let quads = lines(&["export", "--format", "nquads"]);
    for (file, arguments) in [
        ("graph.trig", vec!["export", "-o", "graph.trig"]),
        ("dataset.jsonld", vec!["export", "--dataset", "-o", "dataset.jsonld"]),
    ] {
        assert_eq!(workspace.run(arguments).status, Some(0), "{file}");
        assert!(lines(&["convert", file, "--to", "nquads"]) == quads, "{file} is another dataset");
    }
    let union = lines(&["export", "--format", "ntriples"]);
    for (file, arguments) in
        [("graph.rdf", ["export", "-o", "graph.rdf"]), ("graph.jsonld", ["export", "-o", "graph.jsonld"])]
    {
        assert_eq!(workspace.run(arguments).status, Some(0), "{file}");
        assert!(lines(&["convert", file, "--to", "ntriples"]) == union, "{file} is another graph");
    }
    let without_graph = |quad: &String| {
        let (triple, _) = quad.strip_suffix(" .").unwrap().rsplit_once(' ').unwrap();
        format!("{triple} .")
    };
    assert!(quads.iter().map(without_graph).collect::<BTreeSet<_>>() == union, "the union is not the graph");
}
