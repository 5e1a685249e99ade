//! What is odd about an entry beside another, or beside what was reviewed.

use super::transcript::source;
use aisec_graph::catalog::IdentityDecision;
use aisec_graph::diagnostic::{Diagnostic, Severity};
use aisec_graph::import;
use aisec_graph::resolve::{Imported, resolve};
use aisec_graph::source::SourceText;

const MOVES: &str = "from,to,date,evidence,note
https://github.com/old/tool,https://github.com/new/thing,,https://example.org/why,
";

/// What `resolve` finds in a list beside the moves above, as `severity[code] line:text <related lines>`.
fn found(text: &str) -> Vec<String> {
    let (list, diagnostics) = diagnostics(text, Vec::new());
    diagnostics.iter().map(|found| shown(&list, found)).collect()
}

fn diagnostics(text: &str, decisions: Vec<IdentityDecision>) -> (SourceText, Vec<Diagnostic>) {
    let list = source("list.md", text);
    let moves = import::moved(&source("moved.csv", MOVES)).expect("a table").value;
    let lists = vec![import::list(&list).value];
    let diagnostics = resolve(Imported { lists, moves, decisions, ..Imported::default() }).diagnostics;
    (list, diagnostics)
}

fn shown(list: &SourceText, found: &Diagnostic) -> String {
    let place = found.place.as_ref().expect("a place");
    let related: Vec<String> =
        found.related.iter().map(|other| list.line(other.place.bytes.start).to_string()).collect();
    let code = found.code.id().trim_start_matches("resolve/");
    let text = &list.text()[place.bytes.clone()];
    format!("{}[{code}] {}:{text} <{}>", found.severity.word(), list.line(place.bytes.start), related.join(" "))
}

/// The list after every fix of its findings.
fn fixed(text: &str) -> String {
    let (_, diagnostics) = diagnostics(text, Vec::new());
    let mut edits: Vec<_> = diagnostics.into_iter().flat_map(|found| found.fix).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.bytes.start));
    edits.into_iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.bytes, &edit.replacement);
        text
    })
}

#[test]
fn one_address_twice_is_a_warning_in_a_section_and_a_note_in_two() {
    let text = "## A\n- [One](https://a.example/x) - Is.\n- [One](https://a.example/x) - Is again.\n## B\n- [One](https://a.example/x) - Is here.\n";
    assert_eq!(
        found(text),
        ["warning[repeated-address] 3:https://a.example/x <2>", "note[repeated-address] 5:https://a.example/x <2>"]
    );
}

#[test]
fn a_thing_without_an_address_may_stand_in_two_sections() {
    assert_eq!(found("## A\n- *A Title* - Is.\n## B\n- *A Title* - Is.\n"), [""; 0]);
}

#[test]
fn a_thing_without_an_address_stands_in_a_section_once() {
    let text = "## A\n- *A Title* - Is.\n- *A Title* - Is again.\n";
    assert_eq!(found(text), ["warning[repeated-address] 3:A Title <2>"]);
}

#[test]
fn labels_that_conflict_are_one_finding_at_both_places() {
    let risks = "## Concern of Security and Privacy in Data Layer\n- **Data Collection (Dynamic Phase)**\n  - **Risks:**\n    - **One:** Is. **(R1-Security)**\n    - **Two:** Is. **(R2-Security)**\n";
    let rows = "| Tool | Description | Risk |\n|--|--|--|\n| [One](https://a.example/x) | Is. | R1-Security |\n| [One](https://a.example/x) | Is. | R2-Security |\n\n";
    assert_eq!(found(&format!("{rows}{risks}")), ["warning[conflicting-listings] 4:https://a.example/x <3>"]);
}

#[test]
fn the_order_of_labels_says_nothing() {
    let risks = "## Concern of Security and Privacy in Data Layer\n- **Data Collection (Dynamic Phase)**\n  - **Risks:**\n    - **One:** Is. **(R1-Security)**\n    - **Two:** Is. **(R2-Security)**\n";
    let rows = "| Tool | Description | Risk |\n|--|--|--|\n| [One](https://a.example/x) | Is. | R2-Security, R1-Security |\n| [One](https://a.example/x) | Is. | R1-Security, R2-Security |\n\n";
    assert_eq!(found(&format!("{rows}{risks}")), ["warning[repeated-address] 4:https://a.example/x <3>"]);
}

#[test]
fn names_that_share_no_word_are_told_where_an_address_was_copied() {
    let pair = |one: &str, other: &str| {
        let text = format!("- [{one}](https://a.example/x) - Is.\n\n## B\n- [{other}](https://a.example/x) - Is.\n");
        found(&text).iter().any(|found| found.starts_with("warning[unlike-names] 4:https://a.example/x <1>"))
    };
    assert!(pair("Sonarqube", "Nexus"));
    assert!(pair("对抗样本", "数据投毒"));
    let title = "Adaptive Attacks Break Defenses against Injection into Agents";
    assert!(
        pair(title, "Auditor: Human-Level Safety Evaluation against Agents"),
        "one word of a title and a little one"
    );
    assert!(!pair(title, "Adaptive attacks break the defenses against injection"), "a title and its beginning");
    assert!(pair("Attacks on the Web", "Maps of the World"), "little words only");
    for (one, other) in [
        ("ART", "Adversarial Robustness Toolbox"),
        ("NB Defense", "nbdefense"),
        ("PyRIT", "Microsoft PyRIT"),
        ("garak", "GARAK（扫描器）"),
        ("MLSecOps", "安全清单"),
    ] {
        assert!(!pair(one, other), "{one} and {other}");
    }
}

#[test]
fn one_name_with_two_addresses_is_a_note_until_a_decision_tells_them_apart() {
    let text = "- [DeepSec](https://github.com/a/deepsec) - Is.\n- [Deep-Sec](https://github.com/b/deepsec) - Is.\n- [deepsec](https://github.com/b/deepsec/tree/main/docs) - Is.\n";
    assert_eq!(found(text), ["note[name-with-two-addresses] 3:https://github.com/b/deepsec/tree/main/docs <1>"]);
    let text = text.replace("Deep-Sec", "DeepSec");
    assert_eq!(found(&text).len(), 2);
    let row = "#curie_map:\n#  skos: http://www.w3.org/2004/02/skos/core#\n#mapping_set_id: https://example.org/s\nsubject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tmapping_date\treviewer_label\tsee_also\nhttps://github.com/a/deepsec\tskos:exactMatch\tNot\thttps://github.com/b/deepsec\tsemapv:ManualMappingCuration\t2026\tme\thttps://example.org/\n";
    let decisions = import::identity(&source("mine.sssom.tsv", row)).expect("a table").value;
    assert_eq!(decisions.len(), 1);
    assert_eq!(diagnostics(&text, decisions).1.len(), 1);
}

#[test]
fn a_copied_address_is_not_called_a_repeated_entry_as_well() {
    let text = "- [Sonarqube](https://a.example/x) - Is.\n- [Nexus](https://a.example/x) - Is.\n";
    assert_eq!(found(text), ["warning[unlike-names] 2:https://a.example/x <1>"]);
}

#[test]
fn two_addresses_are_no_finding_under_a_name_that_is_none_and_for_a_paper_and_its_code() {
    for name in ["GitHub", "PyPi", "Project Page", "论文"] {
        let text = format!("- [{name}](https://a.example/x) - Is.\n- [{name}](https://b.example/y) - Is.\n");
        assert_eq!(found(&text), [""; 0], "{name}");
    }
    let pair = |address: &str| {
        let text = format!("- [Images](https://arxiv.org/abs/1510.05328) - Is.\n- [Images](https://{address}) - Is.\n");
        found(&text).len()
    };
    assert_eq!(
        (pair("github.com/o/images"), pair("doi.org/10.1/2"), pair("github.com/o/n/blob/main/i.pdf")),
        (0, 1, 1)
    );
}

#[test]
fn a_thing_under_sections_of_two_kinds_is_a_note() {
    let text = "## Tools\n- [One](https://a.example/x) - Is.\n## Papers\n- [One](https://a.example/x) - Is.\n";
    let expected =
        ["note[repeated-address] 4:https://a.example/x <2>", "note[unlike-section] 4:https://a.example/x <2>"];
    assert_eq!(found(text), expected);
}

#[test]
fn only_the_repository_part_of_a_moved_address_is_rewritten() {
    let text = "- [A](https://github.com/old/tool) - Is.\n- [B](http://www.github.com/Old/tool/tree/dev/docs?x=1#y) - Is.\n- [C](https://github.com/old/tool.git) - Is.\n";
    let expected = "- [A](https://github.com/new/thing) - Is.\n- [B](http://www.github.com/new/thing/tree/dev/docs?x=1#y) - Is.\n- [C](https://github.com/new/thing.git) - Is.\n";
    assert_eq!(fixed(text), expected);
    assert_eq!(fixed(expected), expected, "a second time there is nothing to mend");
    let moved = found(text).into_iter().filter(|found| found.starts_with("note[moved-resource]")).count();
    assert_eq!(moved, 3);
}

#[test]
fn tracking_parameters_go_and_nothing_else_does() {
    let text = "- [A](https://a.example/?utm_source=x&id=1&fbclid=2#part) - Is.\n- [B](https://b.example/?utm_source=x) - Is.\n- [C](https://c.example/?id=utm_source) - Is.\n- <https://d.example/?gclid=1>\n";
    let expected = "- [A](https://a.example/?id=1#part) - Is.\n- [B](https://b.example/) - Is.\n- [C](https://c.example/?id=utm_source) - Is.\n- <https://d.example/>\n";
    assert_eq!(fixed(text), expected);
    assert_eq!(found(text)[0], "warning[tracking-parameters] 1:https://a.example/?utm_source=x&id=1&fbclid=2#part <>");
}

#[test]
fn the_target_is_mended_and_a_text_that_reads_the_same_is_not() {
    let text = "- [https://a.example/?gclid=1](https://a.example/?gclid=1) - Is.\n";
    assert_eq!(fixed(text), "- [https://a.example/?gclid=1](https://a.example/) - Is.\n");
}

#[test]
fn another_spelling_and_http_beside_https_are_notes() {
    let text = "- [A](https://github.com/o/n) - Is.\n\n## B\n- [A](https://github.com/O/N/) - Is.\n\n## C\n- [A](http://github.com/o/n) - Is.\n";
    let notes: Vec<String> = found(text).into_iter().filter(|found| !found.contains("repeated-address")).collect();
    assert_eq!(
        notes,
        ["note[address-variant] 4:https://github.com/O/N/ <1>", "note[insecure-address] 7:http://github.com/o/n <1>"]
    );
}

#[test]
fn an_entry_too_many_has_one_finding_however_its_address_is_written() {
    for (one, other) in [
        ("https://a.example/x", "https://a.example/x/"),
        ("https://a.example/x", "https://www.a.example/x"),
        ("https://arxiv.org/abs/2402.04249", "https://arxiv.org/abs/2402.04249v2"),
        ("https://youtu.be/Ab_c", "https://www.youtube.com/watch?v=Ab_c&t=10s"),
    ] {
        let text = format!("## A\n- [One]({one}) - Is.\n- [One]({other}) - Is.\n");
        assert_eq!(found(&text), [format!("warning[repeated-address] 3:{other} <2>")]);
    }
}

#[test]
fn two_talks_of_one_video_and_two_places_of_one_page_are_no_slip() {
    let video = "https://www.youtube.com/watch?v=Ab_c";
    for (one, other) in [
        (format!("{video}&t=10s"), format!("{video}&t=1h0m1s")),
        (video.to_owned(), "https://youtu.be/Ab_c?start=90".to_owned()),
        (video.to_owned(), "https://youtu.be/Ab_c#t=90".to_owned()),
        ("https://a.example/guide#a".to_owned(), "https://a.example/guide#b".to_owned()),
    ] {
        let text = format!("- [Attacks]({one}) - Is.\n- [Defenses]({other}) - Is.\n- [More attacks]({one}) - Is.\n");
        let again = format!("warning[repeated-address] 3:{one} <1>");
        assert_eq!(found(&text), [again], "a part that is listed again is told");
        let text =
            format!("- [Attacks]({one}) - Is.\n- [Defenses]({other}) - Is.\n- [Defenses of it]({other}) - Is.\n");
        assert_eq!(found(&text), [format!("warning[repeated-address] 3:{other} <2>")]);
    }
    let same_second = format!("- [One]({video}&t=60s) - Is.\n- [Ones]({video}&t=1m) - Is.\n");
    assert_eq!(found(&same_second), [format!("warning[repeated-address] 2:{video}&t=1m <1>")]);
}

#[test]
fn a_label_that_a_review_denies_is_a_question_that_quotes_both() {
    let built = super::built_in::built_in();
    let questions: Vec<&Diagnostic> =
        built.diagnostics.iter().filter(|found| found.code.id() == "resolve/label-against-review").collect();
    assert_eq!(questions.len(), 37);
    assert!(questions.iter().all(|found| found.severity == Severity::Question && found.related.len() == 1));
    let garak = questions.iter().find(|found| found.message.contains("`Garak` is labelled R10-Security"));
    let garak = garak.expect("a review denies it");
    let list = built.sources.find("mlsecops").expect("it is embedded");
    let place = garak.place.as_ref().expect("a place");
    assert_eq!((&list.text()[place.bytes.clone()], list.line(place.bytes.start)), ("R10-Security", 16));
    assert!(garak.notes[0].starts_with("the list: Backdoor Attacks: "), "{:?}", garak.notes);
    assert!(garak.notes[1].starts_with("the review: A black-box prompt scanner"), "{:?}", garak.notes);
    let others = ["R17-Security", "R5-Privacy", "R8-Security"].join(", ");
    assert_eq!(garak.notes[2], format!("the review finds instead: {others}"));
}
