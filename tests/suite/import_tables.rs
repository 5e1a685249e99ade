//! Tables of facts: what is read, and what is said of a row or file that cannot be.

use crate::transcript::{error, findings, project_file, source};
use aisec_graph::catalog::{Curie, Extent, ItemClass, ItemStatus, LabelKind, Levels, Polarity, Role};
use aisec_graph::diagnostic::Checked;
use aisec_graph::import::{self, TableError};
use aisec_graph::source::SourceText;
use std::fmt::Write as _;

const ITEMS: &str = "id,type,label,label_kind,parent,order,url,status,attrs\n";
const CLAIMS: &str =
    "id,resource,polarity,object,extent,role,justification,evidence_url,retrieved,tool_version,creator,date\n";

/// What an importer says of a text.
fn said<T>(import: fn(&SourceText) -> Result<Checked<T>, TableError>, text: &str) -> String {
    let source = source("table.csv", text);
    match import(&source) {
        Ok(checked) => findings(&source, &checked.diagnostics),
        Err(refused) => error(&refused),
    }
}

fn items(source: &SourceText) -> Result<Checked<aisec_graph::catalog::EditionItems>, TableError> {
    import::framework_csv(source, None, "owasp-llm-2026", &Levels::default())
}

fn relations(source: &SourceText) -> Result<Checked<aisec_graph::catalog::EditionItems>, TableError> {
    let none = crate::transcript::source("items.csv", ITEMS);
    import::framework_csv(&none, Some(source), "owasp-llm-2026", &Levels::default())
}

fn scope(source: &SourceText) -> Result<Checked<Vec<aisec_graph::catalog::ScopeRow>>, TableError> {
    import::claim_scope(source, "owasp-llm-2026")
}

#[test]
fn a_malformed_row_is_left_out_and_the_others_kept() {
    let text = format!(
        "{ITEMS}LLM01:2026,risk,Prompt Injection,official,,1,,current,\n\
         LLM02:2026,hazard,Sensitive Information Disclosure,official,,2,,current,\n\
         LLM03:2026,risk,Supply Chain,official,,third,,current,\n\
         LLM04:2026,risk,Poisoning,guessed,,4,,current,\n\
         LLM05:2026,risk,,official,,5,,current,\n\
         LLM06:2026,risk,Excessive Agency,official,,6,,now,\n\
         LLM07:2026,risk,Leakage,official,,7,example.org,current,\n\
         LLM01:2026,risk,Prompt Injection,official,,8,,current,\n\
         LLM09:2026,risk,Commas, unquoted,official,,9,,current,\n\
         LLM10:2026,risk,Consumption,official,,10,,current,\n"
    );
    let source = source("items.csv", &text);
    let read = items(&source).expect("the header is complete");
    let ids: Vec<&str> = read.value.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["LLM01:2026", "LLM10:2026"]);
    assert_eq!(findings(&source, &read.diagnostics), "\
error[import/malformed-row] 3:12 \"hazard\": `hazard` is not a usable `type`
  help: write a type that the format knows, such as `technique`, `risk`, `control` or `subcategory`
error[import/malformed-row] 4:40 \"third\": `third` is not a usable `order`
  help: write a whole number from 0
error[import/malformed-row] 5:27 \"guessed\": `guessed` is not a known `label_kind`
  help: use one of `official`, `neutral`, `id-only`
error[import/malformed-row] 6:17 \"\": `label` is empty
  help: fill in `label`, or delete the row
error[import/malformed-row] 7:47 \"now\": `now` is not a known `status`
  help: use one of `current`, `superseded`, `retired`
error[import/malformed-row] 8:37 \"example.org\": `example.org` is not a usable `url`
  help: write an address that begins with `https://` or `http://`
error[import/malformed-row] 9:1 \"LLM01:2026\": `LLM01:2026` stands in `id` twice
  note: the first is on line 2
  note: both go by `LLM01`
  help: rename one of the two, or delete the row
error[import/malformed-row] 10:1 \"LLM09:2026,risk,Commas, unquoted,official,,9,,current,\": the row has 10 cells, the header 9
  help: quote a cell that holds a separator, and keep empty cells
");
}

#[test]
fn attributes_are_pairs_with_one_or_more_values() {
    let row = "AML.T0051,technique,LLM Prompt Injection,official,,,,current,\"platform=Generative AI|Agentic AI;full_label=a: b\"\n";
    let source = source("items.csv", &format!("{ITEMS}{row}"));
    let read = items(&source).expect("the header is complete").value;
    assert_eq!(read.items[0].attributes["platform"], ["Generative AI", "Agentic AI"]);
    assert_eq!(read.items[0].attributes["full_label"], ["a: b"]);
    let broken = "A,risk,A,official,,,,current,kind=one; and another\nB,risk,B,official,,,,current,k=1;k=2\n";
    assert_eq!(
        said(items, &format!("{ITEMS}{broken}")),
        "\
error[import/malformed-row] 2:40 \"and another\": `and another` in `attrs` is not a `key=value` pair
  help: write `key=value`, pairs joined by `;`, several values by `|`; neither may stand in a value
error[import/malformed-row] 3:34 \"k=2\": `k` stands in `attrs` twice
  help: join its values by `|`: `k=one|two`
"
    );
}

#[test]
fn a_relation_stated_twice_is_kept_once() {
    let text = "subject,predicate,object,order,attrs\n\
        AML.M0002,mitigates,AML.T0043.001,,\n\
        NISTAML.013,hasObjective,NISTAML.01,,ai_type=GenAI\n\
        AML.M0002,mitigates,AML.T0043.001,,\n\
        NISTAML.013,hasObjective,NISTAML.01,,ai_type=PredAI\n\
        AML.M0002,heals,AML.T0043,,\n";
    let source = source("relations.csv", text);
    let read = relations(&source).expect("the header is complete");
    assert_eq!(read.value.relations.len(), 3);
    assert_eq!(findings(&source, &read.diagnostics), "\
note[import/duplicate-relation] 4:1 \"AML.M0002\": `AML.M0002 mitigates AML.T0043.001` is stated twice
  note: the first is on line 2
  help: delete one of the two rows
error[import/malformed-row] 6:11 \"heals\": `heals` is not a known `predicate`
  help: use one of `hasTactic`, `subtechniqueOf`, `mitigates`, `usesTechnique`, `attackReference`, `replacedBy`, `hasObjective`, `actionFor`, `addressesRisk`, `listedUnder`
");
}

#[test]
fn a_file_that_is_no_table_is_refused() {
    assert_eq!(
        said(items, ""),
        "table.csv has no header line; it should name the columns id, type, label, label_kind, parent, order, url, status, attrs"
    );
    assert_eq!(
        said(items, "\n\nid,type,label\nLLM01,risk,Prompt Injection\n"),
        "table.csv:3: columns `label_kind`, `parent`, `order`, `url`, `status`, `attrs` are missing; \
         the header names id, type, label"
    );
    assert_eq!(said(scope, "item,item\nA,B\n"), "table.csv:1: column `item` stands in the header twice");
    assert_eq!(
        said(import::labels, "id,label\na:b,\"never closed\nc:d,e\n"),
        "table.csv:2: the quote opened here is never closed"
    );
}

#[test]
fn a_message_repeats_no_more_than_a_line_of_a_cell() {
    let long = "长".repeat(100_000);
    let text = format!("id,label\n{long},x\n");
    let source = source("labels.csv", &text);
    let found = import::labels(&source).expect("the header is complete").diagnostics;
    assert_eq!(found[0].message, format!("`{}…` is not a usable `id`", "长".repeat(80)));
    let place = found[0].place.as_ref().expect("it has a place");
    assert_eq!(source.text()[place.bytes.clone()], long, "the place is the whole cell");
}

#[test]
fn columns_go_by_name_and_unknown_ones_are_skipped() {
    let text = "label,note,id\n数据投毒,seen,mlsecops:R1-Security\n";
    let source = source("zh.csv", text);
    let read = import::labels(&source).expect("both columns are there");
    assert_eq!(read.value["mlsecops:R1-Security"], "数据投毒");
    assert!(read.diagnostics.is_empty());
}

#[test]
fn a_quoted_line_break_belongs_to_the_cell() {
    let text = "edition,item,why\r\n\r\na,\"x\",\"two\nlines, \"\"quoted\"\"\"\r\nb,数据,\" because \"\r\n";
    let source = source("scope.csv", text);
    let read = import::out_of_scope(&source).expect("the header is complete");
    assert_eq!(findings(&source, &read.diagnostics), "");
    assert_eq!(read.value[0].why, "two\nlines, \"quoted\"");
    assert_eq!(read.value[1].why, "because");
    let rows: Vec<&str> = read.value.iter().map(|row| &source.text()[std::ops::Range::from(row.origin.span)]).collect();
    assert_eq!(rows, ["a,\"x\",\"two\nlines, \"\"quoted\"\"\"", "b,数据,\" because \""]);
    assert_eq!(source.line(read.value[1].origin.span.start), 5);
}

#[test]
fn a_separator_inside_quotes_does_not_shift_places() {
    let text = "edition,item,why\n\"a \"\"b, c\"\" d\",\"e\",\n\"a\" b,,c\n";
    assert_eq!(
        said(import::out_of_scope, text),
        "\
error[import/malformed-row] 2:20 \"\": `why` is empty
  help: fill in `why`, or delete the row
error[import/malformed-row] 3:7 \"\": `item` is empty
  help: fill in `item`, or delete the row
"
    );
}

#[test]
fn places_count_bytes_and_columns_count_characters() {
    let text = "id,label\na:数据,label\na:数据,\"标签\"\n坏,x\n";
    assert_eq!(
        said(import::labels, text),
        "\
error[import/malformed-row] 3:1 \"a:数据\": `a:数据` stands in `id` twice
  note: the first is on line 2
  help: rename one of the two, or delete the row
error[import/malformed-row] 4:1 \"坏\": `坏` is not a usable `id`
  help: write a CURIE such as `mlsecops:R9-Security`
"
    );
}

#[test]
fn claims_are_read_with_partial_extent_by_default() {
    let row = "garak-tests-AML.T0051,https://github.com/NVIDIA/garak,asserts,mitre-atlas:AML.T0051,,tests,\
        Sends injection probes.,https://docs.garak.ai/,2026-11,,aisec,2026-11-21\n";
    let source = source("claims.csv", &format!("{CLAIMS}{row}"));
    let read = import::claims(&source).expect("the header is complete");
    assert_eq!(findings(&source, &read.diagnostics), "");
    let claim = &read.value[0];
    assert_eq!((claim.polarity, claim.extent, claim.role), (Polarity::Asserts, Extent::Part, Some(Role::Tests)));
    assert_eq!(claim.object, Curie::new("mitre-atlas", "AML.T0051"));
    assert_eq!((claim.retrieved.as_deref(), claim.tool_version.as_deref()), (Some("2026-11"), None));
}

#[test]
fn a_claim_that_says_too_little_or_too_much_is_refused() {
    let end = "Because.,https://a.org/,,,aisec,2026-11-21\n";
    let rows = [
        format!("a,https://a.org/,maybe,a:b,part,tests,{end}"),
        format!("b,https://a.org/,denies,a:b,part,tests,{end}"),
        format!("c,https://a.org/,asserts,a:b,part,,{end}"),
        format!("d,https://a.org/,asserts,a:b,half,tests,{end}"),
        format!("e,github.com/x,asserts,a:b,full,tests,{end}"),
        format!("f,https://a.org/,asserts,R9,full,tests,{end}"),
        format!("g,https://a.org/,asserts,a:b,full,tests,{end}").replace("2026-11-21", "21.11.2026"),
        format!("h,https://a.org/,asserts,a:b,full,tests,{end}"),
        format!("h,https://a.org/,asserts,a:c,full,tests,{end}"),
    ];
    assert_eq!(
        said(import::claims, &(CLAIMS.to_owned() + &rows.concat())),
        "\
error[import/malformed-row] 2:18 \"maybe\": `maybe` is not a known `polarity`
  help: use one of `asserts`, `denies`
error[import/malformed-row] 3:34 \"tests\": a denial names the role `tests`
  help: leave `role` empty: a denial holds of every role
error[import/malformed-row] 4:35 \"\": `role` is empty
  help: use one of `tests`, `demonstrates`, `mitigates`, `detects`, `governs`
error[import/malformed-row] 5:30 \"half\": `half` is not a known `extent`
  help: use one of `full`, `part`
error[import/malformed-row] 6:3 \"github.com/x\": `github.com/x` is not a usable `resource`
  help: write an address that begins with `https://` or `http://`
error[import/malformed-row] 7:26 \"R9\": `R9` is not a usable `object`
  help: write a CURIE such as `mlsecops:R9-Security`
error[import/malformed-row] 8:73 \"21.11.2026\": `21.11.2026` is not a usable `date`
  help: write a date such as `2026-08-03`, `2026-08` or `2026`
error[import/malformed-row] 10:1 \"h\": `h` stands in `id` twice
  note: the first is on line 9
  help: rename one of the two, or delete the row
"
    );
}

#[test]
fn moves_need_two_addresses_and_evidence() {
    let text = "from,to,date,evidence,note\n\
        https://github.com/leondz/garak,https://github.com/NVIDIA/garak,2024-11,https://github.com/NVIDIA/garak,\n\
        https://github.com/a/b,https://github.com/a/b,,https://a.org,\n\
        https://github.com/a/c,https://github.com/a/d,,,\n\
        https://github.com/leondz/garak,https://github.com/a/d,,https://a.org,\n\
        https://github.com/a/e,https://github.com/a/f,2024-13,https://a.org,\n";
    let source = source("moved.csv", text);
    let read = import::moved(&source).expect("the header is complete");
    assert_eq!(read.value.len(), 1);
    assert_eq!(read.value[0].date.as_deref(), Some("2024-11"));
    assert_eq!(findings(&source, &read.diagnostics), "\
error[import/malformed-row] 3:24 \"https://github.com/a/b\": `https://github.com/a/b` moves to itself
  help: write the present address in `to`, or delete the row
error[import/malformed-row] 4:48 \"\": `evidence` is empty
  help: fill in `evidence`, or delete the row
error[import/malformed-row] 5:1 \"https://github.com/leondz/garak\": `https://github.com/leondz/garak` stands in `from` twice
  note: the first is on line 2
  help: rename one of the two, or delete the row
error[import/malformed-row] 6:47 \"2024-13\": `2024-13` is not a usable `date`
  help: write a date such as `2026-08-03`, `2026-08` or `2026`
");
}

#[test]
fn an_edition_has_a_known_status_and_a_framework_one_default() {
    let header = "id,framework,framework_title,title,version,status,published,publisher,licence,rights_holder,homepage,default\n";
    let end = "OWASP,CC-BY-SA-4.0,OWASP Foundation,https://genai.owasp.org/";
    let text = format!(
        "{header}owasp-llm-2026,owasp-llm,Top 10,Top 10 2026,2026,current,2026-08-03,{end},yes\n\
         owasp-llm-2025,owasp-llm,Top 10,Top 10 2025,2025,superseded,2024-11,{end},yes\n\
         owasp-llm-2024,owasp-llm,Top 10,Top 10 2024,2024,old,2024,{end},no\n\
         OWASP LLM,owasp-llm,Top 10,Top 10 2023,1.1,superseded,2023,{end},no\n\
         owasp-llm-1.1,owasp-llm,Top 10,Top 10 2023,1.1,superseded,2023,{end},\n"
    );
    assert_eq!(
        said(import::editions, &text),
        "\
error[import/malformed-row] 3:130 \"yes\": `owasp-llm` has two default editions
  note: the first is on line 2
  help: write `no` in one of the two
error[import/malformed-row] 4:50 \"old\": `old` is not a known `status`
  help: use one of `current`, `superseded`, `legacy`
error[import/malformed-row] 5:1 \"OWASP LLM\": `OWASP LLM` is not a usable `id`
  help: write lower-case letters, digits, `.`, `-` and `_`, starting with a letter or digit
error[import/malformed-row] 6:125 \"\": `default` is empty
  help: use one of `yes`, `no`
"
    );
}

#[test]
fn a_change_is_one_of_four() {
    let text = "from_version,to_version,id,type,change,old,new,replaced_by\n\
        v4.0.1,v4.5.2,AML.T0045,technique,removed,ML Intellectual Property Theft,,AML.T0048.004\n\
        v4.0.1,v4.5.2,AML.T0046,technique,moved,,,\n";
    let source = source("changes.csv", text);
    let read = import::framework_changes(&source, "mitre-atlas", &Levels::default()).expect("the header is complete");
    assert_eq!(read.value[0].replaced_by.as_deref(), Some("AML.T0048.004"));
    assert_eq!(
        findings(&source, &read.diagnostics),
        "\
error[import/malformed-row] 3:35 \"moved\": `moved` is not a known `change`
  help: use one of `added`, `removed`, `renamed`, `tactics-changed`
"
    );
}

#[test]
fn the_shipped_editions_have_the_counts_their_publishers_name() {
    let source = project_file("data/frameworks/editions.csv").expect("it is shipped");
    let editions = import::editions(&source).expect("the table is read");
    assert_eq!(findings(&source, &editions.diagnostics), "");
    assert_eq!(editions.value.len(), 17);
    let mut counts = String::new();
    for edition in &editions.value {
        let items =
            project_file(&format!("data/frameworks/{}.items.csv", edition.id)).expect("every edition has items");
        let relations = project_file(&format!("data/frameworks/{}.relations.csv", edition.id));
        let levels = Levels::of(&edition.id);
        let read =
            import::framework_csv(&items, relations.as_ref(), &edition.id, &levels).expect("the tables are read");
        let found = relations.as_ref().map(|source| findings(source, &read.diagnostics)).unwrap_or_default();
        assert_eq!(found, "", "{}", edition.id);
        let (items, relations) = (read.value.items.len(), read.value.relations.len());
        writeln!(counts, "{} {items} {relations}", edition.id).expect("a string takes text");
    }
    assert_eq!(
        counts,
        "\
cosai-rm 90 128
google-saif 15 0
iso-42001-annex-a 49 0
mit-ai-risk 43 0
mitre-atlas-2026.09 268 258
mitre-atlas-5.6.1 278 928
nist-ai-100-2-e2025 30 38
nist-ai-600-1 224 212
nist-ai-rmf-1.0 95 0
owasp-aiexchange 91 55
owasp-aisvs-1.0 12 0
owasp-asi-2026 10 0
owasp-dsgai-2026 21 0
owasp-llm-1.1 10 9
owasp-llm-2025 10 10
owasp-llm-2026 10 0
owasp-ml-2023 10 0
"
    );
}

#[test]
fn an_objective_is_a_goal_or_a_heading_by_edition() {
    let source = source("items.csv", &format!("{ITEMS}X,objective,X,official,,,,current,\n"));
    let class = |edition| {
        let read = import::framework_csv(&source, None, edition, &Levels::of(edition)).expect("it is read");
        read.value.items[0].class
    };
    assert_eq!(class("nist-ai-100-2-e2025"), ItemClass::Goal);
    assert_eq!(class("iso-42001-annex-a"), ItemClass::Group);
}

#[test]
fn a_finding_names_no_more_than_a_score_of_own_kinds() {
    let own = (0..30).map(|number| (format!("kind{number:02}"), ItemClass::Group)).collect();
    let text = format!("{ITEMS}A,hazard,A,official,,,,current,\n");
    let read =
        import::framework_csv(&source("items.csv", &text), None, "acme", &Levels::with(own)).expect("it is read");
    let help = read.diagnostics[0].help.as_deref().unwrap_or_default();
    assert!(help.ends_with("`kind18`, `kind19` and 10 more"), "{help}");
}

#[test]
fn two_ids_that_are_one_in_the_graph_are_told_apart() {
    let text = format!("{ITEMS}A 1,risk,A,official,,,,current,\nA-1,risk,B,official,,,,current,\n");
    assert_eq!(
        said(items, &text),
        "\
error[import/malformed-row] 3:1 \"A-1\": `A-1` goes by the same name as `A 1`
  note: the first is on line 2
  note: both go by `A-1`
  help: rename one of the two, or delete the row
"
    );
}

#[test]
fn release_2026_09_has_208_techniques_in_force_and_four_retired() {
    let source = project_file("data/frameworks/mitre-atlas-2026.09.items.csv").expect("it is shipped");
    let atlas = import::framework_csv(&source, None, "mitre-atlas-2026.09", &Levels::default());
    let atlas = atlas.expect("the table is read").value;
    let techniques =
        |status| atlas.items.iter().filter(|item| item.class == ItemClass::Threat && item.status == status).count();
    assert_eq!((techniques(ItemStatus::Current), techniques(ItemStatus::Retired)), (208, 4));
    assert!(atlas.items.iter().all(|item| item.label_kind == LabelKind::Official));
}

#[test]
fn the_other_shipped_tables_have_no_finding() {
    fn clean<T>(path: &str, import: impl Fn(&SourceText) -> Result<Checked<T>, TableError>) -> Option<T> {
        let source = project_file(path)?;
        let read = import(&source).expect("the table is read");
        assert_eq!(findings(&source, &read.diagnostics), "", "{path}");
        Some(read.value)
    }
    clean("data/frameworks/mitre-atlas.changes.csv", |source| {
        import::framework_changes(source, "mitre-atlas", &Levels::default())
    });
    clean("data/frameworks/out-of-scope.csv", import::out_of_scope);
    clean("data/claims/claims.csv", import::claims);
    clean("data/identity/moved.csv", import::moved);
    clean("data/labels/zh.csv", import::labels);
    clean("data/words/topics.csv", import::topics);
    clean("data/tools/facts.csv", import::tool_facts);
}

const FACTS: &str = "resource,property,value,source,retrieved\n";

#[test]
fn a_fact_has_the_form_its_property_asks_for() {
    // Each of a tool of its own, which has a property once.
    let row = |property: &str, value: &str, tool: usize| {
        format!("https://a.example/{tool},{property},{value},https://b.example/,2026\n")
    };
    let good = [
        ("purl", "pkg:pypi/garak"),
        ("purl", "pkg:npm/%40anthropic-ai/sandbox-runtime"),
        ("license", "Apache-2.0 OR MIT"),
        ("license", "(GPL-2.0-or-later WITH Classpath-exception-2.0)"),
        ("home", "https://a.example/docs"),
        ("repository", "https://c.example/"),
        ("last_release", "2026-10"),
        ("maintenance", "maintenance-mode"),
    ];
    let rows: String = good.iter().enumerate().map(|(tool, (property, value))| row(property, value, tool)).collect();
    let text = format!("{FACTS}{rows}");
    let source = source("facts.csv", &text);
    let read = import::tool_facts(&source).expect("the header is complete");
    assert_eq!(findings(&source, &read.diagnostics), "");
    let facts: Vec<(&str, &str)> = read.value.iter().map(|fact| (fact.property.name(), fact.value.as_str())).collect();
    assert_eq!(facts, good);
}

#[test]
fn a_fact_of_another_form_is_left_out_with_what_would_be_right() {
    let text = format!(
        "{FACTS}\
         https://a.example/,purl,pkg:pypi/garak@0.9,https://b.example/,2026\n\
         https://a.example/,purl,garak,https://b.example/,2026\n\
         https://a.example/,license,Apache License,https://b.example/,2026\n\
         https://a.example/,license,MIT OR,https://b.example/,2026\n\
         https://a.example/,home,a.example,https://b.example/,2026\n\
         https://a.example/,last_release,yesterday,https://b.example/,2026\n\
         https://a.example/,maintenance,dead,https://b.example/,2026\n\
         https://a.example/,stars,900,https://b.example/,2026\n\
         https://a.example/,license,MIT,,2026\n\
         https://a.example/,license,MIT,https://b.example/,2026\n\
         https://a.example/,license,ISC,https://b.example/,2026\n\
         https://a.example/,purl,pkg:npm/a,https://b.example/,2026\n\
         https://a.example/,purl,pkg:npm/b,https://b.example/,2026\n\
         https://a.example/,purl,pkg:npm/a,https://b.example/,2026\n"
    );
    assert_eq!(
        said(import::tool_facts, &text),
        "\
error[import/malformed-row] 2:25 \"pkg:pypi/garak@0.9\": `pkg:pypi/garak@0.9` is not a usable `value`
  help: write a package URL without version, such as `pkg:pypi/garak`
error[import/malformed-row] 3:25 \"garak\": `garak` is not a usable `value`
  help: write a package URL without version, such as `pkg:pypi/garak`
error[import/malformed-row] 4:28 \"Apache License\": `Apache License` is not a usable `value`
  help: write an SPDX expression such as `Apache-2.0 OR MIT`
error[import/malformed-row] 5:28 \"MIT OR\": `MIT OR` is not a usable `value`
  help: write an SPDX expression such as `Apache-2.0 OR MIT`
error[import/malformed-row] 6:25 \"a.example\": `a.example` is not a usable `value`
  help: write an address that begins with `https://` or `http://`
error[import/malformed-row] 7:33 \"yesterday\": `yesterday` is not a usable `value`
  help: write a date such as `2026-08-03`, `2026-08` or `2026`
error[import/malformed-row] 8:32 \"dead\": `dead` is not a known `value`
  help: use one of `active`, `alpha`, `beta`, `experimental`, `maintenance-mode`, `preview`, `reference`, `research`
error[import/malformed-row] 9:20 \"stars\": `stars` is not a known `property`
  help: use one of `home`, `last_release`, `license`, `maintenance`, `purl`, `repository`
error[import/malformed-row] 10:32 \"\": `source` is empty
  help: write an address that begins with `https://` or `http://`
error[import/malformed-row] 12:28 \"ISC\": `license` of this tool is stated twice
  note: the first is on line 11
  help: delete one of the two rows
error[import/malformed-row] 15:25 \"pkg:npm/a\": `purl` of this tool is stated twice
  note: the first is on line 13
  help: delete one of the two rows
"
    );
}
