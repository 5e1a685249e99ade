//! An edition as a tree: goals, groups and items with parents and children, each item with its state.

use super::edition::{UnitCounts, unit_of};
use super::graph::{Facts, MAX_LEVELS, class_of};
use super::model::{Grade, Provenance, Selection, State, ToolNode};
use super::overview::{group_ids, provenance, tool_node, tools};
use super::states::Counted;
use super::{CoverageError, edition_of};
use crate::catalog::{ItemClass, RoleGroup};
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{aisec, dcterms, named, schema, skos};
use aisec::{class, property};
use std::collections::{BTreeMap, BTreeSet};

/// One goal, group or item of an edition, where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeNode {
    /// Its IRI in the edition.
    pub iri: String,
    /// Its notation: `AML.T0051.000`.
    pub notation: String,
    /// Its own label, without that of its parent.
    pub label: String,
    /// Its Chinese label, if known.
    pub label_zh: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// What sort of thing it is.
    pub class: ItemClass,
    /// The publisher's word for its level: `technique`, `subcategory`.
    pub level: String,
    /// Index of what it stands below.
    pub parent: Option<usize>,
    /// Indices of what stands directly below it, in the edition's order.
    pub children: Vec<usize>,
    /// Indices of every goal it serves, in the edition's order: its own, else those of the nearest above it.
    pub goals: Vec<usize>,
    /// What it is counted as where it is a leaf in force: `threats`, `controls`, `outcomes`. A leaf has nothing of its
    /// own class below it; a threat may have controls. `None` of parents, goals, groups and what only another
    /// edition counts.
    pub unit: Option<&'static str>,
    /// Its own state, whatever stands below it. `None` of goals, groups and items of other editions.
    pub state: Option<State>,
    /// Tools that cover it or a part of it, support or implement it, by role group: indices into
    /// [`EditionTree::tools`]. Its own, not those of its children.
    pub tools: BTreeMap<RoleGroup, BTreeSet<usize>>,
    /// The counted leaves below it, or itself where it is one, or that serve it where it is a goal: one entry a unit.
    /// A leaf counts once.
    pub counts: Vec<UnitCounts>,
}

impl TreeNode {
    /// Its own tools in whatever role of the selection, each once.
    pub fn distinct_tools(&self) -> BTreeSet<usize> {
        self.tools.values().flatten().copied().collect()
    }
}

/// An edition under one selection, as its publisher arranges it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionTree {
    /// What was asked.
    pub selection: Selection,
    /// Id of the edition.
    pub edition: String,
    /// Title of the edition.
    pub title: String,
    /// That the edition is superseded, and by which.
    pub notice: Option<String>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Tools that count and that any list labels or any claim reviews, by name.
    pub tools: Vec<ToolNode>,
    /// Everything in force, what is above before what is below it, depth first in the edition's order.
    /// Events are left out: nothing addresses them.
    pub nodes: Vec<TreeNode>,
    /// Counts over all leaves, each once: one entry a unit.
    pub counts: Vec<UnitCounts>,
}

named! {
    /// What is shown of an item that has others below it. The name is its word on the command line.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum Aggregate {
        /// Its own state and tools, whatever stands below it.
        #[default]
        Own = "own",
        /// The best state among it and all below it; the largest number of tools that any one of them has.
        Max = "max",
        /// The best state among it and all below it; every tool of any of them, once.
        Sum = "sum",
    }
}

/// Which state stands for several: the first that any of them has.
const BEST_FIRST: [State; 8] = [
    State::Covered,
    State::PartlyCovered,
    State::Supported,
    State::Implemented,
    State::Touched,
    State::Gap,
    State::NotAssessed,
    State::OutOfScope,
];

impl EditionTree {
    /// Indices of the nodes without a parent, in the edition's order.
    pub fn roots(&self) -> impl Iterator<Item = usize> + '_ {
        self.nodes.iter().enumerate().filter(|(_, node)| node.parent.is_none()).map(|(index, _)| index)
    }

    /// Indices of the goals, in the edition's order.
    pub fn goals(&self) -> impl Iterator<Item = usize> + '_ {
        self.nodes.iter().enumerate().filter(|(_, node)| node.class == ItemClass::Goal).map(|(index, _)| index)
    }

    /// How many levels it has: three of functions, categories and subcategories; none without nodes.
    pub fn levels(&self) -> usize {
        let mut levels: Vec<usize> = Vec::new();
        for node in &self.nodes {
            // What is above comes before what is below it.
            let above = node.parent.and_then(|parent| levels.get(parent)).copied().unwrap_or(0);
            levels.push(above + 1);
        }
        levels.into_iter().max().unwrap_or(0)
    }

    /// Whether items of it serve goals: tactics, objectives.
    pub fn has_goals(&self) -> bool {
        self.nodes.iter().any(|node| !node.goals.is_empty())
    }

    /// A node and everything below it.
    pub fn at_or_below(&self, node: usize) -> Vec<&TreeNode> {
        let mut out = Vec::new();
        let mut open = vec![node];
        while let Some(found) = open.pop().and_then(|index| self.nodes.get(index)) {
            out.push(found);
            open.extend(found.children.iter().rev());
        }
        out
    }

    /// What is shown of a node: a state, and how many distinct tools. Of a leaf its own, whatever is asked; what
    /// stands below it counts where it is of the same class.
    pub fn shown(&self, node: usize, aggregate: Aggregate) -> (Option<State>, usize) {
        let class = self.nodes.get(node).map(|node| node.class);
        let among: Vec<&TreeNode> = match aggregate {
            Aggregate::Own => self.nodes.get(node).into_iter().collect(),
            Aggregate::Max | Aggregate::Sum => {
                self.at_or_below(node).into_iter().filter(|below| Some(below.class) == class).collect()
            }
        };
        let best = BEST_FIRST.into_iter().find(|state| among.iter().any(|node| node.state == Some(*state)));
        let tools = among.iter().map(|node| node.distinct_tools());
        let number = match aggregate {
            Aggregate::Own | Aggregate::Sum => tools.flatten().collect::<BTreeSet<usize>>().len(),
            Aggregate::Max => tools.map(|tools| tools.len()).max().unwrap_or(0),
        };
        (best, number)
    }
}

/// An edition as a tree with states.
///
/// What was retired and events are left out. What another edition arranges (the categories of one framework over
/// the actions of a profile of it) stands above the items without a state. O(coverage nodes + items).
///
/// # Errors
/// [`CoverageError::NoEdition`].
pub fn tree(snapshot: &Snapshot, selection: &Selection) -> Result<EditionTree, CoverageError> {
    let facts = Facts::new(snapshot);
    let (edition, notice) = edition_of(facts, &selection.edition)?;
    let counted = Counted::new(facts, selection);
    let tool_ids = tools(facts, selection);
    let shape = Shape::new(facts, edition);
    let place: BTreeMap<TermId, usize> = shape.order.iter().enumerate().map(|(index, &id)| (id, index)).collect();
    let tool_place: BTreeMap<TermId, usize> = tool_ids.iter().enumerate().map(|(index, &id)| (id, index)).collect();
    let mut nodes: Vec<TreeNode> = Vec::with_capacity(shape.order.len());
    for &id in &shape.order {
        let mut node = node(facts, edition, id, &counted);
        node.parent = shape.parents.get(&id).and_then(|parent| place.get(parent).copied());
        node.children = shape.children_of(Some(id)).iter().filter_map(|child| place.get(child).copied()).collect();
        node.goals = goals(facts, id).iter().filter_map(|goal| place.get(goal).copied()).collect();
        if node.state.is_some() {
            node.tools = tools_of(facts, id, &counted, &tool_place);
        }
        nodes.push(node);
    }
    let counts = count_all(&mut nodes);
    Ok(EditionTree {
        selection: selection.clone(),
        edition: facts.text(edition, skos::NOTATION).unwrap_or_default().to_owned(),
        title: facts.text(edition, dcterms::TITLE).unwrap_or_default().to_owned(),
        notice,
        provenance: provenance(facts, Some(edition)),
        tools: tool_ids.iter().map(|&id| tool_node(facts, id)).collect(),
        nodes,
        counts,
    })
}

/// Who stands below whom, and in which order.
struct Shape {
    parents: BTreeMap<TermId, TermId>,
    children: BTreeMap<Option<TermId>, Vec<TermId>>,
    order: Vec<TermId>,
}

impl Shape {
    fn new(facts: Facts<'_>, edition: TermId) -> Self {
        let of_edition: BTreeSet<TermId> =
            facts.subjects(skos::IN_SCHEME, edition).filter(|&id| is_shown(facts, id)).collect();
        let mut shape = Self { parents: BTreeMap::new(), children: BTreeMap::new(), order: Vec::new() };
        let mut all = of_edition.clone();
        let mut open: Vec<TermId> = of_edition.iter().copied().collect();
        while let Some(id) = open.pop() {
            if let Some(parent) = parent(facts, id, &of_edition).filter(|&parent| !shape.is_at_or_above(id, parent)) {
                shape.parents.insert(id, parent);
                if all.insert(parent) {
                    open.push(parent);
                }
            }
        }
        for &id in &all {
            shape.children.entry(shape.parents.get(&id).copied()).or_default().push(id);
        }
        for siblings in shape.children.values_mut() {
            siblings.sort_by_cached_key(|&id| (facts.number(id, property::ORDER), facts.notation(id), id));
        }
        let mut open: Vec<TermId> = shape.children_of(None).iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            shape.order.push(id);
            open.extend(shape.children_of(Some(id)).iter().rev());
        }
        shape
    }

    fn children_of(&self, parent: Option<TermId>) -> &[TermId] {
        self.children.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// Whether `above` is `id` or stands above it so far, or so much stands above it that nobody knows: such a link
    /// could close a circle.
    fn is_at_or_above(&self, above: TermId, id: TermId) -> bool {
        let line = std::iter::successors(Some(id), |at| self.parents.get(at).copied());
        line.enumerate().any(|(level, found)| found == above || level == MAX_LEVELS)
    }
}

fn is_shown(facts: Facts<'_>, id: TermId) -> bool {
    let shown = class_of(facts, id).is_some_and(|class| class != ItemClass::Event);
    shown && facts.text(id, property::STATUS) != Some("retired")
}

/// What an item stands below: rather something of its own edition.
fn parent(facts: Facts<'_>, id: TermId, of_edition: &BTreeSet<TermId>) -> Option<TermId> {
    let above: Vec<TermId> = facts.objects(id, skos::BROADER).filter(|&above| is_shown(facts, above)).collect();
    above.iter().find(|above| of_edition.contains(above)).or(above.first()).copied()
}

/// The goals an item or the nearest above it serves; a goal itself serves none.
fn goals(facts: Facts<'_>, id: TermId) -> Vec<TermId> {
    let mut goals = group_ids(facts, id);
    goals.retain(|&goal| goal != id && facts.is_a(goal, class::GOAL));
    goals
}

fn node(facts: Facts<'_>, edition: TermId, id: TermId, counted: &Counted) -> TreeNode {
    let concept = facts.object(id, property::CONCEPT).unwrap_or(id);
    let class = class_of(facts, id).unwrap_or(ItemClass::Group);
    let has_state = matches!(class, ItemClass::Threat | ItemClass::Control | ItemClass::Outcome)
        && facts.objects(id, skos::IN_SCHEME).any(|scheme| scheme == edition);
    let is_counted = facts.objects(id, property::COUNTED_IN).any(|of| of == edition);
    TreeNode {
        iri: facts.iri(id).to_owned(),
        notation: facts.notation(id).unwrap_or_default().to_owned(),
        label: facts.label(id),
        label_zh: facts.label_in(id, "zh-hans").or_else(|| facts.label_in(concept, "zh-hans")).map(str::to_owned),
        url: facts.text(id, schema::URL).map(str::to_owned),
        class,
        level: facts.text(id, property::LEVEL).unwrap_or_default().to_owned(),
        parent: None,
        children: Vec::new(),
        goals: Vec::new(),
        unit: is_counted.then(|| unit_of(facts, id)),
        state: has_state.then(|| counted.state(facts, id)),
        tools: BTreeMap::new(),
        counts: Vec::new(),
    }
}

fn tools_of(
    facts: Facts<'_>,
    id: TermId,
    counted: &Counted,
    place: &BTreeMap<TermId, usize>,
) -> BTreeMap<RoleGroup, BTreeSet<usize>> {
    let concept = facts.object(id, property::CONCEPT).unwrap_or(id);
    let mut out: BTreeMap<RoleGroup, BTreeSet<usize>> = BTreeMap::new();
    for covered in counted.of(concept).iter().filter(|covered| covered.grade != Some(Grade::RelatesTo)) {
        if let Some(&tool) = place.get(&covered.by) {
            out.entry(covered.group).or_default().insert(tool);
        }
    }
    out
}

/// Gives every node the counts of the leaves that belong to it, [`MAX_LEVELS`] above them at most; those of all leaves
/// come out.
fn count_all(nodes: &mut [TreeNode]) -> Vec<UnitCounts> {
    let mut leaves: Vec<UnitCounts> = Vec::new();
    let mut of_nodes: Vec<Vec<UnitCounts>> = vec![Vec::new(); nodes.len()];
    for (index, leaf) in nodes.iter().enumerate() {
        let (Some(unit), Some(state)) = (leaf.unit, leaf.state) else { continue };
        let states = State::ALL.iter().map(|&(known, _)| (known, usize::from(known == state))).collect();
        let one = UnitCounts { unit, of: 1, states };
        let mut owners: BTreeSet<usize> = leaf.goals.iter().copied().collect();
        let line = std::iter::successors(Some(index), |&at| nodes.get(at)?.parent);
        owners.extend(line.take(MAX_LEVELS));
        for owner in owners {
            if let Some(counts) = of_nodes.get_mut(owner) {
                *counts = UnitCounts::total(counts.iter().chain([&one]));
            }
        }
        leaves = UnitCounts::total(leaves.iter().chain([&one]));
    }
    nodes.iter_mut().zip(of_nodes).for_each(|(node, counts)| node.counts = counts);
    leaves
}
