//! What hostile or huge input costs: each of these stalls for minutes where something is quadratic, and a command that
//! stalls fails at the deadline of `Workspace::run`.

use crate::command::Workspace;
use aisec_graph::catalog::ImportedList;
use aisec_graph::diagnostic::{Checked, Code};
use aisec_graph::import;
use aisec_graph::source::{SourceId, SourceText};

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn checked(name: &str, text: &str) {
    let workspace = Workspace::new();
    workspace.write(name, text);
    for format in ["text", "sarif"] {
        let outcome = workspace.run(["check", name, "--format", format]);
        assert!(matches!(outcome.status, Some(0 | 1)), "{}", outcome.stderr);
    }
}

fn source(text: String) -> SourceText {
    SourceText::new(SourceId::from_path("a.md".as_ref()), "a.md", text)
}

fn of_code(read: &Checked<ImportedList>, code: Code) -> usize {
    read.diagnostics.iter().filter(|found| found.code == code).count()
}

#[test]
fn a_title_of_many_sentences_is_read_in_one_pass() {
    checked("dots.md", &format!("- {}[[paper]](https://a.org)\n", "a.".repeat(300_000)));
}

#[test]
fn brackets_in_brackets_are_read_in_one_pass() {
    checked("brackets.md", &format!("- {}a{}\n", "[".repeat(60_000), "](https://a.org)".repeat(60_000)));
}

#[test]
fn many_links_in_each_cell_of_a_row_are_accounted_for_in_one_pass() {
    let links = "[a](https://a.org)".repeat(100_000);
    checked("row.md", &format!("| Other | Link | Name |\n|---|---|---|\n| {links} | {links} | [N](https://n.org) |\n"));
}

#[test]
fn groups_in_groups_are_told_apart_as_far_as_real_lists_go() {
    let group =
        |number| format!("<details><summary>Group {number}</summary>\n\n- [A{number}](https://a.org/{number})\n\n");
    checked("groups.md", &numbered(4_000, group));
    let text = numbered(70, group);
    let end = "</details>\n\n".repeat(10);
    let read = import::list(&source(format!("{text}{end}{}", numbered(10, group))));
    let depths: Vec<usize> = read.value.entries.iter().map(|entry| entry.section.len()).collect();
    assert_eq!(depths[..3], [1, 2, 3]);
    assert_eq!(depths[62..72], [63, 64, 64, 64, 64, 64, 64, 64, 61, 62]);
    assert_eq!(of_code(&read, Code::BeyondLimit), 2, "once where the 65th group opens, each time");
}

#[test]
fn two_names_of_many_words_are_compared_word_by_word() {
    let name = |from: usize| numbered(20_000, |number| format!("w{} ", number + from));
    checked("names.md", &format!("- [{}](https://a.org)\n- [{}](https://a.org)\n", name(0), name(20_000)));
}

#[test]
fn many_findings_in_one_long_line_are_told() {
    checked("line.md", &"- [a](https://a.org) \u{200B}b ".repeat(20_000));
}

#[test]
fn no_link_is_lost_in_a_table_wider_than_columns_are_told_apart() {
    let cell = |number: usize| format!("<td colspan=64><a href='https://a.org/{number}'>A{number}</a></td>");
    let html = format!("<table><tr>{}</tr></table>\n", numbered(1_500, cell));
    let pipes = numbered(1_500, |number| format!("|[A{number}](https://a.org/{number})"));
    let pipes = format!("{}\n{}\n{pipes}\n", "|a".repeat(1_500), "|-".repeat(1_500));
    for text in [html, pipes] {
        let read = import::list(&source(text));
        assert_eq!(read.value.links.len(), 1_500);
        assert_eq!(of_code(&read, Code::BeyondLimit), 1);
    }
    let fitting = format!("{}\n{}\n{}\n", "|a".repeat(1_000), "|-".repeat(1_000), "|[A](https://a.org)".repeat(1_000));
    assert_eq!(of_code(&import::list(&source(fitting)), Code::BeyondLimit), 0);
}

#[test]
fn a_long_chain_of_decisions_is_followed() {
    let rows = numbered(15_000, |number| {
        let (one, other) = (format!("https://a.org/{number}"), format!("https://a.org/{}", number + 1));
        format!("{one}\tskos:exactMatch\t{other}\tsemapv:ManualMappingCuration\t2026\tme\thttps://example.org/\n")
    });
    let head = "#curie_map:\n#  skos: http://www.w3.org/2004/02/skos/core#\n\
                #  aisec-id: https://w3id.org/aisec-graph/id/\n#mapping_set_id: https://example.org/s\n\
                #subject_source: aisec-id:resource\nsubject_id\tpredicate_id\tobject_id\t\
                mapping_justification\tmapping_date\treviewer_label\tsee_also\n";
    checked("chain.sssom.tsv", &format!("{head}{rows}"));
}

#[test]
fn many_listings_of_one_thing_are_paired() {
    let side = |word: &str| numbered(4_000, |number| format!("## S{number}\n- [a](https://a.org) - {word}{number}.\n"));
    let workspace = Workspace::new();
    workspace.write("old.md", format!("# L\n{}", side("old")));
    workspace.write("new.md", format!("# L\n{}", side("new")));
    let outcome = workspace.run(["diff", "old.md", "new.md"]);
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
}
