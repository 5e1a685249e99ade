//! Shapes and check queries: the built-in graph passes, and each of them finds the defect it is for.

use super::built_in::built_in;
use super::command::Workspace;
use aisec_graph::diagnostic::Code;
use aisec_graph::query::{parse_update, update};
use aisec_graph::rdf::{Syntax, read};
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use aisec_graph::source::{Collection, Sources, embedded};
use aisec_graph::validate::{Report, check, codes};
use aisec_graph::vocab::{ONTOLOGY, SHACL, compact, rdf};
use oxrdf::{Graph, NamedNode, NamedOrBlankNode, Triple};
use std::collections::BTreeSet;
use std::sync::OnceLock;

const PREFIXES: &str = "\
PREFIX : <https://w3id.org/aisec-graph/id/>
PREFIX aisec: <https://w3id.org/aisec-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX semapv: <https://w3id.org/semapv/vocab/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>
";

/// The small graph and the ontology.
fn whole() -> Snapshot {
    let mut builder = SnapshotBuilder::default();
    let mut take = |text: &[u8]| {
        read(text, Syntax::Turtle, None, "w", |quad| builder.insert(&quad).map_err(|error| error.to_string()))
            .expect("it is Turtle");
    };
    take(include_bytes!("../cases/validate/whole.ttl"));
    for file in embedded(Collection::Ontology).into_iter().filter(|file| file.has_extension("ttl")) {
        take(file.bytes);
    }
    builder.build(DefaultGraph::Union).expect("it fits a snapshot")
}

/// The small graph with a change.
fn changed(change: &str) -> Snapshot {
    static WHOLE: OnceLock<Snapshot> = OnceLock::new();
    let request =
        parse_update(&format!("{PREFIXES}{change}"), None).unwrap_or_else(|error| panic!("{change}: {error}"));
    update(WHOLE.get_or_init(whole).clone(), &request, &[]).expect("it can be changed").snapshot
}

/// Name and change of each row.
fn mutations() -> Vec<(&'static str, &'static str)> {
    let rows = include_str!("../cases/validate/mutations.txt").lines();
    let rows = rows.filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|line| line.split_once(" | ").unwrap_or_else(|| panic!("{line}"))).collect()
}

/// Names of the shapes and checks that found something.
fn found(report: &Report) -> BTreeSet<String> {
    let name = |shape: &NamedOrBlankNode| {
        let shape = shape.to_string();
        shape.trim_matches(['<', '>']).rsplit(['#', '/']).next().unwrap_or_default().to_owned()
    };
    report.findings.iter().map(|finding| name(&finding.source_shape)).collect()
}

fn shipped_shapes() -> Graph {
    let mut shapes = Graph::new();
    for file in embedded(Collection::Shapes) {
        read(file.bytes, Syntax::Turtle, None, "s", |quad| {
            shapes.insert(&Triple::from(quad));
            Ok(())
        })
        .expect("it is Turtle");
    }
    shapes
}

#[test]
fn the_built_in_graph_is_as_shapes_and_checks_want_it() {
    let built = built_in();
    let report = check(&built.snapshot).expect("shapes and checks are sound");
    let told = report.diagnostics(&report.origins(&built.snapshot), &built.sources);
    assert!(report.conforms(), "{told:#?}");
    assert!(report.focus_nodes > 5_000, "{}", report.focus_nodes);
}

#[test]
fn each_shape_and_check_finds_what_it_is_for_and_only_it() {
    assert_eq!(found(&check(&whole()).expect("sound")), BTreeSet::new());
    let mut wrong = Vec::new();
    for (name, change) in mutations() {
        let found = found(&check(&changed(change)).expect("sound"));
        if found != BTreeSet::from([name.to_owned()]) {
            wrong.push(format!("{name} | {change}\n  is found by {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_shape_or_check_is_without_a_change_it_finds() {
    let named: BTreeSet<&str> = mutations().into_iter().map(|(name, _)| name).collect();
    let shapes = shipped_shapes();
    let property = NamedNode::new_unchecked(format!("{SHACL}PropertyShape"));
    let or = NamedNode::new_unchecked(format!("{SHACL}or"));
    let of_class = shapes.subjects_for_predicate_object(rdf::TYPE, &property).map(|shape| shape.to_string());
    let with_own = shapes.triples_for_predicate(&or).map(|triple| triple.subject.to_string());
    let own = format!("<{ONTOLOGY}#");
    let mut wanted: BTreeSet<String> = of_class
        .chain(with_own)
        .filter_map(|shape| Some(shape.strip_prefix(&own)?.trim_end_matches('>').to_owned()))
        .collect();
    assert!(wanted.len() > 90, "{}", wanted.len());
    wanted.extend(codes().map(|code| code.name().to_owned()));
    let missing: Vec<&String> = wanted.iter().filter(|name| !named.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "no change shows {missing:?}");
    let unknown: Vec<&&str> = named.iter().filter(|name| !wanted.contains(**name)).collect();
    assert!(unknown.is_empty(), "{unknown:?} are no shapes and no checks");
}

#[test]
fn every_class_of_the_graph_has_a_shape() {
    let shapes = shipped_shapes();
    let target = NamedNode::new_unchecked(format!("{SHACL}targetClass"));
    let targets: BTreeSet<String> =
        shapes.triples_for_predicate(&target).map(|triple| triple.object.to_string()).collect();
    let snapshot = &built_in().snapshot;
    let is_target = |class: &str| targets.contains(class);
    let mut above: BTreeSet<(String, String)> = BTreeSet::new();
    let mut used = BTreeSet::new();
    for triple in snapshot.union_triples() {
        if triple.predicate == aisec_graph::vocab::rdfs::SUB_CLASS_OF {
            above.insert((triple.subject.to_string(), triple.object.to_string()));
        } else if triple.predicate == rdf::TYPE {
            used.insert(triple.object.to_string());
        }
    }
    let own = format!("<{ONTOLOGY}#");
    for class in used.iter().filter(|class| class.starts_with(&own)) {
        let by_parent = above.iter().any(|(below, parent)| below == class && is_target(parent));
        assert!(is_target(class) || by_parent, "no shape is for {class}");
    }
}

#[test]
fn every_check_query_is_read_and_its_file_says_all_it_should() {
    let files = embedded(Collection::Checks);
    let known: Vec<Code> = codes().collect();
    assert_eq!(files.len(), known.len(), "a file lacks a part of its header");
    for code in known {
        assert_eq!(code.stage(), "validate");
        let example = code.example();
        assert!(!example.bad.is_empty() && !example.good.is_empty(), "{} has no example", code.id());
    }
}

#[test]
fn a_finding_names_the_line_of_its_node() {
    let graph = changed("DELETE WHERE { :claim aisec:evidenceUrl ?x }");
    let report = check(&graph).expect("sound");
    let [found] = report.diagnostics(&report.origins(&graph), &Sources::default()).try_into().expect("one finding");
    let found: aisec_graph::diagnostic::Diagnostic = found;
    assert_eq!(found.code.id(), "validate/claim-without-evidence");
    assert_eq!(found.notes, ["it comes from line 2 of the source `claims`"]);
    // What is derived comes from what it is derived from.
    let graph = changed("DELETE WHERE { :labelled aisec:roleGroup ?x }");
    let report = check(&graph).expect("sound");
    let told = report.diagnostics(&report.origins(&graph), &Sources::default());
    assert!(told[0].notes.iter().any(|note| note == "it comes from line 7 of the source `list`"), "{told:#?}");
}

#[test]
fn the_command_shows_the_line_in_the_shipped_text() {
    let workspace = Workspace::with_built_in_graph();
    let fine = workspace.run(["validate"]);
    assert_eq!((fine.status, fine.stderr.as_str()), (Some(0), ""), "{}", fine.stdout);
    assert!(fine.stdout.starts_with("no findings in "), "{}", fine.stdout);
    // The first claim without its evidence, as the sources' digests still say.
    workspace.write("drop.ru", "PREFIX aisec: <https://w3id.org/aisec-graph/ontology#>\nDELETE { GRAPH ?g { ?c aisec:evidenceUrl ?u } } WHERE { GRAPH ?g { ?c aisec:line 2 ; aisec:claimObject ?o ; aisec:evidenceUrl ?u } }");
    let all = workspace.run(["export", "--format", "aisec", "-o", "all.aisec"]);
    assert_eq!(all.status, Some(0), "{}", all.stderr);
    let update = workspace.run(["update", "--data", "all.aisec", "--update", "drop.ru", "-o", "less.aisec"]);
    assert_eq!(update.status, Some(0), "{}", update.stderr);
    let told = workspace.run(["validate", "--data", "less.aisec"]);
    assert_eq!(told.status, Some(1), "{}", told.stderr);
    assert!(told.stdout.starts_with("error[validate/claim-without-evidence]: "), "{}", told.stdout);
    assert!(told.stdout.contains("--> data/claims/claims.csv:2:1"), "{}", told.stdout);
    let json = workspace.run(["validate", "--data", "less.aisec", "--format", "json", "--fail-on", "never"]);
    assert_eq!(json.status, Some(0), "{}", json.stderr);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("it is JSON");
    assert_eq!(json["findings"][0]["place"]["path"], "data/claims/claims.csv");
}

#[test]
fn names_in_messages_are_short() {
    let graph = changed("DELETE WHERE { :tool skos:prefLabel ?x }");
    let report = check(&graph).expect("sound");
    let told = report.diagnostics(&report.origins(&graph), &Sources::default());
    assert_eq!(told[0].message, "`id:tool`: A resource or organization has a preferred label");
    assert_eq!(told[0].notes[0], "`aisec:ThingShape-label`, sh:MinCountConstraintComponent, of `skos:prefLabel`");
    assert_eq!(compact("https://w3id.org/aisec-graph/id/tool"), "id:tool");
}
