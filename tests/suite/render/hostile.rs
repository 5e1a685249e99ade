//! Bad input, row by row of the table of bad input: what pictures do with texts and addresses of anyone.

use super::legible::assert_fits;
use super::sample::overview;
use super::{codes, nothing, overviews, picture, svg, views, write};
use aisec_graph::coverage::{Addressing, Overview};
use aisec_graph::diagnostic::Code;
use aisec_graph::render::{Format, Links, Options, View};
use proptest::prelude::*;
use roxmltree::Document;

pub(super) fn with_names(name: &str) -> Overview {
    let mut out = overview();
    out.edition_title = name.into();
    out.provenance.sources = vec![name.into()];
    out.provenance.graph_digest = name.into();
    out.layers.iter_mut().for_each(|layer| layer.name = name.into());
    out.phases.iter_mut().for_each(|phase| phase.name = name.into());
    for risk in &mut out.risks {
        (risk.name, risk.code, risk.definition) = (name.into(), name.into(), name.into());
    }
    for tool in &mut out.tools {
        (tool.name, tool.url) = (name.into(), Some(name.into()));
    }
    for item in &mut out.items {
        (item.label, item.notation, item.url, item.groups) =
            (name.into(), name.into(), Some(name.into()), vec![name.into()]);
    }
    out
}

fn attributes<'a>(document: &'a Document<'_>) -> impl Iterator<Item = (&'a str, &'a str)> {
    document.descendants().flat_map(|node| node.attributes()).map(|attribute| (attribute.name(), attribute.value()))
}

fn assert_tame(svg: &str) {
    let parsed = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    for node in parsed.descendants() {
        assert!(!["script", "foreignObject", "image", "iframe", "use"].contains(&node.tag_name().name()));
    }
    for (name, value) in attributes(&parsed) {
        assert!(!name.starts_with("on"), "{name}");
        assert!(name != "href" || value.starts_with("https://") || value.starts_with("http://"), "{value}");
        let ours = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
        assert!(!["id", "class"].contains(&name) || value.chars().all(ours), "{value}");
        assert!(!["d", "x", "y", "width", "height", "viewBox"].contains(&name) || !value.contains("NaN"), "{value}");
    }
}

#[test]
fn the_five_characters_of_xml_survive() {
    let name = r#"& < > " ' </text><script>alert(1)</script>"#;
    for view in views() {
        let svg = svg(view, &with_names(name));
        assert_tame(&svg);
        let parsed = Document::parse(&svg).expect("well-formed");
        let said = parsed.descendants().filter_map(|node| node.text()).any(|text| text.contains(name));
        assert!(said, "{view:?} shows the name as it is");
    }
}

#[test]
fn control_characters_are_replaced_and_reported_once() {
    let name = "a\u{0}b\u{1b}[31mc\u{7f}d\u{85}e\u{FFFE}f\u{FFFF}g\th\r\ni";
    for view in views() {
        let svg = svg(view, &with_names(name));
        assert_tame(&svg);
        assert!(svg.contains("a\u{FFFD}b\u{FFFD}[31mc\u{FFFD}d"), "{view:?}");
        assert!(svg.contains("f\u{FFFD}g h i"), "{view:?}");
        let found = codes(view, &with_names(name));
        assert_eq!(found.iter().filter(|code| **code == Code::CleanedLabel).count(), 1);
    }
    assert_eq!(codes(View::Matrix, &overview()), []);
}

#[test]
fn direction_controls_are_dropped() {
    let name = "safe\u{202E}gpj.exe\u{2066}\u{200F}\u{061C}\u{FEFF}";
    for view in views() {
        for format in Format::ALL.map(|(format, _)| format) {
            let text = write(view, &with_names(name), Options::default(), format);
            assert!(
                !text.contains(['\u{202E}', '\u{2066}', '\u{200F}', '\u{061C}', '\u{FEFF}']),
                "{view:?} {format:?}"
            );
            assert!(text.contains("safegpj.exe"), "{view:?} {format:?}");
        }
    }
}

#[test]
fn only_web_addresses_become_links() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        " \u{1}javascript:alert(1)",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "ftp://example.org/",
        "http://",
        "https://",
        "",
        "example.org",
        "mailto:a@example.org",
    ] {
        let mut odd = overview();
        odd.items.clear();
        odd.mapped.clear();
        odd.reach.clear();
        odd.tools.iter_mut().for_each(|tool| tool.url = Some(address.into()));
        for view in [View::Matrix, View::Layered] {
            let svg = svg(view, &odd);
            assert_tame(&svg);
            assert!(!svg.contains("<a "), "{address:?} is no link");
            assert!(codes(view, &odd).contains(&Code::UnlinkedAddress), "{address:?}");
            assert!(!write(view, &odd, Options::default(), Format::Dot).contains("URL="), "{address:?}");
        }
    }
    let mut quoted = overview();
    quoted.tools[0].url = Some("https://example.org/a\"onclick='x'?q=\"'".into());
    let svg = svg(View::Matrix, &quoted);
    assert_tame(&svg);
    assert!(svg.contains("https://example.org/a%22onclick=%27x%27?q=%22%27"), "quotes are encoded");
    let dropped = write(View::Matrix, &overview(), Options { links: Links::Drop, ..Options::default() }, Format::Svg);
    assert!(!dropped.contains("<a ") && dropped.contains("role=\"img\""));
}

#[test]
fn long_labels_are_cut_and_change_no_layout() {
    let emoji = "👩\u{200D}👩\u{200D}👧\u{200D}👦".repeat(40);
    let accents = format!("e{}", "\u{301}".repeat(60));
    for name in ["x".repeat(5000), "word ".repeat(1000), "后门攻击".repeat(500), emoji, accents, "هجوم ".repeat(300)]
    {
        for view in views() {
            let svg = svg(view, &with_names(&name));
            assert_tame(&svg);
            assert_fits(&svg, &format!("{view:?} {}", name.chars().take(8).collect::<String>()));
            let parsed = Document::parse(&svg).expect("well-formed");
            let titles =
                parsed.descendants().filter(|node| node.has_tag_name("title") && node.attribute("id").is_none());
            for title in titles {
                assert!(title.text().unwrap_or("").chars().count() <= 501);
            }
        }
    }
}

#[test]
fn names_that_are_missing_are_replaced_by_identifiers() {
    let mut odd = overview();
    odd.tools[0].name = " \t".into();
    odd.tools[1].name = String::new();
    odd.tools[1].iri = String::new();
    odd.risks[0].name = String::new();
    odd.risks[1].name = String::new();
    odd.risks[1].code = String::new();
    odd.risks[1].iri = String::new();
    for view in [View::Matrix, View::Layered] {
        let svg = svg(view, &odd);
        assert!(svg.contains(&odd.tools[0].iri), "{view:?} names a tool by its IRI");
        assert!(svg.contains("(no name)"), "{view:?}");
    }
    assert!(svg(View::Lifecycle, &odd).contains(">R1-Security<"), "a risk goes by its code");
}

#[test]
fn an_empty_selection_is_a_picture_that_says_so() {
    let mut no_tools = overview();
    no_tools.tools.clear();
    no_tools.addressing.clear();
    no_tools.reach.clear();
    for view in overviews() {
        let svg = svg(view, &nothing());
        assert_tame(&svg);
        assert!(svg.contains("No risks in this selection") && svg.contains("evidence reviewed, role protected"));
        let picture = picture(view, &no_tools, Options::default()).value;
        assert!(picture.title().starts_with("No tools in this selection"), "{}", picture.title());
    }
}

#[test]
fn repeated_links_and_tools_count_once() {
    let mut repeated = overview();
    let links = repeated.addressing.clone();
    repeated.addressing.extend(links);
    let again = repeated.tools[0].clone();
    let twin = repeated.tools.len();
    repeated.tools.push(again);
    let link = *repeated.addressing.iter().find(|link| link.tool == 0).expect("the first tool addresses something");
    repeated.addressing.push(Addressing { tool: twin, ..link });
    for view in overviews() {
        assert_eq!(svg(view, &repeated), svg(view, &overview()), "{view:?}");
    }
}

#[test]
fn links_to_nothing_are_left_out_and_reported() {
    let mut odd = overview();
    let link = odd.addressing[0];
    odd.addressing.push(Addressing { tool: 999, ..link });
    odd.addressing.push(Addressing { risk: usize::MAX, ..link });
    for view in overviews() {
        assert!(codes(view, &odd).contains(&Code::DanglingLink));
        assert_eq!(svg(view, &odd), svg(view, &overview()), "{view:?}");
    }
}

#[test]
fn a_risk_without_phase_is_still_drawn() {
    let mut odd = overview();
    odd.risks[0].phase = 77;
    odd.phases[3].layer = 77;
    for view in overviews() {
        let svg = svg(view, &odd);
        assert_tame(&svg);
        assert!(svg.contains("(no phase)") && svg.contains("Data Poisoning"), "{view:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_well_formed_output(name in any::<String>(), other in "\\PC{0,80}") {
        let mut odd = with_names(&name);
        odd.tools.iter_mut().step_by(2).for_each(|tool| tool.name.clone_from(&other));
        for view in views() {
            assert_tame(&svg(view, &odd));
            let dot = write(view, &odd, Options::default(), Format::Dot);
            prop_assert!(dot_strings_close(&dot), "{}", dot);
            let json = write(view, &odd, Options::default(), Format::Json);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
        }
    }
}

/// Outside quoted strings DOT of ours has only words, arrows and brackets.
fn dot_strings_close(dot: &str) -> bool {
    let (mut inside, mut escaped) = (false, false);
    for c in dot.chars() {
        match (inside, escaped, c) {
            (true, false, '\\') => escaped = true,
            (true, false, '"') => inside = false,
            (true, _, _) => escaped = false,
            (false, _, '"') => inside = true,
            (false, _, c) if !(c.is_ascii_alphanumeric() || "_-> {}[]=,\n".contains(c)) => return false,
            _ => {}
        }
    }
    !inside
}
