//! SSSOM: what a set says of itself, its rows, and what is said of those that cannot be read.

use crate::transcript::{error, findings, project_file, source};
use aisec_graph::catalog::{Curie, MappingObject, MappingPredicate, ReviewStatus};
use aisec_graph::import;

const METADATA: &str = "#curie_map:\n\
    #  mlsecops: https://w3id.org/aisec-graph/id/mlsecops/\n\
    #  atlas: https://w3id.org/aisec-graph/id/mitre-atlas/\n\
    #  elsewhere: https://example.org/\n\
    #mapping_set_id: https://w3id.org/aisec-graph/id/mapping-set/mlsecops--mitre-atlas\n\
    #mapping_set_title: Risks to ATLAS\n\
    #mapping_set_version: 1.10\n\
    #license: https://creativecommons.org/licenses/by/4.0/\n\
    #creator_label:\n\
    #  - aisec\n\
    #subject_source: elsewhere:list\n\
    #object_source: mitre\n\
    #mapping_date: 2026-11-21\n";
const COLUMNS: &str = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment\n";

fn said(text: &str) -> String {
    let source = source("set.sssom.tsv", text);
    match import::sssom(&source) {
        Ok(checked) => findings(&source, &checked.diagnostics),
        Err(refused) => error(&refused),
    }
}

fn rows(rows: &str) -> String {
    said(&format!("{METADATA}{COLUMNS}{rows}"))
}

#[test]
fn a_set_is_read_with_its_metadata() {
    let text = format!(
        "{METADATA}{COLUMNS}\
         mlsecops:R1-Security\tskos:closeMatch\tatlas:AML.T0020\tsemapv:ManualMappingCuration\t0.90\t\"Tab\there\"\n\
         mlsecops:R2-Security\tskos:closeMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t1\t\n"
    );
    for text in [text.clone(), text.replace('\n', "\r\n"), text.replace("\n#", "\n#   ").replacen('#', "#   ", 1)] {
        let source = source("set.sssom.tsv", &text);
        let read = import::sssom(&source).expect("the set is complete");
        assert_eq!(findings(&source, &read.diagnostics), "");
        let set = read.value;
        assert_eq!((set.id.as_str(), set.authority.as_str()), ("mlsecops--mitre-atlas", "aisec"));
        assert_eq!((set.version.as_deref(), set.date.as_deref()), (Some("1.10"), Some("2026-11-21")));
        let sources = (set.subject_source.as_deref(), set.object_source.as_deref());
        assert_eq!(sources, (Some("https://example.org/list"), Some("mitre")));
        let (first, second) = (&set.mappings[0], &set.mappings[1]);
        assert_eq!((first.predicate, first.confidence.as_deref()), (MappingPredicate::Close, Some("0.90")));
        assert_eq!(first.object, MappingObject::Item(Curie::new("mitre-atlas", "AML.T0020")));
        assert_eq!(first.comment.as_deref(), Some("Tab\there"));
        assert_eq!(second.object, MappingObject::NoTermFound);
        assert_eq!(second.review, ReviewStatus::Draft, "our own rows are drafts unless they say otherwise");
        assert_eq!(source.line(first.origin.span.start), 15);
    }
}

#[test]
fn rows_of_others_are_not_drafts() {
    let text = format!(
        "{}{COLUMNS}mlsecops:R1-Security\tskos:closeMatch\tatlas:AML.T0020\tsemapv:ManualMappingCuration\t\t\n",
        METADATA.replace("- aisec", "- OWASP")
    );
    let set = import::sssom(&source("set.sssom.tsv", &text)).expect("the set is complete").value;
    assert_eq!((set.authority.as_str(), set.mappings[0].review), ("OWASP", ReviewStatus::Reviewed));
    let text = text.replace("creator_label", "other");
    let set = import::sssom(&source("set.sssom.tsv", &text)).expect("the set is complete").value;
    assert_eq!((set.authority.as_str(), set.mappings[0].review), ("unstated", ReviewStatus::Unstated));
}

#[test]
fn a_row_that_cannot_be_read_says_why() {
    assert_eq!(
        rows(
            "mlsecops:R1-Security\tskos:mappingRelation\tatlas:AML.T0020\tsemapv:ManualMappingCuration\t0.90\t\n\
             mlsecops:R1-Security\tskos:closeMatch\tatlas:AML.T0020\tsemapv:ManualMappingCuration\t1.5\t\n\
             mlsecops:R1-Security\tskos:closeMatch\tatlas:AML.T0020\tsemapv:ManualMappingCuration\t1e-1\t\n\
             mlsecops:R1-Security\tskos:closeMatch\tatals:AML.T0020\tsemapv:ManualMappingCuration\t0.90\t\n\
             mlsecops:R1-Security\tnexus:hasRelatedRisk\tatlas:AML.T0020\tsemapv:ManualMappingCuration\t0.90\t\n\
             mlsecops:R1-Security\tskos:closeMatch\thttps://example.org/x\tsemapv:ManualMappingCuration\t0.90\t\n\
             mlsecops:R1-Security\tskos:closeMatch\telsewhere:x\tsemapv:ManualMappingCuration\t0.90\t\n\
             mlsecops:R1-Security\tskos:closeMatch\tatlas:AML.T0020\t\t0.90\t\n\
             mlsecops:R1-Security\tskos:closeMatch\tatlas:AML.T0020\tsemapv:ManualMappingCuration\t0.90\n\
             mlsecops:R1-Security\tskos:closeMatch\tatlas:AML.T0020\tsemapv:ManualMappingCuration\t0.90\t\n\
             mlsecops:R1-Security\tskos:closeMatch\tatlas:AML.T0020\tsemapv:ManualMappingCuration\t0.80\t\n"
        ),
        "\
error[import/malformed-row] 15:22 \"skos:mappingRelation\": `skos:mappingRelation` is not a known `predicate_id`
  help: use one of `skos:exactMatch`, `skos:closeMatch`, `skos:broadMatch`, `skos:narrowMatch`, `skos:relatedMatch`, `aisec:relevantOutcome`, `aisec:counterpartControl`, `rdfs:seeAlso`
error[import/malformed-row] 16:83 \"1.5\": `1.5` is not a usable `confidence`
  help: write a number from 0 to 1, such as `0.85`
error[import/malformed-row] 17:83 \"1e-1\": `1e-1` is not a usable `confidence`
  help: write a number from 0 to 1, such as `0.85`
error[import/malformed-row] 18:38 \"atals:AML.T0020\": prefix `atals` of `atals:AML.T0020` is not declared
  help: add `atals:` with its IRI to `curie_map` in the metadata above
error[import/malformed-row] 19:22 \"nexus:hasRelatedRisk\": prefix `nexus` of `nexus:hasRelatedRisk` is not declared
  help: add `nexus:` with its IRI to `curie_map` in the metadata above
error[import/malformed-row] 20:38 \"https://example.org/x\": `https://example.org/x` is not a usable `object_id`
  help: write a CURIE such as `mlsecops:R9-Security`
error[import/malformed-row] 21:38 \"elsewhere:x\": `elsewhere:x` is not below https://w3id.org/aisec-graph/id/
  note: it stands for https://example.org/x
  help: let `elsewhere` in `curie_map` stand for a list or edition below https://w3id.org/aisec-graph/id/
error[import/malformed-row] 22:54 \"\": `mapping_justification` is empty
  help: write a CURIE such as `mlsecops:R9-Security`
error[import/malformed-row] 23:1 \"mlsecops:R1-Security\\tskos:closeMatch\\tatlas:AML.T0020\\tsemapv:ManualMappingCuration\\t0.90\": the row has 5 cells, the header 6
  help: quote a cell that holds a separator, and keep empty cells
note[import/duplicate-relation] 25:1 \"mlsecops:R1-Security\": `mlsecops:R1-Security skos:closeMatch atlas:AML.T0020` is stated twice
  note: the first is on line 24
  help: delete one of the two rows
"
    );
}

#[test]
fn a_negated_mapping_is_never_read_as_its_opposite() {
    let row = "mlsecops:R1-Security\tskos:exactMatch\tatlas:AML.T0020\tsemapv:ManualMappingCuration\tNot\n";
    let columns = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\n";
    assert_eq!(
        said(&format!("{METADATA}{columns}{row}")),
        "\
error[import/malformed-row] 15:83 \"Not\": a mapping with the modifier `Not` is not supported
  help: delete the row; a denial on a resource is a claim
"
    );
}

#[test]
fn a_file_that_is_no_set_is_refused() {
    assert_eq!(
        said(COLUMNS),
        "set.sssom.tsv has no SSSOM metadata: its first lines should begin with `#` and hold `curie_map` and `mapping_set_id`"
    );
    assert_eq!(said(&format!("#license: x\n{COLUMNS}")), "set.sssom.tsv: the SSSOM metadata has no `mapping_set_id`");
    assert_eq!(
        said(METADATA),
        "set.sssom.tsv has no header line; it should name the columns subject_id, predicate_id, object_id, mapping_justification"
    );
    assert_eq!(
        said(&format!("{METADATA}subject_id\tobject_id\n")),
        "set.sssom.tsv:14: columns `predicate_id`, `mapping_justification` are missing; the header names subject_id, object_id"
    );
    assert_eq!(
        said(&format!("{METADATA}subject_id\tobject_id\tmapping_justification\n")),
        "set.sssom.tsv:14: column `predicate_id` is missing; the header names subject_id, object_id, mapping_justification"
    );
    assert_eq!(
        said(&format!("#license: x\n#mapping_set_id: [\n{COLUMNS}")),
        "\
set.sssom.tsv:2: the SSSOM metadata is not usable YAML
  unclosed bracket '[' at line 2, column 17"
    );
    assert_eq!(
        said(&format!("#license: x\n#license: y\n{COLUMNS}")),
        "\
set.sssom.tsv:2: the SSSOM metadata is not usable YAML
  duplicate mapping key `license` is not allowed here at line 2, column 1"
    );
    let redefined = METADATA.replace("elsewhere: https://example.org/", "skos: https://example.org/");
    assert_eq!(
        said(&format!("{redefined}{COLUMNS}")),
        "set.sssom.tsv: prefix `skos` always stands for http://www.w3.org/2004/02/skos/core# in SSSOM; `curie_map` says https://example.org/"
    );
}

#[test]
fn the_shipped_sets_have_529_rows_and_no_finding() {
    let targets = [
        "google-saif",
        "mit-ai-risk",
        "mitre-atlas",
        "nist-ai-100-2-e2025",
        "nist-ai-600-1",
        "nist-ai-rmf-1.0",
        "owasp-aiexchange",
        "owasp-asi-2026",
        "owasp-dsgai-2026",
        "owasp-llm-1.1",
        "owasp-llm-2025",
        "owasp-llm-2026",
        "owasp-ml-2023",
    ];
    let mut rows = 0;
    for target in targets {
        let source = project_file(&format!("data/mappings/mlsecops__{target}.sssom.tsv")).expect("it is shipped");
        let read = import::sssom(&source).expect("the set is complete");
        assert_eq!(findings(&source, &read.diagnostics), "", "{target}");
        assert_eq!(read.value.id, format!("mlsecops--{target}"));
        assert!(read.value.mappings.iter().all(|mapping| mapping.review == ReviewStatus::Reviewed));
        rows += read.value.mappings.len();
    }
    assert_eq!(rows, 529);
}
