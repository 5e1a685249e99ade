//! What a reader sees, measured on the SVG itself: room, contrast, legend, crossings.

use super::sample::overview;
use super::{claimed, every_size, svg, tactics, views, write};
use aisec_graph::render::{Format, Language, Options, Theme, View, Weight, width};
use roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};

struct Sheet(BTreeMap<String, BTreeMap<String, String>>);

impl Sheet {
    /// The rules of one class each; later ones win.
    fn of(document: &Document<'_>) -> Self {
        let style = document.descendants().find(|node| node.has_tag_name("style")).and_then(|node| node.text());
        let mut rules: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for line in style.unwrap_or("").lines() {
            let Some((selectors, body)) = line.strip_suffix('}').and_then(|line| line.split_once('{')) else {
                continue;
            };
            for class in selectors.split(',').filter_map(|selector| selector.strip_prefix('.')) {
                for (property, value) in body.split(';').filter_map(|rule| rule.split_once(':')) {
                    rules.entry(class.into()).or_default().insert(property.into(), value.into());
                }
            }
        }
        Self(rules)
    }

    fn value(&self, node: Node<'_, '_>, property: &str) -> Option<&str> {
        let classes = node.attribute("class")?.split(' ');
        classes.filter_map(|class| self.0.get(class)?.get(property).map(String::as_str)).next_back()
    }
}

#[derive(Debug, Clone)]
struct TextBox {
    #[expect(dead_code, reason = "named when an assertion fails")]
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    turned: bool,
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|value| value.parse().ok()).unwrap_or(0.0)
}

fn text_box(node: Node<'_, '_>, sheet: &Sheet) -> TextBox {
    let text = node.text().unwrap_or("").to_owned();
    let size: f64 = sheet
        .value(node, "font-size")
        .and_then(|size| size.strip_suffix("px")?.parse().ok())
        .expect("a face has a size");
    assert!(size >= 10.0, "no text is smaller than 10 px");
    let weight = if sheet.value(node, "font-weight") == Some("700") { Weight::Bold } else { Weight::Regular };
    let (x, y, w) = (number(node, "x"), number(node, "y"), width(&text, size, weight));
    let left = match node.attribute("text-anchor") {
        Some("end") => x - w,
        Some("middle") => x - w / 2.0,
        _ => x,
    };
    let turned = node.attribute("transform").is_some();
    let (right, top) = if turned { (left + 0.5 * w + size, y - 0.87 * w - size) } else { (left + w, y - 0.76 * size) };
    TextBox { text, left, right, top, bottom: y + 0.2 * size, turned }
}

/// No text leaves the canvas or its own box, and no two texts overlap.
pub(super) fn assert_fits(svg: &str, what: &str) {
    let parsed = Document::parse(svg).expect("well-formed");
    let sheet = Sheet::of(&parsed);
    let (wide, high) = (number(parsed.root_element(), "width"), number(parsed.root_element(), "height"));
    let texts: Vec<TextBox> =
        parsed.descendants().filter(|node| node.has_tag_name("text")).map(|node| text_box(node, &sheet)).collect();
    for text in &texts {
        let inside = text.left >= 0.0 && text.right <= wide && text.top >= 0.0 && text.bottom <= high;
        assert!(inside, "{what}: leaves the canvas: {text:?}");
    }
    let upright: Vec<&TextBox> = texts.iter().filter(|text| !text.turned).collect();
    for (index, a) in upright.iter().enumerate() {
        for b in &upright[index + 1..] {
            let apart = a.right <= b.left + 0.5
                || b.right <= a.left + 0.5
                || a.bottom <= b.top + 0.5
                || b.bottom <= a.top + 0.5;
            assert!(apart, "{what}: overlap: {a:?} and {b:?}");
        }
    }
    for group in parsed.descendants().filter(|node| node.has_tag_name("g") && node.attribute("id").is_some()) {
        let Some(frame) = group.descendants().find(|node| node.has_tag_name("rect")) else { continue };
        if frame.attribute("class") == Some("bar") || number(frame, "width") < 60.0 {
            continue;
        }
        let (left, right) = (number(frame, "x"), number(frame, "x") + number(frame, "width"));
        let (top, bottom) = (number(frame, "y"), number(frame, "y") + number(frame, "height"));
        for text in group.descendants().filter(|node| node.has_tag_name("text")).map(|node| text_box(node, &sheet)) {
            let inside =
                text.left >= left && text.right <= right && text.top >= top - 1.0 && text.bottom <= bottom + 1.0;
            assert!(inside, "{what}: leaves its box {:?}: {text:?}", (left, right, top, bottom));
        }
    }
}

#[test]
fn no_text_overlaps_or_is_cut_off_at_any_size() {
    for (index, overview) in every_size().iter().enumerate() {
        for view in views() {
            for (language, _) in Language::ALL {
                let options = Options { language, ..Options::default() };
                assert_fits(&write(view, overview, options, Format::Svg), &format!("{view:?} {index} {language:?}"));
            }
        }
    }
}

fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour is hexadecimal")) / 255.0;
        if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Colours of what is painted under a text's centre: the topmost ground and the pattern over it.
fn grounds<'a>(text: &TextBox, before: &[Node<'_, '_>], sheet: &'a Sheet) -> Vec<&'a str> {
    let (x, y) = (f64::midpoint(text.left, text.right), f64::midpoint(text.top, text.bottom));
    let mut out = Vec::new();
    for node in before {
        let (left, top) = (number(*node, "x"), number(*node, "y"));
        let covers = left <= x && x <= left + number(*node, "width") && top <= y && y <= top + number(*node, "height");
        match sheet.value(*node, "fill") {
            Some("url(#hatch)") if covers => out.push(sheet.0["hatch-line"]["stroke"].as_str()),
            Some(colour) if covers && colour.starts_with('#') => out = vec![colour],
            _ => {}
        }
    }
    out
}

#[test]
fn every_text_stands_out_from_its_ground() {
    for theme in [Theme::Light, Theme::Dark] {
        for overview in every_size() {
            for view in views() {
                let svg = write(view, &overview, Options { theme, ..Options::default() }, Format::Svg);
                let parsed = Document::parse(&svg).expect("well-formed");
                let sheet = Sheet::of(&parsed);
                let mut before = Vec::new();
                for node in parsed.descendants() {
                    if node.has_tag_name("rect") {
                        before.push(node);
                    } else if node.has_tag_name("text") {
                        let text = text_box(node, &sheet);
                        let ink = sheet.value(node, "fill").expect("a text has a colour");
                        for ground in grounds(&text, &before, &sheet) {
                            let found = contrast(ink, ground);
                            assert!(found >= 4.5, "{view:?} {theme:?}: {ink} on {ground} is {found:.2}: {text:?}");
                        }
                    }
                }
            }
        }
    }
}

/// Every class that is drawn stands in the legend; hues of a matrix too.
pub(super) fn assert_explained(svg: &str, hues_are_marks: bool, what: &str) {
    let explained_elsewhere = [
        "paper",
        "zebra",
        "track",
        "chevron",
        "line",
        "hatch",
        "hatch-line",
        "node",
        "e",
        "f-title",
        "f-sub",
        "f-head",
        "f-code",
        "f-name",
        "f-strong",
        "f-small",
        "ink",
        "muted",
        "gap-ink",
        "on-hue",
        "covered-ink",
        "legend",
    ];
    let parsed = Document::parse(svg).expect("well-formed");
    let legend = parsed.descendants().find(|node| node.attribute("class") == Some("legend")).expect("a legend");
    let classes = |node: Node<'_, '_>| {
        let classes = node.attribute("class").unwrap_or("").split(' ').map(str::to_owned);
        classes.filter(|class| !class.is_empty()).collect::<Vec<_>>()
    };
    let explained: BTreeSet<String> = legend.descendants().flat_map(classes).collect();
    let hue = |class: &str| class.strip_prefix("edge").map(|hue| format!("hue{hue}"));
    for node in parsed.descendants().filter(|node| !node.has_tag_name("text")) {
        for class in classes(node) {
            let numbered = ["t", "r", "i"].iter().any(|stem| {
                let rest = class.strip_prefix(stem);
                rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
            });
            let known = explained.contains(&class) || hue(&class).is_some_and(|hue| explained.contains(&hue));
            let named = class.starts_with("hue") && !hues_are_marks;
            let ink = class.ends_with("-ink");
            let fine = numbered || known || named || ink || explained_elsewhere.contains(&class.as_str());
            assert!(fine, "{what}: `{class}` is drawn but not explained");
        }
    }
}

#[test]
fn every_kind_of_mark_is_in_the_legend() {
    for (index, overview) in every_size().iter().enumerate() {
        for view in views() {
            assert_explained(&svg(view, overview), view == View::Matrix, &format!("{view:?} {index}"));
        }
    }
}

#[test]
fn reviewed_and_labelled_links_look_different() {
    let matrix = svg(View::Matrix, &overview());
    assert!(matrix.contains("class=\"hollow edge0\"") && matrix.contains(">PE<") && matrix.contains(">P+<"));
    let layered = svg(View::Layered, &overview());
    assert!(layered.contains("edge1 reviewed") && layered.contains("edge1 labelled"));
    let lifecycle = svg(View::Lifecycle, &overview());
    assert!(lifecycle.contains(">P 1<") && lifecycle.contains(">E 2<") && lifecycle.contains("class=\"pip"));
}

#[test]
fn themes_write_one_set_of_colours_or_both() {
    let with = |theme| write(View::Lifecycle, &overview(), Options { theme, ..Options::default() }, Format::Svg);
    assert!(with(Theme::Auto).contains("@media (prefers-color-scheme:dark)"));
    for theme in [Theme::Light, Theme::Dark] {
        assert!(!with(theme).contains("@media") && !with(theme).contains("var("));
    }
    assert_ne!(with(Theme::Light), with(Theme::Dark));
}

/// Pairs of links that cross, each given by the heights of its ends.
fn crossings(links: &[(f64, f64)]) -> usize {
    let crosses = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0) * (a.1 - b.1) < 0.0;
    let with = |index: usize, a: &(f64, f64)| links[index + 1..].iter().filter(|b| crosses(a, b)).count();
    links.iter().enumerate().map(|(index, a)| with(index, a)).sum()
}

#[test]
fn no_tool_could_be_moved_to_cross_fewer_links() {
    let svg = svg(View::Layered, &overview());
    let parsed = Document::parse(&svg).expect("well-formed");
    let mut links: Vec<(f64, f64)> = Vec::new();
    for node in parsed.descendants().filter(|node| node.attribute("class").is_some_and(|class| class.contains(" t"))) {
        let numbers = node.attribute("d").unwrap_or("").replace(['M', 'C'], " ");
        let numbers: Vec<f64> = numbers.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        links.push((numbers[1], numbers[7]));
    }
    let drawn = crossings(&links);
    assert!(links.len() == 62 && drawn <= 257, "{} links cross {drawn} times", links.len());
    let mut rows: Vec<f64> = links.iter().map(|link| link.0).collect();
    rows.sort_by(f64::total_cmp);
    rows.dedup();
    for from in &rows {
        for to in &rows {
            let above = if to < from { to - 0.5 } else { to + 0.5 };
            let moved = |link: &(f64, f64)| if link.0.total_cmp(from).is_eq() { (above, link.1) } else { *link };
            let moved: Vec<(f64, f64)> = links.iter().map(moved).collect();
            assert!(crossings(&moved) >= drawn, "the tool at {from} would cross less at {to}");
        }
    }
}

#[test]
fn an_item_that_only_claims_reach_is_joined_to_their_tools() {
    let svg = svg(View::Layered, &claimed());
    let parsed = Document::parse(&svg).expect("well-formed");
    let lines = parsed.descendants().filter(|node| {
        node.attribute("class").is_some_and(|class| class.starts_with("e claimed t") && class.contains(" i"))
    });
    let tooltips: Vec<&str> = lines.filter_map(|line| line.first_element_child()?.text()).collect();
    assert_eq!(tooltips.len(), 3);
    assert!(tooltips.iter().all(|text| text.contains("LLM08:2026") && text.contains("(exercised)")), "{tooltips:?}");
    assert!(tooltips.iter().any(|text| text.starts_with("Zebra → ")), "a tool without any risk is drawn");
    assert!(!super::svg(View::Layered, &overview()).contains("claimed t"), "no claim, no line");
}

#[test]
fn a_claim_has_no_line_where_a_risk_leads_to_the_item() {
    let mut out = overview();
    let mapped = out.mapped[0];
    let link = *out.addressing.iter().find(|link| link.risk == mapped.risk).expect("a tool of the risk");
    let reach = out.reach.iter_mut().find(|reach| reach.tool == link.tool && reach.item == mapped.item);
    reach.expect("the tool reaches the item").claimed = true;
    assert!(!svg(View::Layered, &out).contains("claimed t"));
}

#[test]
fn a_chip_of_gaps_is_explained_once() {
    for (overview, both) in [(tactics(200, 16), true), (overview(), false)] {
        let svg = svg(View::Layered, &overview);
        let legend = svg.split("class=\"legend\"").nth(1).and_then(|rest| rest.split("</g>").next()).expect("a legend");
        assert_eq!(legend.matches(">GAP<").count(), 1);
        assert_eq!(legend.contains("a risk without a tool; an item"), both);
    }
}

#[test]
fn an_item_known_by_its_id_shows_it_once_and_a_long_name_wraps() {
    let svg = svg(View::Layered, &claimed());
    let parsed = Document::parse(&svg).expect("well-formed");
    let texts: Vec<&str> =
        parsed.descendants().filter(|node| node.has_tag_name("text")).filter_map(|n| n.text()).collect();
    assert_eq!(texts.iter().filter(|text| **text == "LLM01:2026").count(), 1);
    assert!(
        texts.contains(&"A name of an item that takes more") && texts.contains(&"than the room of a line below its id")
    );
}

#[test]
fn a_chinese_picture_has_no_english_word_of_ours() {
    for mut overview in [claimed(), tactics(200, 16)] {
        overview.provenance.claims = 12;
        overview.groups_zh = overview.groups.iter().map(|group| (group.clone(), "战术".to_owned())).collect();
        for view in views() {
            let svg = write(view, &overview, Options { language: Language::Zh, ..Options::default() }, Format::Svg);
            let parsed = Document::parse(&svg).expect("well-formed");
            let said = |tag: &str| {
                let texts = parsed.descendants().filter(|node| node.has_tag_name(tag)).filter_map(|node| node.text());
                texts.map(str::to_lowercase).collect::<Vec<_>>().join("\n")
            };
            let said = said("text") + &said("title") + &said("desc");
            for word in
                ["best", "reviewed", "listed", "protected", "exercised", "governed", "unstated", "any ", "tactic"]
            {
                assert!(!said.contains(word), "{view:?} says `{word}`");
            }
        }
    }
}
