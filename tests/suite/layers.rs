//! Layers of ATT&CK Navigator: what is written is a layer, what is read back is the same, and nothing of others is lost.

use super::command::{Outcome, Workspace};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A layer of somebody's, as the Navigator saves it: an entry a tactic, ids of nothing, of a release before, notes.
const THEIRS: &str = r##"{
  "name": "ours", "domain": "atlas-atlas", "versions": { "attack": "5", "navigator": "5.1.0", "layer": "4.5" },
  "description": "what keeps us awake",
  "techniques": [
    { "techniqueID": "AML.T0051", "tactic": "execution", "comment": "seen in March", "showSubtechniques": false },
    { "techniqueID": "AML.T0051.000", "score": 75, "color": "#ff0000", "comment": "",
      "metadata": [{ "name": "owner", "value": "Ada" }], "links": [{ "label": "wiki", "url": "https://wiki.org/1" }] },
    { "techniqueID": "AML.T9999", "score": 3, "comment": "not there" },
    { "techniqueID": "AML.T0058", "score": 1 },
    { "techniqueID": "AML.T0010", "score": 0, "color": "" },
    { "techniqueID": "AML.T0054", "score": 2, "enabled": false }
  ],
  "legendItems": [{ "label": "bad", "color": "#ff0000" }], "metadata": [{ "name": "team", "value": "red" }]
}"##;

fn fine(outcome: Outcome) -> Outcome {
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    outcome
}

fn layer(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn ids(layer: &Value) -> Vec<&str> {
    layer["techniques"].as_array().expect("a list").iter().filter_map(|one| one["techniqueID"].as_str()).collect()
}

fn technique<'l>(layer: &'l Value, id: &str) -> &'l Value {
    let mut all = layer["techniques"].as_array().expect("a list").iter();
    all.find(|one| one["techniqueID"] == id).unwrap_or_else(|| panic!("{id}"))
}

/// What the specification of format 4.5 says of what is there.
fn assert_valid(layer: &Value) {
    assert_eq!(layer["versions"]["layer"], "4.5");
    assert!(layer["name"].is_string() && layer["domain"] == "atlas-atlas", "{layer}");
    let is_colour = |value: &Value| value.as_str().is_some_and(|text| text.len() == 7 && text.starts_with('#'));
    let colours = layer["gradient"]["colors"].as_array().expect("a list");
    assert!(colours.len() >= 2 && colours.iter().all(is_colour));
    let legend: BTreeSet<&str> =
        layer["legendItems"].as_array().expect("a list").iter().filter_map(|item| item["color"].as_str()).collect();
    let allowed =
        ["techniqueID", "tactic", "comment", "enabled", "score", "color", "metadata", "links", "showSubtechniques"];
    for one in layer["techniques"].as_array().expect("a list") {
        let fields = one.as_object().expect("an object");
        assert!(fields.keys().all(|key| allowed.contains(&key.as_str())), "{one}");
        assert!(one["techniqueID"].as_str().is_some_and(|id| id.starts_with("AML.T")), "{one}");
        assert!(
            one.get("score").is_none_or(|score| score.as_f64().is_some_and(|score| (0.0..=100.0).contains(&score)))
        );
        assert!(
            one.get("color").is_none_or(|colour| is_colour(colour) && legend.contains(colour.as_str().unwrap())),
            "{one}"
        );
        for link in one["links"].as_array().into_iter().flatten() {
            assert!(link["url"].as_str().is_some_and(|url| url.starts_with("https://") || url.starts_with("http://")));
        }
        for datum in one["metadata"].as_array().into_iter().flatten() {
            assert!(datum["name"].is_string() && datum["value"].is_string(), "{datum}");
        }
    }
}

#[test]
fn a_layer_written_and_put_into_itself_is_the_same() {
    let workspace = Workspace::with_built_in_graph();
    let selections: [&[&str]; 4] = [
        &[],
        &["--role", "protected"],
        &["--stack", "ModelScan,LLM Guard"],
        &["--framework", "mitre-atlas-5.6.1", "--evidence", "reviewed"],
    ];
    for selection in selections {
        let of = |more: &[&str]| {
            fine(workspace.run([&["export", "--format", "navigator"], selection, more].concat())).stdout
        };
        let first = of(&[]);
        assert_valid(&layer(&first));
        workspace.write("first.json", &first);
        assert_eq!(of(&["--layer", "first.json"]), first, "{selection:?}");
        let gaps = of(&["--gaps"]);
        assert_valid(&layer(&gaps));
        workspace.write("gaps.json", &gaps);
        assert_eq!(of(&["--layer", "gaps.json"]), gaps, "{selection:?}");
    }
}

#[test]
fn a_layer_says_of_each_technique_what_coverage_says() {
    let workspace = Workspace::with_built_in_graph();
    for role in ["any", "protected"] {
        let text = fine(workspace.run(["export", "--format", "navigator", "--role", role])).stdout;
        let layer = layer(&text);
        let coverage = fine(workspace.run(["coverage", "--role", role, "--format", "json"])).stdout;
        let coverage: Value = serde_json::from_str(&coverage).expect("it is JSON");
        let threats = coverage["items"].as_array().expect("a list").iter().filter(|item| item["unit"] == "threats");
        let mut scores: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut counted = 0;
        for item in threats {
            let (id, state) = (item["id"].as_str().expect("an id"), item["state"].as_str().expect("a state"));
            let one = technique(&layer, id);
            assert_eq!(one["metadata"][0]["value"], state, "{id}");
            scores.entry(state).or_default().insert(format!("{} {}", one["score"], one["color"]));
            counted += 1;
        }
        assert_eq!(counted, 181);
        // A state has one score and one colour, and no two states have the same.
        assert!(scores.values().all(|found| found.len() == 1), "{scores:?}");
        assert_eq!(scores.values().flatten().collect::<BTreeSet<_>>().len(), scores.len(), "{scores:?}");
    }
}

#[test]
fn what_is_theirs_in_a_layer_is_kept_and_unknown_ids_are_told_where_they_stand() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("theirs.json", THEIRS);
    let put = |from: &str| fine(workspace.run(["export", "--format", "navigator", "--layer", from]));
    let outcome = put("theirs.json");
    assert!(outcome.stderr.contains("note: 6 techniques in the layer: 1 retired, 1 unknown\n"), "{}", outcome.stderr);
    let told = ["theirs.json:8:23\n", "`AML.T9999`", "theirs.json:9:23\n", "`AML.T0115.001`"];
    assert!(told.iter().all(|part| outcome.stderr.contains(part)), "{}", outcome.stderr);
    let (before, now) = (layer(THEIRS), layer(&outcome.stdout));
    assert_eq!(ids(&now), ids(&before));
    for key in ["name", "description"] {
        assert_eq!(now[key], before[key]);
    }
    assert_eq!(now["versions"]["attack"], "5");
    assert_eq!(technique(&now, "AML.T9999"), technique(&before, "AML.T9999"));
    assert_eq!(technique(&now, "AML.T0058"), technique(&before, "AML.T0058"));
    assert_eq!(technique(&now, "AML.T0054")["enabled"], false, "what was disabled stays so");
    let parent = technique(&now, "AML.T0051");
    assert_eq!(
        (&parent["comment"], &parent["tactic"], &parent["showSubtechniques"]),
        (&Value::from("seen in March"), &Value::from("execution"), &Value::from(false))
    );
    let direct = technique(&now, "AML.T0051.000").to_string();
    for theirs in
        [r#"{"name":"owner","value":"Ada"}"#, r#"{"name":"score","value":"75"}"#, r##""value":"#ff0000""##, "wiki.org"]
    {
        assert!(direct.contains(theirs), "{theirs}: {direct}");
    }
    assert!(now["legendItems"].to_string().contains(r##"{"label":"bad","color":"#ff0000"}"##));
    assert!(now["metadata"].to_string().contains(r#"{"name":"team","value":"red"}"#));
    workspace.write("now.json", &outcome.stdout);
    assert_eq!(put("now.json").stdout, outcome.stdout);
}

#[test]
fn what_is_no_id_as_it_stands_there_is_not_told_as_retired() {
    let workspace = Workspace::with_built_in_graph();
    for id in ["aml.t0054", "LLM Jailbreak", "mitre-atlas:AML.T0054"] {
        let techniques =
            format!(r#"{{ "techniqueID": "{id}", "score": 1 }}, {{ "techniqueID": "AML.T0054", "score": 1 }}"#);
        workspace.write("l.json", format!(r#"{{ "domain": "atlas-atlas", "techniques": [{techniques}] }}"#));
        let outcome = fine(workspace.run(["coverage", "--layer", "l.json"]));
        assert!(outcome.stderr.contains(&format!("`{id}` is no technique of MITRE ATLAS")), "{}", outcome.stderr);
        assert!(!outcome.stderr.contains("was retired"), "{}", outcome.stderr);
    }
}

#[test]
fn coverage_recommendation_and_comparison_keep_to_what_a_layer_marks() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("theirs.json", THEIRS);
    let json = |arguments: &[&str]| {
        let outcome = fine(workspace.run([arguments, &["--layer", "theirs.json", "--format", "json"]].concat()));
        serde_json::from_str::<Value>(&outcome.stdout).expect("it is JSON")
    };
    // Scored 0 and disabled ones are not meant; what was retired is what it became.
    let wanted = ["AML.T0051.000", "AML.T0115.001"];
    let of = |found: &Value, list: &str| {
        let ids =
            found[list].as_array().expect("a list").iter().map(|one| one["id"].as_str().expect("an id").to_owned());
        ids.collect::<BTreeSet<String>>().into_iter().collect::<Vec<_>>()
    };
    let coverage = json(&["coverage"]);
    assert_eq!(
        (of(&coverage, "items"), &coverage["units"][0]["of"]),
        (wanted.map(str::to_owned).to_vec(), &Value::from(2))
    );
    assert_eq!(coverage["layer"], "ours");
    assert_eq!(of(&json(&["recommend"]), "targets"), wanted);
    assert_eq!(of(&json(&["compare", "garak", "ModelScan"]), "targets"), wanted);
}

#[test]
fn a_marked_technique_means_its_sub_techniques_unless_some_are_marked() {
    let workspace = Workspace::with_built_in_graph();
    let counted = |techniques: &str| {
        let text = format!(r#"{{ "domain": "atlas-atlas", "techniques": [{techniques}] }}"#);
        workspace.write("l.json", text);
        let outcome = fine(workspace.run(["coverage", "--layer", "l.json", "--format", "json"]));
        let found: Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
        found["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let parent = r#"{ "techniqueID": "AML.T0051", "score": 1 }"#;
    let all = counted(parent);
    assert!(all.len() >= 2 && all.iter().all(|id| id.starts_with("AML.T0051.")), "{all:?}");
    assert_eq!(counted(&format!(r#"{parent}, {{ "techniqueID": "AML.T0051.001", "score": 1 }}"#)), ["AML.T0051.001"]);
}

#[test]
fn phases_of_a_stack_bound_what_is_counted_and_compared() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("stack.toml", "in-use = [\"ModelScan\"]\nphases = [\"Model Storage & Management\"]\n");
    workspace.write("all.toml", "in-use = [\"ModelScan\"]\n");
    let json = |arguments: &[&str]| {
        let outcome = fine(workspace.run([arguments, &["--format", "json"]].concat()));
        serde_json::from_str::<Value>(&outcome.stdout).expect("it is JSON")
    };
    let coverage = |stack: &str| {
        json(&["coverage", "--framework", "owasp-ml", "--stack", stack])["items"].as_array().unwrap().len()
    };
    let (bound, all) = (coverage("stack.toml"), coverage("all.toml"));
    assert!(bound > 0 && bound < all, "{bound} of {all}");
    let phases = json(&["coverage", "--by", "phase", "--stack", "stack.toml"]);
    assert_eq!(phases["groups"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&phases["total"][0]["of"], &phases["phases"][0]),
        (&Value::from(3), &Value::from("Model Storage & Management"))
    );
    let compared = json(&["compare", "stack.toml", "garak"]);
    assert_eq!((compared["targets"].as_array().unwrap().len(), compared["phases"].as_array().unwrap().len()), (3, 1));
}

#[test]
fn versions_and_gradient_are_kept_or_their_loss_is_told() {
    let workspace = Workspace::with_built_in_graph();
    let gradient = r##""gradient": { "colors": ["#ffffff", "#000000"], "minValue": 0, "maxValue": 5 }"##;
    let techniques = r#""techniques": [{ "techniqueID": "AML.T0051.000", "score": 1 }]"#;
    let put = |head: &str| {
        workspace.write("l.json", format!("{{ \"domain\": \"atlas-atlas\", {head}{techniques} }}"));
        fine(workspace.run(["export", "--format", "navigator", "--layer", "l.json"]))
    };
    let versions = |outcome: &Outcome| layer(&outcome.stdout)["versions"].to_string();
    let newer = put(r#""versions": { "layer": "4.10", "navigator": "6.0.0", "attack": "20" }, "#);
    assert!(newer.stderr.contains("l.json:1:52\n") && newer.stderr.contains("format 4.10"), "{}", newer.stderr);
    assert!(versions(&newer).contains(r#""layer":"4.10""#) && versions(&newer).contains("6.0.0"));
    let same = put(r#""versions": { "layer": "4.5", "navigator": "5.1.0" }, "#);
    assert_eq!((same.stderr.as_str(), versions(&same).contains("5.1.0")), ("", true));
    let older = put(r#""versions": { "layer": "4.3", "navigator": "4.5.5", "attack": "12" }, "#);
    assert!(older.stderr.contains("note: the versions of the layer"), "{}", older.stderr);
    assert!(versions(&older).contains(r#""layer":"4.5""#) && versions(&older).contains(r#""attack":"12""#));
    let oldest = put(r#""version": "2.1", "#);
    assert_eq!((oldest.stderr.as_str(), layer(&oldest.stdout)["version"].as_str()), ("", Some("2.1")));
    let coloured = put(&format!("{gradient}, "));
    assert!(coloured.stderr.contains("note: the gradient of the layer is replaced"), "{}", coloured.stderr);
    workspace.write("again.json", &coloured.stdout);
    let again = fine(workspace.run(["export", "--format", "navigator", "--layer", "again.json"]));
    assert_eq!(again.stderr, "", "what is ours is replaced by the same");
}

#[test]
fn a_layer_without_a_gap_says_so() {
    let workspace = Workspace::with_built_in_graph();
    let without = fine(workspace.run(["export", "--format", "navigator", "--gaps"]));
    let coverage = fine(workspace.run(["coverage", "--format", "json"])).stdout;
    let threats = layer(&coverage)["units"][0].clone();
    let unknown = format!("; {} techniques nobody assessed\n", threats["states"]["not assessed"]);
    assert!(without.stderr.starts_with("note: no gap, so the layer is empty"), "{}", without.stderr);
    assert!(without.stderr.ends_with(&unknown), "{unknown}: {}", without.stderr);
    assert_eq!(ids(&layer(&without.stdout)), [] as [&str; 0]);
    let with = fine(workspace.run(["export", "--format", "navigator", "--gaps", "--role", "protected"]));
    assert!(!ids(&layer(&with.stdout)).is_empty() && with.stderr.is_empty(), "{}", with.stderr);
}

#[test]
fn what_is_no_layer_of_atlas_is_refused_at_its_place() {
    let workspace = Workspace::with_built_in_graph();
    let technique = r#"{ "techniqueID": "AML.T0051", "score": 1 }"#;
    let cases = [
        ("{ \"domain\": \"atlas-atlas\", ", "l.json:1:"),
        ("[]", "it holds 0 layers"),
        ("[{}, {}]", "l.json:1:1: it holds 2 layers"),
        ("{ \"domain\": \"atlas-atlas\" }", "it has no `techniques`"),
        ("[1]", "it has no `techniques`"),
        (
            "{\n \"domain\": \"enterprise-attack\", \"techniques\": [] }",
            "l.json:2:13: the layer is of the domain `enterprise-attack`",
        ),
        ("{ \"techniques\": [] }", "has no `domain`"),
        ("{ \"domain\": \"atlas-atlas\", \"techniques\": {} }", "`techniques` is no list"),
        ("{ \"domain\": \"atlas-atlas\", \"techniques\": [\n {} ] }", "l.json:2:2: a technique has no `techniqueID`"),
        (
            "{ \"domain\": \"atlas-atlas\", \"techniques\": [\n { \"techniqueID\": \"AML.T0051\", \"score\": \"7\" } ] }",
            "l.json:2:42: a score is a number, and this is the text \"7\"",
        ),
        (
            "{ \"domain\": \"atlas-atlas\", \"techniques\": [ { \"techniqueID\": \"AML.T0051\", \"score\": [1] } ] }",
            "a score is a number, and this is a list",
        ),
        (
            "{ \"domain\": \"atlas-atlas\", \"techniques\": [ { \"techniqueID\": \"AML.T0051\", \"score\": true } ] }",
            "a score is a number, and this is `true`",
        ),
        ("{ \"domain\": \"atlas-atlas\", \"techniques\": [] }", "no technique of `mitre-atlas` is marked"),
        (
            "{ \"domain\": \"atlas-atlas\", \"techniques\": [ { \"techniqueID\": \"AML.T0051\", \"score\": 1e999 } ] }",
            "out of range",
        ),
    ];
    for (text, wanted) in cases {
        workspace.write("l.json", text);
        let outcome = workspace.run(["coverage", "--layer", "l.json"]);
        assert_eq!(outcome.status, Some(3), "{text}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(wanted), "{text}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "");
    }
    let deep = format!("{{ \"domain\": \"atlas-atlas\", \"techniques\": {}{} }}", "[".repeat(5000), "]".repeat(5000));
    workspace.write("l.json", deep);
    assert_eq!(workspace.run(["coverage", "--layer", "l.json"]).status, Some(3));
    workspace.write("l.json", format!("[{{ \"domain\": \"ATLAS\", \"techniques\": [{technique}] }}]"));
    fine(workspace.run(["coverage", "--layer", "l.json"]));
    let usage: [&[&str]; 5] = [
        &["coverage", "--layer", "l.json", "--framework", "owasp-llm"],
        &["export", "--format", "navigator", "--framework", "owasp-llm"],
        &["export", "--format", "turtle", "--role", "protected"],
        &["export", "--format", "graphml", "--gaps"],
        &["export", "--format", "navigator", "--layer", "l.json", "-o", "l.json"],
    ];
    for arguments in usage {
        let outcome = workspace.run(arguments);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}: {}", outcome.stderr);
    }
}
