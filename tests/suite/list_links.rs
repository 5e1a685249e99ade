//! No link of a list is dropped: each that another reader counts has one account, of one class.

use aisec_graph::catalog::{LinkAccount, LinkClass};
use aisec_graph::import;
use aisec_graph::source::{SourceId, SourceText};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::path::Path;

fn source(text: &str) -> SourceText {
    SourceText::new(SourceId::new("list").expect("a valid id"), "list.md", text.to_owned())
}

/// Each account, with its target.
fn accounts(text: &str) -> Vec<(LinkAccount, String)> {
    let list = import::list(&source(text)).value;
    list.links.iter().map(|account| (account.clone(), list.target(account).to_owned())).collect()
}

/// Links by a count of its own: events of the Markdown parser, tags with an address in HTML, addresses in text.
fn counted(text: &str) -> usize {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let parser = Parser::new_ext(text, options).into_offset_iter();
    let mut count = parser.reference_definitions().iter().count();
    let (mut in_link, mut in_code, mut in_html_link) = (0, 0, false);
    for (event, _) in parser {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                count += 1;
                in_link += 1;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => in_link -= 1,
            Event::Start(Tag::CodeBlock(_)) => in_code += 1,
            Event::End(TagEnd::CodeBlock) => in_code -= 1,
            Event::Text(text) if in_link == 0 && in_code == 0 && !in_html_link => {
                count += text.matches("https://").count();
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let mut rest: &str = &html;
                while let Some((before, from)) = rest.split_once('<') {
                    count += if in_html_link { 0 } else { before.matches("https://").count() };
                    let (tag, after) = from.split_once('>').unwrap_or((from, ""));
                    count += usize::from(tag.contains(" href=") || tag.contains(" src="));
                    in_html_link = (in_html_link || tag.starts_with("a ")) && tag != "/a";
                    rest = after;
                }
                count += rest.matches("https://").count();
            }
            _ => {}
        }
    }
    count
}

/// Whole pieces of lists, so that two readers cannot differ about where a broken tag ends.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\n",
        "\n\n",
        "  ",
        "- ",
        "1. ",
        "# ",
        "> ",
        "> - ",
        "text ",
        "** ",
        "*a* ",
        " | ",
        "\n\n| a | b |\n|---|---|\n| ",
        "[a](https://a.org/x) ",
        "[**b** c](#top) ",
        "![i](i.png) ",
        "[![s](https://img.shields.io/x.svg)](https://b.org) ",
        "<https://c.org/a> ",
        " https://d.org/b ",
        "[r][ref] ",
        "\n\n[ref]: https://e.org\n\n",
        "[x]([u](https://f.org)) ",
        "[n] (https://g.org) ",
        "(m)(https://h.org) ",
        "[doc](docs/a.md) ",
        "[js](javascript:x) ",
        "`https://code.org` ",
        "\n```\nhttps://code.org\n```\n",
        "<a href=\"https://i.org\">i</a> ",
        "<img src='j.png'> ",
        "<br> ",
        "<b>k</b> ",
        "\n\n<details><summary><b><a href=\"https://l.org\">L</a></b></summary>\n\n",
        "\n\n<details><summary>S</summary>\n\n",
        "\n\n### N\n\n",
        "\n\n[Paper](https://q.org) | Code: [GitHub](https://r.org)\n\n",
        "\n\n</details>\n\n",
        "[e]() ",
        "\n\n<table><tr><td rowspan=2>T</td><td><a href=\"https://m.org\">M</a></td></tr>\n",
        "<tr><td> https://n.org </td>",
        "</table>\n\n",
        "\n\n<ul><li><a href=\"https://o.org\">O</a></ul>\n\n",
        "[^1] ",
        "\n\n[^1]: https://p.org\n\n",
        "## Contents\n",
        "## License\n",
        "数据 ",
        "\r\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn every_link_has_one_account() {
    let config = Config { cases: 4000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner
        .run(&pieces(), |text| {
            let accounts = accounts(&text);
            prop_assert_eq!(accounts.len(), counted(&text), "{:?}\n{:#?}", text, accounts);
            Ok(())
        })
        .expect("holds for every list");
}

#[test]
fn accounts_come_in_order_and_name_their_entries() {
    for name in ["mlsecops.md", "aisecurity-zh.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/catalogs").join(name);
        let text = SourceText::read(SourceId::from_path(&path), &path).expect("a shipped list");
        let list = import::list(&text).value;
        assert_eq!(list.links.len(), counted(text.text()), "{name}");
        assert!(list.links.is_sorted_by_key(|account| account.span));
        let own: BTreeSet<usize> = list
            .links
            .iter()
            .filter_map(|account| match account.class {
                LinkClass::Entry(entry) => {
                    let link = list.entries[entry].link.as_ref().expect("an entry with an address");
                    assert_eq!((&link.text, link.span), (&list.target(account).to_owned(), account.span));
                    Some(entry)
                }
                _ => None,
            })
            .collect();
        let linked = list.entries.iter().filter(|entry| entry.link.is_some()).count();
        assert_eq!(own.len(), linked, "{name}: every address of an entry has its account");
    }
}

#[test]
fn a_link_is_classed_by_what_it_is_and_where_it_stands() {
    let text = "# List\n\
        [![badge](https://img.shields.io/a.svg)](https://ci.org) ![logo](logo.png)\n\
        ## Contents\n- [Tools](#tools)\n- [Papers](papers.md)\n- [Site](https://site.org)\n\
        ## Tools\n\
        See [the docs](https://docs.org).\n\
        > Quoted [from](https://quote.org).\n\n\
        - [A](https://a.org) [[code](https://github.com/a/a)] - More in [B's post](https://b.org/post).\n\
        - [More tools](more/tools.md)\n\
        - [A text](notes.txt)\n\
        - [Script](javascript:alert(1))\n\
        - <a href=\"https://h.org\">H</a> - In HTML.\n\
        ## License\n[CC0](https://cc0.org)\n\n[unused]: https://unused.org\n";
    let said: Vec<String> =
        accounts(text).iter().map(|(account, target)| format!("{} {target}", account.class.word())).collect();
    assert_eq!(
        said,
        [
            "badge https://ci.org",
            "badge https://img.shields.io/a.svg",
            "image logo.png",
            "anchor #tools",
            "sub-list papers.md",
            "contents https://site.org",
            "prose https://docs.org",
            "quote https://quote.org",
            "entry https://a.org",
            "further-link https://github.com/a/a",
            "description https://b.org/post",
            "sub-list more/tools.md",
            "file notes.txt",
            "unusable javascript:alert(1)",
            "entry https://h.org",
            "about-the-list https://cc0.org",
            "definition https://unused.org",
        ]
    );
}

#[test]
fn every_address_of_a_picture_is_accounted_for() {
    let text = "<picture>\n<source srcset=\"https://a.org/1.png, https://a.org/2,x.png 2x\">\n\
                <img src='https://a.org/3.png' srcset='https://a.org/4.png 100w,https://a.org/5.png 2x'>\n</picture>\n\n\
                See <img srcset=\"https://a.org/6.png\">\n\nThen www.a.org.\n";
    let found = accounts(text);
    let of_images = found.iter().filter(|(account, _)| account.class == LinkClass::Image);
    assert_eq!(
        of_images.map(|(_, target)| target.as_str()).collect::<Vec<_>>(),
        ["1.png", "2,x.png", "3.png", "4.png", "5.png", "6.png"].map(|file| format!("https://a.org/{file}"))
    );
    let (bare, target) = found.last().expect("the page is accounted for");
    assert_eq!((target.as_str(), &text[bare.span.start..bare.span.end]), ("http://www.a.org", "www.a.org"));
    assert_eq!(found.len(), 7);
}

#[test]
fn an_address_in_text_is_told_where_it_stands() {
    let texts = [
        "Words: \nfirst https://a.org/b\nsecond https://a.org/c and https://a.org/b\n",
        "- [A](https://a.org) - first line,\n  more at https://a.org/b\n  and https://a.org/c?d=e\n",
        "AT&amp;T https://a.org/b, &lt;https://a.org/c&gt;\n",
        "> quoted \\* words\n> https://a.org/b\n",
    ];
    for text in texts {
        let bare = accounts(text).into_iter().filter(|(_, target)| target != "https://a.org");
        let mut reached = 0;
        for (account, target) in bare {
            assert_eq!(text.get(account.span.start..account.span.end), Some(target.as_str()), "{text:?}");
            assert!(account.span.start >= reached, "{text:?}");
            reached = account.span.end;
        }
        assert!(reached > 0, "{text:?}");
    }
}
