//! What the importer makes of the two real lists, and what holds for any text.

use crate::command::skipped;
use aisec_graph::catalog::{Entry, ImportedList, Kind, PhaseMode, RiskCategory, RiskCode};
use aisec_graph::diagnostic::{Checked, Code};
use aisec_graph::import;
use aisec_graph::source::{SourceId, SourceText, Span};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::path::Path;

/// The list where it was published, and the same list as we ship it, as far as they are here.
fn editions(seed: &str, shipped: &str) -> Vec<SourceText> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [root.join("../shared/seeds").join(seed), root.join("data/catalogs").join(shipped)];
    let mut found = Vec::new();
    for path in places {
        if path.exists() {
            found.push(SourceText::read(SourceId::from_path(&path), &path).expect("a readable list"));
        } else {
            skipped(&format!("{} is not here", path.display()));
        }
    }
    found
}

fn text(text: impl Into<String>) -> SourceText {
    SourceText::new(SourceId::new("list").expect("a valid id"), "list.md", text.into())
}

fn of_kind(list: &ImportedList, kind: Kind) -> Vec<&Entry> {
    list.entries.iter().filter(|entry| entry.kind == kind).collect()
}

fn address(entry: &Entry) -> &str {
    entry.link.as_ref().map_or(&entry.name, |link| &link.text)
}

fn codes(found: &Checked<ImportedList>) -> Vec<Code> {
    found.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// The codes of an entry: every one of these lists can be read.
fn codes_of(entry: &Entry) -> impl Iterator<Item = RiskCode> {
    entry.risks.iter().map(|risk| RiskCode::parse(&risk.text).expect("a risk code"))
}

#[test]
fn mlsecops_list_has_its_tools_companies_and_labels() {
    for source in editions("awesome-mlsecops.md", "mlsecops.md") {
        let list = import::list(&source).value;
        let tools = of_kind(&list, Kind::Tool);
        assert_eq!((list.entries.len(), tools.len(), of_kind(&list, Kind::Organization).len()), (42, 37, 5));
        let distinct: BTreeSet<&str> = tools.iter().map(|entry| address(entry)).collect();
        assert_eq!(distinct.len(), 36);
        let labels: BTreeSet<(&str, RiskCode)> =
            tools.iter().flat_map(|entry| codes_of(entry).map(|code| (address(entry), code))).collect();
        assert_eq!(labels.len(), 56);
        let used: BTreeSet<RiskCode> = labels.iter().map(|&(_, code)| code).collect();
        assert_eq!(list.taxonomy.risks.iter().filter(|risk| !used.contains(&risk.code)).count(), 17);
        assert!(list.entries.iter().all(|entry| entry.description.is_some()));
        assert_eq!(list.language, "en");
    }
}

#[test]
fn watchtower_is_listed_twice_with_different_risks() {
    for source in editions("awesome-mlsecops.md", "mlsecops.md") {
        let list = import::list(&source).value;
        let risks: Vec<String> = list
            .entries
            .iter()
            .filter(|entry| entry.name == "AIShield Watchtower")
            .flat_map(|entry| codes_of(entry).map(|code| code.to_string()))
            .collect();
        assert_eq!(risks, ["R16-Security", "R17-Security"]);
    }
}

#[test]
fn mlsecops_taxonomy_has_three_layers_nine_phases_and_34_risks() {
    for source in editions("awesome-mlsecops.md", "mlsecops.md") {
        let taxonomy = import::list(&source).value.taxonomy;
        let layers: Vec<&str> = taxonomy.layers.iter().map(|layer| layer.name.as_str()).collect();
        assert_eq!(layers, ["Data", "Model", "Application"]);
        assert_eq!(taxonomy.phases.len(), 9);
        let both: Vec<&str> = taxonomy
            .phases
            .iter()
            .filter(|phase| phase.mode == Some(PhaseMode::StaticAndDynamic))
            .map(|phase| phase.name.as_str())
            .collect();
        assert_eq!(both, ["Model Deployment & Containerization"]);
        let count = |category| taxonomy.risks.iter().filter(|risk| risk.code.category == category).count();
        assert_eq!((count(RiskCategory::Security), count(RiskCategory::Privacy)), (23, 11));
        assert!(taxonomy.phases.iter().all(|phase| phase.mode.is_some() && phase.description.is_some()));
        assert!(taxonomy.risks.iter().all(|risk| !risk.name.ends_with(':') && !risk.definition.contains('*')));
    }
}

#[test]
fn published_mlsecops_list_has_four_garbled_places() {
    for source in editions("awesome-mlsecops.md", "mlsecops.md").iter().take(1) {
        let checked = import::list(source);
        let lines: Vec<usize> = checked
            .diagnostics
            .iter()
            .filter(|found| found.code == Code::Mojibake)
            .filter_map(|found| Some(source.line(found.place.as_ref()?.bytes.start)))
            .collect();
        let published = !lines.is_empty();
        assert!(!published || lines == [83, 114, 114, 117], "{lines:?}");
        let first = checked.value.taxonomy.phases[0].description.clone().unwrap_or_default();
        assert!(!published || first.contains("sources—APIs"), "{first}");
    }
}

#[test]
fn chinese_list_has_83_entries_of_57_things() {
    for source in editions("awesome-aisecurity.zh.md", "aisecurity-zh.md") {
        let list = import::list(&source).value;
        let things: BTreeSet<&str> = list.entries.iter().map(address).collect();
        assert_eq!((list.entries.len(), things.len()), (83, 57));
        assert_eq!(list.entries.iter().filter(|entry| entry.link.is_none()).count(), 27);
        assert_eq!((list.title.as_str(), list.language.as_str()), ("awesome-aisecurity", "zh-hans"));
        assert!(list.entries.iter().all(|entry| entry.description.is_some()));
        let notes: Vec<&str> = list
            .entries
            .iter()
            .map(|entry| entry.name.as_str())
            .filter(|name| name.contains("20") && name.ends_with('）'))
            .collect();
        assert_eq!(notes, [] as [&str; 0]);
    }
}

#[test]
fn chinese_sections_lose_their_numbers_and_keep_their_groups() {
    for source in editions("awesome-aisecurity.zh.md", "aisecurity-zh.md") {
        let entries = import::list(&source).value.entries;
        let sections: Vec<&[String]> =
            entries.iter().filter(|entry| entry.name == "MITRE ATLAS").map(|entry| entry.section.as_ref()).collect();
        assert_eq!(sections[0], &["快速上手（Quick Start）", "先看整体威胁版图"]);
        assert_eq!(sections[1], &["威胁建模与框架", "通用 AI / ML 威胁建模"]);
    }
}

#[test]
fn published_chinese_list_leaves_a_fence_open() {
    for source in editions("awesome-aisecurity.zh.md", "aisecurity-zh.md") {
        let checked = import::list(&source);
        let open = checked.diagnostics.iter().find(|found| found.code == Code::UnclosedFence);
        let line = open.and_then(|found| found.place.as_ref()).map(|place| source.line(place.bytes.start));
        assert!(matches!(line, None | Some(261)), "{line:?}");
        assert_eq!(line.is_some(), source.text().contains("```md"));
    }
}

/// Panics when a span leaves the source or cuts a character.
fn check_spans(source: &SourceText, found: &Checked<ImportedList>) {
    let check = |span: Span, what: &str| {
        assert!(source.text().get(span.start..span.end).is_some(), "{what}: {span:?} in {:?}", source.text());
    };
    for entry in &found.value.entries {
        check(entry.name_span, "name");
        check(entry.span, "entry");
        if let Some(link) = &entry.link {
            check(link.span, "link");
        }
        entry.risks.iter().for_each(|risk| check(risk.span, "risk column"));
        assert!(entry.span.start <= entry.name_span.start && entry.name_span.end <= entry.span.end, "{entry:?}");
        assert!(!entry.name.is_empty() && !entry.name.contains(char::is_control), "{entry:?}");
    }
    found.value.risk_lists.iter().for_each(|list| check(list.span, "comment"));
    let taxonomy = &found.value.taxonomy;
    taxonomy.layers.iter().for_each(|layer| check(layer.span, "layer"));
    taxonomy.phases.iter().for_each(|phase| check(phase.span, "phase"));
    taxonomy.risks.iter().for_each(|risk| check(risk.span, "risk"));
    assert!(taxonomy.phases.iter().all(|phase| phase.layer < taxonomy.layers.len()));
    assert!(taxonomy.risks.iter().all(|risk| risk.phase < taxonomy.phases.len()));
    for place in found.diagnostics.iter().filter_map(|found| found.place.as_ref()) {
        check(Span::from(place.bytes.clone()), "diagnostic");
    }
}

/// Pieces of Markdown that lists are made of, some broken, some hostile.
pub(crate) fn fragments() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        5 => prop::sample::select(vec![
            "\n", "\n\n", "  ", "    ", "\t", "- ", "* ", "1. ", "# ", "## ", "> ", "|", "\n|---|---|\n", "\\|", "**", "*", "_", "`",
            "\n```\n", "~~~", "[", "](", ")", "![", "<br>", "<!-- ", "-->", "&amp;", "&#8203;", "[^1]", "(", "（", "）", "–", "—",
            ": ", "：", "https://example.org/a", "http://", "javascript:x", "#top", "Tool", "Risk", "Description", "名称", "链接",
            "R1-Security", "(R1-Security)", " Layer\n", "(Dynamic Phase)", "**Risks:**", "â€”", "Ã¢â‚¬", "\u{202E}", "\u{200D}",
            "\u{FEFF}", "\u{7}", "🔒", "数据", "\r\n", "\r",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[a-z ]{0,8}",
    ];
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

#[test]
fn any_text_imports_with_spans_inside_it() {
    let config = Config { cases: 3000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner
        .run(&fragments(), |input| {
            let source = text(input);
            check_spans(&source, &import::list(&source));
            Ok(())
        })
        .expect("holds for every text");
}

/// Each of these stalls for minutes where a step of the importer is quadratic.
#[test]
fn deep_or_endless_input_does_not_overflow() {
    const MANY: usize = 100_000;
    let nested_lists: String = (0..2_000).flat_map(|depth| ["  ".repeat(depth), "- **group**\n".to_owned()]).collect();
    let inputs = [
        ("items in items on one line", format!("{}[a](https://a.org)", "- ".repeat(MANY))),
        ("items in items by indentation", nested_lists),
        ("quotes in quotes", "> ".repeat(MANY)),
        ("emphasis in emphasis", format!("- {}a{}", "*a ".repeat(MANY), "*".repeat(MANY))),
        ("open brackets", "[".repeat(MANY)),
        ("links", "- [a](https://a.org)".repeat(MANY)),
        ("bare addresses", format!("- {}", "https://a.org ".repeat(MANY))),
        ("open parentheses", format!("- *a*{}", "（".repeat(MANY))),
        ("scheme marks", format!("- {}", "x://".repeat(MANY))),
        ("headings", "# a\n".repeat(MANY)),
        ("cells", format!("| a {}\n|{}\n", "| b".repeat(MANY), "---|".repeat(MANY + 1))),
        ("garbled text", format!("- {}", "â€”".repeat(MANY))),
        ("joiners", "\u{200D}".repeat(MANY)),
        ("fences", "```\n".repeat(MANY)),
        (
            "table rows",
            format!("| Tool | Risk |\n|---|---|\n{}", "| [a](https://a.org) | R1-Security |\n".repeat(MANY)),
        ),
    ];
    for (what, input) in inputs {
        let source = text(input);
        let checked = import::list(&source);
        check_spans(&source, &checked);
        let noticed = !checked.value.entries.is_empty() || !checked.diagnostics.is_empty();
        assert!(noticed, "{what}: neither an entry nor a finding");
    }
}

/// Rows of a long table are handed on before it ends: the header holds for all of them, also around a table in a cell.
#[test]
fn a_long_table_is_read_as_one() {
    const MANY: usize = 25_000;
    let rows: String = (0..MANY).map(|row| format!("| Tool {row} | [link](https://a.org/{row}) |\n")).collect();
    let source = text(format!("| Tool | Link |\n|---|---|\n{rows}| Last | [link](https://b.org) | more |\n"));
    let checked = import::list(&source);
    let (list, names) = (&checked.value, |at: usize| checked.value.entries[at].name.clone());
    assert_eq!((list.entries.len(), list.links.len()), (MANY + 1, MANY + 1));
    assert_eq!(
        (names(0), names(MANY - 1), names(MANY)),
        ("Tool 0".into(), format!("Tool {}", MANY - 1), "Last".into())
    );
    assert_eq!(
        checked.diagnostics.iter().map(|found| &*found.message).collect::<Vec<_>>(),
        ["the row has 3 cells, its header has 2"]
    );

    let row = |name: &str| format!("<tr><td>words</td><td><a href='https://a.org/{name}'>{name}</a></td></tr>\n");
    let rows: String = (0..MANY).map(|number| row(&format!("t{number}"))).collect();
    let inner = "<table><tr><th>Name</th></tr><tr><td><a href='https://c.org'>inner</a></td></tr></table>";
    let head = "<tr><th>About</th><th>Tool</th></tr>\n";
    let source =
        text(format!("<table>\n{head}{rows}<tr><td>{inner}</td><td>none</td></tr>\n{}</table>\n", row("last")));
    let list = import::list(&source).value;
    let found = |name: &str| list.entries.iter().filter(|entry| entry.name == name).count();
    assert_eq!((found("t0"), found("t24999"), found("inner"), found("last")), (1, 1, 1, 1));
}

#[test]
fn a_glossary_of_many_rows_is_told_once() {
    let source = text(format!("| Word | Meaning |\n|---|---|\n{}", "| a | b |\n".repeat(25_000)));
    assert_eq!(codes(&import::list(&source)), [Code::EmptyList, Code::NotAnEntry]);
}

#[test]
fn a_million_items_import() {
    let source = text("- a\n".repeat(1_000_000));
    assert_eq!(codes(&import::list(&source)), [Code::EmptyList]);
}
