//! What `aisec check` prints for people: how much, how wide, and what with `-q` and `-v`.

use super::command::{Outcome, Workspace};
use aisec_graph::vocab::markdown_text;
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

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
fn addresses_in_a_comment_on_a_pull_request_lead_where_they_say() {
    let workspace = Workspace::new();
    workspace.write("l.md", "- [F](https://a.dev/p_q_r?utm_source=x#frag_a) - Is.\n- [G](www.b.dev/a_b_c) - Is.\n");
    let text = workspace.run(["check", "l.md", "--format", "markdown"]).stdout;
    assert!(text.contains("help: write <https://a.dev/p_q_r#frag_a>\n"), "{text}");
}

/// What Markdown shows, and where its links lead.
fn shown(markdown: &str) -> (String, Vec<String>) {
    let (mut text, mut links) = (String::new(), Vec::new());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.into_string()),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph | TagEnd::Link) => {}
            other => panic!("{other:?} in {markdown:?}"),
        }
    }
    (text, links)
}

#[test]
fn an_address_in_markdown_is_a_link_to_itself_or_none() {
    for (text, link) in [
        ("write https://a.dev/p_q_r#frag_a", "https://a.dev/p_q_r#frag_a"),
        ("(see http://a.dev/x_(y)).", "http://a.dev/x_(y)"),
        ("one, HTTPS://a.dev/~u/?q=[1]*2&r=3!", "HTTPS://a.dev/~u/?q=[1]*2&r=3"),
        ("](https://a.dev/x)![", "https://a.dev/x)!["),
    ] {
        let (shown, links) = shown(&markdown_text(text));
        assert_eq!((shown.as_str(), links), (text, vec![link.to_owned()]));
    }
    for text in [
        "www.a.dev/p_q_r",
        "https://a.dev/a|b",
        "https://a.dev/?x&copy;y",
        "https://a.dev/字/https://b.dev/x",
        "ftp://a.dev/a_b",
        "https://",
        r"https://a.dev/\_",
        "https://a.dev/$x$",
        "https://a.dev/cut…",
    ] {
        let written = markdown_text(text);
        assert!(!written.contains("://") && !written.contains("www."), "{written}: readers make links of it");
        assert_eq!(shown(&written), (text.to_owned(), Vec::new()));
    }
}

proptest! {
    #[test]
    fn no_text_is_markup_in_markdown(text in "x(https?://|www\\.|[a-z_*`<>&;\\[\\]()!|#$~@.:/\\\\\" ]){0,24}x") {
        let (shown, links) = shown(&markdown_text(&text));
        prop_assert_eq!(&shown, &text);
        prop_assert!(links.iter().all(|link| text.contains(link.as_str()) && link.starts_with("http")));
    }
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
