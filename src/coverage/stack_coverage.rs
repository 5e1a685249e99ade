//! What a stack addresses, risk by risk and item by item, and what the rest of the catalog could add.

use super::graph::Facts;
use super::model::{Grade, Overview, Reach, Selection, State, ToolChoice, ToolNode};
use super::overview;
use super::scope::Scope;
use super::stack::Stack;
use super::{CoverageError, edition_of};
use crate::catalog::{RoleChoice, RoleGroup, RoleGroups, StackStatus};
use crate::snapshot::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// What a stack addresses of the risks and of one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackCoverage {
    /// The stack.
    pub stack: Stack,
    /// Risks in lifecycle order and items with their states, as the tools in use address them in the role asked for.
    pub overview: Overview,
    /// Every tool of the catalog that could count, by name: what targets point into.
    pub tools: Vec<ToolNode>,
    /// One for each risk of the overview.
    pub risks: Vec<StackTarget>,
    /// One for each item of the overview.
    pub items: Vec<StackTarget>,
    /// Tools in use that address none of the risks and items in the role asked for, with the roles they do in.
    pub otherwise: Vec<Otherwise>,
}

/// What stands against one risk or item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StackTarget {
    /// Its state, as the tools in use address it in the role asked for. Of risks: covered, partly covered or gap.
    pub state: Option<State>,
    /// Tools in use that address it at least in part, by role group: indices into [`StackCoverage::tools`].
    pub own: BTreeMap<RoleGroup, BTreeSet<usize>>,
    /// Other tools of the catalog that do.
    pub further: BTreeMap<RoleGroup, BTreeSet<usize>>,
}

/// A tool in use that does not count in the role asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Otherwise {
    /// Its name.
    pub tool: String,
    /// The role groups it addresses risks or items in; none where it addresses nothing.
    pub groups: RoleGroups,
}

impl Otherwise {
    /// What there is to say of it where this much is counted.
    pub fn in_words(&self, scope: &Scope) -> String {
        let groups: Vec<&str> = self.groups.iter().map(RoleGroup::name).collect();
        let tool = &self.tool;
        match groups.as_slice() {
            [] if *scope == Scope::default() => format!("{tool} addresses no item of this edition"),
            [] => format!("{tool} addresses no item of what is counted here"),
            groups => format!("{tool} addresses items in other roles only: {}", groups.join(", ")),
        }
    }
}

impl StackTarget {
    /// Distinct tools in use that address it in a role.
    pub fn own_in(&self, role: RoleChoice) -> BTreeSet<usize> {
        distinct(&self.own, role)
    }

    /// Distinct further tools of the catalog that would address it in a role.
    pub fn further_in(&self, role: RoleChoice) -> BTreeSet<usize> {
        distinct(&self.further, role)
    }

    /// Whether any tool of the catalog addresses it in a role, in use or not.
    pub fn is_reachable(&self, role: RoleChoice) -> bool {
        !self.own_in(role).is_empty() || !self.further_in(role).is_empty()
    }
}

fn distinct(tools: &BTreeMap<RoleGroup, BTreeSet<usize>>, role: RoleChoice) -> BTreeSet<usize> {
    tools.iter().filter(|(group, _)| role.includes(**group)).flat_map(|(_, tools)| tools).copied().collect()
}

/// What the tools in use address, and what others would.
///
/// Of an edition the items of its main class count: threats; where it has none, outcomes; else controls. Without an
/// edition (an empty id) there are risks only. O(coverage nodes + items).
///
/// # Errors
/// [`CoverageError::NoEdition`] when the snapshot does not have the edition.
pub fn stack_coverage(
    snapshot: &Snapshot,
    stack: &Stack,
    selection: &Selection,
) -> Result<StackCoverage, CoverageError> {
    let facts = Facts::new(snapshot);
    let own = Selection { tools: stack.in_use(), ..selection.clone() };
    let all = Selection { role: RoleChoice::Any, tools: ToolChoice::All, ..selection.clone() };
    let (own, all) = (of_main(facts, &own)?, of_main(facts, &all)?);
    let in_use: BTreeSet<&str> = stack.with(StackStatus::InUse).map(|member| member.iri.as_str()).collect();
    let is_own = |tool: usize| all.tools.get(tool).is_some_and(|tool| in_use.contains(tool.iri.as_str()));
    let note = |target: Option<&mut StackTarget>, group: RoleGroup, tool: usize| {
        if let Some(target) = target {
            let side = if is_own(tool) { &mut target.own } else { &mut target.further };
            side.entry(group).or_default().insert(tool);
        }
    };
    let mut risks = vec![StackTarget::default(); all.risks.len()];
    for found in all.addressing.iter().filter(|found| found.grade >= Grade::PartlyCovers) {
        note(risks.get_mut(found.risk), found.group, found.tool);
    }
    let mut items = vec![StackTarget::default(); all.items.len()];
    for found in all.reach.iter().filter(|found| found.grade != Some(Grade::RelatesTo)) {
        note(items.get_mut(found.item), found.group, found.tool);
    }
    for (risk, target) in risks.iter_mut().enumerate() {
        target.state = Some(state_of_risk(&own, risk));
    }
    for (item, target) in own.items.iter().zip(&mut items) {
        target.state = Some(item.state);
    }
    let own_groups = risks.iter().chain(&items).flat_map(|target| &target.own);
    let found = own_groups.flat_map(|(group, tools)| tools.iter().map(|tool| (*tool, *group)));
    let otherwise = otherwise(stack, &all.tools, found, selection.role);
    Ok(StackCoverage { stack: stack.clone(), overview: own, tools: all.tools, risks, items, otherwise })
}

/// The overview of a selection; that of no edition has no items.
pub(super) fn of_main(facts: Facts<'_>, selection: &Selection) -> Result<Overview, CoverageError> {
    if selection.edition.is_empty() {
        return Ok(Overview::without_items(facts.snapshot, selection));
    }
    overview::overview(facts.snapshot, selection)
}

/// Covered, partly covered or gap: risks are assessed by being listed.
pub(super) fn state_of_risk(overview: &Overview, risk: usize) -> State {
    let grades = overview.addressing.iter().filter(|found| found.risk == risk).map(|found| found.grade);
    match grades.max() {
        Some(Grade::Covers) => State::Covered,
        Some(Grade::PartlyCovers) => State::PartlyCovered,
        Some(Grade::RelatesTo) => State::Touched,
        None => State::Gap,
    }
}

/// Tools in use that address none of the counted items of an edition, of whatever class, in the role asked for, with the
/// roles they do in. Items outside of the scope are not counted. O(coverage nodes + items).
///
/// # Errors
/// [`CoverageError::NoEdition`] when the snapshot does not have the edition.
pub fn otherwise_on_items(
    snapshot: &Snapshot,
    stack: &Stack,
    selection: &Selection,
) -> Result<Vec<Otherwise>, CoverageError> {
    let facts = Facts::new(snapshot);
    let (edition, _) = edition_of(facts, &selection.edition)?;
    let any = Selection { role: RoleChoice::Any, tools: stack.in_use(), ..selection.clone() };
    let view = overview::all_units(facts, &any, edition);
    let kept = selection.scope.items(facts, &view);
    let counts = |reach: &&Reach| reach.grade != Some(Grade::RelatesTo) && kept.contains(&reach.item);
    let reach = view.reach.iter().filter(counts);
    Ok(otherwise(stack, &view.tools, reach.map(|reach| (reach.tool, reach.group)), selection.role))
}

/// Tools in use that do nothing in a role among what tools were found to do: their places and role groups.
fn otherwise(
    stack: &Stack,
    tools: &[ToolNode],
    found: impl Iterator<Item = (usize, RoleGroup)>,
    role: RoleChoice,
) -> Vec<Otherwise> {
    let mut groups: BTreeMap<usize, RoleGroups> = BTreeMap::new();
    for (tool, group) in found {
        groups.entry(tool).or_default().insert(group);
    }
    let of_member = |iri: &str| {
        let tool = tools.iter().position(|tool| tool.iri == iri);
        tool.and_then(|tool| groups.get(&tool)).copied().unwrap_or_default()
    };
    let members = stack.with(StackStatus::InUse).map(|member| (member, of_member(&member.iri)));
    let unlike = members.filter(|(_, groups)| !groups.iter().any(|group| role.includes(group)));
    unlike.map(|(member, groups)| Otherwise { tool: member.name.clone(), groups }).collect()
}
