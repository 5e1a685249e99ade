//! `aisec check` where transcripts do not reach: schemas, bytes, permissions, hostile text.

use super::command::Workspace;
use aisec_graph::diagnostic::{Code, Diagnostic, fixed};
use aisec_graph::vocab::turns_text;
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
fn json_has_the_members_that_are_promised_and_no_other() {
    let names = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let document = report(&format!("{GARBLED}{GARBLED}"), "json");
    assert_eq!(names(&document), ["version", "tool", "summary", "sources", "refused", "findings"]);
    assert_eq!(document["version"], 1);
    assert_eq!(names(&document["tool"]), ["name", "version"]);
    assert_eq!(names(&document["summary"]), ["sources", "error", "warning", "question", "note"]);
    let findings = document["findings"].as_array().expect("a list");
    for finding in findings {
        assert_eq!(names(finding), ["code", "severity", "message", "place", "related", "notes", "help", "fix", "more"]);
        assert_eq!(names(&finding["place"]), ["path", "start", "end"]);
        assert_eq!(names(&finding["place"]["start"]), ["line", "column", "byte"]);
    }
    let related = findings.iter().find_map(|finding| finding["related"].get(0)).expect("one is listed twice");
    assert_eq!(names(related), ["path", "start", "end", "label"]);
    let edit = findings.iter().find_map(|finding| finding["fix"].get(0)).expect("one can be mended");
    assert_eq!(names(edit), ["place", "replacement"]);
}

#[test]
fn a_flood_of_one_code_does_not_bury_the_others() {
    let workspace = Workspace::new();
    let titles: String = (0..3000).map(|number| format!("- *Title {number}* – words\n")).collect();
    workspace.write("flood.md", format!("# T\n\n{titles}{GARBLED}"));
    let shown = |arguments: &[&str]| {
        let outcome = workspace.run(["check", "flood.md"].iter().chain(arguments));
        assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
        (outcome.stdout.matches("[import/entry-without-url]").count(), outcome.stdout)
    };
    let (count, text) = shown(&[]);
    assert_eq!(count, 50);
    assert!(text.contains("[import/mojibake]"), "{text}");
    assert!(
        text.contains("… and 2,950 more of import/entry-without-url; `--max-per-code all` shows every one"),
        "{text}"
    );
    assert!(text.ends_with("1 warning, 3,000 notes in 1 source; `--fix` mends 1\n"), "{text}");
    assert_eq!(shown(&["--max-per-code", "7"]).0, 7);
    assert_eq!(shown(&["--max-per-code", "all"]).0, 3000);
    let json = workspace.run(["check", "flood.md", "--format", "json"]).stdout;
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(3001));
}

#[test]
fn findings_of_a_code_past_the_limit_are_counted_whoever_makes_them() {
    let workspace = Workspace::new();
    let entries: String =
        (0..10_100).map(|number| format!("- [A{number} B](https://a.org/{number}?gclid=1)\n")).collect();
    let twice = format!("# L\n\n## T\n{entries}\n## U\n{entries}");
    workspace.write("flood.md", &twice);
    let text = workspace.run(["check", "flood.md"]).stdout;
    assert!(text.ends_with("20,200 warnings, 10,100 notes in 1 source; `--fix` mends at least 10,000\n"), "{text}");
    let json = workspace.run(["check", "flood.md", "--format", "json"]).stdout;
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    let findings = json["findings"].as_array().expect("a list");
    let of = |code: &str| findings.iter().filter(|found| found["code"] == code).collect::<Vec<_>>();
    let (tracking, again) = (of("resolve/tracking-parameters"), of("resolve/repeated-address"));
    assert_eq!((tracking.len(), again.len()), (10_001, 10_001));
    let last = tracking.last().expect("there is one");
    assert_eq!(
        (&last["more"], &last["message"]),
        (&Value::from(10_200), &"10200 more findings like this are not shown".into())
    );
    assert_eq!(last["place"]["start"]["line"], 20_205);
    assert_eq!(json["summary"]["warning"], 20_200);
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

/// What turns text is in the set of every sink and of the importer.
#[test]
fn what_turns_text_is_escaped_replaced_dropped_and_told() {
    let turning: Vec<char> = ('\0'..=char::MAX).filter(|&c| turns_text(c)).collect();
    assert!(turning.contains(&'\u{202E}') && turning.contains(&'\u{200B}'), "{turning:?}");
    let entries = turning.iter().map(|c| format!("- [a{c}b](https://example.org/{:x}) – Words.\n", u32::from(*c)));
    let text: String = entries.collect();
    let workspace = Workspace::new();
    workspace.write("list.md", &text);
    for format in ["text", "markdown"] {
        let outcome = workspace.run(["check", "list.md", "--format", format]);
        assert!(!outcome.stdout.contains(turns_text), "{:?}", outcome.stdout);
        assert_eq!(outcome.stdout.matches("import/hidden-characters").count(), turning.len(), "{}", outcome.stdout);
    }
    let links = workspace.run(["check", "list.md", "--links"]).stdout;
    assert_eq!(links.lines().filter(|line| line.ends_with(" ab")).count(), turning.len(), "{links}");
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

#[test]
fn one_long_address_does_not_lengthen_the_rows_of_all_links() {
    let workspace = Workspace::new();
    let list = format!("- [a](https://a.org/{})\n{}", "a".repeat(20_000), "- [b](https://b.org)\n".repeat(500));
    workspace.write("list.md", &list);
    let links = workspace.run(["check", "list.md", "--links"]).stdout;
    assert!(links.contains(&"a".repeat(20_000)), "the address is cut");
    let rows = links.lines().filter(|row| row.contains("https://b.org"));
    assert!(rows.clone().count() == 500 && rows.map(str::len).all(|length| length < 1_000), "rows are filled up");
}
