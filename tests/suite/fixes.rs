//! What `--fix` writes: the target of a link is mended, and nothing else changes its meaning.

use super::transcript::source;
use aisec_graph::diagnostic::{Diagnostic, fixed, in_links};
use aisec_graph::import;
use aisec_graph::resolve::{Imported, resolve};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

const MOVES: &str = "from,to,date,evidence,note
https://github.com/old/tool,https://github.com/new/thing,,https://example.org/why,
https://gitlab.com/m/m,https://gitlab.com/n/n,,https://example.org/why,
";

/// What is found in a list beside the moves above.
fn found(text: &str) -> Vec<Diagnostic> {
    let moves = import::moved(&source("moved.csv", MOVES)).expect("a table").value;
    let list = import::linted_list(&source("list.md", text));
    let resolved = resolve(Imported { lists: vec![list.value], moves, ..Imported::default() });
    let mut found: Vec<Diagnostic> = list.diagnostics.into_iter().chain(resolved.diagnostics).collect();
    for found in &mut found {
        in_links(found, text);
    }
    found
}

/// The list once nothing is left to mend.
fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..5 {
        text = fixed(&text, &found(&text)).text;
    }
    text
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES
}

/// What a page says: the parser's events without the targets of its links. A text that is the whole of a link and its
/// target says only that.
fn said(text: &str) -> Vec<String> {
    let events: Vec<Event<'_>> = Parser::new_ext(text, options()).collect();
    let before = |at: usize| events.get(at.wrapping_sub(1));
    let is_alone = |at: usize| match (before(at), &events[at], events.get(at + 1)) {
        (Some(Event::Start(Tag::Link { dest_url, .. })), Event::Text(text), Some(Event::End(TagEnd::Link))) => {
            dest_url == text && text.contains("://")
        }
        (Some(Event::InlineHtml(open)), Event::Text(text), Some(Event::InlineHtml(_))) => {
            text.contains("://") && open.contains(&format!(" href=\"{text}\""))
        }
        _ => false,
    };
    let event = |(at, event): (usize, &Event<'_>)| match event {
        Event::Text(_) if is_alone(at) => "itself".to_owned(),
        Event::Start(Tag::Link { link_type, title, .. }) => format!("link {link_type:?} {title:?}"),
        Event::Html(html) | Event::InlineHtml(html) => without_targets(html),
        event => format!("{event:?}"),
    };
    events.iter().enumerate().map(event).collect()
}

/// A stretch of HTML without the values of `href`, which our pieces put in quotes, and without texts that are these.
fn without_targets(html: &str) -> String {
    let mut parts = html.split(" href=");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let quote = part.chars().next().unwrap_or_default();
        let target = part.split(quote).nth(1).unwrap_or_default();
        let after = part.split(quote).skip(2).collect::<Vec<_>>().join(&quote.to_string());
        out.push_str(" href=");
        let shown = format!(">{target}</a>");
        let is_itself = target.contains("://") && after.starts_with(&shown);
        out.push_str(if is_itself { &after[shown.len()..] } else { &after });
    }
    out
}

/// Lists in which texts, titles and attributes read like targets that are mended, and code like text that is.
fn lists() -> impl Strategy<Value = String> {
    let target = prop::sample::select(vec![
        "https://a.example/?gclid=1",
        "https://a.example/x?id=2&utm_source=b#c",
        "https://github.com/old/tool",
        "https://github.com/old/tool/tree/main/docs",
        "https://gitlab.com/m/m",
        "#Tools",
    ]);
    let form = prop::sample::select(vec![
        "- [T](U \"U\") – Is.\n",
        "- [U](U) – Is.   \n",
        "- [\"U\"](U 'see (U)')\n",
        "- [See (U)](U)\n",
        "- [a (U](<U> \"<U>\")\n",
        "- [\\[U\\](U)]( U )\n",
        "- [**U** `U`](U) – `U`, [U](U \"U\").\n",
        "- [![U](U \"U\")](U)\n",
        "- <U>\n",
        "- <a title=\"U\" href=\"U\">U</a> – Is.\n",
        "- <a data-href='U' href='U' title=\"href='U'\">\"U\"</a>\n",
        "\n<p><a title=\"U\"\n  href=\"U\">U</a></p>\n\n",
        "> [U](U \"U\")\n> <a title=\"U\" href=\"U\">U</a>\n\n",
        "- [a][r]\n\n[r]: U \"U\"\n\n",
        "\n| Tool | Link |\n|--|--|\n| [U](U \"U\") | <a title=\"U\" href=\"U\">U</a> |\n\n",
        "\n```\n[T](U) â€” “naÃ¯ve”   \n```\n\n",
        "- [T](U) – `â€” naÃ¯ve` <code>naÃ¯ve</code>  \n  and on.\n",
        "\n## More\n\n    - [T](U) â€”  \n\n",
        "\n## Tools\n\n",
    ]);
    let item = (form, target).prop_map(|(form, target)| form.replace('U', target));
    prop::collection::vec(item, 1..12).prop_map(|items| items.concat())
}

#[test]
fn a_fix_changes_targets_and_nothing_else() {
    let config = Config { cases: 1500, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner
        .run(&lists(), |text| {
            let mended = mended(&text);
            prop_assert_eq!(said(&text), said(&mended), "{}\nmended:\n{}", text, mended);
            Ok(())
        })
        .expect("holds for every list");
}

#[test]
fn targets_are_mended_wherever_they_stand() {
    for (form, mended_form) in [
        ("- [U](U \"U\")\n", "- [V](V \"U\")\n"),
        ("- [See (U)](U)\n", "- [See (U)](V)\n"),
        ("- [`U`]( <U> 'U')\n", "- [`U`]( <V> 'U')\n"),
        ("- <U>\n", "- <V>\n"),
        ("- T: U.\n", "- T: V.\n"),
        ("- <a title=\"U\" href=\"U\">U</a>\n", "- <a title=\"U\" href=\"V\">V</a>\n"),
        ("- [Name]([U](U))\n", "- [Name]([V](V))\n"),
        ("- [Name] (U)\n", "- [Name] (V)\n"),
    ] {
        let text = form.replace('U', "https://a.example/?gclid=1");
        let expected = mended_form.replace('U', "https://a.example/?gclid=1").replace('V', "https://a.example/");
        assert_eq!(mended(&text), expected, "{form}");
    }
    let text = "- [Tools](#Tools \"go to #Tools\")\n- [x `#Tools`](#tools)\n\n## Tools\n";
    assert_eq!(mended(text), text.replacen("(#Tools", "(#tools", 1));
}

#[test]
fn the_help_says_what_the_fix_writes() {
    for (typed, written) in [
        ("https://github.com/old/tool/tree/main/docs#top", "https://github.com/new/thing/tree/main/docs#top"),
        ("https://gitlab.com/m/m", "https://gitlab.com/n/n"),
    ] {
        let text = format!("- [A]({typed}) – Is.\n");
        let found = found(&text).into_iter().find(|found| found.code.id() == "resolve/moved-resource");
        assert_eq!(found.expect("it moved").help.as_deref(), Some(&*format!("write {written}")));
        assert_eq!(mended(&text), format!("- [A]({written}) – Is.\n"));
    }
}

#[test]
fn garbled_text_in_code_is_neither_reported_nor_mended() {
    let text = "- [A](https://a.example) – Writes `â€”` <code>â€œ</code> for a dash.\n\n```\nâ€”\n```\n\n    â€”\n";
    let codes: Vec<&str> = found(text).iter().map(|found| found.code.id()).collect();
    assert_eq!(codes, [""; 0]);
    let outside = "`é` â€” `é`\n";
    assert_eq!(mended(outside), "`é` — `é`\n");
}

#[test]
fn a_badge_is_mended_where_its_service_names_the_repository() {
    const BADGE: &str = "https://img.shields.io/github/stars/old/tool";
    let moved = |text: &str| text.replace("old/tool", "new/thing");
    for mended_badge in [
        format!("- [A](https://a.example) ![Stars]({BADGE}.svg?style=flat) – Is.\n"),
        format!("- [A](https://a.example) ![Stars]({BADGE} 'stars')\n"),
        format!("- [A](https://a.example) [![s]({BADGE})](https://github.com/old/tool/stargazers)\n"),
        "- [A](https://a.example) [![CI](https://github.com/old/tool/workflows/x.svg)](https://github.com/old/tool)\n"
            .to_owned(),
        "- [A](https://a.example) <img src='https://badgen.net/github/license/old/tool' alt='l'> – Is.\n".to_owned(),
    ] {
        assert_eq!(mended(&mended_badge), moved(&mended_badge));
    }
    for kept in [
        "- [A](https://a.example) ![Stars](https://img.shields.io/github/stars/old/toolbox) – Is.\n",
        "- [A](https://a.example) ![Stars](https://img.shields.io/pypi/v/tool) – Is.\n",
    ] {
        assert_eq!((mended(kept).as_str(), found(kept).len()), (kept, 0));
    }
    let unknown = "- [A](https://a.example) ![Stars](https://history.example/badge/old/tool) – Is.\n";
    let told: Vec<bool> = found(unknown).iter().map(|found| found.why_by_hand().is_some()).collect();
    assert_eq!((mended(unknown).as_str(), told), (unknown, vec![true]));
}
