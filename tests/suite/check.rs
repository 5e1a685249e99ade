//! `aisec check` where transcripts do not reach: schemas, bytes, permissions, hostile text.

use super::command::Workspace;
use aisec_graph::diagnostic::{Code, Diagnostic, fixed};
use boon::{Compiler, Schemas};
use proptest::prelude::*;
use serde_json::Value;
use std::fs;

const GARBLED: &str = "- [Two](https://example.org/two) – Scans â€” twice.\n";

/// The findings of a text in a format.
fn report(text: &str, format: &str) -> Value {
    let workspace = Workspace::new();
    workspace.write("a b%41/li:st.md", text);
    let outcome = workspace.run(["check", "a b%41/li:st.md", "--format", format]);
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {}", outcome.stdout))
}

#[test]
fn sarif_is_valid_by_the_schema_of_the_standard() {
    let schema: Value = serde_json::from_str(include_str!("../schemas/sarif-2.1.0.json")).expect("the schema is JSON");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("sarif.json", schema).expect("the schema is added once");
    let schema = compiler.compile("sarif.json", &mut schemas).expect("the schema is a schema");
    let many = format!("# T\n\n{GARBLED}- *No* – one.\n- [One](#nowhere)\n");
    for text in [GARBLED, "", "# Only words\n", &many] {
        let sarif = report(text, "sarif");
        schemas.validate(&sarif, schema).unwrap_or_else(|error| panic!("{text:?}: {error:#}\n{sarif:#}"));
    }
    let mut broken = report(GARBLED, "sarif");
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0.into();
    assert!(schemas.validate(&broken, schema).is_err(), "the schema refuses nothing");
}

#[test]
fn sarif_names_a_file_by_a_relative_uri() {
    let sarif = report(GARBLED, "sarif");
    let location = &sarif["runs"][0]["artifacts"][0]["location"];
    assert_eq!(location["uri"], "a%20b%2541/li%3Ast.md");
    assert!(sarif["runs"][0]["originalUriBaseIds"].get(location["uriBaseId"].as_str().expect("a name")).is_some());
}

#[test]
fn fingerprints_stay_when_lines_move_and_differ_within_a_run() {
    let prints = |text: &str| -> Vec<String> {
        let sarif = report(text, "sarif");
        let results = sarif["runs"][0]["results"].as_array().expect("a list").clone();
        let garbled = results.iter().filter(|result| result["ruleId"] == "import/mojibake");
        garbled.map(|result| result["partialFingerprints"].to_string()).collect()
    };
    let twice = format!("{GARBLED}{GARBLED}");
    let before = prints(&twice);
    assert_eq!(before, prints(&format!("# Title\n\nMore words.\n\n{twice}")));
    assert_eq!(before.len(), 2);
    assert_ne!(before[0], before[1]);
}

#[test]
fn json_counts_bytes_in_the_file_and_columns_in_characters() {
    let place = |text: &str| report(text, "json")["findings"][0]["place"].clone();
    let (plain, marked) = (place(GARBLED), place(&format!("\u{FEFF}{GARBLED}")));
    assert_eq!(plain["start"]["byte"].as_u64(), GARBLED.find('â').map(|at| at as u64));
    assert_eq!(marked["start"]["byte"].as_u64(), plain["start"]["byte"].as_u64().map(|byte| byte + 3));
    assert_eq!(
        (&marked["start"]["line"], &marked["start"]["column"]),
        (&plain["start"]["line"], &plain["start"]["column"])
    );
    assert_eq!(plain["start"]["column"], 42);
}

#[test]
fn a_finding_beside_an_embedded_source_names_only_places_that_were_checked() {
    let list = "| Tool | Description | Risk |\n|--|--|--|\n\
                | [AIF360](https://github.com/Trusted-AI/AIF360) | Measures bias. | R4-Security |\n\n\
                ## Concern of Security in Data Layer\n- **Data Collection (Dynamic Phase)**\n  - **Risks:**\n\
                \x20   - **Annotation Errors:** Wrong labels. **(R4-Security)**\n";
    let findings = report(list, "json")["findings"].clone();
    let of_labels = |found: &&Value| found["code"] == "resolve/label-against-review";
    let found = findings.as_array().expect("a list").iter().find(of_labels).expect("the label is asked about").clone();
    assert!(found["related"].as_array().expect("a list").iter().all(|place| place["path"] == "a b%41/li:st.md"));
}

#[test]
fn mending_keeps_byte_order_mark_line_ends_and_permissions() {
    let workspace = Workspace::new();
    let text = "\u{FEFF}# Tools\r\n\r\n- [Two](https://example.org/two) – Scans â€” twice.\r\n- [Three](https://example.org/3)";
    let path = workspace.write("tools.md", text);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("our own file");
    }
    let outcome = workspace.run(["check", "tools.md", "--fix"]);
    assert_eq!(outcome.status, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    let mended = fs::read_to_string(&path).expect("it is UTF-8 still");
    assert_eq!(mended, text.replace("â€”", "—"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
    }
    let again = workspace.run(["check", "tools.md", "--fix"]);
    assert!(again.stderr.contains("nothing to mend"), "{}", again.stderr);
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed_and_one_that_is_named_is() {
    let workspace = Workspace::new();
    let outside = workspace.write("outside.md", GARBLED);
    workspace.write("lists/own.md", GARBLED);
    std::os::unix::fs::symlink(&outside, workspace.path("lists/link.md")).expect("a writable folder");
    std::os::unix::fs::symlink(workspace.work(), workspace.path("lists/loop")).expect("a writable folder");
    workspace.run(["check", "lists", "--fix"]);
    assert_eq!(workspace.read("outside.md"), GARBLED.as_bytes());
    assert_ne!(workspace.read("lists/own.md"), GARBLED.as_bytes());
    workspace.run(["check", "lists/link.md", "--fix"]);
    assert!(workspace.path("lists/link.md").is_symlink());
    assert_ne!(workspace.read("outside.md"), GARBLED.as_bytes());
}

#[test]
fn a_file_that_cannot_be_read_whole_is_not_touched() {
    let workspace = Workspace::new();
    let mut bytes = GARBLED.as_bytes().to_vec();
    bytes.push(0xE9);
    workspace.write("latin.md", &bytes);
    let outcome = workspace.run(["check", "latin.md", "--fix"]);
    assert_eq!(outcome.status, Some(3), "{}", outcome.stderr);
    assert_eq!(workspace.read("latin.md"), bytes);
}

#[test]
fn nothing_hostile_reaches_the_terminal_from_any_place_of_a_finding() {
    let workspace = Workspace::new();
    let hostile = "\u{1b}[31m\u{202e}\u{200b}\u{e0041}\u{9b}";
    let text =
        format!("{hostile}# T{hostile}\n\n- *N{hostile}* – d{hostile} â€” {hostile}\n\t- [a{hostile}](#x{hostile})\n");
    workspace.write("list.md", text);
    for format in ["text", "markdown"] {
        let outcome = workspace.run(["check", "list.md", "--format", format]);
        assert!(outcome.stdout.contains("import/"), "{}", outcome.stdout);
        let active = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202A}'..='\u{202E}');
        assert!(!outcome.stdout.contains(active), "{:?}", outcome.stdout);
    }
}

#[test]
fn a_very_long_line_is_cut_around_what_is_meant() {
    let workspace = Workspace::new();
    let text = format!("- [Two](https://example.org/two) – {}â€”{}\n", "数据".repeat(50_000), " more".repeat(50_000));
    workspace.write("long.md", text);
    let outcome = workspace.run(["check", "long.md"]);
    let line = outcome.stdout.lines().find(|line| line.starts_with("1 |")).expect("the line is shown");
    assert!(line.contains("数据â€” more") && line.chars().count() < 100, "{line}");
    assert!(outcome.stdout.contains("long.md:1:100036"), "{}", outcome.stdout);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// Whatever the edits are, all bytes outside those that were made stay, in order.
    #[test]
    fn bytes_outside_edits_stay(
        text in "[a-cé—\r\n ]{0,40}",
        edits in proptest::collection::vec((0usize..60, 0usize..6, "[X-Z]{0,3}"), 0..8),
    ) {
        let found: Vec<Diagnostic> = edits
            .iter()
            .map(|(start, length, new)| Diagnostic::new(Code::Mojibake, "m").at("s", 0..0).fix(*start..*start + *length, new.as_str()))
            .collect();
        let fixed = fixed(&text, &found);
        // Replacements are of letters the text has none of: what else is there came from the text.
        let rest: String = fixed.text.chars().filter(|c| !('X'..='Z').contains(c)).collect();
        let mut kept = rest.chars();
        let mut next = kept.next();
        for c in text.chars() {
            if next == Some(c) {
                next = kept.next();
            }
        }
        prop_assert_eq!(next, None, "{:?} is not a part of {:?}", rest, text);
        let largest: usize = edits.iter().map(|(_, length, _)| *length).sum();
        prop_assert!(rest.len() + largest >= text.len());
        prop_assert!(fixed.mended <= found.len());
    }
}
