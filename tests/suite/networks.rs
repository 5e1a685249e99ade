//! Networks that other programs read: well-formed, complete, and the same whatever the labels.

use super::command::Workspace;
use serde_json::Value;
use std::collections::BTreeSet;

/// Two tools, a risk and a threat, with a name that is markup in every format.
const GRAPH: &str = r#"
@prefix aisec: <https://w3id.org/aisec-graph/ontology#> .
@prefix id: <https://w3id.org/aisec-graph/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:one a aisec:Tool ; skos:prefLabel "\"]]><script>end\"; --> %% `x` &amp; \u0007"@en .
id:two a aisec:Tool ; skos:prefLabel "two"@en .
id:risk a aisec:Risk ; skos:prefLabel "risk"@en ; skos:notation "R1" .
id:threat a aisec:Threat ; skos:prefLabel "threat"@en ; skos:notation "T1" .
id:c1 a aisec:Coverage ; aisec:by id:one ; aisec:of id:risk ; aisec:evidence aisec:Best ;
    aisec:grade aisec:PartlyCovers ; aisec:roleGroup aisec:Protected .
id:c2 a aisec:Coverage ; aisec:by id:one ; aisec:of id:risk ; aisec:evidence aisec:Best ;
    aisec:grade aisec:Covers ; aisec:roleGroup aisec:Protected .
id:c3 a aisec:Coverage ; aisec:by id:two ; aisec:of id:threat ; aisec:evidence aisec:Best ;
    aisec:grade aisec:RelatesTo ; aisec:roleGroup aisec:Exercised .
id:c4 a aisec:Coverage ; aisec:by id:two ; aisec:of id:risk ; aisec:evidence aisec:Listed ;
    aisec:grade aisec:Covers ; aisec:roleGroup aisec:Unstated .
id:claim a aisec:Claim ; dcterms:date "2026-03" .
"#;

fn exported(format: &str) -> String {
    let workspace = Workspace::new();
    workspace.write("graph.ttl", GRAPH);
    let outcome = workspace.run(["export", "--data", "graph.ttl", "--format", format]);
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    outcome.stdout
}

#[test]
fn graphml_and_gexf_have_every_node_and_the_strongest_grade_of_a_role() {
    for (format, value) in [("graphml", "covers"), ("gexf", "covers")] {
        let text = exported(format);
        let document = roxmltree::Document::parse(&text).expect("it is well-formed");
        let named = |name: &str| document.descendants().filter(|node| node.tag_name().name() == name).count();
        assert_eq!((named("node"), named("edge")), (4, 2), "{format}: {text}");
        let first = document.descendants().find(|node| node.tag_name().name() == "edge").expect("there are edges");
        let says = first.descendants().any(|node| node.text() == Some(value) || node.attribute("value") == Some(value));
        assert!(says, "{format}: {text}");
    }
}

#[test]
fn stix_objects_have_ids_of_their_own_and_the_date_of_the_newest_claim() {
    let bundle: Value = serde_json::from_str(&exported("stix")).expect("it is JSON");
    let objects = bundle["objects"].as_array().expect("a list");
    let ids: BTreeSet<&str> = objects.iter().filter_map(|object| object["id"].as_str()).collect();
    assert_eq!((objects.len(), ids.len()), (6, 6));
    assert!(objects.iter().all(|object| object["created"] == "2026-03-01T00:00:00.000Z"));
    let related = objects.iter().filter(|object| object["type"] == "relationship");
    let kinds: BTreeSet<&str> = related.clone().filter_map(|object| object["relationship_type"].as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(["mitigates", "uses"]));
    for end in related.flat_map(|object| [&object["source_ref"], &object["target_ref"]]) {
        assert!(ids.contains(end.as_str().expect("an id")), "{end}");
    }
    // What Python's `uuid.uuid5(uuid.NAMESPACE_URL, …)` says of the IRI.
    assert!(ids.contains("tool--73bfc75d-9a7e-5231-b3f4-0721a6581d52"), "{ids:?}");
}

#[test]
fn risks_without_a_tool_are_drawn_in_mermaid() {
    let workspace = Workspace::new();
    let gap = "id:open a aisec:Risk ; skos:prefLabel \"left open\"@en ; skos:notation \"R2\" .\n";
    workspace.write("graph.ttl", format!("{GRAPH}{gap}"));
    let outcome = workspace.run(["export", "--data", "graph.ttl", "--format", "mermaid"]);
    let gaps: Vec<&str> = outcome.stdout.lines().filter(|line| line.ends_with(":::gap")).collect();
    assert_eq!(gaps.len(), 1, "{}", outcome.stdout);
    assert!(gaps[0].contains("R2 left open #40;GAP#41;"), "{}", gaps[0]);
    assert!(outcome.stdout.contains("classDef gap "), "{}", outcome.stdout);
}

#[test]
fn a_network_of_a_stack_has_its_tools_in_the_role_it_relies_on() {
    let workspace = Workspace::with_built_in_graph();
    let nodes = |arguments: &[&str]| {
        let words = [&["export", "--format", "graphml"], arguments].concat();
        let outcome = workspace.run(words);
        assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
        let document = roxmltree::Document::parse(&outcome.stdout).expect("it is well-formed");
        let named = |node: &roxmltree::Node<'_, '_>, value: &str| {
            node.children().any(|child| child.tag_name().name() == "data" && child.text() == Some(value))
        };
        let all = |name: &str, value: &str| {
            document.descendants().filter(|node| node.tag_name().name() == name && named(node, value)).count()
        };
        (all("node", "Tool"), all("edge", "protected"), all("edge", "exercised"))
    };
    let whole = nodes(&[]);
    assert!(whole.0 > 100 && whole.1 > 0 && whole.2 > 0, "{whole:?}");
    let stack = nodes(&["--stack", "ModelScan,garak"]);
    assert!(stack.0 == 2 && stack.1 > 0 && stack.2 == 0, "{stack:?}");
    let tests = nodes(&["--stack", "ModelScan,garak", "--role", "exercised"]);
    assert!(tests.0 == 2 && tests.1 == 0 && tests.2 > 0, "{tests:?}");
}

#[test]
fn labels_in_mermaid_are_only_text() {
    let text = exported("mermaid");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], lines.len()), ("flowchart LR", 4), "{text}");
    let inside = lines[1..3].iter().map(|line| line.split_once("[\"").and_then(|(_, rest)| rest.strip_suffix("\"]")));
    for label in inside {
        let label = label.expect("a label in quotes");
        assert!(!label.contains(['"', '<', '>', '`', '%', '&', '[', ']']), "{label}");
    }
    assert!(lines[3].contains(" -->|\"protected\"| "), "{text}");
}
