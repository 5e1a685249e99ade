//! OSCAL documents: what stands in them is what the graph counts, each thing under an identifier of its own.
//!
//! Whether they load in the models of others is checked with those (`.ci/interchange.py`).

use super::command::Workspace;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn written(workspace: &Workspace, arguments: &[&str]) -> Value {
    let outcome = workspace.run([&["export", "--format"], arguments].concat());
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {}", outcome.stderr);
    let again = workspace.run([&["export", "--format"], arguments].concat());
    assert_eq!(again.stdout, outcome.stdout, "{arguments:?}");
    serde_json::from_str(&outcome.stdout).expect("it is JSON")
}

/// Identifiers are UUIDs of version 5, no two the same; lists are not empty; tokens and values are as OSCAL has them.
fn assert_sound(document: &Value) {
    fn look(value: &Value, uuids: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (key, inner) in fields {
                    match (key.as_str(), inner.as_str()) {
                        ("uuid", Some(uuid)) => uuids.push(uuid.to_owned()),
                        ("title" | "value" | "id-ref" | "control-id" | "name", Some(text)) => {
                            assert!(!text.is_empty() && text.trim() == text && !text.contains('\n'), "{key}: {text:?}");
                        }
                        _ => {}
                    }
                    look(inner, uuids);
                }
            }
            Value::Array(list) => {
                assert!(!list.is_empty(), "an empty list");
                for inner in list {
                    look(inner, uuids);
                }
            }
            _ => {}
        }
    }
    let mut uuids = Vec::new();
    look(document, &mut uuids);
    let version_5 =
        |uuid: &String| uuid.len() == 36 && uuid.as_bytes()[14] == b'5' && b"89ab".contains(&uuid.as_bytes()[19]);
    assert!(uuids.len() > 3 && uuids.iter().all(version_5), "{uuids:?}");
    assert_eq!(uuids.iter().collect::<BTreeSet<_>>().len(), uuids.len());
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

#[test]
fn components_are_the_tools_that_count_with_the_items_they_address() {
    let workspace = Workspace::with_built_in_graph();
    let cases: [(&str, &[&str]); 3] = [
        ("owasp-llm", &["--role", "protected"]),
        ("owasp-llm", &["--stack", "ModelScan,LLM Guard,garak"]),
        ("nist-ai-rmf", &["--role", "governed"]),
    ];
    for (framework, selection) in cases {
        let words = [&["oscal-components", "--framework", framework], selection].concat();
        let document = &written(&workspace, &words)["component-definition"];
        assert_sound(document);
        let mut tools: BTreeMap<&str, u64> = BTreeMap::new();
        for component in list(document, "components") {
            for implementation in list(component, "control-implementations") {
                let source =
                    implementation["source"].as_str().and_then(|text| text.strip_prefix('#')).expect("a resource");
                assert!(list(&document["back-matter"], "resources").any(|resource| resource["uuid"] == source));
                for requirement in list(implementation, "implemented-requirements") {
                    *tools.entry(requirement["control-id"].as_str().expect("an id")).or_default() += 1;
                    let control = requirement["control-id"].as_str().expect("an id");
                    let roles = list(requirement, "statements").map(|statement| {
                        let role = list(statement, "props").find(|prop| prop["name"] == "role").expect("a role");
                        let role = role["value"].as_str().expect("a text");
                        assert_eq!(statement["statement-id"], format!("{control}_{role}"));
                        role
                    });
                    let roles: Vec<&str> = roles.collect();
                    assert!(
                        !roles.is_empty() && roles.iter().collect::<BTreeSet<_>>().len() == roles.len(),
                        "{roles:?}"
                    );
                }
            }
        }
        let words = [&["coverage", "--framework", framework, "--format", "json"], selection].concat();
        let coverage: Value = serde_json::from_str(&workspace.run(words).stdout).expect("it is JSON");
        for item in list(&coverage, "items") {
            let id = item["iri"].as_str().and_then(|iri| iri.rsplit('/').next()).expect("an IRI");
            let counted: u64 = item["tools"].as_object().expect("roles").values().filter_map(Value::as_u64).sum();
            assert_eq!(tools.remove(id).unwrap_or_default(), counted, "{framework} {id}");
            let is_gap = item["state"] == "gap";
            let told = document["metadata"]["remarks"].as_str().is_some_and(|text| {
                text.lines().next().is_some_and(|gaps| gaps.contains(item["id"].as_str().expect("an id")))
            });
            assert!(!is_gap || told, "{id} is not told as a gap: {}", document["metadata"]["remarks"]);
        }
        assert!(tools.is_empty(), "{tools:?}");
    }
}

#[test]
fn attack_code_is_no_component_unless_it_is_asked_for() {
    let workspace = Workspace::with_built_in_graph();
    let roles = |words: &[&str]| {
        let document = written(&workspace, &[&["oscal-components"], words].concat());
        let text = document.to_string();
        ["protected", "exercised"].map(|role| {
            text.contains(&format!(r#""name":"role","ns":"https://w3id.org/aisec-graph/ontology#","value":"{role}""#))
        })
    };
    assert_eq!(roles(&[]), [true, false]);
    assert_eq!(roles(&["--role", "any"]), [true, true]);
}

#[test]
fn components_keep_to_the_phases_of_a_stack_and_say_who_is_left_out() {
    let workspace = Workspace::with_built_in_graph();
    let in_use = "in-use = [\"ModelScan\", \"garak\", \"Cleanlab\", \"LLM Guard\"]\n";
    workspace.write("all.toml", in_use);
    workspace.write("bound.toml", format!("{in_use}phases = [\"Model Storage & Management\"]\n"));
    let of = |stack: &str| {
        let words = ["export", "--format", "oscal-components", "--framework", "owasp-llm-2025", "--stack", stack];
        let outcome = workspace.run(words);
        let document: Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
        let definition = document["component-definition"].clone();
        assert_sound(&definition);
        (definition, outcome.stderr)
    };
    let count = |definition: &Value| {
        let props = list(&definition["metadata"], "props").find(|prop| prop["name"] == "threats-counted");
        props.expect("a count")["value"].as_str().expect("a text").parse::<usize>().expect("a number")
    };
    let ((all, said), (bound, said_of_bound)) = (of("all.toml"), of("bound.toml"));
    assert!(count(&bound) < count(&all), "{} of {}", count(&bound), count(&all));
    let coverage = ["coverage", "--framework", "owasp-llm-2025", "--stack", "bound.toml", "--format", "json"];
    let coverage: Value = serde_json::from_str(&workspace.run(coverage).stdout).expect("it is JSON");
    assert_eq!(count(&bound), list(&coverage, "items").count());
    let layer = workspace.run(["export", "--format", "navigator", "--stack", "bound.toml"]).stderr;
    assert_eq!(layer, "note: the phases of the stack bound nothing in this format\n");
    let remarks = bound["metadata"]["remarks"].as_str().expect("a text").to_owned();
    assert!(remarks.contains("phases Model Storage & Management"), "{remarks}");
    let told = "garak addresses no item of what is counted here";
    assert!(remarks.contains(told) && said_of_bound.contains(told), "{remarks}\n{said_of_bound}");
    let remarks = all["metadata"]["remarks"].as_str().expect("a text");
    for told in ["garak addresses items in other roles only: exercised", "superseded"] {
        assert!(remarks.contains(told) && said.contains(told), "{told}: {remarks}\n{said}");
    }
    let catalog = written(&workspace, &["oscal-components", "--framework", "owasp-llm"]);
    let remarks = catalog["component-definition"]["metadata"]["remarks"].as_str().expect("a text");
    assert!(remarks.contains("garak addresses items in other roles only"), "{remarks}");
}

#[test]
fn what_a_rule_carried_on_is_told_from_what_was_made_by_hand() {
    let workspace = Workspace::with_built_in_graph();
    let document = &written(&workspace, &["oscal-mappings", "--framework", "owasp-llm"])["mapping-collection"];
    assert_eq!(document["provenance"]["method"], "hybrid");
    let mut methods = BTreeSet::new();
    for mapping in list(document, "mappings") {
        let method = mapping["method"].as_str().expect("a word");
        let set = list(mapping, "props").find(|prop| prop["name"] == "mapping-set").expect("a set");
        let is_composed = set["value"].as_str().is_some_and(|iri| iri.ends_with("/composed-with-succession"));
        assert_eq!(method, if is_composed { "automation" } else { "human" }, "{set}");
        for map in list(mapping, "maps") {
            let value = |name: &str| list(map, "props").find(|prop| prop["name"] == name).map(|prop| &prop["value"]);
            let is_chained = value("justification").is_some_and(|why| why == "MappingChaining");
            assert_eq!((is_chained, value("derived-from").is_some()), (is_composed, is_composed), "{map}");
        }
        methods.insert(method);
    }
    assert_eq!(methods.len(), 2);
    let older = workspace.run(["export", "--format", "oscal-mappings", "--framework", "owasp-ml"]);
    let older: Value = serde_json::from_str(&older.stdout).expect("it is JSON");
    assert_eq!(older["mapping-collection"]["provenance"]["method"], "human");
}

#[test]
fn mappings_have_every_row_of_ours_and_say_what_has_no_counterpart() {
    let workspace = Workspace::with_built_in_graph();
    let document = &written(&workspace, &["oscal-mappings", "--framework", "owasp-llm"])["mapping-collection"];
    assert_sound(document);
    let mapping = list(document, "mappings")
        .find(|mapping| mapping["source-resource"]["remarks"] == "mlsecops")
        .expect("a mapping");
    let ends = |key: &str| -> BTreeSet<String> {
        list(mapping, "maps")
            .flat_map(|map| list(map, key))
            .map(|end| end["id-ref"].as_str().expect("an id").to_owned())
            .collect()
    };
    let gaps = |key: &str| -> BTreeSet<String> {
        list(&mapping[key], "unmapped-controls")
            .flat_map(|one| list(one, "with-ids"))
            .map(|id| id.as_str().expect("an id").to_owned())
            .collect()
    };
    let (sources, targets) = (ends("sources"), ends("targets"));
    let (no_source, no_target) = (gaps("source-gap-summary"), gaps("target-gap-summary"));
    assert_eq!((sources.len() + no_source.len(), targets.len() + no_target.len()), (34, 10));
    assert!(sources.is_disjoint(&no_source) && targets.is_disjoint(&no_target));
    let known = ["equal-to", "equivalent-to", "subset-of", "superset-of", "intersects-with"];
    for map in list(mapping, "maps") {
        assert!(map.get("ns").is_some() || known.contains(&map["relationship"].as_str().expect("a word")), "{map}");
    }
    let all = written(&workspace, &["oscal-mappings"]);
    assert_sound(&all);
    let none = workspace.run(["export", "--format", "oscal-mappings", "--framework", "iso-42001"]);
    assert_eq!((none.status, none.stdout.as_str()), (Some(2), ""), "{}", none.stderr);
}
