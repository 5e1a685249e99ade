//! An edition's tree in, the same tree out in the form its pictures share: clean labels, checked links, one state each.
//!
//! Nothing is placed or drawn here; which states and tools a node has, `coverage` said.

use super::basis::Basis;
use super::facts::{Findings, named};
use super::outline_words::OutlineWords;
use super::phrase::{fill, number_of};
use super::svg::Href;
use super::text::Label;
use super::words::Words;
use super::{Options, Show};
use crate::coverage::{EditionTree, ItemClass, RoleGroup, RoleGroups, State, TreeNode, UnitCounts};
use crate::diagnostic::Checked;
use std::collections::{BTreeMap, BTreeSet};

/// A goal, group or item.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) notation: Label,
    /// Its name; its notation where it has no other.
    pub(super) name: Label,
    pub(super) href: Option<Href>,
    pub(super) class: ItemClass,
    pub(super) level: Label,
    pub(super) parent: Option<usize>,
    pub(super) children: Vec<usize>,
    /// Goals it stands under.
    pub(super) goals: Vec<usize>,
    /// What it is counted as, where it is.
    pub(super) unit: Option<&'static str>,
    /// The state that is shown of it; `None` of goals and groups.
    pub(super) state: Option<State>,
    /// How many tools are shown of it.
    pub(super) tools: usize,
    /// Its own tools by role group: indices into [`Outline::tools`].
    pub(super) groups: BTreeMap<RoleGroup, BTreeSet<usize>>,
    /// Leaves that belong to it, by unit.
    pub(super) counts: Vec<UnitCounts>,
}

impl Node {
    /// Code and name, or the one where there is no other.
    pub(super) fn title(&self) -> String {
        if self.name == self.notation { self.name.to_string() } else { format!("{} {}", self.notation, self.name) }
    }
}

/// What the pictures of one edition are made from.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    pub(super) basis: Basis,
    pub(super) nodes: Vec<Node>,
    pub(super) tools: Vec<Label>,
    /// Counts over all leaves, each once.
    pub(super) counts: Vec<UnitCounts>,
}

impl Outline {
    /// Reads a tree as the options say that it be shown.
    pub(super) fn new(tree: &EditionTree, options: Options) -> Checked<Self> {
        let mut findings = Findings::default();
        let words = Words::of(options.language);
        let tools = tree.tools.iter().map(|tool| findings.label(&[&tool.name, &tool.iri])).collect();
        let nodes = tree.nodes.iter().enumerate();
        let nodes = nodes.map(|(index, of)| node(tree, (index, of), options, &mut findings)).collect();
        let outline = Self {
            basis: Basis::new(&tree.selection, &tree.title, &tree.provenance, words),
            nodes,
            tools,
            counts: tree.counts.clone(),
        };
        Checked { value: outline, diagnostics: findings.into_diagnostics() }
    }

    /// The node of an index.
    pub(super) fn node(&self, index: usize) -> Option<&Node> {
        self.nodes.get(index)
    }

    /// Indices of the goals.
    pub(super) fn goals(&self) -> Vec<usize> {
        let goals = self.nodes.iter().enumerate().filter(|(_, node)| node.class == ItemClass::Goal);
        goals.map(|(index, _)| index).collect()
    }

    /// Leaves that are counted, with their indices.
    pub(super) fn leaves(&self) -> impl Iterator<Item = (usize, &Node, &'static str)> {
        self.nodes.iter().enumerate().filter_map(|(index, node)| Some((index, node, node.unit?)))
    }

    /// Whether a node is drawn: itself, or something below it, has a state that is asked for.
    pub(super) fn is_drawn(&self, index: usize, show: Show) -> bool {
        let Some(node) = self.nodes.get(index) else { return false };
        node.state.is_some_and(|state| show.includes(state))
            || node.children.iter().any(|&child| self.is_drawn(child, show))
    }

    /// The finding: of each unit, how many leaves are addressed, how many are gaps and how many nobody knows of.
    pub(super) fn finding(&self, units: &[&str], words: &Words, own: &OutlineWords) -> String {
        let of_units = self.counts.iter().filter(|count| units.contains(&count.unit));
        let clauses = of_units.enumerate().map(|(index, count)| match index {
            0 => self.clause(count, words, own),
            _ => self.done(own.also(count.unit), count, own),
        });
        let clauses: Vec<String> = clauses.collect();
        if clauses.is_empty() {
            return fill(own.nothing_counted, &[("edition", self.basis.edition.as_str())]);
        }
        let stack = self.basis.selection.tools.stack();
        let stack = stack.map(|stack| format!("{}{}", words.comma, fill(words.by_stack, &[("stack", &stack.name)])));
        let edition = format!("{}{}", self.basis.edition, stack.unwrap_or_default());
        fill(own.title, &[("edition", &edition), ("found", &clauses.join(words.join))])
    }

    fn clause(&self, count: &UnitCounts, words: &Words, own: &OutlineWords) -> String {
        let done = self.done(own.done(count.unit, self.basis.selection.role), count, own);
        let gaps = match count.in_state(State::Gap) {
            0 => words.no_gap.to_owned(),
            gaps => number_of(words.gap_count, gaps),
        };
        let mut parts = vec![done, gaps];
        let open = count.in_state(State::NotAssessed);
        if open > 0 {
            parts.push(fill(own.open, &[("n", &open.to_string())]));
        }
        parts.join(words.comma)
    }

    fn done(&self, template: &str, count: &UnitCounts, own: &OutlineWords) -> String {
        let (n, of) = (count.addressed().to_string(), count.of.to_string());
        fill(template, &[("n", &n), ("of", &of), ("items", own.noun(self.level(count.unit)))])
    }

    /// The publisher's word for what is counted: that of all leaves where they agree, else the unit.
    pub(super) fn level(&self, unit: &'static str) -> &str {
        let levels: BTreeSet<&str> = self
            .leaves()
            .filter(|(_, _, of)| *of == unit)
            .map(|(_, node, _)| if node.level.as_str() == "subtechnique" { "technique" } else { node.level.as_str() })
            .collect();
        match levels.first() {
            Some(only) if levels.len() == 1 => only,
            _ => unit,
        }
    }

    /// How many leaves are in each state that occurs: `3 covered, 40 partly`.
    pub(super) fn split(&self, units: &[&str], words: &Words) -> String {
        let among = |state| {
            self.counts.iter().filter(|count| units.contains(&count.unit)).map(|count| count.in_state(state)).sum()
        };
        let numbers = State::ALL.map(|(state, _)| (state, among(state)));
        let used = numbers.into_iter().filter(|(_, number): &(State, usize)| *number > 0);
        let part = |(state, number)| match state {
            State::Gap => number_of(words.gap_count, number),
            _ => format!("{number} {}", words.state(state)),
        };
        let parts: Vec<String> = used.map(part).collect();
        parts.join(words.list_comma)
    }

    /// What is not drawn because of its state, as a sentence; `None` where everything is.
    pub(super) fn hidden(&self, drawn: &BTreeSet<usize>, show: Show, own: &OutlineWords) -> Option<String> {
        let template = own.hidden(show)?;
        let hidden = drawn.iter().filter_map(|&index| self.node(index)?.state).filter(|&state| !show.includes(state));
        Some(fill(template, &[("n", &hidden.count().to_string())]))
    }

    /// Gaps by code and name, for those who do not see the picture.
    pub(super) fn gaps(&self) -> Vec<String> {
        let gaps = self.leaves().filter(|(_, node, _)| node.state == Some(State::Gap));
        gaps.map(|(_, node, _)| node.title()).collect()
    }

    /// A node with its state and tools, each with its roles.
    pub(super) fn tooltip(&self, node: &Node, words: &Words) -> String {
        let mut by_tool: BTreeMap<usize, RoleGroups> = BTreeMap::new();
        for (group, tools) in &node.groups {
            for &tool in tools {
                by_tool.entry(tool).or_default().insert(*group);
            }
        }
        let name = |(tool, groups): (&usize, &RoleGroups)| {
            let name = self.tools.get(*tool).map_or("", Label::as_str);
            fill(words.aside, &[("what", name), ("aside", &words.role_list(groups.iter()))])
        };
        let names: Vec<String> = by_tool.iter().map(name).collect();
        let state = node.state.map_or("", |state| words.state(state));
        let found = match node.tools {
            0 => String::new(),
            tools => format!("{}{}", words.comma, number_of(words.tool_count, tools)),
        };
        let names =
            if names.is_empty() { String::new() } else { format!("{}{}", words.colon, names.join(words.list_comma)) };
        format!("{} – {state}{found}{names}", node.title())
    }
}

fn node(tree: &EditionTree, (index, of): (usize, &TreeNode), options: Options, findings: &mut Findings) -> Node {
    let notation = findings.label(&[&of.notation, &of.iri]);
    let (state, tools) = match of.state {
        Some(_) => tree.shown(index, options.aggregate),
        None => (None, 0),
    };
    Node {
        name: named(findings, options.language, of.label_zh.as_ref(), &[&of.label, &of.notation, &of.iri]),
        notation,
        href: findings.href(of.url.as_ref(), options),
        class: of.class,
        level: Label::new(&of.level),
        parent: of.parent,
        children: of.children.clone(),
        goals: of.goals.clone(),
        unit: of.unit,
        state,
        tools,
        groups: of.tools.clone(),
        counts: of.counts.clone(),
    }
}
