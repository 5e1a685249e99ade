//! The W3C suite of SHACL Core: every test of every file, by its own report.

use super::manifest::{Base, Suites, TestFile};
use crate::command::skipped;
use aisec_graph::rdf::{Syntax, read};
use aisec_graph::snapshot::{DefaultGraph, SnapshotBuilder};
use aisec_graph::validate::{Shapes, conform};
use aisec_graph::vocab::{SHACL, rdf, sh};
use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::{Dataset, Graph, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Tests that we refuse, and why: what is refused must stay so.
const REFUSED: [(&str, &str); 1] = [(
    "core/complex/shacl-shacl",
    "its paths have sequences inside others; the validator leaves out shapes with such paths, and finds nothing",
)];

const FOLDER: &str = "data-shapes-test-suite/tests/core";

#[test]
fn shacl_core_reports_what_the_suite_says() {
    let Some(suites) = Suites::find(Base::Own) else { return skipped("the W3C suites are not in ../shared/w3c") };
    let root = suites.folder().join(FOLDER);
    if !root.is_dir() {
        return skipped("the suite of SHACL is not in ../shared/w3c");
    }
    let (mut count, mut passed, mut wrong) = (0, 0, Vec::new());
    for path in files(&root) {
        let file = suites.file(url::Url::from_file_path(&path).expect("it is absolute").as_str());
        let manifest = triples(&file);
        let kind = NamedNode::new_unchecked("http://www.w3.org/ns/shacl-test#Validate");
        let tests: Vec<_> = manifest.subjects_for_predicate_object(rdf::TYPE, &kind).collect();
        for test in tests {
            count += 1;
            let refused = REFUSED.iter().find(|(name, _)| test.to_string().trim_end_matches('>').ends_with(name));
            match (run(&suites, &manifest, &test.into_owned()), refused) {
                (Ok(()), None) => passed += 1,
                (Err(why), Some((_, because))) => println!("{test} is refused: {because}\n{why}"),
                (Ok(()), Some(_)) => wrong.push(format!("{test} passes: take it off the list")),
                (Err(why), None) => wrong.push(format!("{test}: {why}")),
            }
        }
    }
    println!("SHACL Core: {count} tests, {passed} passed");
    assert!(wrong.is_empty(), "{} wrong\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert_eq!((count, passed), (98, 97));
}

const MANIFEST: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const TEST: &str = "http://www.w3.org/ns/shacl-test#";

fn run(suites: &Suites, manifest: &Graph, test: &NamedOrBlankNode) -> Result<(), String> {
    let one = |subject: &NamedOrBlankNode, property: &str| {
        manifest.object_for_subject_predicate(subject, &NamedNode::new_unchecked(property)).map(Term::from)
    };
    let node = |term: Option<Term>| match term {
        Some(Term::NamedNode(node)) => NamedOrBlankNode::from(node),
        Some(Term::BlankNode(node)) => node.into(),
        other => panic!("{other:?} is no node"),
    };
    let action = node(one(test, &format!("{MANIFEST}action")));
    let file = |name: &str| match one(&action, &format!("{TEST}{name}")) {
        Some(Term::NamedNode(file)) => suites.file(file.as_str()),
        other => panic!("{other:?} is no file"),
    };
    let expected = report(manifest, &node(one(test, &format!("{MANIFEST}result"))));
    let mut data = SnapshotBuilder::default();
    for triple in &triples(&file("dataGraph")) {
        let quad = Quad::new(triple.subject, triple.predicate, triple.object, GraphName::DefaultGraph);
        data.insert(&quad).map_err(|error| error.to_string())?;
    }
    let data = data.build(DefaultGraph::Unnamed).map_err(|error| error.to_string())?;
    let shapes = triples(&file("shapesGraph")).iter().map(Triple::from).collect::<Vec<_>>();
    let shapes = Shapes::new(shapes).map_err(|error| error.to_string())?;
    let found = conform(&data, &shapes).map_err(|error| error.to_string())?;
    let own: Graph = found.triples().iter().collect();
    let root = own.subject_for_predicate_object(rdf::TYPE, sh::VALIDATION_REPORT).expect("there is a report");
    let told = report(&own, &root.into_owned());
    if told == expected { Ok(()) } else { Err(format!("expected {expected:#?}\n  but got {told:#?}")) }
}

/// What of a report must be the same, whatever blank nodes are called: not messages, details and what is said of the
/// nodes it names.
fn report(graph: &Graph, root: &NamedOrBlankNode) -> BTreeSet<String> {
    let mut dataset = Dataset::new();
    let mut next = vec![(root.clone(), false)];
    while let Some((node, is_path)) = next.pop() {
        for triple in graph.triples_for_subject(&node) {
            let local = triple.predicate.as_str().strip_prefix(SHACL);
            if matches!(local, Some("resultMessage" | "detail")) {
                continue;
            }
            dataset.insert(&triple.into_owned().in_graph(GraphName::DefaultGraph));
            let goes_on = is_path || matches!(local, Some("result" | "resultPath"));
            if let (true, Term::BlankNode(below)) = (goes_on, Term::from(triple.object)) {
                next.push((below.into(), is_path || local == Some("resultPath")));
            }
        }
    }
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    dataset.iter().map(|quad| quad.to_string()).collect()
}

fn triples(file: &TestFile) -> Graph {
    let mut graph = Graph::new();
    read(&file.bytes()[..], Syntax::Turtle, Some(&file.iri), "f", |quad| {
        graph.insert(&Triple::from(quad));
        Ok(())
    })
    .unwrap_or_else(|error| panic!("{}: {error}", file.iri));
    graph
}

/// Turtle files of a folder and those in it, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "ttl") {
            files.push(path);
        }
    }
    files.sort();
    files
}
