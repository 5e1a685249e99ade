//! What a lint finds in the two published lists, and what holds of findings and repairs for any text.

use crate::import_lists::fragments;
use crate::transcript::{project_file, source, upstream_file};
use aisec_graph::diagnostic::{Code, Diagnostic};
use aisec_graph::import;
use aisec_graph::source::SourceText;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use pulldown_cmark::{Event, Options, Parser};

/// Lines of the findings of one code.
fn lines(source: &SourceText, found: &[Diagnostic], code: Code) -> Vec<usize> {
    let places = found.iter().filter(|finding| finding.code == code).filter_map(|finding| finding.place.as_ref());
    places.map(|place| source.line(place.bytes.start)).collect()
}

/// The text after all repairs of the findings that `of` picks.
fn repaired(source: &SourceText, found: &[Diagnostic], of: impl Fn(Code) -> bool) -> SourceText {
    let mut edits: Vec<_> = found.iter().filter(|finding| of(finding.code)).flat_map(|finding| &finding.fix).collect();
    edits.sort_by_key(|edit| edit.bytes.start);
    assert!(edits.is_sorted_by(|a, b| a.bytes.end <= b.bytes.start), "edits overlap: {edits:?}");
    let mut text = source.text().to_owned();
    for edit in edits.into_iter().rev() {
        text.replace_range(edit.bytes.clone(), &edit.replacement);
    }
    self::source("list.md", &text)
}

#[test]
fn the_published_mlsecops_list_shows_its_faults_where_they_are() {
    let Some(source) = upstream_file("seeds/awesome-mlsecops.md") else { return };
    let found = import::linted_list(&source).diagnostics;
    let lines = |code| lines(&source, &found, code);
    assert_eq!(lines(Code::InexactAnchor), [7, 8, 10]);
    assert_eq!(lines(Code::MissingSection), [4, 5, 6, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    let application = found.iter().find(|finding| finding.message.contains("Application Layer")).unwrap();
    assert_eq!(source.line(application.related[0].place.bytes.start), 130, "APP Layer is meant");
    assert_eq!(lines(Code::UnlistedSection), [70], "Industry");
    assert_eq!(lines(Code::Mojibake), [83, 114, 114, 117]);
    assert_eq!(lines(Code::UnusedRisk).len(), 17);
    assert_eq!(lines(Code::TrailingSpaces).len(), 28);

    let mended = repaired(&source, &found, |_| true);
    let left = import::linted_list(&mended).diagnostics;
    assert!(left.iter().all(|finding| finding.fix.is_empty()), "{left:?}");
    assert!(mended.text().contains("finalized model—including its weights and configurations—is saved"));
    assert!(mended.text().contains("](#security-tools--resources)"));
}

#[test]
fn the_published_chinese_list_shows_its_faults_where_they_are() {
    let Some(source) = upstream_file("seeds/awesome-aisecurity.zh.md") else { return };
    let found = import::linted_list(&source).diagnostics;
    assert_eq!(lines(&source, &found, Code::MissingSection), [72, 73]);
    assert_eq!(lines(&source, &found, Code::UnclosedFence), [261]);
    assert_eq!(lines(&source, &found, Code::InexactAnchor), [] as [usize; 0]);
    assert_eq!(lines(&source, &found, Code::UnlistedSection), [] as [usize; 0]);
}

#[test]
fn a_lint_reads_the_same_list_and_says_no_less() {
    let ours = ["data/catalogs/mlsecops.md", "data/catalogs/aisecurity-zh.md"].map(project_file);
    for source in ours.into_iter().flatten().chain(upstream_file("seeds/awesome-mlsecops.md")) {
        let (read, linted) = (import::list(&source), import::linted_list(&source));
        assert_eq!(read.value, linted.value);
        assert!(read.diagnostics.iter().all(|finding| linted.diagnostics.contains(finding)));
    }
}

#[test]
fn lists_read_side_by_side_are_what_each_is_alone() {
    let text =
        |number: usize| format!("# List {number}\n") + &"- [A](https://a.org) \n- [A](#b)\n".repeat(number * 40 % 90);
    let texts: Vec<SourceText> = (0..20).map(|number| source(&format!("list{number}.md"), &text(number))).collect();
    for read in [import::list, import::linted_list] {
        let alone: Vec<_> = texts.iter().map(read).collect();
        assert_eq!(import::lists(&texts.iter().collect::<Vec<_>>(), read), alone);
    }
}

#[test]
fn findings_of_one_code_are_counted_past_the_limit() {
    let source = source("list.md", &"- a \n".repeat(10_100));
    let found = import::linted_list(&source).diagnostics;
    let spaces: Vec<_> = found.iter().filter(|finding| finding.code == Code::TrailingSpaces).collect();
    assert_eq!(spaces.len(), 10_001);
    assert_eq!(spaces.last().unwrap().message, "100 more findings like this are not shown");
}

/// Each of these stalls for minutes where a lint is quadratic.
#[test]
fn hostile_texts_are_linted_in_bounded_time() {
    const MANY: usize = 100_000;
    for input in [
        "- [a](#b)\n".repeat(MANY),
        (0..MANY / 10).map(|number| format!("# h{number}\n[a](#x{number})\n")).collect(),
        "# a\n".repeat(MANY),
        "<h1>".repeat(MANY),
        "<a href='#b'>".repeat(MANY),
        "<a name=".repeat(MANY),
        "[a][b] ".repeat(MANY),
        (0..MANY).map(|number| format!("[a{}]: b\n", number / 2)).collect(),
        "- ".repeat(MANY),
        "\u{200B}".repeat(MANY),
        format!("\u{5D0}{}", "\u{200F}".repeat(MANY)),
        "x â€”".repeat(MANY).replace(' ', ""),
        " \\ \n".repeat(MANY),
        "`\n".repeat(MANY),
    ] {
        import::linted_list(&source("list.md", &input));
    }
}

/// What a reader sees of a page: its events, white space in text aside.
fn seen(text: &str) -> Vec<String> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let mut seen = Vec::new();
    let mut open = String::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Text(text) => open.push_str(&text),
            Event::SoftBreak => open.push('\n'),
            event => {
                seen.extend(open.split_whitespace().map(str::to_owned));
                open.clear();
                seen.push(format!("{event:?}"));
            }
        }
    }
    seen
}

fn page() -> impl Strategy<Value = String> {
    let white = prop::sample::select(vec![
        " \n",
        "  \n",
        "\t\n",
        " \\ \n",
        " \r\n",
        "   \n\n",
        "\n- ",
        "\n\t- ",
        "\n[a]: b \n",
        "[a]",
    ]);
    prop::collection::vec((fragments(), white), 1..6)
        .prop_map(|parts| parts.into_iter().map(|(text, white)| text + white).collect())
}

proptest! {
    #![proptest_config(Config { cases: 1500, rng_seed: RngSeed::Fixed(20_261_122), failure_persistence: None, ..Config::default() })]

    #[test]
    fn findings_and_repairs_lie_in_the_text(text in prop_oneof![page(), any::<String>()]) {
        let source = source("list.md", &text);
        for finding in import::linted_list(&source).diagnostics {
            let places = finding.place.iter().chain(finding.related.iter().map(|related| &related.place));
            for bytes in places.map(|place| &place.bytes).chain(finding.fix.iter().map(|edit| &edit.bytes)) {
                prop_assert!(source.text().get(bytes.clone()).is_some(), "{finding:?} in {text:?}");
            }
        }
    }

    #[test]
    fn white_space_that_is_repaired_changes_nothing_and_is_gone(text in page()) {
        let is_white = |code| code == Code::TrailingSpaces;
        let source = source("list.md", &text);
        let mended = repaired(&source, &import::linted_list(&source).diagnostics, is_white);
        prop_assert_eq!(seen(source.text()), seen(mended.text()), "{:?}", text);
        let left = import::linted_list(&mended).diagnostics;
        prop_assert!(left.iter().filter(|finding| is_white(finding.code)).all(|finding| finding.fix.is_empty()), "{:?}", text);
    }
}
