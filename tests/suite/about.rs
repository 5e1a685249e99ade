//! What a graph says of itself: its digest, what it holds, what it was made of.

use super::built_in::{Triples, built_in, iri, triples};
use super::command::Workspace;
use super::diff::{canonical, dataset, disguised, nquads};
use aisec_graph::about::{TooMuchAlike, digest, stated_digest};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::source::{Collection, embedded, manifest, sha256};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const ALL: &str = "https://w3id.org/aisec-graph/graph/all";

/// The digest by the book: canonical labels, lines sorted, all in memory.
fn by_the_book(snapshot: &Snapshot) -> String {
    let lines: BTreeSet<String> = canonical(snapshot).into_iter().map(|quad| format!("{quad} .\n")).collect();
    sha256(lines.into_iter().collect::<String>().as_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn the_digest_is_that_of_the_standard_whatever_labels_and_order(statements in dataset()) {
        let plain = nquads(&statements.concat());
        let digest = digest(&plain);
        prop_assert_eq!(digest.clone(), Ok(by_the_book(&plain)));
        prop_assert_eq!(digest, aisec_graph::about::digest(&disguised(&statements)));
    }
}

#[test]
fn lines_are_sorted_as_they_are_written() {
    // Dictionary order puts `<a:b>` before `<a:b-c>`, `"x"@en` before `"x"`: written out it is the other way round.
    let text = "<a:b> <a:p> \"x\" .\n<a:b> <a:p> \"x\"@en .\n<a:b> <a:p> \"x\"@en-gb .\n<a:b> <a:p> \"x\\n\" .\n\
                <a:b> <a:p> \"x\\u007F\\u0001\" .\n<a:b> <a:p> \"x\"^^<a:t> .\n<a:b> <a:p> \"12\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n\
                <a:b> <a:p> \"9\"^^<http://www.w3.org/2001/XMLSchema#integer> <a:g> .\n<a:b> <a:p> <a:b> <a:g-h> .\n\
                <a:b> <a:p> <a:b> .\n<a:b> <a:p> <a:b> <a:g> .\n<a:b> <a:p-q> \"x\" .\n<a:b-c> <a:p> \"x\" .\n<a:b/> <a:p> \"x\" .\n\
                <a:bz> <a:p> \"é\" .\n<a:é> <a:p> \"x\" .\n_:z <a:p> \"1\" .\n_:a <a:p> \"2\" _:g .\n";
    let snapshot = nquads(text);
    assert_eq!(digest(&snapshot), Ok(by_the_book(&snapshot)));
}

#[test]
fn blank_nodes_too_much_alike_are_refused_and_long_lists_are_not() {
    let clique: String =
        (0..144).filter(|n| n / 12 != n % 12).map(|n| format!("_:n{} <a:p> _:n{} .\n", n / 12, n % 12)).collect();
    assert_eq!(digest(&nquads(&clique)), Err(TooMuchAlike));
    // Cells that look alike, of which each has one neighbour on each side.
    let list: String = (0..60).map(|n| format!("_:n{n} <a:first> \"x\" .\n_:n{n} <a:rest> _:n{} .\n", n + 1)).collect();
    let list = nquads(&list);
    assert_eq!(digest(&list), Ok(by_the_book(&list)));
}

#[test]
fn a_build_with_given_data_that_have_no_digest_says_so() {
    let workspace = Workspace::new();
    let clique: String =
        (0..144).filter(|n| n / 12 != n % 12).map(|n| format!("_:n{} <a:p> _:n{} .\n", n / 12, n % 12)).collect();
    workspace.write("alike.nt", &clique);
    let (status, text) = workspace.shell("aisec build --only alike.nt -o alike.nq && aisec check alike.nq");
    assert_eq!(status, Some(0), "{text}");
    assert_eq!(text.matches("there is no digest").count(), 2, "{text}");
}

#[test]
fn the_built_in_graph_states_its_digest() {
    let snapshot = &built_in().snapshot;
    assert_eq!(stated_digest(snapshot).map(str::to_owned), digest(snapshot).ok());
    let about = "/graph/about>";
    let others: Vec<String> = snapshot
        .quads()
        .map(|quad| format!("{quad} .\n"))
        .filter(|line| !line.ends_with(&format!("{about} .\n")))
        .collect();
    assert!(others.len() < snapshot.len());
    let others: BTreeSet<String> = others.into_iter().collect();
    assert_eq!(stated_digest(snapshot), Some(sha256(others.into_iter().collect::<String>().as_bytes()).as_str()));
}

fn one<'t>(triples: &'t Triples, subject: &str, predicate: &str) -> &'t str {
    let mut objects = triples.objects(subject, predicate);
    let only = objects.next().unwrap_or_else(|| panic!("{subject} has no {predicate}"));
    assert_eq!(objects.next(), None, "{subject} has several {predicate}");
    only
}

fn count(triples: &Triples, subject: &str, predicate: &str) -> usize {
    one(triples, subject, predicate).parse().expect("it is a number")
}

/// Triples of a graph of the built-in dataset, or of all graphs together, but for what it says of itself.
fn held(graph: &str) -> BTreeSet<(String, String, String)> {
    let quads = built_in().snapshot.quads();
    let of = |name: &str| name == format!("<{graph}>") || (graph == ALL && !name.ends_with("/graph/about>"));
    let quads = quads.filter(|quad| of(&quad.graph_name.to_string()));
    quads.map(|quad| (quad.subject.to_string(), quad.predicate.to_string(), quad.object.to_string())).collect()
}

#[test]
fn the_graph_describes_what_it_holds() {
    let triples = triples();
    let subsets: Vec<&str> = triples.objects(ALL, "void:subset").collect();
    let named: BTreeSet<String> = built_in().snapshot.quads().map(|quad| quad.graph_name.to_string()).collect();
    assert_eq!(subsets.len() + 1, named.len(), "every graph but the one that describes");
    let mlsecops = "https://w3id.org/aisec-graph/graph/source/mlsecops";
    for graph in [ALL, mlsecops, "https://w3id.org/aisec-graph/graph/derived"] {
        let held = held(graph);
        assert!(!held.is_empty(), "{graph}");
        assert_eq!(count(triples, graph, "void:triples"), held.len(), "{graph}");
        let subjects: BTreeSet<&String> = held.iter().map(|(s, _, _)| s).collect();
        assert_eq!(count(triples, graph, "void:distinctSubjects"), subjects.len(), "{graph}");
        let mut properties: BTreeMap<String, usize> = BTreeMap::new();
        let mut classes: BTreeMap<String, usize> = BTreeMap::new();
        for (_, predicate, object) in &held {
            *properties.entry(predicate.clone()).or_default() += 1;
            if *predicate == format!("<{}>", iri("rdf:type")) {
                *classes.entry(object.clone()).or_default() += 1;
            }
        }
        let parts = |links: &str, of: &str, counted: &str| -> BTreeMap<String, usize> {
            let parts = triples.objects(graph, links);
            parts.map(|part| (format!("<{}>", one(triples, part, of)), count(triples, part, counted))).collect()
        };
        assert_eq!(parts("void:propertyPartition", "void:property", "void:triples"), properties, "{graph}");
        assert_eq!(parts("void:classPartition", "void:class", "void:entities"), classes, "{graph}");
        assert_eq!(count(triples, graph, "void:properties"), properties.len());
        assert_eq!(count(triples, graph, "void:classes"), classes.len());
    }
    let objects: BTreeSet<String> = held(ALL).into_iter().map(|(_, _, object)| object).collect();
    assert_eq!(count(triples, ALL, "void:distinctObjects"), objects.len());
    assert_eq!(one(triples, mlsecops, "dcterms:source"), "https://w3id.org/aisec-graph/id/source/mlsecops");
}

#[test]
fn every_source_has_its_text_with_digest_and_was_used() {
    let triples = triples();
    let made = one(triples, ALL, "prov:wasGeneratedBy");
    let used: BTreeSet<&str> = triples.objects(made, "prov:used").collect();
    let software = one(triples, made, "prov:wasAssociatedWith");
    assert_eq!(one(triples, software, "schema:softwareVersion"), env!("CARGO_PKG_VERSION"));
    let sources: BTreeSet<&str> = triples.objects(ALL, "dcterms:source").collect();
    assert_eq!(sources.len(), used.len());
    let files = embedded(Collection::Data);
    for entry in manifest().expect("it is embedded").source {
        let source = format!("https://w3id.org/aisec-graph/id/source/{}", entry.id);
        if !sources.contains(source.as_str()) {
            assert_eq!(entry.id, "topic-words", "the one that says nothing in the graph");
            continue;
        }
        let file = one(triples, &source, "dcat:distribution");
        assert!(used.contains(file), "{file}");
        let bytes = files.iter().find(|file| file.path == entry.path).expect("it is embedded").bytes;
        assert_eq!(one(triples, file, "schema:sha256"), sha256(bytes));
        assert_eq!(count(triples, file, "dcat:byteSize"), bytes.len());
        assert_eq!(one(triples, &source, "dcterms:rights"), entry.licence);
        assert_eq!(one(triples, &source, "dcterms:rightsHolder"), entry.rights_holder);
        assert_eq!(triples.objects(&source, "aisec:retrieved").next(), entry.retrieved.as_deref());
        let media = one(triples, file, "dcat:mediaType");
        assert!(media.starts_with("https://www.iana.org/assignments/media-types/"), "{media}");
    }
}
