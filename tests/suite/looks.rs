//! Lookups that are answered by their shape have the answers of the parser, whatever stands in the place of their IRIs.

use aisec_graph::query::{Answers, Looks, ResultFormat, parse, run};
use aisec_graph::rdf::{self, Syntax};
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};

/// Things with few statements, one with many, and IRIs that a text may have otherwise.
fn graph() -> Snapshot {
    let mut data = String::new();
    for thing in ["a", "b", "c/d", "e%20f", "g#h", "i.", ".j/k", "x'y"] {
        data.push_str(&format!(
            "<https://e.org/{thing}> <https://e.org/p> \"{thing}\"@en , 1 , <https://e.org/a> ; <https://e.org/q> <https://e.org/b> .\n"
        ));
    }
    data.push_str(
        "<https://e.org/a> <https://e.org/a> <https://e.org/a> . <urn:x-aisec:look:0> <https://e.org/p> 0 .\n",
    );
    for number in 0..300 {
        data.push_str(&format!("<https://e.org/many> <https://e.org/p> {number} .\n"));
    }
    // What a query cannot name, for its parser takes such steps out.
    let steps = "<https://e.org/c/./d> <https://e.org/p> \"step\" .\n\
                 <https://e.org/x/../a> <https://e.org/./p> \"steps\" .\n";
    let mut builder = SnapshotBuilder::default();
    for (text, syntax) in [(data.as_str(), Syntax::Turtle), (steps, Syntax::NTriples)] {
        let insert = |quad| builder.insert(&quad).map_err(|error| error.to_string());
        rdf::read(text.as_bytes(), syntax, None, "", insert).expect("it is RDF");
    }
    builder.build(DefaultGraph::Union).expect("it is small").known_as_ours()
}

fn written(answers: Answers<'_>) -> String {
    let Answers::Solutions(solutions) = answers else { panic!("it is a SELECT") };
    let mut out = Vec::new();
    ResultFormat::Json.write_solutions(solutions, &mut out).expect("it is written");
    String::from_utf8(out).expect("it is text")
}

/// Texts with `$1`, `$2` and `$3` for IRIs.
const TEXTS: [&str; 26] = [
    "SELECT ?o WHERE { <$1> <$2> ?o }",
    "SELECT * WHERE { <$1> ?p ?o }",
    "SELECT * { ?o ?p <$1> }",
    "SELECT ?missing ?o ?o WHERE { <$1> <$2> ?o } LIMIT 2 OFFSET 1",
    "select?o{<$1><$2>?o}",
    "SELECT ?x { ?x <$2> ?x }",
    "SELECT ?s { ?s <$2> <$1> }",
    "SELECT ?s { ?s <$2> _:b }",
    "SELECT ?p { <$1> ?p <$3> }",
    "SELECT * { <$1> <$2> <$3> }",
    "SELECT * { <$1> <$1> <$1> }",
    "PREFIX e: <https://e.org/> SELECT ?o { <$1> e:p ?o }",
    "PREFIX e: <$2> SELECT ?o { <$1> e: ?o }",
    "PREFIX e: <$1>\nPREFIX f: <$2>\nSELECT ?o { e: f: ?o }",
    "BASE <$1> SELECT ?o { <> <$2> ?o }",
    "BASE <$1> SELECT ?o { <a> <$2> ?o }",
    "SELECT ?o FROM <$1> { <$1> <$2> ?o }",
    "SELECT ?o { GRAPH <$1> { <$1> <$2> ?o } }",
    "SELECT ?o { <$1> <$2> ?o # <$3>\n }",
    "SELECT ?o { <$1> <$2> ?o } #",
    "SELECT ?s { ?s <$2> '<$1>' }",
    "SELECT ?s { ?s <$2> 1 }",
    "SELECT ?o { <$1> <$2>* ?o }",
    "SELECT ?o { <$1> <$2> ?o FILTER(?o<1&&2> 1) }",
    "SELECT ?o { <$1> <$2> ?o . <$3> <$2> ?o }",
    "SELECT DISTINCT ?o { <$1> <$2> ?o }",
];

/// What may stand for an IRI: what the graph has and has not, what is read otherwise, and what is none.
const IRIS: [&str; 22] = [
    "https://e.org/a",
    "https://e.org/b",
    "https://e.org/c/d",
    "https://e.org/c/./d",
    "https://e.org/x/../a",
    "https://e.org/e%20f",
    "https://e.org/g#h",
    "https://e.org/i.",
    "https://e.org/.j/k",
    "https://e.org/x'y",
    "https://e.org/many",
    "https://e.org/none",
    "https://e.org/p",
    "urn:x-aisec:look:0",
    "urn:x-aisec:look:1",
    "a",
    "",
    "no iri",
    "https://e.org/\\u0061",
    "HTTPS://e.org/a",
    "https://e.org/{",
    "https://e.org/[",
];

#[test]
fn a_known_shape_has_the_answers_of_the_parser_whatever_its_iris() {
    let graph = graph();
    let (mut known, mut compared) = (0, 0);
    for text in TEXTS {
        let looks = Looks::default();
        let with = |one: &str, two: &str| text.replace("$1", one).replace("$2", two).replace("$3", "https://e.org/b");
        for learnt in IRIS {
            looks.learn(&with(learnt, "https://e.org/p"));
            looks.learn(&with("https://e.org/a", learnt));
        }
        for one in IRIS {
            for two in [
                "https://e.org/p",
                "https://e.org/q",
                "https://e.org/a",
                "urn:x-aisec:look:0",
                "p",
                "https://e.org/./p",
            ] {
                let asked = with(one, two);
                compared += 1;
                let Some(answers) = looks.answers(&graph, &asked) else { continue };
                known += 1;
                let read = parse(&asked, Some("https://e.org/")).unwrap_or_else(|error| panic!("{asked}: {error}"));
                assert_eq!(written(answers), written(run(&graph, &read).expect("it is answered")), "{asked}");
            }
        }
    }
    assert!(known > compared / 8, "{known} of {compared} have a known shape");
}

#[test]
fn only_lookups_that_are_over_at_once_are_answered_by_their_shape() {
    let (graph, looks) = (graph(), Looks::default());
    let of = |thing: &str| format!("SELECT ?o {{ <https://e.org/{thing}> <https://e.org/p> ?o }}");
    looks.learn(&of("a"));
    assert!(looks.answers(&graph, &of("b")).is_some());
    assert!(looks.answers(&graph, &of("many")).is_none(), "300 rows are not over at once");
    assert!(looks.answers(&graph, &of("none")).is_none(), "what the graph has not is for the parser");
    let strangers = Looks::default();
    for number in 0..2_000 {
        strangers.learn(&format!("SELECT ?o{number} {{ <https://e.org/a> <https://e.org/p> ?o{number} }}"));
    }
    let shapes = (0..2_000).filter(|number| {
        strangers
            .answers(&graph, &format!("SELECT ?o{number} {{ <https://e.org/a> <https://e.org/p> ?o{number} }}"))
            .is_some()
    });
    assert!((1..=256).contains(&shapes.count()), "no more are kept than so many");
}
