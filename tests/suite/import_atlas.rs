//! The real ATLAS file and small ones with its quirks.

use crate::transcript::{error, findings, project_file, source, upstream_file};
use aisec_graph::catalog::{EditionItems, Levels, RelationKind};
use aisec_graph::diagnostic::Code;
use aisec_graph::import;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const EDITION: &str = "mitre-atlas-5.6.1";

/// Every fact of an edition, one a line; places and file order do not count.
fn facts(edition: &EditionItems) -> BTreeSet<String> {
    let items = edition.items.iter().map(|item| {
        format!(
            "{} {} {:?} {:?} {:?} under {:?} at {:?} {:?} {:?} {:?}",
            item.id,
            item.level,
            item.class,
            item.label,
            item.label_kind,
            item.parent,
            item.order,
            item.url,
            item.status,
            item.attributes
        )
    });
    let relations = edition.relations.iter().map(|relation| {
        let kind = relation.kind.name();
        format!("{} {kind} {} {:?} {:?}", relation.subject, relation.object, relation.order, relation.attributes)
    });
    items.chain(relations).collect()
}

#[test]
fn the_yaml_and_the_table_of_5_6_1_state_the_same_facts() {
    let (Some(yaml), Some(items), Some(relations)) = (
        upstream_file("frameworks/upstream/ATLAS.yaml"),
        project_file("data/frameworks/mitre-atlas-5.6.1.items.csv"),
        project_file("data/frameworks/mitre-atlas-5.6.1.relations.csv"),
    ) else {
        return;
    };
    let yaml = import::atlas(&yaml).expect("the published file is read").value.items;
    let table = import::framework_csv(&items, Some(&relations), EDITION, &Levels::default());
    let table = table.expect("the tables are read").value;
    let (from_yaml, from_table) = (facts(&yaml), facts(&table));
    let mut difference = String::new();
    for fact in from_yaml.difference(&from_table) {
        writeln!(difference, "only in the YAML:  {fact}").expect("a string takes text");
    }
    for fact in from_table.difference(&from_yaml) {
        writeln!(difference, "only in the table: {fact}").expect("a string takes text");
    }
    assert!(difference.is_empty(), "{difference}");
    assert_eq!(from_yaml.len(), 278 + 928, "items and relations, none twice");
}

#[test]
fn the_real_file_has_the_counts_its_publisher_names() {
    let Some(source) = upstream_file("frameworks/upstream/ATLAS.yaml") else { return };
    let atlas = import::atlas(&source).expect("the published file is read");
    assert_eq!(atlas.value.edition.id, "mitre-atlas-5.6.0", "the file of the release 5.6.1 says so");
    let level = |level: &str| atlas.value.items.items.iter().filter(|item| item.level == level).count();
    assert_eq!(level("tactic"), 16);
    assert_eq!(level("technique") + level("subtechnique"), 170);
    assert_eq!(level("subtechnique"), 69);
    assert_eq!(level("mitigation"), 35);
    assert_eq!(level("case-study"), 57);
    let kind = |kind| atlas.value.items.relations.iter().filter(|relation| relation.kind == kind).count();
    assert_eq!(kind(RelationKind::HasTactic), 111);
    assert_eq!(kind(RelationKind::Mitigates), 246);
    assert_eq!(kind(RelationKind::UsesTechnique), 449);
    assert_eq!(kind(RelationKind::AttackReference), 53);
    let code = |code| atlas.diagnostics.iter().filter(|found| found.code == code).count();
    assert_eq!((code(Code::MisplacedField), code(Code::DuplicateRelation)), (2, 2));
    assert_eq!(
        findings(&source, &atlas.diagnostics),
        "\
note[import/duplicate-relation] 4053:11 \"AML.T0043.001\": `AML.M0002 mitigates AML.T0043.001` is stated twice
  note: the first is on line 4034
  help: delete one of the two upstream
note[import/duplicate-relation] 4172:11 \"AML.T0043.001\": `AML.M0004 mitigates AML.T0043.001` is stated twice
  note: the first is on line 4154
  help: delete one of the two upstream
warning[import/misplaced-field] 4787:11 \"AML.T0052.001\": `ml-lifecycle` of `AML.M0018` holds a link to `AML.T0052.001`
  note: read as: `AML.M0018 mitigates AML.T0052.001`
  help: move it to `techniques` upstream
warning[import/misplaced-field] 5404:11 \"AML.T0052.001\": `ml-lifecycle` of `AML.M0034` holds a link to `AML.T0052.001`
  note: read as: `AML.M0034 mitigates AML.T0052.001`
  help: move it to `techniques` upstream
"
    );
}

#[test]
fn places_are_the_bytes_of_ids_in_the_file() {
    let Some(source) = upstream_file("frameworks/upstream/ATLAS.yaml") else { return };
    let atlas = import::atlas(&source).expect("the published file is read").value.items;
    for item in &atlas.items {
        assert_eq!(&source.text()[std::ops::Range::from(item.origin.span)], item.id);
    }
    for relation in &atlas.relations {
        assert_eq!(&source.text()[std::ops::Range::from(relation.origin.span)], relation.object);
    }
}

fn said(text: &str) -> String {
    let source = source("ATLAS.yaml", text);
    match import::atlas(&source) {
        Ok(checked) => findings(&source, &checked.diagnostics),
        Err(refused) => error(&refused),
    }
}

/// What releases up to 5.6.1 do, and worse.
const QUIRKS: &str = "\
matrices:
- mitigations:
  - id: AML.M0018
    name: User Training
    techniques:
    - id: AML.T0011
      use: because
    - id: AML.T0011
      use: for another reason
    ml-lifecycle:
    - Deployment
    - id: AML.T0052.001
      use: in the wrong place
    - use: what?
  techniques:
  - id: AML.T0052.001
    name: Deepfakes
    specializes: AML.T0052
    maturity: Feasible
    uuid: 0e5b
  - id: AML.T0052
    name: Phishing
    tactics: [AML.TA0004]
  - id: AML.T0052
    name: Phishing again
  - id: AML.T0099
    name: {AI Model: Theft}
  - name: Nameless
  - id: [AML.T0100]
    name: Odd
  - id: AML.T0101
case-studies:
- id: AML.CS0000
  name: Evasion
  incident-date: 2020-01-01
  incident-date-granularity: YEAR
  procedure:
  - {tactic: AML.TA0002, technique: AML.T0052}
  - {tactic: AML.TA0002}
  - {tactic: AML.TA0002, technique: AML.T0052}
version: 5.6.1
";

#[test]
fn quirks_of_the_layout_are_recovered_and_reported() {
    assert_eq!(
        said(QUIRKS),
        "\
note[import/duplicate-relation] 8:11 \"AML.T0011\": `AML.M0018 mitigates AML.T0011` is stated twice
  note: the first is on line 6
  help: delete one of the two upstream
warning[import/misplaced-field] 12:11 \"AML.T0052.001\": `ml-lifecycle` of `AML.M0018` holds a link to `AML.T0052.001`
  note: read as: `AML.M0018 mitigates AML.T0052.001`
  help: move it to `techniques` upstream
error[import/malformed-row] 14:7 \"\": a map below `ml-lifecycle` of `AML.M0018` has no `id`
  help: add its `id`
error[import/malformed-row] 24:9 \"AML.T0052\": `AML.T0052` is defined twice
  note: the first is on line 21
  help: delete one of the two
error[import/malformed-row] 27:11 \"{\": `name` of `AML.T0099` should be text and is a map
  help: write text; quote it if it holds `: `
error[import/malformed-row] 28:5 \"\": a technique has no `id`
  help: add its `id`
error[import/malformed-row] 29:9 \"[\": `id` of a technique should be text and is a list
  help: write text; quote it if it holds `: `
error[import/malformed-row] 31:5 \"\": `AML.T0101` has no `name`
  help: add its `name`
error[import/malformed-row] 39:5 \"{\": step 2 of `AML.CS0000` has no `technique`
  help: add its `technique`
"
    );
}

#[test]
fn what_can_be_read_despite_quirks_is_kept() {
    let atlas = import::atlas(&source("ATLAS.yaml", QUIRKS)).expect("the layout is known").value.items;
    let child = atlas.items.iter().find(|item| item.id == "AML.T0052.001").expect("it is kept");
    assert_eq!((child.level.as_str(), child.parent.as_deref()), ("subtechnique", Some("AML.T0052")));
    assert_eq!(child.attributes["full_label"], ["Phishing: Deepfakes"]);
    assert_eq!(
        (&child.attributes["maturity"], &child.attributes["uuid"]),
        (&vec!["feasible".to_owned()], &vec!["0e5b".to_owned()])
    );
    let steps: Vec<_> = atlas.relations.iter().filter_map(|relation| relation.order).collect();
    assert_eq!(steps, [1, 3], "a step keeps its number when another cannot be read");
    let recovered = atlas.relations.iter().find(|relation| relation.object == "AML.T0052.001").expect("it is kept");
    assert_eq!(recovered.attributes["recovered_from"], ["ml-lifecycle"]);
}

#[test]
fn a_title_with_an_unquoted_colon_is_not_yaml() {
    let text = QUIRKS.replace("{AI Model: Theft}", "AI Model: Theft");
    assert_eq!(
        said(&text),
        "\
ATLAS.yaml:27: not usable YAML
  mapping values are not allowed in this context at line 27, column 19"
    );
}

/// What is said of YAML that is no ATLAS file.
const OTHER: &str = "ATLAS.yaml is not an ATLAS file: it has neither a list `matrices`, as releases up to 5.6.1 have, nor `format-version` and maps by id, as those from 2026.05 on";

#[test]
fn another_layout_is_refused() {
    assert_eq!(said("techniques:\n  AML.T0051: {name: x}\n"), OTHER);
    assert_eq!(said(""), OTHER);
    assert_eq!(said("just text"), OTHER);
    assert_eq!(
        said("format-version: 7.0.0\ncollection: {version: '2027.01'}\n"),
        "ATLAS.yaml is ATLAS in format 7.0.0; formats up to 6 are known"
    );
}

#[test]
fn a_file_says_which_release_it_is() {
    let refused = |found: &str| {
        format!("ATLAS.yaml does not say which release it is: version should be like `2026.09` and is {found}")
    };
    assert_eq!(said("matrices: []\n"), refused("missing"));
    assert_eq!(said("matrices: []\nversion: [5]\n"), refused("a list"));
    assert_eq!(said("matrices: []\nversion: ../../etc\n"), refused("`../../etc`"));
    assert_eq!(said("format-version: 6.0.0\ncollection: {version: '<svg>'}\n"), refused("`<svg>`"));
    assert_eq!(said("format-version: 6.0.0\ncollection: {version: 2026.10}\n"), "", "a number keeps its digits");
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    assert_eq!(said(&format!("{}x", "- ".repeat(64))), OTHER);
    assert_eq!(said(&format!("{}x{}", "[".repeat(64), "]".repeat(64))), OTHER);
}

#[test]
fn hostile_yaml_is_refused_quickly() {
    let mut laughs = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for level in 1..12 {
        let below = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(laughs, "a{level}: &a{level} [{below}]").expect("a string takes text");
    }
    assert_eq!(said(&laughs), "\
ATLAS.yaml:4: not usable YAML
  YAML document too large or too complex: total_replayed_events=10001 > 10000 at line 1, column 38 (defined at line 3, column 9) (used at line 4, column 45)");
    assert_eq!(
        said(&"[".repeat(20_000)),
        "\
ATLAS.yaml:1: not usable YAML
  recursion limit exceeded at line 1, column 65"
    );
    assert_eq!(
        said(&"- ".repeat(20_000)),
        "\
ATLAS.yaml:1: not usable YAML
  YAML document too large or too complex: limits breached: Depth { depth: 65 } at line 1, column 129"
    );
    assert_eq!(
        said(&format!("{}x", "{a: ".repeat(20_000))),
        "\
ATLAS.yaml:1: not usable YAML
  recursion limit exceeded at line 1, column 257"
    );
    assert_eq!(
        said("matrices: []\nmatrices: []\n"),
        "\
ATLAS.yaml:2: not usable YAML
  duplicate mapping key `matrices` is not allowed here at line 2, column 1"
    );
    assert_eq!(
        said("matrices:\n\t- x\n"),
        "\
ATLAS.yaml:2: not usable YAML
  tabs disallowed within this context (block indentation) at line 2, column 2"
    );
    assert_eq!(
        said("matrices: [\n"),
        "\
ATLAS.yaml:1: not usable YAML
  unclosed bracket '[' at line 1, column 11"
    );
    assert_eq!(
        said("matrices: *nowhere\n"),
        "\
ATLAS.yaml:1: not usable YAML
  reference to unknown value at line 1, column 11"
    );
}

/// A release in format 6, with what its publisher writes and what goes wrong.
const KEYED: &str = "\
format-version: 6.0.0
collection: {id: ATLAS-collection, version: '2026.09', modified-date: '2026-09-15'}
tactics:
  AML.TA0003: {id: AML.TA0003, name: Resource Development}
  AML.TA0002:
    id: AML.TA0002
    name: Reconnaissance
    attack-reference: {id: TA0043, url: https://attack.mitre.org/tactics/TA0043/}
techniques:
  AML.T0051:
    name: LLM Prompt Injection
    platforms:
    - Generative AI
    - Agentic AI
    id: AML.T0051
    maturity: Realized
    uuid: 6ff098e9-2864-579e-bebb-a0f1c92ec772
    object-type: technique
  AML.T0051.000: {id: AML.T0051.000, name: Direct}
  AML.T0052: {id: AML.T0099, name: Misplaced}
  AML.T0053: {id: AML.T0053}
  AML.T0054: {id: AML.T0054, name: {AI Model: Theft}}
mitigations:
  AML.M0000:
    name: Limit Public Release of Information
    id: AML.M0000
    lifecycle-phases: [Deployment]
    categories: [Policy]
case-studies:
  AML.CS0000: {id: AML.CS0000, name: Evasion, type: Exercise, date: '2020-01-01', date-granularity: Year}
relationships:
  ATLAS-matrix:
    sequences:
    - {source: ATLAS-matrix, target: AML.TA0002, relationship-type: sequences, position: 1}
    - {source: ATLAS-matrix, target: AML.TA0003, relationship-type: sequences, position: 99999999999999999999}
  AML.T0051:
    achieves:
    - {source: AML.T0051, target: AML.TA0002, relationship-type: achieves}
  AML.T0051.000:
    achieves:
    - {source: AML.T0051.000, target: AML.TA0003, relationship-type: achieves}
    specializes:
    - {source: AML.T0051.000, target: AML.T0051, relationship-type: specializes}
  AML.M0000:
    mitigates:
    - {source: AML.M0000, target: AML.T0051, relationship-type: mitigates, description: why}
    - {source: AML.M0000, target: AML.T0051, relationship-type: mitigates}
    - {source: AML.M0001, target: AML.T0051, relationship-type: mitigates}
    - {source: AML.M0000, relationship-type: mitigates}
    detects: []
  AML.CS0000:
    employs:
    - {source: AML.CS0000, target: AML.T0051, relationship-type: employs, tactic: AML.TA0002, step-id: S01, leads-to: []}
    - {source: AML.CS0000, target: AML.T0051.000, relationship-type: employs, tactic: AML.TA0003, step-id: S00, leads-to: [S01]}
    - {source: AML.CS0000, target: AML.T0053, relationship-type: employs, step-id: 2}
  AML.T7777:
    achieves: [{source: AML.T7777, target: AML.TA0002}]
";

#[test]
fn format_6_states_items_and_edges_apart() {
    let atlas = import::atlas(&source("ATLAS.yaml", KEYED)).expect("the layout is known").value;
    assert_eq!((atlas.edition.id.as_str(), atlas.edition.published.as_str()), ("mitre-atlas-2026.09", "2026-09-15"));
    let mut text = String::new();
    for item in &atlas.items.items {
        let (parent, order) = (item.parent.as_deref().unwrap_or("-"), item.order.unwrap_or_default());
        writeln!(text, "{} {} {parent} {order} {}", item.id, item.level, item.label).expect("a string takes text");
        for (name, values) in &item.attributes {
            writeln!(text, "  {name} {}", values.join("|")).expect("a string takes text");
        }
    }
    for relation in &atlas.items.relations {
        let order = relation.order.unwrap_or_default();
        let facts: Vec<&String> = relation.attributes.values().flatten().collect();
        writeln!(text, "{} {} {} {order} {facts:?}", relation.subject, relation.kind.name(), relation.object)
            .expect("a string takes text");
    }
    assert_eq!(
        text,
        "\
AML.TA0003 tactic - 2 Resource Development
AML.TA0002 tactic - 1 Reconnaissance
AML.T0051 technique - 0 LLM Prompt Injection
  maturity realized
  platform Generative AI|Agentic AI
  stix_id attack-pattern--6ff098e9-2864-579e-bebb-a0f1c92ec772
AML.T0051.000 subtechnique AML.T0051 0 Direct
  full_label LLM Prompt Injection: Direct
AML.M0000 mitigation - 0 Limit Public Release of Information
  category Policy
  lifecycle Deployment
AML.CS0000 case-study - 0 Evasion
  date 2020-01-01
  granularity year
  kind exercise
AML.TA0002 attackReference TA0043 0 [\"https://attack.mitre.org/tactics/TA0043/\"]
AML.T0051 hasTactic AML.TA0002 0 []
AML.T0051.000 hasTactic AML.TA0003 0 []
AML.T0051.000 subtechniqueOf AML.T0051 0 []
AML.M0000 mitigates AML.T0051 0 []
AML.CS0000 usesTechnique AML.T0051.000 1 [\"AML.TA0003\"]
AML.CS0000 usesTechnique AML.T0051 2 [\"AML.TA0002\"]
"
    );
}

#[test]
fn what_is_wrong_in_format_6_is_told_at_its_place_and_the_rest_kept() {
    assert_eq!(
        said(KEYED),
        "\
error[import/malformed-row] 20:19 \"AML.T0099\": `AML.T0099` stands under the key `AML.T0052`
  help: make the key and the `id` the same
error[import/malformed-row] 21:14 \"{\": `AML.T0053` has no `name`
  help: add its `name`
error[import/malformed-row] 22:36 \"{\": `name` of `AML.T0054` should be text and is a map
  help: write text; quote it if it holds `: `
error[import/malformed-row] 35:90 \"99999999999999999999\": `position` of `AML.TA0003` is no whole number that can be a position
  help: write a whole number from 1
note[import/duplicate-relation] 47:35 \"AML.T0051\": `AML.M0000 mitigates AML.T0051` is stated twice
  note: the first is on line 46
  help: delete one of the two upstream
error[import/malformed-row] 48:16 \"AML.M0001\": `source` of a relationship `mitigates` of `AML.M0000` is `AML.M0001`
  help: write `AML.M0000`, or list it there
error[import/malformed-row] 49:7 \"{\": a relationship `mitigates` of `AML.M0000` has no `target`
  help: add its `target`
error[import/malformed-row] 50:14 \"[\": `detects` is no known type of relationship
  help: use one of sequences, achieves, specializes, mitigates, employs
error[import/malformed-row] 55:7 \"{\": the step of `AML.CS0000` that employs `AML.T0053` has no `tactic`
  help: add its `tactic`
error[import/malformed-row] 55:84 \"2\": `step-id` of a step that employs `AML.T0053` is no step
  help: write `S` and a number: `S00`
error[import/malformed-row] 57:44 \"AML.TA0002\": `achieves` is stated of `AML.T7777`, which is not defined
  help: correct the key it stands under
"
    );
}
