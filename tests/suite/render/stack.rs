//! The picture of a stack: it says of every risk what the model says, and of additions what they add.

use super::sample::overview;
use super::{picture, write};
use crate::built_in::built_in;
use aisec_graph::catalog::{StackEntry, StackPlace, StackStatus, WrittenStack};
use aisec_graph::coverage::set_cover::Choice;
use aisec_graph::coverage::{
    Chosen, Grade, Otherwise, Overview, Recommendation, RoleChoice, RoleGroup, RoleGroups, Selection, Stack,
    StackCoverage, StackTarget, StackTools, Standing, State, Target, ToolChoice, ToolNode, Why, Wish, recommend, stack,
    stack_coverage,
};
use aisec_graph::render::{self, Format, Options, Show, Subject, View};
use roxmltree::Document;
use std::collections::{BTreeMap, BTreeSet};

/// Every third tool of an overview, by name, as a stack, called as the edition is; and what is to be added to it.
pub(super) fn stack_of(overview: &Overview) -> (StackCoverage, Recommendation) {
    let mut sorted: Vec<usize> = (0..overview.tools.len()).collect();
    let key = |tool: &ToolNode| (tool.name.to_lowercase(), tool.iri.clone());
    sorted.sort_by_key(|&tool| key(&overview.tools[tool]));
    let place: BTreeMap<usize, usize> = sorted.iter().enumerate().map(|(place, &tool)| (tool, place)).collect();
    let tools: Vec<ToolNode> = sorted.iter().map(|&tool| overview.tools[tool].clone()).collect();
    let is_own = |place: usize| place.is_multiple_of(3);
    let mut own = overview.clone();
    own.tools = tools.iter().step_by(3).cloned().collect();
    own.addressing.retain(|link| place.get(&link.tool).is_some_and(|&tool| is_own(tool)));
    own.addressing.iter_mut().for_each(|link| link.tool = place[&link.tool] / 3);
    own.reach.retain(|link| place.get(&link.tool).is_some_and(|&tool| is_own(tool)));
    own.reach.iter_mut().for_each(|link| link.tool = place[&link.tool] / 3);
    let name = overview.edition_title.clone();
    let iris = own.tools.iter().map(|tool| tool.iri.clone()).collect();
    own.selection.tools = ToolChoice::Stack(StackTools { name: name.clone(), iris, planned: vec![] });
    let mut risks = vec![StackTarget::default(); overview.risks.len()];
    for link in overview.addressing.iter().filter(|link| link.risk < overview.risks.len()) {
        note(&mut risks[link.risk], place.get(&link.tool).copied(), link.group);
    }
    for risk in &mut risks {
        risk.state = Some(if risk.own.is_empty() { State::Gap } else { State::PartlyCovered });
    }
    let mut items = vec![StackTarget::default(); overview.items.len()];
    for reach in overview.reach.iter().filter(|reach| reach.grade != Some(Grade::RelatesTo)) {
        note(&mut items[reach.item], place.get(&reach.tool).copied(), reach.group);
    }
    for (item, node) in items.iter_mut().zip(&overview.items) {
        item.state = Some(node.state);
    }
    let empty = Stack { name, members: vec![], phases: vec![], notices: vec![] };
    let additions = additions_to(&empty, overview, &tools, &risks);
    let idle = Otherwise { tool: "An idle tool".into(), groups: [RoleGroup::Exercised].into_iter().collect() };
    (StackCoverage { stack: empty, overview: own, tools, risks, items, otherwise: vec![idle] }, additions)
}

fn note(target: &mut StackTarget, tool: Option<usize>, group: RoleGroup) {
    let Some(tool) = tool else { return };
    let side = if tool.is_multiple_of(3) { &mut target.own } else { &mut target.further };
    side.entry(group).or_default().insert(tool);
}

/// Tools in order, each for what none before it addresses.
fn additions_to(stack: &Stack, overview: &Overview, tools: &[ToolNode], risks: &[StackTarget]) -> Recommendation {
    let mut closed: BTreeSet<usize> =
        (0..risks.len()).filter(|&risk| !risks[risk].own_in(RoleChoice::Any).is_empty()).collect();
    let mut chosen = Vec::new();
    for tool in 0..tools.len() {
        let adds = |risk: &usize| risks[*risk].further_in(RoleChoice::Any).contains(&tool) && !closed.contains(risk);
        let closes: Vec<usize> = (0..risks.len()).filter(adds).collect();
        closed.extend(&closes);
        if !closes.is_empty() {
            let (only, total) = (closes.clone(), closed.len());
            let groups = RoleGroups::default();
            let is_must = tool % 2 == 0;
            chosen.push(Chosen { tool, is_must, closes, only, groups, is_reviewed: true, total, instead: vec![] });
        }
    }
    let target = |risk: usize| {
        let (node, tools) = (&overview.risks[risk], BTreeSet::new());
        let target = Target { iri: node.iri.clone(), id: node.code.clone(), name: node.name.clone(), under: vec![] };
        let open = Standing::Open(Why::NoTool(RoleGroups::default()));
        (target, if closed.contains(&risk) { Standing::WouldClose(tools) } else { open })
    };
    let fewest = chosen.len();
    Recommendation {
        wish: wish(overview.selection.clone()),
        stack: stack.clone(),
        title: String::new(),
        notice: None,
        provenance: overview.provenance.clone(),
        tools: tools.to_vec(),
        targets: (0..risks.len()).map(target).collect(),
        in_place: vec![],
        choice: Choice {
            chosen: chosen.iter().map(|chosen| chosen.tool).collect(),
            covered: 0,
            fewest,
            ceiling: 0,
            nodes: 1,
        },
        chosen,
    }
}

fn wish(selection: Selection) -> Wish {
    Wish { selection, grade: Grade::PartlyCovers, most: None, licence: None, nodes: 50_000 }
}

fn team(entries: &[(&str, StackStatus)], edition: &str, role: RoleChoice) -> (StackCoverage, Recommendation) {
    let entry = |(text, status): &(&str, StackStatus)| StackEntry {
        text: (*text).to_owned(),
        status: *status,
        place: StackPlace::CommandLine,
    };
    let written = WrittenStack { entries: entries.iter().map(entry).collect(), ..WrittenStack::default() };
    let snapshot = &built_in().snapshot;
    let stack = stack(snapshot, &written).expect("the tools are there");
    let selection = Selection { role, tools: stack.in_use(), ..Selection::by_default(edition) };
    let coverage = stack_coverage(snapshot, &stack, &selection).expect("an edition");
    let additions = recommend(snapshot, &stack, &wish(selection)).expect("something to address");
    (coverage, additions)
}

fn rows(coverage: &StackCoverage, additions: &Recommendation) -> (String, Vec<BTreeMap<String, String>>) {
    let picture = render::picture(Subject::Stack(coverage, Some(additions)), Options::default()).value;
    let mut out = Vec::new();
    picture.write(Format::Csv, &mut out).expect("a vector takes every byte");
    let mut reader = csv::Reader::from_reader(out.as_slice());
    let rows = reader.deserialize().collect::<Result<_, _>>().expect("well-formed");
    (picture.title().to_owned(), rows)
}

#[test]
fn the_finding_counts_what_the_model_counts() {
    let in_use = [("garak", StackStatus::InUse), ("ModelScan", StackStatus::InUse)];
    for role in [RoleChoice::Any, RoleChoice::Only(RoleGroup::Protected), RoleChoice::Only(RoleGroup::Exercised)] {
        let (coverage, additions) = team(&in_use, "", role);
        let of = |wanted: &dyn Fn(&StackTarget) -> bool| coverage.risks.iter().filter(|risk| wanted(risk)).count();
        let own = of(&|risk| !risk.own_in(role).is_empty());
        let near = of(&|risk| risk.own_in(role).is_empty() && risk.is_reachable(role));
        let (title, rows) = rows(&coverage, &additions);
        assert!(title.contains(&format!("{own} of 34 risks; one tool away: {near} more risk")), "{title}");
        let number = |column: &str, wanted: &dyn Fn(&str) -> bool| {
            rows.iter().filter(|row| row["kind"] == "risk" && wanted(&row[column])).count()
        };
        assert_eq!(number("in_stack", &|number| number != "0"), own);
        assert_eq!(number("one_tool_away", &|word| word == "yes"), near);
        let last = rows.iter().rfind(|row| row["kind"] == "addition").expect("something to add");
        assert_eq!(last["total"], (own + near).to_string(), "the additions reach all that is one tool away");
    }
}

#[test]
fn a_planned_tool_comes_before_what_is_to_be_added_and_counts_for_it() {
    let entries = [("garak", StackStatus::InUse), ("LLM Guard", StackStatus::Planned)];
    let (coverage, additions) = team(&entries, "", RoleChoice::Only(RoleGroup::Protected));
    let (_, rows) = rows(&coverage, &additions);
    let cards: Vec<_> = rows.iter().filter(|row| row["kind"] != "risk").collect();
    assert_eq!((cards[0]["kind"].as_str(), cards[0]["name"].as_str()), ("planned", "LLM Guard"));
    let totals: Vec<usize> = cards.iter().map(|card| card["total"].parse().expect("a number")).collect();
    assert!(totals.is_sorted() && totals[0] > 0, "{totals:?}");
    assert_eq!(totals[1] - totals[0], cards[1]["closes"].split("; ").count());
}

#[test]
fn what_only_other_tools_would_address_is_outlined_and_what_none_would_is_a_gap() {
    let (coverage, additions) = team(&[("ModelScan", StackStatus::InUse)], "owasp-llm-2026", RoleChoice::Any);
    let picture = render::picture(Subject::Stack(&coverage, Some(&additions)), Options::default()).value;
    let mut svg = Vec::new();
    picture.write(Format::Svg, &mut svg).expect("a vector takes every byte");
    let svg = String::from_utf8(svg).expect("UTF-8");
    let parsed = Document::parse(&svg).expect("well-formed");
    for (stem, targets) in [("r", &coverage.risks), ("i", &coverage.items)] {
        for (index, target) in targets.iter().enumerate() {
            let id = format!("{stem}{index}");
            let tile = parsed.descendants().find(|node| node.attribute("id") == Some(id.as_str())).expect("a tile");
            let class = tile.descendants().find_map(|node| node.attribute("class")).expect("a ground");
            let near = target.own_in(RoleChoice::Any).is_empty() && target.is_reachable(RoleChoice::Any);
            assert_eq!(class == "near", near, "{id} is drawn as {class}");
            assert_eq!(class == "gap", !near && target.state == Some(State::Gap), "{id} is drawn as {class}");
        }
    }
}

#[test]
fn without_anything_to_address_the_picture_says_so() {
    let (mut coverage, _) = stack_of(&overview());
    coverage.overview = super::nothing();
    (coverage.risks, coverage.items) = (vec![], vec![]);
    let picture = render::picture(Subject::Stack(&coverage, None), Options::default()).value;
    assert_eq!(picture.title(), "No risks in this selection");
    let mut svg = Vec::new();
    picture.write(Format::Svg, &mut svg).expect("a vector takes every byte");
    Document::parse(std::str::from_utf8(&svg).expect("UTF-8")).expect("well-formed");
}

#[test]
fn only_gaps_leaves_out_what_is_addressed_and_says_how_much() {
    let options = Options { show: Show::Gaps, ..Options::default() };
    for view in [View::Lifecycle, View::Stack] {
        let all = write(view, &overview(), Options::default(), Format::Svg);
        let gaps = write(view, &overview(), options, Format::Svg);
        let tiles = |svg: &str| svg.matches("<g id=\"r").count();
        let picture = picture(view, &overview(), options).value;
        let hidden = tiles(&all) - tiles(&gaps);
        assert!(hidden > 0 && tiles(&gaps) > 0, "{view:?}");
        assert!(picture.subtitle().contains(&format!("Only gaps are drawn; hidden: {hidden}.")), "{view:?}");
        assert_eq!(picture.title(), super::picture(view, &overview(), Options::default()).value.title());
    }
}
