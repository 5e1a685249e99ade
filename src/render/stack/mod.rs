//! The picture of a stack: what it addresses in the pipeline, what is one tool away, the smallest additions.
//!
//! What `coverage` says of a stack goes in, a drawing comes out. `cards` draws what to add, `items` an edition's items,
//! `twins` writes table and DOT.

mod cards;
mod items;
mod twins;
mod words;

use super::basis::Basis;
use super::facts::Facts;
use super::frame::{Frame, Head};
use super::legend::{self, Entry, Mark};
use super::outline_words::OutlineWords;
use super::palette::Paint;
use super::phrase::{fill, number_of};
use super::state_mark::StateMark;
use super::strip::{Detail, Sign, Strip, Tile};
use super::svg::{Name, Svg};
use super::table::Table;
use super::text::Label;
use super::words::Words;
use super::{Drawing, Options, Show, atlas};
use crate::coverage::{Recommendation, RoleChoice, RoleGroup, RoleGroups, StackCoverage, StackTarget, State};
use crate::diagnostic::Diagnostic;
use cards::Additions;
use std::collections::{BTreeMap, BTreeSet};
use words::StackWords;

/// What stands against a risk or an item.
#[derive(Debug, Clone)]
struct Standing {
    /// Its state by the tools in use, in the role asked for.
    state: State,
    /// Tools in use that address it in that role.
    own: BTreeSet<usize>,
    /// The same of other tools of the catalog.
    further: BTreeSet<usize>,
    /// Tools in use that address it, by whatever role.
    roles: BTreeMap<RoleGroup, BTreeSet<usize>>,
}

impl Standing {
    fn new(target: &StackTarget, role: RoleChoice) -> Self {
        Self {
            state: target.state.unwrap_or(State::Gap),
            own: target.own_in(role),
            further: target.further_in(role),
            roles: target.own.clone(),
        }
    }

    /// Whether nothing in use addresses it, but something would.
    fn is_near(&self) -> bool {
        self.own.is_empty() && !self.further.is_empty() && self.state != State::OutOfScope
    }

    fn is_open(&self) -> bool {
        self.own.is_empty() && self.further.is_empty()
    }

    /// Its ground.
    fn paint(&self) -> Paint {
        if self.is_near() { Paint::NEAR } else { Paint::state(self.state) }
    }

    /// What the stack does.
    fn sign(&self, words: &Words) -> StateMark {
        let mark = StateMark::new(self.state, self.own.len(), words);
        if self.is_near() { mark.in_ink(Paint::NEAR.ink) } else { mark }
    }

    /// How many tools of the catalog would address it too, or instead; nothing where none would.
    fn more(&self) -> String {
        let counts = !self.further.is_empty() && self.state != State::OutOfScope;
        if counts { format!("+{}", self.further.len()) } else { String::new() }
    }
}

/// What stands against each risk and item.
#[derive(Debug)]
struct Standings {
    facts: Facts,
    /// Names of the tools that standings point into.
    tools: Vec<Label>,
    risks: Vec<Standing>,
    items: Vec<Standing>,
}

/// What the picture shows, before it is placed.
#[derive(Debug)]
pub(super) struct StackView {
    read: Standings,
    strip: Strip,
    additions: Additions,
    head: Head,
    legend: Vec<Entry>,
}

impl Standings {
    fn tile(&self, words: &Words, own: &StackWords, risk: usize, show: Show) -> Option<Tile> {
        let (standing, node) = (self.risks.get(risk)?, self.facts.risks.get(risk)?);
        let is_addressed = !standing.own.is_empty();
        Some(Tile {
            paint: standing.paint(),
            sign: Sign::State(standing.sign(words)),
            roles: standing.roles.iter().map(|(group, tools)| (*group, tools.len())).collect(),
            more: standing.more(),
            tooltip: format!("{} {} – {}", node.code, node.name, self.described(standing, words, own)),
            is_addressed,
            was_addressed: None,
            is_drawn: show == Show::Everything || !is_addressed,
            tools: standing.own.len(),
        })
    }

    /// State and tools of a standing, in words.
    fn described(&self, standing: &Standing, words: &Words, own: &StackWords) -> String {
        let mut parts = vec![words.state(standing.state).to_owned()];
        let of_tool = |tool: &usize| {
            let groups = standing.roles.iter().filter(|(_, tools)| tools.contains(tool)).map(|(group, _)| group);
            fill(words.aside, &[("what", self.tool(*tool)), ("aside", &words.role_list(groups.copied()))])
        };
        let in_use: BTreeSet<usize> = standing.roles.values().flatten().copied().collect();
        if !in_use.is_empty() {
            let names: Vec<String> = in_use.iter().map(of_tool).collect();
            parts.push(fill(own.own, &[("tools", &names.join(words.list_comma))]));
        }
        if !standing.further.is_empty() {
            let names: Vec<&str> = standing.further.iter().map(|tool| self.tool(*tool)).collect();
            parts.push(fill(own.further, &[("tools", &names.join(words.list_comma))]));
        }
        parts.join(words.join)
    }

    fn tool(&self, tool: usize) -> &str {
        self.tools.get(tool).map_or("", Label::as_str)
    }

    /// Items that some tool is meant to address.
    fn items_in_scope(&self) -> usize {
        self.items.iter().filter(|item| item.state != State::OutOfScope).count()
    }
}

impl StackView {
    /// Reads what a stack addresses and what to add to it, and words the finding.
    pub(super) fn new(
        (coverage, additions): (&StackCoverage, Option<&Recommendation>),
        options: Options,
        told: &mut Vec<Diagnostic>,
    ) -> Self {
        let (words, own) = (Words::of(options.language), StackWords::of(options.language));
        let facts = Facts::new(&coverage.overview, options).take(told);
        let role = coverage.overview.selection.role;
        let standings = |targets: &[StackTarget]| targets.iter().map(|target| Standing::new(target, role)).collect();
        let read = Standings {
            risks: standings(&coverage.risks),
            items: standings(&coverage.items),
            tools: coverage.tools.iter().map(|tool| Label::first_of(&[&tool.name, &tool.iri])).collect(),
            facts,
        };
        let tiles = (0..read.risks.len()).filter_map(|risk| read.tile(words, own, risk, options.show)).collect();
        let mut view = Self {
            strip: Strip::new(&read.facts, tiles, options.order, options.width),
            head: Head::new(&read.facts.basis, words, "", &[], &[]),
            legend: Vec::new(),
            additions: Additions::new(additions, words, own),
            read,
        };
        view.head = view.words(coverage, words, own, options.show);
        view.legend = view.legend(words, own, OutlineWords::of(options.language));
        view
    }

    fn words(&self, coverage: &StackCoverage, words: &Words, own: &StackWords, show: Show) -> Head {
        let mut notes = self.strip.notes(words, own.read);
        if show != Show::Everything {
            let hidden = self.read.risks.iter().filter(|standing| !standing.own.is_empty()).count();
            notes.push(fill(words.gaps_only, &[("n", &hidden.to_string())]));
        }
        let one = |tool: &crate::coverage::Otherwise| {
            let template = if tool.groups.is_empty() { own.nothing_at_all } else { own.otherwise_one };
            fill(template, &[("tool", &tool.tool), ("roles", &words.role_list(tool.groups.iter()))])
        };
        let otherwise: Vec<String> = coverage.otherwise.iter().map(one).collect();
        if !otherwise.is_empty() {
            notes.push(fill(own.otherwise, &[("tools", &otherwise.join(words.list_comma))]));
        }
        if self.read.items.len() > items::NAMED {
            notes.push(words.names_in_tooltips.to_owned());
        }
        let open = self.read.facts.risks.iter().zip(&self.read.risks).filter(|(_, standing)| standing.own.is_empty());
        let gaps: Vec<String> = open.map(|(risk, _)| format!("{} {}", risk.code, risk.name)).collect();
        Head::new(&self.read.facts.basis, words, &self.finding(coverage, words, own), &notes, &gaps)
    }

    fn finding(&self, coverage: &StackCoverage, words: &Words, own: &StackWords) -> String {
        if self.read.risks.is_empty() && self.read.items.is_empty() {
            return words.no_risks.to_owned();
        }
        let count = |of: &[Standing], wanted: fn(&Standing) -> bool| of.iter().filter(|one| wanted(one)).count();
        let open = count(&self.read.risks, Standing::is_open);
        let addressed = |of: &[Standing]| count(of, |one| !one.own.is_empty()).to_string();
        let (done, of) = (addressed(&self.read.risks), self.read.risks.len().to_string());
        let template = own.done(self.read.facts.basis.selection.role);
        let mut clauses = vec![fill(template, &[("stack", &coverage.stack.name), ("n", &done), ("of", &of)])];
        if !self.read.items.is_empty() {
            let (done, of) = (addressed(&self.read.items), self.read.items_in_scope().to_string());
            let values = [("n", &*done), ("of", &*of), ("edition", self.read.facts.basis.edition.as_str())];
            clauses = vec![format!("{}{}{}", clauses.concat(), words.comma, fill(own.items, &values))];
        }
        let near = [(own.near_risks, &self.read.risks), (own.near_items, &self.read.items)];
        let near = near.map(|(forms, of)| (forms, count(of, Standing::is_near)));
        let near: Vec<String> = near
            .into_iter()
            .filter(|(_, number)| *number > 0)
            .map(|(forms, number)| number_of(forms, number))
            .collect();
        clauses.push(match near.as_slice() {
            [] => own.none_near.to_owned(),
            near => fill(own.near, &[("what", &near.join(words.list_comma))]),
        });
        // A title has two lines: that of an edition says how much of it is addressed.
        if open > 0 && self.read.items.is_empty() {
            clauses.push(number_of(own.unreachable, open));
        }
        clauses.join(words.join)
    }

    fn legend(&self, words: &Words, own: &StackWords, outline: &OutlineWords) -> Vec<Entry> {
        let risks =
            self.read.risks.iter().filter(|standing| !self.read.facts.risks.is_empty() && self.is_drawn(standing));
        let shown: Vec<&Standing> = risks.chain(self.items_drawn()).collect();
        let states = shown.iter().filter(|one| !one.is_near() && one.state != State::Gap).map(|one| one.state);
        let mut out = atlas::states(states, words, outline, &self.read.facts.basis.selection);
        if shown.iter().any(|one| one.is_near()) {
            out.push(Entry::new(Mark::Box(Paint::NEAR, "+n"), own.legend_near));
        }
        if shown.iter().any(|one| one.state == State::Gap) {
            out.push(Entry::new(Mark::Box(Paint::GAP, words.gap), own.legend_gap));
        }
        let roles: RoleGroups = self.strip.drawn().flat_map(|tile| tile.roles.keys().copied()).collect();
        if self.strip.detail() == Detail::Named {
            if !roles.is_empty() {
                out.push(Entry::new(Mark::Bare, own.legend_roles));
            }
            out.extend(legend::roles(roles.iter(), words));
            if self.strip.drawn().any(|tile| !tile.more.is_empty()) {
                out.push(Entry::new(Mark::Bare, own.legend_more));
            }
        }
        if self.additions.cards.iter().any(|card| card.is_planned) {
            out.push(Entry::new(Mark::Box(Paint::REST, ""), own.legend_planned));
        }
        if self.additions.cards.iter().any(|card| !card.is_planned) {
            out.push(Entry::new(Mark::Box(Paint::NODE, "+"), own.legend_addition));
        }
        out.push(Entry::new(Mark::Patch(Name::of("bar")), words.legend_share));
        if self.read.facts.shortens_codes() {
            out.push(Entry::new(Mark::Bare, words.legend_codes));
        }
        out
    }

    /// Whether the tile of a risk's standing is among those drawn.
    fn is_drawn(&self, standing: &Standing) -> bool {
        let addressed = !standing.own.is_empty();
        self.strip.drawn().any(|tile| tile.is_addressed == addressed)
    }
}

impl Drawing for StackView {
    fn basis(&self) -> &Basis {
        &self.read.facts.basis
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.strip.detail() != Detail::Named
            || self.read.items.len() > items::NAMED
            || self.additions.cards.len() > cards::SHOWN
    }

    fn svg(&self, options: Options) -> String {
        let (words, own) = (Words::of(options.language), StackWords::of(options.language));
        let frame = Frame::new(&self.head, &self.legend, options);
        let mut svg = Svg::default();
        let mut y = self.strip.draw(&mut svg, &self.read.facts, words, frame.top());
        y = self.draw_items(&mut svg, words, own, options, y + 22.0);
        y = cards::draw(&mut svg, &self.additions, (words, own), options.width.room(), y + 22.0);
        frame.finish(&svg, y)
    }

    fn dot(&self) -> String {
        twins::dot(self)
    }

    fn table(&self) -> Table {
        twins::table(self)
    }
}

/// A risk or item with what stands against it, in words for those who do not see it.
fn titled(code: &Label, name: &Label) -> String {
    if name.as_str().is_empty() { code.to_string() } else { format!("{code} {name}") }
}
