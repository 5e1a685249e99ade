//! What stands in each column of the layered picture: facts in, rows out, joined where they are too many.
//!
//! A sentence is added to the notes for whatever is joined or left out. Order and links are `layered`'s.

use super::{ItemRow, RiskRow, Section, ToolRow};
use crate::coverage::{RoleGroups, State};
use crate::render::Show;
use crate::render::facts::{Facts, Item, Phase, Risk};
use crate::render::finding;
use crate::render::palette::HUES;
use crate::render::phrase::{fill, number_of};
use crate::render::text::Label;
use crate::render::words::Words;
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a column drawn at most.
const ROWS: usize = 60;
/// Links from tools to risks drawn at most before risks become phases, and from risks to items before items
/// are grouped.
const LINKS: usize = 250;
/// Links between two columns drawn at most: above, the outer column gets fewer rows.
const ALL_LINKS: usize = 2000;

/// Where risks stand in the middle column, and so where tools and items are drawn to.
pub(super) struct Places {
    /// Row of each risk.
    pub(super) rows: Vec<usize>,
    /// Number of rows.
    pub(super) middle: usize,
    /// Rows each tool is linked to, ascending.
    tools: Vec<Vec<usize>>,
}

impl Places {
    pub(super) fn of_tool(&self, tool: usize) -> impl Iterator<Item = usize> {
        self.tools.get(tool).map_or(&[][..], Vec::as_slice).iter().copied()
    }

    pub(super) fn of_item(&self, facts: &Facts, item: usize) -> BTreeSet<usize> {
        let risks = facts.items.get(item).map(|item| item.risks.keys());
        risks.into_iter().flatten().filter_map(|&risk| self.rows.get(risk).copied()).collect()
    }
}

pub(super) fn places(facts: &Facts, risks: &[RiskRow]) -> Places {
    // A risk whose row was left out stands, for ordering, below the last.
    let mut rows = vec![risks.len(); facts.risks.len()];
    for (row, node) in risks.iter().enumerate() {
        for &risk in &node.risks {
            if let Some(slot) = rows.get_mut(risk) {
                *slot = row;
            }
        }
    }
    let near = |risks: &[usize]| {
        let places: BTreeSet<usize> = risks.iter().filter_map(|&risk| rows.get(risk).copied()).collect();
        places.into_iter().collect()
    };
    let tools = facts.tools.iter().map(|tool| near(&tool.risks)).collect();
    Places { rows, middle: risks.len(), tools }
}

/// The rows of risks under their phases; of phases under their layers where risks or links are too many.
pub(super) fn middle(facts: &Facts, words: &Words, notes: &mut Vec<String>) -> (Vec<Section>, Vec<RiskRow>) {
    let links: usize = facts.risks.iter().map(|risk| risk.links.len()).sum();
    let by_phase = facts.risks.len() > ROWS || links > LINKS;
    if by_phase {
        notes.push(fill(words.risks_are_phases, &[("n", &facts.risks.len().to_string())]));
    }
    let mut sections: Vec<Section> = Vec::new();
    let mut rows: Vec<RiskRow> = Vec::new();
    for phase in facts.phases.iter().filter(|phase| !phase.risks.is_empty()) {
        let risks: Vec<(usize, &Risk)> =
            phase.risks.iter().filter_map(|&risk| Some((risk, facts.risks.get(risk)?))).collect();
        let addressed = risks.iter().filter(|(_, risk)| !risk.links.is_empty()).count();
        let fresh = |name: &Label, rows| Section {
            name: name.clone(),
            layer: phase.layer,
            rows,
            addressed,
            risks: risks.len(),
        };
        if !by_phase {
            sections.push(fresh(&facts.in_list(phase.layer, &phase.name), risks.len()));
            rows.extend(risks.iter().map(|risk| risk_row(facts, words, phase, *risk)));
            continue;
        }
        if let Some(section) = sections.last_mut().filter(|section| section.layer == phase.layer) {
            section.rows += 1;
            section.addressed += addressed;
            section.risks += risks.len();
        } else {
            let layer = facts.layers.get(phase.layer).map_or(&phase.name, |layer| &layer.name);
            sections.push(fresh(layer, 1));
        }
        rows.push(phase_row(words, phase, &risks));
    }
    if rows.len() > ROWS {
        notes.push(showing(words, words.risks_by_phase, ROWS, rows.len()));
        rows.truncate(ROWS);
        let mut left = ROWS;
        for section in &mut sections {
            section.rows = section.rows.min(left);
            left -= section.rows;
        }
        sections.retain(|section| section.rows > 0);
    }
    (sections, rows)
}

fn risk_row(facts: &Facts, words: &Words, phase: &Phase, (index, risk): (usize, &Risk)) -> RiskRow {
    RiskRow {
        code: risk.short.clone(),
        name: risk.name.clone(),
        hue: phase.layer % HUES,
        risks: vec![index],
        tools: risk.links.iter().map(|link| link.tool).collect(),
        tooltip: Label::new(&finding::risk_with_tools(facts, words, risk)),
    }
}

fn phase_row(words: &Words, phase: &Phase, risks: &[(usize, &Risk)]) -> RiskRow {
    let addressed = risks.iter().filter(|(_, risk)| !risk.links.is_empty()).count();
    let share = fill(words.addressed, &[("n", &addressed.to_string()), ("of", &risks.len().to_string())]);
    RiskRow {
        code: Label::new(&format!("{addressed}/{}", risks.len())),
        name: phase.name.clone(),
        hue: phase.layer % HUES,
        risks: risks.iter().map(|(index, _)| *index).collect(),
        tools: risks.iter().flat_map(|(_, risk)| risk.links.iter().map(|link| link.tool)).collect(),
        tooltip: Label::new(&format!("{}: {share}", phase.name)),
    }
}

/// Rows an outer column may have when its rows have `links` links to `middle` rows in all.
fn limit(links: usize, middle: usize) -> usize {
    if links > ALL_LINKS { ROWS.min(ALL_LINKS / middle.max(1)).max(1) } else { ROWS }
}

/// The rows of tools: one each; above the limit those linked to the same rows together; then a row for the rest.
pub(super) fn left(facts: &Facts, words: &Words, place: &Places, notes: &mut Vec<String>) -> Vec<ToolRow> {
    let busy: Vec<usize> = facts.linked_tools().into_iter().collect();
    let limit = limit(busy.iter().map(|&tool| place.of_tool(tool).count()).sum(), place.middle);
    let mut sets: Vec<Vec<usize>> = busy.iter().map(|&tool| vec![tool]).collect();
    if busy.len() > limit {
        notes.push(words.tools_joined.to_owned());
        let mut same: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for &tool in &busy {
            same.entry(place.of_tool(tool).collect()).or_default().push(tool);
        }
        sets = same.into_values().collect();
        sets.sort();
    }
    let mut rest = Vec::new();
    if sets.len() > limit {
        let degree = |set: &Vec<usize>| set.first().map_or(0, |&tool| place.of_tool(tool).count());
        sets.sort_by_key(|set| (std::cmp::Reverse((set.len(), degree(set))), set.clone()));
        rest = sets.drain(limit - 1..).flatten().collect();
        rest.sort_unstable();
        notes.push(showing(words, words.tools, busy.len() - rest.len(), busy.len()));
    }
    let mut rows: Vec<ToolRow> = sets.into_iter().map(|set| tool_row(facts, words, set)).collect();
    if !rest.is_empty() {
        let more = fill(words.more_tools, &[("n", &rest.len().to_string())]);
        rows.push(ToolRow { name: Label::new(&more), ..tool_row(facts, words, rest) });
    }
    rows
}

fn tool_row(facts: &Facts, words: &Words, tools: Vec<usize>) -> ToolRow {
    let members: BTreeSet<usize> = tools.iter().copied().collect();
    let links = || facts.risks.iter().flat_map(|risk| &risk.links).filter(|link| members.contains(&link.tool));
    let names: Vec<&str> = tools.iter().map(|&tool| facts.tool_name(tool)).collect();
    let claims = || facts.items.iter().flat_map(Item::claimed).filter(|(tool, _)| members.contains(tool));
    let of_items = claims().flat_map(|(_, reached)| reached.groups.iter());
    let groups: RoleGroups = links().flat_map(|link| link.groups.iter()).chain(of_items).collect();
    let first = names.first().copied().unwrap_or("");
    let (name, href) = match tools.as_slice() {
        [one] => (first.to_owned(), facts.tools.get(*one).and_then(|tool| tool.href.clone())),
        many => (fill(words.same_tools, &[("n", &many.len().to_string()), ("first", first)]), None),
    };
    let risks = number_of(words.risk_count, links().count());
    let items = match claims().count() {
        0 => String::new(),
        items => format!("{}{}", words.list_comma, number_of(words.item_count, items)),
    };
    let tooltip = format!("{} ({}): {risks}{items}", names.join(", "), words.role_list(groups.iter()));
    ToolRow { name: Label::new(&name), href, groups, tooltip: Label::new(&tooltip), tools }
}

/// The rows of items: one each; above the limit one per group, or where there are none those with most risks
/// and a row for the rest. Also whether they are groups.
pub(super) fn right(
    facts: &Facts,
    words: &Words,
    place: &Places,
    show: Show,
    notes: &mut Vec<String>,
) -> (Vec<ItemRow>, bool) {
    let near: Vec<usize> = (0..facts.items.len()).map(|item| place.of_item(facts, item).len()).collect();
    let mut shown: Vec<usize> =
        facts.items.iter().enumerate().filter(|(_, item)| show.includes(item.state)).map(|(item, _)| item).collect();
    let links = shown.iter().filter_map(|&item| near.get(item)).sum();
    let limit = limit(links, place.middle);
    let crowded = shown.len() > limit || links > LINKS;
    if crowded && !facts.groups.is_empty() && facts.groups.len() < facts.items.len() {
        notes.push(words.items_grouped.to_owned());
        return (group_rows(facts, words, (limit, &shown), notes), true);
    }
    let mut rest = Vec::new();
    if shown.len() > limit {
        shown.sort_by_key(|&item| (std::cmp::Reverse(near.get(item).copied()), item));
        rest = shown.split_off(limit - 1);
        shown.sort_unstable();
        rest.sort_unstable();
        notes.push(showing(words, words.items, shown.len(), shown.len() + rest.len()));
    }
    let item = |index: usize| Some(item_row(facts, words, index, facts.items.get(index)?));
    let mut rows: Vec<ItemRow> = shown.into_iter().filter_map(item).collect();
    if !rest.is_empty() {
        let more = fill(words.more_items, &[("n", &rest.len().to_string())]);
        rows.push(group_row(facts, words, Label::new(&more), rest));
    }
    (rows, false)
}

fn group_rows(
    facts: &Facts,
    words: &Words,
    (limit, shown): (usize, &[usize]),
    notes: &mut Vec<String>,
) -> Vec<ItemRow> {
    let mut members: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (index, item) in shown.iter().filter_map(|&index| Some((index, facts.items.get(index)?))) {
        let no_group = [facts.groups.len()];
        let under = if item.groups.is_empty() { &no_group[..] } else { &item.groups };
        for group in under {
            members.entry(*group).or_default().insert(index);
        }
    }
    let all = members.len();
    let mut rest = BTreeSet::new();
    if all > limit {
        let first = members.keys().nth(limit - 1).copied().unwrap_or(usize::MAX);
        rest = members.split_off(&first).into_values().flatten().collect();
        notes.push(showing(words, words.groups, limit - 1, all));
    }
    let no_group = Label::new(words.no_group);
    let row = |(group, items): (usize, BTreeSet<usize>)| {
        let name = facts.groups.get(group).unwrap_or(&no_group).clone();
        group_row(facts, words, name, items.into_iter().collect())
    };
    let mut rows: Vec<ItemRow> = members.into_iter().map(row).collect();
    if !rest.is_empty() {
        let more = fill(words.more_groups, &[("n", &(all + 1 - limit).to_string())]);
        rows.push(group_row(facts, words, Label::new(&more), rest.into_iter().collect()));
    }
    rows
}

fn item_row(facts: &Facts, words: &Words, index: usize, item: &Item) -> ItemRow {
    let tools = item.addressing().count();
    let names: Vec<&str> = item.tools.keys().map(|&tool| facts.tool_name(tool)).collect();
    let state = words.meaning(item.state, &facts.basis.selection);
    let tooltip =
        format!("{} {} – {}: {state}. {}", item.notation, item.name, words.state(item.state), names.join(", "));
    ItemRow {
        code: Some(item.notation.clone()),
        name: item.name.clone(),
        href: item.href.clone(),
        items: vec![index],
        states: BTreeMap::from([(item.state, 1)]),
        tools,
        tooltip: Label::new(&tooltip),
    }
}

fn group_row(facts: &Facts, words: &Words, name: Label, items: Vec<usize>) -> ItemRow {
    let mut states: BTreeMap<State, usize> = BTreeMap::new();
    let mut tools = BTreeSet::new();
    for item in items.iter().filter_map(|&item| facts.items.get(item)) {
        *states.entry(item.state).or_default() += 1;
        tools.extend(item.addressing());
    }
    let counts: Vec<String> =
        states.iter().map(|(state, number)| format!("{number} {}", words.state(*state))).collect();
    let tooltip = format!("{name}: {}", counts.join(", "));
    ItemRow { code: None, name, href: None, items, states, tools: tools.len(), tooltip: Label::new(&tooltip) }
}

fn showing(words: &Words, what: &str, shown: usize, all: usize) -> String {
    fill(words.showing, &[("shown", &shown.to_string()), ("all", &all.to_string()), ("what", what)])
}
