//! STIX bundles of ATLAS: what is read of them, and what is said of those that cannot be.

use crate::transcript::{error, findings, source};
use aisec_graph::catalog::ItemStatus;
use aisec_graph::import;
use std::fmt::Write as _;

fn said(text: &str) -> String {
    let source = source("atlas.json", text);
    match import::stix(&source) {
        Ok(checked) => findings(&source, &checked.diagnostics),
        Err(refused) => error(&refused),
    }
}

/// As the publisher's tools write it, with what may go wrong.
const BUNDLE: &str = r#"{"type": "bundle", "objects": [
{"type": "x-mitre-tactic", "id": "x-mitre-tactic--1", "modified": "2025-10-14T17:11:05.5Z", "name": "AI Model Access",
 "x_mitre_shortname": "ai-model-access",
 "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.TA0000"}]},
{"type": "x-mitre-tactic", "id": "x-mitre-tactic--2", "name": "Impact",
 "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.TA0011"}]},
{"type": "attack-pattern", "id": "attack-pattern--1", "name": "Erode \"Integrity\" \ud83d\ude00", "x_mitre_platforms": ["ATLAS"],
 "kill_chain_phases": [{"phase_name": "impact"}, {"phase_name": "no-such"}],
 "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.T0031"},
  {"source_name": "mitre-attack", "external_id": "T1565", "url": "https://attack.mitre.org/techniques/T1565/"}]},
{"type": "attack-pattern", "id": "attack-pattern--2", "name": "Below", "x_mitre_platforms": ["Agentic AI"],
 "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.T0031.000"}]},
{"type": "attack-pattern", "id": "attack-pattern--2", "name": "Again", "x_mitre_deprecated": true,
 "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.T0032"}]},
{"type": "attack-pattern", "id": "attack-pattern--3", "name": "Gone", "x_mitre_deprecated": true,
 "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.T0033"}]},
{"type": "attack-pattern", "id": "attack-pattern--4", "name": "Of nobody"},
{"type": "attack-pattern", "id": "attack-pattern--5", "name": "Of ATT&CK",
 "external_references": [{"source_name": "mitre-attack", "external_id": "T1059"}]},
{"type": "attack-pattern", "name": "Without id",
 "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.T0034"}]},
{"type": "course-of-action", "id": "course-of-action--1", "name": "Model Hardening",
 "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.M0003"}]},
{"type": "campaign", "id": "campaign--1", "name": "PoisonGPT", "first_seen": "2023-07-01T00:00:00Z",
 "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.CS0019"}]},
{"type": "relationship", "relationship_type": "subtechnique-of", "source_ref": "attack-pattern--2", "target_ref": "attack-pattern--1"},
{"type": "relationship", "relationship_type": "mitigates", "source_ref": "course-of-action--1", "target_ref": "attack-pattern--1"},
{"type": "relationship", "relationship_type": "mitigates", "source_ref": "course-of-action--1", "target_ref": "attack-pattern--5"},
{"type": "relationship", "relationship_type": "mitigates", "source_ref": "course-of-action--1", "target_ref": "attack-pattern--99"},
{"type": "relationship", "relationship_type": "mitigates", "source_ref": 7},
{"type": "relationship", "relationship_type": "uses", "source_ref": "campaign--1", "target_ref": "attack-pattern--1"},
{"type": "relationship", "relationship_type": "revoked-by", "source_ref": "attack-pattern--3", "target_ref": "attack-pattern--1"},
{"type": "x-mitre-matrix", "id": "x-mitre-matrix--1", "name": "ATLAS Matrix",
 "tactic_refs": ["x-mitre-tactic--2", "x-mitre-tactic--1", "x-mitre-tactic--9"]},
{"type": "x-mitre-collection", "id": "x-mitre-collection--1", "x_mitre_version": "0.1"}
]}"#;

#[test]
fn a_bundle_has_the_items_and_relations_of_its_release() {
    let atlas = import::stix(&source("atlas.json", BUNDLE)).expect("it is a bundle").value;
    assert_eq!(atlas.edition.id, "mitre-atlas-2025-10-14", "it states no release, so its day names it");
    let mut text = String::new();
    for item in &atlas.items.items {
        let (parent, order) = (item.parent.as_deref().unwrap_or("-"), item.order.unwrap_or_default());
        let facts: Vec<&String> = item.attributes.values().flatten().collect();
        writeln!(text, "{} {} {parent} {order} {} {facts:?}", item.id, item.level, item.label).expect("text");
    }
    for relation in &atlas.items.relations {
        writeln!(text, "{} {} {}", relation.subject, relation.kind.name(), relation.object).expect("text");
    }
    assert_eq!(
        text,
        "\
AML.TA0000 tactic - 2 AI Model Access [\"x-mitre-tactic--1\"]
AML.TA0011 tactic - 1 Impact [\"x-mitre-tactic--2\"]
AML.T0031 technique - 0 Erode \"Integrity\" 😀 [\"attack-pattern--1\"]
AML.T0031.000 subtechnique AML.T0031 0 Below [\"Erode \\\"Integrity\\\" 😀: Below\", \"Agentic AI\", \"attack-pattern--2\"]
AML.T0033 technique - 0 Gone [\"attack-pattern--3\"]
AML.M0003 mitigation - 0 Model Hardening [\"course-of-action--1\"]
AML.CS0019 case-study - 0 PoisonGPT [\"2023-07-01\", \"campaign--1\"]
AML.T0031 hasTactic AML.TA0011
AML.T0031 attackReference T1565
AML.T0031.000 subtechniqueOf AML.T0031
AML.M0003 mitigates AML.T0031
AML.CS0019 usesTechnique AML.T0031
AML.T0033 replacedBy AML.T0031
"
    );
    let retired = atlas.items.items.iter().filter(|item| item.status == ItemStatus::Retired);
    assert_eq!(retired.map(|item| item.id.as_str()).collect::<Vec<_>>(), ["AML.T0033"]);
}

#[test]
fn a_withdrawn_relationship_puts_nothing_below_a_technique() {
    for word in ["revoked", "x_mitre_deprecated"] {
        let withdrawn = format!("\"relationship_type\": \"subtechnique-of\", \"{word}\": true");
        let bundle = BUNDLE.replace("\"relationship_type\": \"subtechnique-of\"", &withdrawn);
        let atlas = import::stix(&source("atlas.json", &bundle)).expect("it is a bundle").value;
        let item = atlas.items.items.iter().find(|item| item.id == "AML.T0031.000").expect("it is an item");
        assert_eq!((item.level.as_str(), item.parent.as_deref()), ("technique", None), "{word}");
        assert!(!atlas.items.relations.iter().any(|relation| relation.subject == item.id), "{word}");
    }
}

#[test]
fn what_is_wrong_in_a_bundle_is_told_at_its_place_and_the_rest_kept() {
    assert_eq!(
        said(BUNDLE),
        "\
error[import/malformed-row] 8:66 \"no-such\": `AML.T0031` is in the phase `no-such`, which is no tactic here
  help: use the `x_mitre_shortname` of a tactic
error[import/malformed-row] 13:35 \"attack-pattern--2\": `attack-pattern--2` is defined twice
  note: the first is on line 11
  help: delete one of the two
error[import/malformed-row] 17:1 \"{\": `attack-pattern--4` has no ATLAS id among its external references
  help: add one with its `external_id`, like `AML.T0051`
error[import/malformed-row] 20:1 \"{\": an object `attack-pattern` has no `id`
  help: add its `id`
error[import/malformed-row] 29:112 \"attack-pattern--99\": `target_ref` leads to `attack-pattern--99`, which is not in the bundle
  help: add the object, or delete the relationship
error[import/malformed-row] 30:1 \"{\": a relationship has no `target_ref`
  help: add its `target_ref`
error[import/malformed-row] 30:74 \"7\": `source_ref` leads to `7`, which is not in the bundle
  help: add the object, or delete the relationship
"
    );
}

#[test]
fn what_is_no_bundle_of_atlas_is_refused_with_its_place() {
    assert_eq!(said("{}"), "atlas.json is not a STIX bundle: it has no list `objects`");
    assert_eq!(said("[1, 2]"), "atlas.json is not a STIX bundle: it has no list `objects`");
    assert_eq!(said("{\"objects\": {}}"), "atlas.json is not a STIX bundle: it has no list `objects`");
    let other = "atlas.json is a STIX bundle without ATLAS: no object has an external reference like `AML.T0051`";
    assert_eq!(said("{\"objects\": []}"), other);
    assert_eq!(said("{\"objects\": [1, null, \"x\", {\"type\": \"identity\"}]}"), other);
    assert_eq!(said(""), "atlas.json:1:1: not usable JSON: EOF while parsing a value");
    assert_eq!(said("{\"objects\": [\n  {\"a\": 1,}]}"), "atlas.json:2:11: not usable JSON: key must be a string");
    assert_eq!(said("{\"a\": 1,\n \"a\": 2}"), "atlas.json:2:7: not usable JSON: the key `a` stands twice");
    let long = "k".repeat(1_000);
    let cut = format!("atlas.json:1:2013: not usable JSON: the key `{}…` stands twice", "k".repeat(80));
    assert_eq!(said(&format!("{{\"{long}\": 1, \"{long}\": 2}}")), cut);
    let half = said("{\"a\": \"\\ud800\"}");
    assert!(half.starts_with("atlas.json:1:") && half.contains("not usable JSON"), "{half}");
}

#[test]
fn a_hostile_bundle_is_refused_quickly() {
    let nested = format!("{{\"objects\": {}{}}}", "[".repeat(2_000), "]".repeat(2_000));
    assert_eq!(said(&nested), "atlas.json:1:76: not usable JSON: it is nested deeper than 64 levels");
    let open = "{\"a\":".repeat(100_000);
    assert_eq!(said(&open), "atlas.json:1:500000: not usable JSON: EOF while parsing a value");
    let many = format!("[{}0]", "0,".repeat(1_000_000));
    assert_eq!(said(&many), "atlas.json:1:2000000: not usable JSON: it has more than 1000000 values");
}
