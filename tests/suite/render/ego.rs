//! The picture around one thing: whatever the thing is, what stands around it is what the model says.

use super::every_size;
use super::legible::{assert_explained, assert_fits};
use super::sample::overview;
use crate::built_in::built_in;
use aisec_graph::coverage::{Around, AroundError, Focus, Overview, RoleChoice, RoleGroup, Selection, around};
use aisec_graph::query::{Sought, find};
use aisec_graph::render::{self, Format, Language, Options, Picture, Subject, Width};
use roxmltree::Document;

/// An overview around the tool that addresses most risks.
pub(super) fn ego_of(overview: &Overview) -> Around {
    let links = |tool: &usize| overview.addressing.iter().filter(|link| link.tool == *tool).count();
    let key = |tool: &usize| (std::cmp::Reverse(links(tool)), overview.tools[*tool].iri.clone());
    let tool = (0..overview.tools.len()).min_by_key(key).unwrap_or(0);
    Around { overview: overview.clone(), focus: Focus::Tool(tool), notice: None }
}

fn drawn(around: &Around, options: Options, format: Format) -> (Picture, String) {
    let picture = render::picture(Subject::Ego(around), options).value;
    let mut out = Vec::new();
    picture.write(format, &mut out).expect("a vector takes every byte");
    (picture, String::from_utf8(out).expect("UTF-8"))
}

fn of(thing: &str, selection: &Selection) -> Result<Around, AroundError> {
    let snapshot = &built_in().snapshot;
    let thing = find(snapshot, thing, Sought::Anything).expect("the graph has it");
    around(snapshot, thing.iri.as_ref(), selection, "mitre-atlas")
}

fn rows(around: &Around) -> Vec<csv::StringRecord> {
    let (_, text) = drawn(around, Options::default(), Format::Csv);
    csv::Reader::from_reader(text.as_bytes()).records().collect::<Result<_, _>>().expect("well-formed")
}

#[test]
fn nothing_overlaps_and_every_mark_is_explained_around_anything_at_any_width() {
    for (index, overview) in every_size().into_iter().enumerate().skip(1) {
        let kinds = [Focus::Risk(0), Focus::Phase(4), Focus::Item(0), ego_of(&overview).focus];
        for focus in kinds {
            let around = Around { overview: overview.clone(), focus, notice: None };
            for px in [800, 1200] {
                let width = Width::new(px).expect("a width");
                for (language, _) in Language::ALL {
                    let (_, svg) = drawn(&around, Options { width, language, ..Options::default() }, Format::Svg);
                    assert_fits(&svg, &format!("{index} {focus:?} {px}"));
                    assert_explained(&svg, false, &format!("{index} {focus:?}"));
                }
            }
        }
    }
}

#[test]
fn around_a_tool_stand_its_risks_those_that_share_them_and_what_it_reaches() {
    let selection = Selection::by_default("");
    let around = of("garak", &selection).expect("a tool");
    let Focus::Tool(tool) = around.focus else { panic!("garak is a tool") };
    let risks: Vec<usize> = (0..around.overview.risks.len())
        .filter(|risk| around.overview.addressing.iter().any(|link| link.tool == tool && link.risk == *risk))
        .collect();
    let rows = rows(&around);
    let count = |wanted: &dyn Fn(&csv::StringRecord) -> bool| rows.iter().filter(|row| wanted(row)).count();
    assert_eq!(count(&|row| &row[0] == "tool" && &row[2] == "garak" && &row[3] == "risk"), risks.len());
    let sharing = around.overview.addressing.iter().filter(|link| link.tool != tool && risks.contains(&link.risk));
    let sharing: std::collections::BTreeSet<usize> = sharing.map(|link| link.tool).collect();
    assert_eq!(count(&|row| &row[6] == "shared risks"), sharing.len());
    let reached: std::collections::BTreeSet<usize> =
        around.overview.reach.iter().filter(|reach| reach.tool == tool).map(|reach| reach.item).collect();
    let items: std::collections::BTreeSet<&str> =
        rows.iter().filter(|row| &row[3] == "item").map(|row| &row[4]).collect();
    assert_eq!(items.len(), reached.len());
    let (picture, svg) = drawn(&around, Options::default(), Format::Svg);
    let title = format!("garak addresses {} risks; {} other tools share at least one", risks.len(), sharing.len());
    assert_eq!(picture.title(), title);
    assert_eq!(svg.matches("<g id=\"n").count(), 14, "no more than fourteen others are drawn");
    assert!(svg.contains(&format!("… and {} more; all are in the CSV.", sharing.len() - 14)));
}

#[test]
fn an_item_with_others_below_it_is_reached_by_what_reaches_those() {
    let around = of("AML.T0051", &Selection::by_default("")).expect("a technique");
    let Focus::Item(parent) = around.focus else { panic!("AML.T0051 is an item") };
    assert!(around.overview.selection.edition.starts_with("mitre-atlas"), "{}", around.overview.selection.edition);
    let child = around.overview.items.iter().position(|item| item.notation == "AML.T0051.000").expect("a child");
    let tools = |item| -> std::collections::BTreeSet<usize> {
        around.overview.reach.iter().filter(|reach| reach.item == item).map(|reach| reach.tool).collect()
    };
    assert!(!tools(child).is_empty() && tools(child).is_subset(&tools(parent)));
    let (picture, _) = drawn(&around, Options::default(), Format::Svg);
    assert!(picture.title().starts_with("AML.T0051 LLM Prompt Injection: "), "{}", picture.title());
}

#[test]
fn what_no_picture_is_drawn_around_is_refused() {
    let any = Selection::by_default("");
    let asked = |thing, selection: &Selection| of(thing, selection).map(|_| ()).expect_err("no picture").to_string();
    assert_eq!(asked("AML.TA0002", &any), "`Reconnaissance` is no tool, risk, phase or item that tools can address");
    let elsewhere = asked("AML.T0051", &Selection::by_default("owasp-llm-2026"));
    assert_eq!(elsewhere, "`LLM Prompt Injection` is not in OWASP Top 10 for LLM Applications 2026");
}

#[test]
fn a_role_is_named_in_the_title_and_counts_alone() {
    let role = RoleChoice::Only(RoleGroup::Protected);
    let around = of("R9-Security", &Selection { role, ..Selection::by_default("") }).expect("a risk");
    let (picture, svg) = drawn(&around, Options::default(), Format::Svg);
    assert!(picture.title().ends_with("(role protected)"), "{}", picture.title());
    let all = of("R9-Security", &Selection::by_default("")).expect("a risk");
    assert!(rows(&around).len() < rows(&all).len());
    Document::parse(&svg).expect("well-formed");
}

#[test]
fn a_tool_that_addresses_nothing_stands_alone() {
    let mut alone = overview();
    alone.addressing.clear();
    alone.reach.clear();
    let around = Around { overview: alone, focus: Focus::Tool(3), notice: None };
    let (picture, svg) = drawn(&around, Options::default(), Format::Svg);
    assert_eq!(picture.title(), "AIF360 addresses 0 risks; 0 other tools share at least one");
    assert_fits(&svg, "alone");
    assert_eq!(rows(&around).len(), 1);
}

#[test]
fn names_take_the_room_there_is_and_a_subtechnique_has_that_of_its_parent_with_it() {
    let selection = Selection::by_default("");
    for thing in ["garak", "AML.T0051", "R2-Security", "Data Collection", "MEASURE 2.7"] {
        let around = of(thing, &selection).expect("a thing with a picture");
        for px in [800, 1200] {
            let width = Width::new(px).expect("a width");
            let (_, svg) = drawn(&around, Options { width, ..Options::default() }, Format::Svg);
            assert_fits(&svg, &format!("{thing} {px}"));
            let parsed = Document::parse(&svg).expect("well-formed");
            let texts = |node: roxmltree::Node<'_, '_>| -> String {
                let texts = node.descendants().filter(|node| node.has_tag_name("text"));
                texts.filter_map(|node| node.text()).collect::<Vec<_>>().join(" ")
            };
            let cards = parsed.descendants().filter(|node| node.has_tag_name("g") && node.attribute("id").is_some());
            for card in cards {
                let said = texts(card);
                assert!(!said.contains('…'), "{thing} at {px}: {said}");
                let item = around.overview.items.iter().find(|item| said.split(' ').next() == Some(&item.notation));
                assert!(item.is_none_or(|item| said.contains(&item.label)), "{thing} at {px}: {said}");
            }
            if (thing, px) == ("garak", 1200) {
                assert!(
                    svg.contains(">Prompt Infiltration via Public-Facing Application<"),
                    "columns share their room"
                );
            }
        }
    }
}

#[test]
fn a_name_that_no_width_holds_is_cut_but_not_what_tells_it_from_its_siblings() {
    let around = of("garak", &Selection::by_default("")).expect("a tool");
    let mut long = around.clone();
    for item in &mut long.overview.items {
        item.label =
            format!("{}: {}", "a name of what it is below ".repeat(9), item.notation.replace("AML.", "own name of "));
    }
    let (_, svg) = drawn(&long, Options::default(), Format::Svg);
    assert_fits(&svg, "long names");
    assert!(svg.contains(">own name of T0051.000<"), "its own name is whole");
    assert!(
        svg.lines().any(|line| line.contains("a name of what it is below") && line.contains("…<")),
        "its parent's is cut"
    );
}
