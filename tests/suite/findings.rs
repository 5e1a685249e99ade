//! Findings as code hosts take them: SARIF for code scanning, Markdown for a comment.

use super::command::Workspace;
use aisec_graph::diagnostic::{Code, Diagnostic, Severity};
use aisec_graph::export::{Findings, FindingsFormat, Stated, WholeGraph, write_findings};
use aisec_graph::source::{SourceId, SourceText, Sources};
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

const GARBLED: &str = "- [Two](https://example.org/two) – Scans â€” twice.\n";

/// What `aisec check` finds in a text, as SARIF.
fn sarif(text: &str) -> Value {
    let workspace = Workspace::new();
    workspace.write("a b%41/li:st.md", text);
    let outcome = workspace.run(["check", "./a b%41//li:st.md", "--format", "sarif"]);
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {}", outcome.stdout))
}

/// Findings of ours about a text, as a format has them.
fn written(text: &str, diagnostics: &[Diagnostic], refused: &[String], format: FindingsFormat) -> String {
    let mut sources = Sources::default();
    sources.insert(SourceText::new(SourceId::new("list").expect("an id"), "list.md", text.to_owned()));
    let mut out = Vec::new();
    let findings = Findings { command: "check", sources: &sources, graphs: &[], nodes: None, diagnostics, refused };
    write_findings(&findings, format, &mut out).expect("memory is enough");
    String::from_utf8(out).expect("it is UTF-8")
}

fn results(sarif: &Value) -> &Vec<Value> {
    sarif["runs"][0]["results"].as_array().expect("a list")
}

/// The schema of the standard.
fn schema() -> (Schemas, SchemaIndex) {
    let schema: Value = serde_json::from_str(include_str!("../schemas/sarif-2.1.0.json")).expect("the schema is JSON");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("sarif.json", schema).expect("the schema is added once");
    let schema = compiler.compile("sarif.json", &mut schemas).expect("the schema is a schema");
    (schemas, schema)
}

/// A text with findings of every severity but error, one of them with a related place.
fn many() -> String {
    format!("# T (9)\n\n{GARBLED}{GARBLED}- *No* – one.\n- [One](#nowhere)\n")
}

#[test]
fn sarif_is_valid_by_the_schema_of_the_standard() {
    let (schemas, schema) = schema();
    for text in [GARBLED, "", "# Only words\n", &many()] {
        let sarif = sarif(text);
        schemas.validate(&sarif, schema).unwrap_or_else(|error| panic!("{text:?}: {error:#}\n{sarif:#}"));
    }
    let mut broken = sarif(GARBLED);
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0.into();
    assert!(schemas.validate(&broken, schema).is_err(), "the schema refuses nothing");
}

#[test]
fn sarif_of_several_files_edits_and_refusals_is_valid() {
    let (schemas, schema) = schema();
    let mut sources = Sources::default();
    for (id, path) in [("one", "a/one.md"), ("two", "/two.md")] {
        sources.insert(SourceText::new(SourceId::new(id).expect("an id"), path, "words\nand – words\n".to_owned()));
    }
    let found = Diagnostic::new(Code::DeclaredCount, "[m](x)").at("one", 6..9).related("two", 0..5, "[there]");
    let found = found.note("n").help("h").fix(0..5, "Words").fix(6..9, "");
    let refused = ["[bad.md](x) is not UTF-8".to_owned()];
    let mut out = Vec::new();
    let (path, stated) = ("a b.aisec".to_owned(), Stated::Itself);
    let graphs = [WholeGraph { path, statements: 2, sha256: Some("0f".to_owned()), stated }];
    let diagnostics = [found, Diagnostic::new(Code::Mojibake, "m")];
    let findings = Findings {
        command: "check",
        sources: &sources,
        graphs: &graphs,
        nodes: None,
        diagnostics: &diagnostics,
        refused: &refused,
    };
    write_findings(&findings, FindingsFormat::Sarif, &mut out).expect("memory is enough");
    let sarif: Value = serde_json::from_slice(&out).expect("it is JSON");
    schemas.validate(&sarif, schema).unwrap_or_else(|error| panic!("{error:#}\n{sarif:#}"));
    let artifact = &sarif["runs"][0]["artifacts"][2];
    assert_eq!(
        (&artifact["location"]["uri"], &artifact["description"]["text"]),
        (&"a%20b.aisec".into(), &"whole, 2 statements, sha256 0f, as it states".into())
    );
    let result = &results(&sarif)[0];
    let related = &result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(related, "file:///two.md");
    let replacements = &result["fixes"][0]["artifactChanges"][0]["replacements"];
    assert_eq!(replacements.as_array().map(Vec::len), Some(2));
    assert_eq!(replacements[1]["deletedRegion"]["startLine"], 2);
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert!(
        invocation["toolExecutionNotifications"][0]["message"]["text"]
            .as_str()
            .is_some_and(|text| text.contains("not UTF-8")),
        "{invocation:#}"
    );
    assert_eq!(results(&sarif)[1]["locations"].as_array().map(Vec::len), Some(0));
}

#[test]
fn sarif_has_what_code_scanning_asks_for() {
    let sarif = sarif(&many());
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().expect("a list");
    let levels = ["note", "warning", "error"];
    for rule in rules {
        for text in [&rule["shortDescription"]["text"], &rule["fullDescription"]["text"]] {
            let length = text.as_str().expect("a text").chars().count();
            assert!((1..=1024).contains(&length), "{length} characters: {rule:#}");
        }
        assert!(!rule["help"]["text"].as_str().expect("a text").is_empty());
        assert!(levels.contains(&rule["defaultConfiguration"]["level"].as_str().expect("a level")), "{rule:#}");
        assert!(
            ["error", "warning", "recommendation"]
                .contains(&rule["properties"]["problem.severity"].as_str().expect("a word"))
        );
        assert!((1..=10).contains(&rule["properties"]["tags"].as_array().expect("a list").len()));
    }
    assert!(results(&sarif).len() > 4, "{sarif:#}");
    for result in results(&sarif) {
        assert!(levels.contains(&result["level"].as_str().expect("a level")), "{result:#}");
        let rule = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("a small one");
        assert_eq!(rules[rule]["id"], result["ruleId"]);
        assert_eq!(result["locations"].as_array().map(Vec::len), Some(1));
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(
            ["startLine", "startColumn", "endLine", "endColumn"].iter().all(|name| region[name].is_u64()),
            "{region}"
        );
        assert!(
            result["partialFingerprints"]["primaryLocationLineHash"].as_str().is_some_and(|hash| hash.contains(':'))
        );
    }
}

#[test]
fn rules_are_the_same_whatever_is_found() {
    assert_eq!(sarif("# Only words\n")["runs"][0]["tool"], sarif(&many())["runs"][0]["tool"]);
}

#[test]
fn a_question_is_a_note_that_says_so() {
    let sarif = sarif(&many());
    let question =
        results(&sarif).iter().find(|result| result["ruleId"] == "import/declared-count").expect("it is asked");
    assert_eq!((&question["level"], &question["properties"]["severity"]), (&"note".into(), &"question".into()));
    assert!(question.get("kind").is_none());
}

#[test]
fn a_related_place_is_linked_and_text_of_a_source_is_not() {
    let entry = "- [a \\[b\\]\\(https://evil.example\\) \\\\](https://example.org/x) – One.\n";
    let sarif = sarif(&format!("# T\n\n{entry}{entry}"));
    let twice =
        results(&sarif).iter().find(|result| result["ruleId"] == "resolve/repeated-address").expect("it is twice");
    let text = twice["message"]["text"].as_str().expect("a text");
    assert_eq!(twice["relatedLocations"][0]["id"], 0);
    assert!(text.contains("\n[first here](0)"), "{text}");
    assert!(text.contains(r"\[b\](https://evil.example) \\"), "{text}");
}

#[test]
fn what_a_comment_silences_is_not_in_sarif() {
    let silenced = sarif(&format!("# T\n\n<!-- aisec disable-next-line mojibake -->\n{GARBLED}"));
    assert!(results(&silenced).is_empty(), "{silenced:#}");
}

#[test]
fn sarif_names_a_file_by_a_relative_uri_in_normal_form() {
    let sarif = sarif(GARBLED);
    let location = &sarif["runs"][0]["artifacts"][0]["location"];
    assert_eq!((&location["uri"], &location["uriBaseId"]), (&"a%20b%2541/li%3Ast.md".into(), &"%SRCROOT%".into()));
    assert!(sarif["runs"][0]["originalUriBaseIds"].get("%SRCROOT%").is_some());
}

#[test]
fn fingerprints_stay_when_lines_move_and_differ_within_a_run() {
    let prints = |text: &str, print: &str| -> Vec<String> {
        let sarif = sarif(text);
        let garbled = results(&sarif).iter().filter(|result| result["ruleId"] == "import/mojibake");
        garbled.map(|result| result["partialFingerprints"][print].to_string()).collect()
    };
    let twice = format!("{GARBLED}{GARBLED}");
    for print in ["aisecFinding/v1", "primaryLocationLineHash"] {
        let before = prints(&twice, print);
        assert_eq!(before, prints(&format!("# Title\n\nMore words.\n\n{twice}"), print));
        assert_eq!(before.len(), 2);
        assert_ne!(before[0], before[1]);
    }
}

#[test]
fn sarif_keeps_the_most_severe_where_a_host_would_refuse_more() {
    let found = |code: Code| Diagnostic::new(code, "m").at("list", 0..1);
    let notes = (0..25_000).map(|_| found(Code::TrailingSpaces));
    let all: Vec<Diagnostic> = notes.chain((0..10).map(|_| found(Code::MalformedRow))).collect();
    let sarif: Value = serde_json::from_str(&written("a", &all, &[], FindingsFormat::Sarif)).expect("it is JSON");
    assert_eq!(results(&sarif).len(), 25_000);
    assert_eq!(results(&sarif).iter().filter(|result| result["level"] == "error").count(), 10);
    let told = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(
        told.as_str().is_some_and(|told| told.starts_with("10 findings, the least severe, are left out")),
        "{told}"
    );
}

#[test]
fn a_result_with_very_many_places_has_as_many_as_are_shown() {
    let (schemas, schema) = schema();
    let found = Diagnostic::new(Code::RepeatedAddress, "m").at("list", 0..1);
    let found = (0..300).fold(found, |found, _| found.related("list", 0..1, "here"));
    let sarif: Value = serde_json::from_str(&written("a", &[found], &[], FindingsFormat::Sarif)).expect("it is JSON");
    schemas.validate(&sarif, schema).expect("it is valid");
    assert_eq!(results(&sarif)[0]["relatedLocations"].as_array().map(Vec::len), Some(100));
    assert!(results(&sarif)[0]["message"]["text"].as_str().is_some_and(|text| text.contains("… and 200 more places")));
}

/// GitHub refuses a comment of more than 65,536 characters.
#[test]
fn markdown_fits_into_a_comment_and_counts_what_it_leaves_out() {
    const HOSTILE: &str = "@<&|[`*_\u{202E}字";
    let long = HOSTILE.repeat(300);
    for count in [1, 40, 5000] {
        let found = |number: usize| {
            let severity = Severity::ALL[number % 4];
            let found = Diagnostic { severity, ..Diagnostic::new(Code::Mojibake, long.clone()) };
            let found = (0..60).fold(found.at("list", 0..1), |found, _| found.related("list", 0..1, long.clone()));
            (0..60).fold(found.help(long.clone()), |found, _| found.note(long.clone()))
        };
        let all: Vec<Diagnostic> = (0..count).map(found).collect();
        let refused = vec![long.clone(); count];
        let markdown = written("a", &all, &refused, FindingsFormat::Markdown);
        assert!(markdown.chars().count() <= 65_536, "{} characters of {count} findings", markdown.chars().count());
        let items = markdown.lines().filter(|line| line.starts_with("- ") || line.starts_with("> ")).count();
        let left_out =
            markdown.lines().filter_map(|line| line.strip_prefix("… and ")?.strip_suffix(" more, left out here"));
        let left_out: usize = left_out.map(|number| number.parse::<usize>().expect("a number")).sum();
        assert_eq!(items + left_out, 2 * count);
    }
}
