//! What hostile or huge input costs: each of these stalls for minutes where something is quadratic, and a command that
//! stalls fails at the deadline of `Workspace::run`. That cost is in proportion to length is told by ratios, which no
//! machine's speed changes.

use crate::command::Workspace;
use aisec_graph::catalog::{ImportedList, LinkClass};
use aisec_graph::diagnostic::{Checked, Code};
use aisec_graph::import;
use aisec_graph::source::{SourceId, SourceText};
use std::time::Duration;

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

/// The target of each link, where it starts in its part and its length, in a text made of like parts of that length.
fn accounts(read: &Checked<ImportedList>, part: usize) -> Vec<(&str, usize, usize)> {
    let links = read.value.links.iter();
    links.map(|link| (read.value.target(link), link.span.start % part, link.span.end - link.span.start)).collect()
}

/// A text made of so many like parts.
type Shape = fn(usize) -> String;

/// Hostile shapes: what one is, so many parts that they take a while, and the text of them.
const SHAPES: [(&str, usize, Shape); 14] = [
    ("sentences of a title", 30_000, |n| format!("- {}[[paper]](https://a.org)\n", "a.".repeat(n))),
    ("brackets in brackets", 4_000, |n| format!("- {}a{}\n", "[".repeat(n), "](https://a.org)".repeat(n))),
    ("brackets of a description", 20_000, |n| {
        format!("- [a](https://a.org) - {}{} [code](https://b.org)\n", "(".repeat(n), ")".repeat(n))
    }),
    ("items in details", 10_000, |n| format!("{}\n\n{}", "<details>".repeat(n), "- [a](https://a.org)\n".repeat(n))),
    ("open parentheses", 60_000, |n| format!("- **A** {}\n", "(".repeat(n))),
    ("hosts that are none", 10_000, |n| format!("- {}\n", "_www.a_".repeat(n))),
    ("parentheses after an address", 60_000, |n| format!("- https://a.org/{}\n", ")".repeat(n))),
    ("addresses in one line", 3_000, |n| format!("- {}\n", "(www.a.org) ".repeat(n))),
    ("addresses of a picture", 4_000, |n| format!("<img srcset='{}'>\n", "https://a.org/b 2x, ".repeat(n))),
    ("links of a cell", 2_000, |n| format!("| Name | Link |\n|-|-|\n| a | {} |\n", "[a](https://a.org)".repeat(n))),
    ("items of a legend", 4_000, |n| numbered(n, |number| format!("- **A{number}**: b\n"))),
    ("findings in a line", 2_000, |n| "- [a](https://a.org) \u{200B}b ".repeat(n)),
    ("groups in groups", 500, |n| numbered(n, |number| format!("<details><summary>G {number}</summary>\n\n"))),
    ("blocks below a layer", 4_000, |n| format!("## Data Layer\n{}", "- [a](https://a.org)\n\nb\n\n".repeat(n))),
];

/// The least processor time that two texts take, tried until one takes less than `most` times that of the other,
/// `attempts` times at most: what else the machine does lengthens some attempts, never all.
fn times(one: &SourceText, other: &SourceText, most: u32, attempts: usize) -> (Duration, Duration) {
    let time = |source: &SourceText| {
        let start = processor_time();
        let read = import::linted_list(source);
        let time = processor_time().saturating_sub(start);
        drop(read);
        time
    };
    let mut least = (Duration::MAX, Duration::MAX);
    for _ in 0..attempts {
        least = (least.0.min(time(one)), least.1.min(time(other)));
        if least.1 < least.0 * most {
            break;
        }
    }
    least
}

/// Time of the processor spent by this thread, which reads lists of these lengths alone.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

#[test]
fn four_times_the_text_costs_no_more_than_eight_times_as_much() {
    for (shape, parts, text) in SHAPES {
        let (one, other) = times(&source(text(parts)), &source(text(4 * parts)), 8, 20);
        assert!(other < one * 8, "{shape}: {one:?} for {parts}, {other:?} for four times as many");
    }
}

#[test]
fn a_title_of_many_sentences_is_read_in_one_pass() {
    checked("dots.md", &format!("- {}[[paper]](https://a.org)\n", "a.".repeat(300_000)));
}

/// The byte at which a limit is passed first.
fn first_beyond(read: &Checked<ImportedList>) -> usize {
    let found = read.diagnostics.iter().find(|found| found.code == Code::BeyondLimit).expect("a limit is passed");
    found.place.as_ref().expect("it has a place").bytes.start
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
fn no_link_is_lost_in_a_line_that_is_read_in_pieces() {
    let address = |number: usize| format!("https://a.org/{number}");
    for start in ["", "- ", "| Name |\n|-|\n| "] {
        let links = numbered(60_000, |number| format!("[A{number}]({})", address(number)));
        let read = import::list(&source(format!("{start}{links}\n")));
        let is_there =
            |(number, link): (usize, &aisec_graph::catalog::LinkAccount)| read.value.target(link) == address(number);
        assert!(read.value.links.len() == 60_000 && read.value.links.iter().enumerate().all(is_there), "{start}");
        assert!((1..=8).contains(&of_code(&read, Code::BeyondLimit)), "{start}");
        let cut = first_beyond(&read) - start.rfind('\n').map_or(0, |end| end + 1);
        assert!(
            read.diagnostics.iter().any(|found| found.message.starts_with(&format!("after {cut} bytes "))),
            "{cut}"
        );
    }
}

#[test]
fn no_link_of_several_words_is_lost_in_a_line_that_is_read_in_pieces() {
    let text = "some words ".repeat(10);
    let links = [
        format!("[Alpha {text}](https://e/N), "),
        format!("[![Alpha {text}](https://e/i.png) {text}](https://e/N 'a {text}') and "),
        format!("[Alpha `{text} ] {text}`](https://e/N) `{text} [no link](https://e/x)` <https://e/M> "),
        format!("<a title='{text}' href='https://e/N'>Alpha {text}</a>, "),
    ];
    for link in links {
        let read = |times: usize| import::list(&source(format!("{}\n", link.repeat(times))));
        let (few, many) = (read(100), read(12_000));
        assert!(accounts(&few, link.len()).repeat(120) == accounts(&many, link.len()), "{link}");
        assert!(few.value.links.len() >= 100, "{link}");
        assert_eq!(of_code(&few, Code::BeyondLimit), 0, "{link}");
        assert!(of_code(&many, Code::BeyondLimit) > 0, "{link}");
    }
}

#[test]
fn a_line_that_is_read_in_pieces_defines_nothing() {
    // Longer than all that is parsed at once, so that definitions are looked for first.
    let line = "[b]: [x] ".repeat(300_000);
    let read = import::list(&source(format!("[x]: http://b\n\n{line}\n")));
    let targets = |class: LinkClass| {
        let links = read.value.links.iter().filter(move |link| link.class == class);
        links.map(|link| read.value.target(link)).collect::<Vec<_>>()
    };
    assert_eq!(targets(LinkClass::Definition), ["http://b"]);
    let links = targets(LinkClass::Prose);
    assert_eq!((links.len(), links.iter().find(|target| **target != "http://b")), (300_000, None));
}

#[test]
fn no_link_is_lost_in_a_table_wider_than_columns_are_told_apart() {
    let cell = |number: usize| format!("<td colspan=64><a href='https://a.org/{number}'>A{number}</a></td>");
    let html = format!("<table><tr>{}</tr></table>\n", numbered(1_500, cell));
    let pipes = numbered(1_500, |number| format!("|[A{number}](https://a.org/{number})"));
    let pipes = format!("{}\n{}\n{pipes}\n", "|a".repeat(1_500), "|-".repeat(1_500));
    // The cell whose 64 columns are not all told apart, and the 1,001st.
    let first = [html.find("<td colspan=64><a href='https://a.org/15'"), Some("|a".len() * 1_000 + 1)];
    for (text, first) in [html, pipes].into_iter().zip(first) {
        let read = import::list(&source(text));
        assert_eq!(read.value.links.len(), 1_500);
        assert_eq!(of_code(&read, Code::BeyondLimit), 1);
        assert_eq!(Some(first_beyond(&read)), first);
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
