//! The layered picture: tools, risks by phase, items of an edition, and the links between them.
//!
//! Facts go in, a [`LayeredView`] comes out: what stands in each column and what joins them. `draw`
//! places and draws it; `rows` makes the rows.

mod draw;
mod lanes;
mod order;
mod rows;

use super::facts::Facts;
use super::frame::Head;
use super::legend::{self, Entry, Mark};
use super::outline_words::OutlineWords;
use super::overview::OverviewView;
use super::palette::Paint;
use super::phrase::{fill, number_of};
use super::svg::{Href, Name, count};
use super::table::{self, Table};
use super::text::Label;
use super::words::{Words, of_team};
use super::{Options, Order, dot, finding};
use crate::coverage::{Grade, RoleGroups, State};
use order::{arrange, arrange_middle};
use rows::{Places, left, middle, places, right};
use std::collections::{BTreeMap, BTreeSet};

/// Items up to which the risks stand in the order of the lifecycle, unless asked otherwise.
const FEW_ITEMS: usize = 25;

/// A row of the left column: a tool, or several linked to the same rows.
#[derive(Debug, Clone)]
pub(super) struct ToolRow {
    pub(super) name: Label,
    pub(super) href: Option<Href>,
    pub(super) tools: Vec<usize>,
    pub(super) groups: RoleGroups,
    pub(super) tooltip: Label,
}

/// A row of the middle column: a risk, or a phase where risks are too many.
#[derive(Debug, Clone)]
pub(super) struct RiskRow {
    pub(super) code: Label,
    pub(super) name: Label,
    pub(super) hue: usize,
    pub(super) risks: Vec<usize>,
    /// Tools that address any of them.
    pub(super) tools: BTreeSet<usize>,
    pub(super) tooltip: Label,
}

/// A heading of the middle column with the number of rows under it.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) name: Label,
    pub(super) layer: usize,
    pub(super) rows: usize,
    pub(super) addressed: usize,
    pub(super) risks: usize,
}

/// A row of the right column.
#[derive(Debug, Clone)]
pub(super) struct ItemRow {
    /// Its notation; `None` for a group.
    pub(super) code: Option<Label>,
    pub(super) name: Label,
    pub(super) href: Option<Href>,
    pub(super) items: Vec<usize>,
    /// How many of its items are in each state.
    pub(super) states: BTreeMap<State, usize>,
    /// Tools that cover an item, or a part of it.
    pub(super) tools: usize,
    pub(super) tooltip: Label,
}

/// A link from a tool row to a risk row.
#[derive(Debug, Clone, Copy)]
pub(super) struct ToolLink {
    pub(super) tools: usize,
    pub(super) reviewed: bool,
}

/// A link from a risk row to an item row.
#[derive(Debug, Clone, Copy)]
pub(super) struct ItemLink {
    pub(super) tools: usize,
    pub(super) related: bool,
}

/// A link from a tool row to an item row: claims on the items themselves.
#[derive(Debug, Clone)]
pub(super) struct ClaimLink {
    pub(super) tools: usize,
    pub(super) tooltip: Label,
}

/// What the picture shows, columns in their final order, before it is placed.
#[derive(Debug, Clone)]
pub(super) struct LayeredView {
    head: Head,
    pub(super) legend: Vec<Entry>,
    pub(super) tools: Vec<ToolRow>,
    pub(super) risks: Vec<RiskRow>,
    pub(super) sections: Vec<Section>,
    pub(super) items: Vec<ItemRow>,
    /// Whether the rows of items are groups of them.
    pub(super) grouped: bool,
    /// Whether risks stand so that few links cross, whatever their phases.
    pub(super) is_free: bool,
    pub(super) tool_links: BTreeMap<(usize, usize), ToolLink>,
    pub(super) item_links: BTreeMap<(usize, usize), ItemLink>,
    pub(super) claim_links: BTreeMap<(usize, usize), ClaimLink>,
    grid: draw::Grid,
    condensed: bool,
}

impl LayeredView {
    /// Chooses the rows, orders the outer columns for few crossings and words the finding.
    pub(super) fn new(facts: &Facts, options: Options) -> Self {
        let words = Words::of(options.language);
        let mut notes = Vec::new();
        let (mut sections, mut risks) = middle(facts, words, &mut notes);
        let mut place = places(facts, &risks);
        let tools = left(facts, words, &place, &mut notes);
        let (items, grouped) = right(facts, words, &place, options.show, &mut notes);
        let condensed = !notes.is_empty();
        notes.extend(hidden(facts, options));
        let usual = if items.len() > FEW_ITEMS && !grouped { Order::Crossings } else { Order::Lifecycle };
        let is_free = options.order.unwrap_or(usual) == Order::Crossings;
        if is_free {
            untangle(facts, &place, &tools, &mut risks, &items);
            place = places(facts, &risks);
            sections = vec![one_section(words, &sections)];
        }
        notes.extend(words.mappings(facts.basis.review).map(str::to_owned));
        let mut view = Self {
            head: finding::head(facts, words, &title(facts, words), &sentences(facts, words, notes)),
            legend: Vec::new(),
            tools,
            risks,
            sections,
            items,
            grouped,
            is_free,
            tool_links: BTreeMap::new(),
            item_links: BTreeMap::new(),
            claim_links: BTreeMap::new(),
            grid: draw::Grid::new(options.width),
            condensed,
        };
        view.order_tools(&place);
        view.order_items(&place, facts);
        view.link(facts, &place);
        view.link_claims(facts, words);
        view.legend = view.legend(facts, words);
        view
    }

    /// Puts tools where their links cross least; those without links last.
    fn order_tools(&mut self, place: &Places) {
        let near = self.tools.iter().map(|row| row.tools.iter().flat_map(|tool| place.of_tool(*tool)).collect());
        let near: Vec<BTreeSet<usize>> = near.collect();
        reorder(&mut self.tools, &near);
    }

    /// The same for items; groups stay in the edition's order.
    fn order_items(&mut self, place: &Places, facts: &Facts) {
        if self.grouped && !self.is_free {
            return;
        }
        let near: Vec<BTreeSet<usize>> = self
            .items
            .iter()
            .map(|row| row.items.iter().flat_map(|item| place.of_item(facts, *item)).collect())
            .collect();
        reorder(&mut self.items, &near);
    }

    fn link(&mut self, facts: &Facts, place: &Places) {
        let mut joined: BTreeMap<(usize, usize), (BTreeSet<usize>, bool)> = BTreeMap::new();
        for (row, node) in self.tools.iter().enumerate() {
            for &tool in &node.tools {
                for risk in facts.tools.get(tool).map_or(&[][..], |tool| &tool.risks) {
                    let Some(&at) = place.rows.get(*risk).filter(|at| **at < place.middle) else { continue };
                    let reviewed = facts
                        .risks
                        .get(*risk)
                        .is_some_and(|risk| risk.links.iter().any(|link| link.tool == tool && link.reviewed));
                    let entry = joined.entry((row, at)).or_default();
                    entry.0.insert(tool);
                    entry.1 |= reviewed;
                }
            }
        }
        let tool_link =
            |(key, (tools, reviewed)): (_, (BTreeSet<usize>, bool))| (key, ToolLink { tools: tools.len(), reviewed });
        self.tool_links = joined.into_iter().map(tool_link).collect();
        for (row, node) in self.items.iter().enumerate() {
            for item in node.items.iter().filter_map(|&item| facts.items.get(item)) {
                for (risk, grade) in &item.risks {
                    let Some(&at) = place.rows.get(*risk).filter(|at| **at < place.middle) else { continue };
                    let tools = self.risks.get(at).map_or(0, |row| row.tools.len());
                    let link = self.item_links.entry((at, row)).or_insert(ItemLink { tools, related: true });
                    link.related &= *grade == Some(Grade::RelatesTo);
                }
            }
        }
    }

    /// Joins tool rows to the item rows they reach by claims on the items where no risk of theirs leads to them.
    fn link_claims(&mut self, facts: &Facts, words: &Words) {
        let members =
            self.tools.iter().enumerate().flat_map(|(row, node)| node.tools.iter().map(move |tool| (*tool, row)));
        let rows: BTreeMap<usize, usize> = members.collect();
        let mut joined: BTreeMap<(usize, usize), (BTreeSet<usize>, RoleGroups)> = BTreeMap::new();
        for (at, node) in self.items.iter().enumerate() {
            let items = node.items.iter().filter_map(|&item| facts.items.get(item));
            for (item, (tool, reached)) in items.flat_map(|item| item.claimed().map(move |claimed| (item, claimed))) {
                let by_risk = facts.tools.get(tool).is_some_and(|tool| tool.leads_to(item));
                let Some(&row) = rows.get(&tool).filter(|_| !by_risk) else { continue };
                let (tools, groups) = joined.entry((row, at)).or_default();
                tools.insert(tool);
                groups.extend(reached.groups.iter());
            }
        }
        for ((row, at), (tools, groups)) in joined {
            let (Some(from), Some(to)) = (self.tools.get(row), self.items.get(at)) else { continue };
            let code = to.code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
            let roles = words.role_list(groups.iter());
            let tooltip = format!("{} → {code}{}: {} ({roles})", from.name, to.name, words.legend_claimed);
            self.claim_links.insert((row, at), ClaimLink { tools: tools.len(), tooltip: Label::new(&tooltip) });
        }
    }

    fn legend(&self, facts: &Facts, words: &Words) -> Vec<Entry> {
        let hues: BTreeSet<usize> = self.risks.iter().map(|row| row.hue).collect();
        let mut out = legend::layers(facts, &hues, words);
        let hue = hues.first().copied().unwrap_or(0);
        let mut line = |shown: bool, class, width, text| {
            if shown {
                let classes = vec![Name::of("e"), Name::nth("edge", hue), Name::of(class)];
                out.push(Entry::new(Mark::Line(classes, width), text));
            }
        };
        line(self.tool_links.values().any(|link| link.reviewed), "reviewed", 2.4, words.legend_reviewed);
        line(self.tool_links.values().any(|link| !link.reviewed), "labelled", 1.2, words.legend_labelled);
        let some = |wanted: fn(&ItemLink) -> bool| self.item_links.values().any(wanted);
        line(some(|link| link.tools > 0 && !link.related), "mapped", 2.0, words.legend_mapped);
        line(some(|link| link.tools > 0 && link.related), "related", 1.4, words.legend_related);
        line(some(|link| link.tools == 0), "from-gap", 1.2, words.legend_from_gap);
        if !self.claim_links.is_empty() {
            let classes = vec![Name::of("e"), Name::of("claimed")];
            out.push(Entry::new(Mark::Line(classes, 2.0), words.legend_claimed));
        }
        out.extend(legend::roles(self.tools.iter().flat_map(|row| row.groups.iter()), words));
        if self.tools.iter().any(|row| row.tools.len() > 1) {
            out.push(Entry::new(Mark::Box(Paint::REST, ""), words.legend_rest));
        }
        let counts = self.risks.iter().map(|row| row.tools.len());
        let mut states: BTreeSet<State> = self.items.iter().flat_map(|row| row.states.keys().copied()).collect();
        if states.contains(&State::Gap) && self.risks.iter().any(|row| row.tools.is_empty()) {
            // Risk and item have one chip: it is explained once.
            out.extend(legend::ramp(
                counts.filter(|tools| *tools > 0),
                words.tool_count,
                (words, &facts.basis.selection),
            ));
            out.push(Entry::new(
                Mark::Box(Paint::GAP, words.gap),
                of_team(words.legend_both_gaps, &facts.basis.selection),
            ));
            states.remove(&State::Gap);
        } else {
            out.extend(legend::ramp(counts, words.tool_count, (words, &facts.basis.selection)));
        }
        for state in states {
            out.push(Entry::new(
                Mark::Box(Paint::state(state), words.state(state)),
                words.meaning(state, &facts.basis.selection),
            ));
        }
        if self.items.iter().any(|row| row.code.is_some() && row.tools > 0) {
            out.push(Entry::new(Mark::Bare, words.legend_item_number));
        }
        if self.items.iter().any(|row| row.code.is_none()) {
            out.push(Entry::new(Mark::Bare, words.legend_group_number));
        }
        out
    }
}

impl OverviewView for LayeredView {
    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.condensed
    }

    fn svg(&self, facts: &Facts, options: Options) -> String {
        draw::svg(self, facts, options)
    }

    fn dot(&self, facts: &Facts) -> String {
        dot::layered(facts, self.head.title.as_str())
    }

    fn table(&self, facts: &Facts) -> Table {
        table::layered(facts)
    }
}

/// Orders the risks so that their links to tools and items cross little.
fn untangle(facts: &Facts, place: &Places, tools: &[ToolRow], risks: &mut Vec<RiskRow>, items: &[ItemRow]) {
    let within = |places: BTreeSet<usize>| places.into_iter().filter(|at| *at < place.middle).collect::<Vec<_>>();
    let left: Vec<Vec<usize>> =
        tools.iter().map(|row| within(row.tools.iter().flat_map(|tool| place.of_tool(*tool)).collect())).collect();
    let right: Vec<Vec<usize>> = items
        .iter()
        .map(|row| within(row.items.iter().flat_map(|item| place.of_item(facts, *item)).collect()))
        .collect();
    let linked = |side: Vec<Vec<usize>>| side.into_iter().filter(|near| !near.is_empty()).collect::<Vec<_>>();
    let order = arrange_middle(&linked(left), risks.len(), &linked(right));
    *risks = order.into_iter().filter_map(|row| risks.get(row).cloned()).collect();
}

/// All risks under one heading.
fn one_section(words: &Words, sections: &[Section]) -> Section {
    let sum = |number: fn(&Section) -> usize| sections.iter().map(number).sum();
    Section {
        name: Label::new(words.risks_untangled),
        layer: 0,
        rows: sum(|section| section.rows),
        addressed: sum(|section| section.addressed),
        risks: sum(|section| section.risks),
    }
}

/// What is not drawn because of its state, as a sentence.
fn hidden(facts: &Facts, options: Options) -> Option<String> {
    let template = OutlineWords::of(options.language).hidden(options.show)?;
    let hidden = facts.items.iter().filter(|item| !options.show.includes(item.state)).count();
    Some(fill(template, &[("n", &hidden.to_string())]))
}

fn title(facts: &Facts, words: &Words) -> String {
    format!("{}{}", finding::risks(facts, words), finding::items(facts, words))
}

fn sentences(facts: &Facts, words: &Words, notes: Vec<String>) -> Vec<String> {
    let mut states: BTreeMap<State, usize> = BTreeMap::new();
    facts.items.iter().for_each(|item| *states.entry(item.state).or_default() += 1);
    let states: Vec<String> =
        states.iter().map(|(state, number)| format!("{number} {}", words.state(*state).to_lowercase())).collect();
    let states = if states.is_empty() { "–".to_owned() } else { states.join(words.list_comma) };
    let linked = facts.linked_tools();
    let reading = fill(
        words.read_layered,
        &[
            ("tools", &number_of(words.tool_count, linked.len())),
            ("risks", &number_of(words.risk_count, facts.risks.len())),
            ("items", &number_of(words.item_count, facts.items.len())),
            ("edition", facts.basis.edition.as_str()),
            ("states", &states),
        ],
    );
    let idle: Vec<usize> = (0..facts.tools.len()).filter(|tool| !linked.contains(tool)).collect();
    let idle = (!idle.is_empty()).then(|| fill(words.unlinked_tools, &[("n", &facts.tools_in_words(words, &idle))]));
    std::iter::once(reading).chain(idle).chain(notes).collect()
}

/// Reorders rows for few crossings of the lines that are drawn, one between two rows however many links it stands for;
/// rows without links go last, in their own order.
fn reorder<T: Clone>(rows: &mut Vec<T>, near: &[BTreeSet<usize>]) {
    let (linked, free): (Vec<usize>, Vec<usize>) =
        (0..rows.len()).partition(|&row| near.get(row).is_some_and(|near| !near.is_empty()));
    let neighbours: Vec<Vec<usize>> =
        linked.iter().filter_map(|&row| Some(near.get(row)?.iter().copied().collect())).collect();
    let order = arrange(&neighbours).into_iter().filter_map(|place| linked.get(place).copied());
    *rows = order.chain(free).filter_map(|row| rows.get(row).cloned()).collect();
}

/// How wide a link of `tools` tools is drawn: 1 to 3.7 px.
pub(super) fn stroke(tools: usize) -> f64 {
    1.0 + 0.3 * count(tools.min(9))
}
