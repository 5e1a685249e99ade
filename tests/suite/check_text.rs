//! What `aisec check` prints for people: how much, how wide, and what with `-q` and `-v`.

use super::command::{Outcome, Workspace};

/// Six lines with a space at the end, and a garbled one.
fn list() -> String {
    let entries: String = (1..=6).map(|number| format!("- [T{number}](https://t.org/{number}) – Scans. \n")).collect();
    entries + "- [Two](https://two.org) – Scans â€” twice.\n"
}

fn check(arguments: &[&str]) -> Outcome {
    let workspace = Workspace::new();
    workspace.write("l.md", list());
    workspace.run(["check", "l.md"].iter().chain(arguments))
}

#[test]
fn after_three_of_a_code_in_a_file_the_rest_has_a_line_each() {
    let text = check(&[]).stdout;
    assert_eq!(text.matches("= help: delete it").count(), 3, "{text}");
    let line =
        |number: usize| format!("\nl.md:{number}:33: note[import/trailing-spaces]: white space at the end of the line");
    assert!(text.contains(&format!("\n{}{}{}\n\nwarning[import/mojibake]", line(4), line(5), line(6))), "{text}");
    let verbose = check(&["-v"]).stdout;
    assert_eq!(verbose.matches("= help: delete it").count(), 6, "{verbose}");
}

#[test]
fn short_is_a_line_for_each_finding_and_nothing_else() {
    let outcome = check(&["--format", "short"]);
    assert_eq!(outcome.status, Some(1));
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 7, "{}", outcome.stdout);
    assert_eq!(lines[6], "l.md:7:34: warning[import/mojibake]: `â€”` is UTF-8 read as Windows-1252");
}

#[test]
fn quiet_is_why_the_check_fails() {
    let summary = "1 warning, 6 notes in 1 source; `--fix` mends 7\n";
    let reason = "l.md:7:34: warning[import/mojibake]: `â€”` is UTF-8 read as Windows-1252\n";
    assert_eq!(check(&["-q"]).stdout, format!("{reason}\n{summary}"));
    assert_eq!(check(&["-q", "--format", "short"]).stdout, reason);
    let all = check(&["-q", "--fail-on", "note"]).stdout;
    assert_eq!(all.lines().filter(|line| line.contains("trailing-spaces")).count(), 6, "{all}");
    for sound in [&["--severity", "mojibake=note"][..], &["--fail-on", "never"]] {
        let short = check(&[&["-q", "--format", "short"], sound].concat());
        assert_eq!((short.status, short.stdout.as_str()), (Some(0), ""));
        let text = check(&[&["-q"], sound].concat());
        assert_eq!((text.status, text.stdout.lines().count()), (Some(0), 1), "{}", text.stdout);
    }
    assert!(check(&["-q", "--format", "json"]).stdout.contains("trailing-spaces"));
}

#[test]
fn what_is_written_to_a_file_is_summed_up_unless_quiet() {
    let summed_up = check(&["-o", "f.sarif"]);
    assert_eq!(summed_up.stderr, "wrote f.sarif: 1 warning, 6 notes in 1 source; `--fix` mends 7\n");
    assert_eq!(check(&["-q", "-o", "f.sarif"]).stderr, "");
}

#[test]
fn a_word_that_no_line_holds_is_cut() {
    let workspace = Workspace::new();
    let address = format!("https://github.com/leondz/garak/tree/main/{}", "a".repeat(1500));
    workspace.write("l.md", format!("- [Two]({address}?utm_source=x) – Scans.\n"));
    for arguments in [&["--format", "text"][..], &["--format", "short"]] {
        let text = workspace.run(["check", "l.md"].iter().chain(arguments)).stdout;
        assert!(text.contains("resolve/tracking-parameters"), "{text}");
        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest < Some(300), "{longest:?}: {text}");
    }
}

#[test]
fn markdown_has_what_is_quoted_as_code() {
    let workspace = Workspace::new();
    workspace.write("l.md", "<a id=\"x\"></a>\n\n- [Two](https://two.org) – Scans. </b>\n- [*T*](#nowhere_`@x`)\n");
    let text = workspace.run(["check", "l.md", "--format", "markdown"]).stdout;
    assert!(text.contains("`#nowhere_"), "{text}");
    assert!(!text.contains("\\`#nowhere"), "{text}");
}

#[test]
fn a_folder_is_no_source_of_a_graph() {
    let workspace = Workspace::new();
    workspace.write("lists/l.md", list());
    let outcome = workspace.run(["build", "--only", "lists"]);
    assert_eq!(outcome.status, Some(7));
    assert!(
        outcome.stderr.contains("lists is a folder, not a file\n  help: name its lists, as in `lists/*.md`"),
        "{}",
        outcome.stderr
    );
}
