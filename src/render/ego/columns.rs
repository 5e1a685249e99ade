//! What stands around a tool, risk, phase or item: facts in, four columns of cards and the links between them out.

use super::words::EgoWords;
use super::{Card, Columns, Kind, Line};
use crate::coverage::{Focus, Grade, RoleGroup, RoleGroups, State};
use crate::render::facts::{Facts, Item, Link, Risk};
use crate::render::finding;
use crate::render::legend::LETTERS;
use crate::render::palette::HUES;
use crate::render::phrase::{fill, number_of};
use crate::render::text::Label;
use crate::render::words::Words;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What columns are made of.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) facts: &'a Facts,
    pub(super) words: &'a Words,
    pub(super) own: &'a EgoWords,
}

impl<'a> Reader<'a> {
    /// The columns around a focus; `None` where it is not among the facts.
    pub(super) fn around(self, focus: Focus) -> Option<Columns> {
        match focus {
            Focus::Tool(tool) => self.around_tool(tool),
            Focus::Risk(risk) => self.around_risk(risk),
            Focus::Phase(phase) => self.around_phase(phase),
            Focus::Item(item) => self.around_item(item),
        }
    }

    fn around_tool(self, tool: usize) -> Option<Columns> {
        let node = self.facts.tools.get(tool)?;
        let mut columns = Columns::new(Card { kind: "tool", ..Self::card(&node.name) });
        columns.focus.href.clone_from(&node.href);
        let risks: Vec<usize> = self.in_order(node.risks.iter().copied());
        self.add_tools_sharing(&mut columns, &risks, Some(tool));
        for &risk in &risks {
            let link = self.link(risk, tool);
            columns.lines.push(Line::of_focus(columns.third.len(), Self::kind_of(link), self.hue(risk)));
            let roles = link.map_or_else(Label::default, |link| Self::letters(link.groups));
            columns.third.push(Card { end: roles, ..self.risk_card(risk)? });
        }
        let reached = self.facts.items.iter().enumerate().filter(|(_, item)| item.tools.contains_key(&tool));
        let reached: Vec<usize> = reached.map(|(item, _)| item).collect();
        self.add_items(&mut columns, &risks, &reached, Some(tool));
        Some(columns)
    }

    fn around_phase(self, phase: usize) -> Option<Columns> {
        let node = self.facts.phases.get(phase)?;
        let mut columns = Columns::new(Card { kind: "phase", ..Self::card(&node.name) });
        columns.focus.hue = Some(node.layer % HUES);
        self.add_tools_sharing(&mut columns, &node.risks, None);
        for &risk in &node.risks {
            columns.lines.push(Line::of_focus(columns.third.len(), Kind::Within, self.hue(risk)));
            columns.third.push(self.risk_card(risk)?);
        }
        let led = |item: &Item| node.risks.iter().any(|risk| item.risks.contains_key(risk));
        let items: Vec<usize> =
            self.facts.items.iter().enumerate().filter(|(_, item)| led(item)).map(|(item, _)| item).collect();
        self.add_items(&mut columns, &node.risks, &items, None);
        Some(columns)
    }

    fn around_risk(self, risk: usize) -> Option<Columns> {
        let node = self.facts.risks.get(risk)?;
        let mut columns = Columns::new(Self::focus("risk", &node.code, &node.name));
        columns.focus.hue = Some(self.hue(risk));
        columns.focus.tooltip = Label::new(&finding::risk_with_tools(self.facts, self.words, node));
        let mut links: Vec<&Link> = node.links.iter().collect();
        links.sort_by_key(|link| (Reverse((link.reviewed, link.grade, link.groups.len())), link.tool));
        for link in links {
            let card = Card { end: Self::letters(link.groups), ..self.tool_card(link.tool)? };
            columns.near_lines.push((columns.near.len(), Self::kind_of(Some(link)), 1));
            columns.near.push(card);
        }
        let led = |(_, item): &(usize, &Item)| item.risks.contains_key(&risk);
        let items: Vec<usize> = self.facts.items.iter().enumerate().filter(led).map(|(index, _)| index).collect();
        for &item in &items {
            let kind = self.mapped_kind(risk, item);
            columns.lines.push(Line::of_focus(columns.third.len(), kind, self.hue(risk)));
            columns.third.push(self.item_card(item, None)?);
        }
        let of = items.len();
        let shared = |other: usize| {
            let mapped =
                |item: &&usize| self.facts.items.get(**item).is_some_and(|item| item.risks.contains_key(&other));
            items.iter().filter(mapped).count()
        };
        let others = (0..self.facts.risks.len()).filter(|other| *other != risk).map(|other| (other, shared(other)));
        let mut others: Vec<(usize, usize)> = others.filter(|(_, shared)| *shared > 0).collect();
        others.sort_by_key(|(other, shared)| (Reverse(*shared), *other));
        for (other, shared) in others {
            for (place, &item) in items.iter().enumerate() {
                if self.facts.items.get(item).is_some_and(|item| item.risks.contains_key(&other)) {
                    let kind = self.mapped_kind(other, item);
                    columns.lines.push(Line::between(place, columns.fourth.len(), kind, Some(self.hue(other))));
                }
            }
            let card = self.risk_card(other)?;
            columns.fourth.push(Card { end: self.of(shared, of), ..card });
        }
        Some(columns)
    }

    fn around_item(self, item: usize) -> Option<Columns> {
        let node = self.facts.items.get(item)?;
        let mut columns = Columns::new(Self::focus("item", &node.notation, &node.name));
        columns.focus.href.clone_from(&node.href);
        let risks = self.in_order(node.risks.keys().copied());
        let others = self.facts.items.iter().enumerate().filter(|(other, _)| *other != item);
        let shared = |other: &Item| risks.iter().filter(|risk| other.risks.contains_key(risk)).count();
        let mut others: Vec<(usize, usize)> = others.map(|(other, node)| (other, shared(node))).collect();
        others.retain(|(_, shared)| *shared > 0);
        others.sort_by_key(|(other, shared)| (Reverse(*shared), *other));
        for (other, shared) in others {
            columns.near_lines.push((columns.near.len(), Kind::Shared, shared));
            let card = self.item_card(other, None)?;
            columns.near.push(Card { end: self.of(shared, risks.len()), state: None, ..card });
        }
        for &risk in &risks {
            columns.lines.push(Line::of_focus(columns.third.len(), self.mapped_kind(risk, item), self.hue(risk)));
            columns.third.push(self.risk_card(risk)?);
        }
        let direct = node.claimed().any(|(tool, _)| !self.facts.tools.get(tool).is_some_and(|of| of.leads_to(node)));
        if direct {
            columns.lines.push(Line { hue: None, ..Line::of_focus(columns.third.len(), Kind::Claimed, 0) });
            columns.third.push(self.direct_card());
        }
        let grade = |tool: &usize| node.tools.get(tool).map(|reached| reached.grade);
        let mut tools: Vec<usize> = node.tools.keys().copied().collect();
        tools.sort_by_key(|tool| (Reverse(grade(tool)), *tool));
        for tool in tools {
            let place = columns.fourth.len();
            for (row, &risk) in risks.iter().enumerate() {
                if let Some(link) = self.link(risk, tool) {
                    columns.lines.push(Line::between(row, place, Self::kind_of(Some(link)), Some(self.hue(risk))));
                }
            }
            if direct && node.claimed().any(|(claimed, _)| claimed == tool) {
                columns.lines.push(Line::between(risks.len(), place, Kind::Claimed, None));
            }
            let reached = node.tools.get(&tool)?;
            let end = Self::letters(reached.groups);
            columns.fourth.push(Card {
                end,
                state: Some(state_of(reached.grade, node.state)),
                ..self.tool_card(tool)?
            });
        }
        Some(columns)
    }

    /// Tools that address some of the risks, those of most first.
    fn add_tools_sharing(self, columns: &mut Columns, risks: &[usize], focus: Option<usize>) {
        let shared = |tool: &crate::render::facts::Tool| tool.risks.iter().filter(|risk| risks.contains(risk)).count();
        let all = self.facts.tools.iter().enumerate().filter(|(tool, _)| Some(*tool) != focus);
        let mut tools: Vec<(usize, usize)> = all.map(|(tool, node)| (tool, shared(node))).collect();
        tools.retain(|(_, shared)| *shared > 0);
        tools.sort_by_key(|(tool, shared)| (Reverse(*shared), *tool));
        for (tool, shared) in tools {
            let Some(card) = self.tool_card(tool) else { continue };
            columns.near_lines.push((columns.near.len(), Kind::Shared, shared));
            columns.near.push(Card { end: self.of(shared, risks.len()), ..card });
        }
    }

    /// Items with lines from the risks that lead to them; where none does, from claims on the items themselves.
    fn add_items(self, columns: &mut Columns, risks: &[usize], items: &[usize], tool: Option<usize>) {
        let mut direct = None;
        for &item in items {
            let (Some(card), Some(node)) = (self.item_card(item, tool), self.facts.items.get(item)) else { continue };
            let place = columns.fourth.len();
            let mut led = false;
            for (row, &risk) in risks.iter().enumerate().filter(|(_, risk)| node.risks.contains_key(risk)) {
                led = true;
                let kind = self.mapped_kind(risk, item);
                columns.lines.push(Line::between(row, place, kind, Some(self.hue(risk))));
            }
            if !led {
                let row = *direct.get_or_insert_with(|| {
                    columns.third.push(self.direct_card());
                    columns.third.len() - 1
                });
                columns.lines.push(Line::between(row, place, Kind::Claimed, None));
            }
            columns.fourth.push(card);
        }
        if let Some(row) = direct {
            columns.lines.push(Line { hue: None, ..Line::of_focus(row, Kind::Claimed, 0) });
        }
    }

    /// Risks as they stand in the lifecycle.
    fn in_order(self, risks: impl Iterator<Item = usize>) -> Vec<usize> {
        let wanted: BTreeSet<usize> = risks.collect();
        let all = self.facts.phases.iter().flat_map(|phase| &phase.risks).copied();
        all.filter(|risk| wanted.contains(risk)).collect()
    }

    fn link(self, risk: usize, tool: usize) -> Option<&'a Link> {
        self.facts.risks.get(risk)?.links.iter().find(|link| link.tool == tool)
    }

    fn kind_of(link: Option<&Link>) -> Kind {
        if link.is_some_and(|link| link.reviewed) { Kind::Reviewed } else { Kind::Labelled }
    }

    fn mapped_kind(self, risk: usize, item: usize) -> Kind {
        let grade = self.facts.items.get(item).and_then(|item| item.risks.get(&risk)).copied().flatten();
        let is_gap = self.facts.risks.get(risk).is_some_and(|risk| risk.links.is_empty());
        match (is_gap, grade) {
            (true, _) => Kind::FromGap,
            (false, Some(Grade::RelatesTo)) => Kind::Related,
            (false, _) => Kind::Mapped,
        }
    }

    fn hue(self, risk: usize) -> usize {
        self.facts.risks.get(risk).map_or(0, |risk| self.facts.layer_of(risk) % HUES)
    }

    fn of(self, n: usize, of: usize) -> Label {
        Label::new(&fill(self.own.of, &[("n", &n.to_string()), ("of", &of.to_string())]))
    }

    fn letters(groups: RoleGroups) -> Label {
        let letters = LETTERS.iter().filter(|(group, _)| groups.contains(*group)).map(|(_, letter)| *letter);
        let label = groups.contains(RoleGroup::Unstated).then_some("□");
        Label::new(&letters.chain(label).collect::<Vec<_>>().join(" "))
    }

    fn card(name: &Label) -> Card {
        Card { name: name.clone(), tooltip: name.clone(), ..Card::default() }
    }

    /// What is asked about, called by code and name.
    fn focus(kind: &'static str, code: &Label, name: &Label) -> Card {
        let title = Label::new(&format!("{code} {name}"));
        Card { kind, full_code: code.clone(), ..Self::card(&title) }
    }

    fn direct_card(self) -> Card {
        let (code, name) = (Label::new(self.own.direct), Label::new(self.own.direct_sub));
        Card { tooltip: name.clone(), code, name, ..Card::default() }
    }

    fn tool_card(self, tool: usize) -> Option<Card> {
        let node = self.facts.tools.get(tool)?;
        let risks = number_of(self.words.risk_count, node.risks.len());
        let tooltip = Label::new(&format!("{}: {risks}", node.name));
        Some(Card { kind: "tool", href: node.href.clone(), tooltip, ..Self::card(&node.name) })
    }

    fn risk_card(self, risk: usize) -> Option<Card> {
        let node: &Risk = self.facts.risks.get(risk)?;
        let tools = match node.links.len() {
            0 => self.words.gap.to_owned(),
            tools => number_of(self.words.tool_count, tools),
        };
        Some(Card {
            kind: "risk",
            code: node.short.clone(),
            full_code: node.code.clone(),
            count: Label::new(&tools),
            name: node.name.clone(),
            sub: self.facts.phases.get(node.phase).map(|phase| phase.name.clone()).unwrap_or_default(),
            tooltip: Label::new(&finding::risk_with_tools(self.facts, self.words, node)),
            hue: Some(self.hue(risk)),
            is_gap: node.links.is_empty(),
            ..Card::default()
        })
    }

    /// An item; with how far a tool reaches it, or else its state.
    fn item_card(self, item: usize, tool: Option<usize>) -> Option<Card> {
        let node = self.facts.items.get(item)?;
        let reached = tool.and_then(|tool| node.tools.get(&tool));
        let state = reached.map_or(node.state, |reached| state_of(reached.grade, node.state));
        let groups: Vec<String> =
            node.groups.iter().filter_map(|group| Some(self.facts.groups.get(*group)?.to_string())).collect();
        let word = self.words.state(state);
        Some(Card {
            kind: "item",
            code: node.notation.clone(),
            full_code: node.notation.clone(),
            name: node.name.clone(),
            sub: Label::new(&groups.join(self.words.list_comma)),
            tooltip: Label::new(&format!(
                "{} {} – {word}. {}",
                node.notation,
                node.name,
                groups.join(self.words.list_comma)
            )),
            href: node.href.clone(),
            state: Some(state),
            ..Card::default()
        })
    }
}

/// The state that a grade of one tool stands for; without one, what supports or implements an item of that state.
fn state_of(grade: Option<Grade>, of_item: State) -> State {
    match grade {
        Some(Grade::Covers) => State::Covered,
        Some(Grade::PartlyCovers) => State::PartlyCovered,
        Some(Grade::RelatesTo) => State::Touched,
        None if of_item == State::Implemented => State::Implemented,
        None => State::Supported,
    }
}

/// Reorders the last column so that its lines cross little: each card by the mean row it is joined to.
pub(super) fn untangle(columns: &mut Columns) {
    let mut near: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for line in &columns.lines {
        if let (Some(from), to) = (line.from, line.to) {
            near.entry(to).or_default().push(from);
        }
    }
    let mean = |card: &usize| {
        let rows = near.get(card).map(Vec::as_slice).unwrap_or_default();
        let sum: usize = rows.iter().sum();
        // In thousandths: rows are few.
        sum * 1000 / rows.len().max(1)
    };
    let mut order: Vec<usize> = (0..columns.fourth.len()).collect();
    order.sort_by_key(|card| (mean(card), *card));
    let place: BTreeMap<usize, usize> = order.iter().enumerate().map(|(place, &card)| (card, place)).collect();
    columns.fourth = order.iter().filter_map(|&card| columns.fourth.get(card).cloned()).collect();
    for line in columns.lines.iter_mut().filter(|line| line.from.is_some()) {
        line.to = place.get(&line.to).copied().unwrap_or(line.to);
    }
}
