//! The risks or items a team wants addressed, each with the tools that do.

use super::graph::Facts;
use super::model::{Grade, Overview, Selection, State, ToolNode};
use super::stack::Stack;
use super::stack_coverage::{of_main, state_of_risk};
use super::{CoverageError, Provenance, edition_of};
use crate::catalog::{RoleChoice, RoleGroup, RoleGroups};
use crate::snapshot::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// A risk or an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its IRI.
    pub iri: String,
    /// Its code or notation.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it stands under: layer and phase of a risk, tactics or group of an item.
    pub under: Vec<String>,
}

/// That a tool addresses a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reached {
    pub(super) tool: usize,
    pub(super) group: RoleGroup,
    /// `None` of outcomes and controls.
    pub(super) grade: Option<Grade>,
    pub(super) reviewed: bool,
}

impl Reached {
    /// Whether it is in a role, and at least so far; outcomes and controls have no grade.
    pub(super) fn counts(&self, role: RoleChoice, least: Grade) -> bool {
        role.includes(self.group) && self.grade.is_none_or(|grade| grade >= least)
    }
}

/// What is asked about: the items of an edition's main class, or the risks where no edition is named.
pub(super) struct Targets {
    /// Title of the edition; empty of risks.
    pub(super) title: String,
    /// That the edition is superseded.
    pub(super) notice: Option<String>,
    pub(super) provenance: Provenance,
    /// Every tool, and resource of a kind asked for, that could count, by name; then tools of the stacks that could not.
    pub(super) tools: Vec<ToolNode>,
    pub(super) list: Vec<Target>,
    /// Parallel to the targets: the state by all tools in any role.
    pub(super) states: Vec<State>,
    /// Parallel to the targets: what addresses each at least in part, in any role.
    pub(super) reached: Vec<Vec<Reached>>,
}

impl Targets {
    /// Reads them: those in the scope of the selection. What no tool is meant to address is left out.
    pub(super) fn read(snapshot: &Snapshot, selection: &Selection, stacks: &[&Stack]) -> Result<Self, CoverageError> {
        let facts = Facts::new(snapshot);
        let kinds = selection.kinds.and_tools();
        let all = Selection { role: RoleChoice::Any, kinds, ..Selection::by_default(&selection.edition) };
        let overview = of_main(facts, &Selection { evidence: selection.evidence, ..all })?;
        let of_risks = selection.edition.is_empty();
        let notice = if of_risks { None } else { edition_of(facts, &selection.edition)?.1 };
        let (wanted, read): (BTreeSet<usize>, ReadTargets) = if of_risks {
            (selection.scope.risks(facts, &overview), of_risks_in(&overview))
        } else {
            (selection.scope.items(facts, &overview), of_items_in(&overview))
        };
        let kept = read
            .into_iter()
            .enumerate()
            .filter(|(index, (_, state, _))| wanted.contains(index) && *state != State::OutOfScope);
        let mut targets = Self {
            title: overview.edition_title,
            notice,
            provenance: overview.provenance,
            tools: overview.tools,
            list: Vec::new(),
            states: Vec::new(),
            reached: Vec::new(),
        };
        for (_, (target, state, reached)) in kept {
            targets.list.push(target);
            targets.states.push(state);
            targets.reached.push(reached);
        }
        for stack in stacks {
            targets.add_members(stack);
        }
        Ok(targets)
    }

    /// Members that address nothing are tools too.
    fn add_members(&mut self, stack: &Stack) {
        for member in &stack.members {
            if self.tool(&member.iri).is_none() {
                let node = ToolNode { iri: member.iri.clone(), name: member.name.clone(), url: None };
                self.tools.push(node);
            }
        }
    }

    /// The tool of an IRI.
    pub(super) fn tool(&self, iri: &str) -> Option<usize> {
        self.tools.iter().position(|tool| tool.iri == iri)
    }

    /// Tools that address a target in a role, at least so far; of outcomes and controls those that support or
    /// implement it.
    pub(super) fn tools_of(&self, target: usize, role: RoleChoice, least: Grade) -> BTreeSet<usize> {
        let reached = self.reached.get(target).map(Vec::as_slice).unwrap_or_default().iter();
        reached.filter(|found| found.counts(role, least)).map(|found| found.tool).collect()
    }

    /// Role groups in which some of the tools address a target.
    pub(super) fn groups_of(&self, target: usize, is_wanted: impl Fn(usize) -> bool) -> RoleGroups {
        let reached = self.reached.get(target).map(Vec::as_slice).unwrap_or_default().iter();
        reached.filter(|found| is_wanted(found.tool)).map(|found| found.group).collect()
    }
}

type ReadTargets = Vec<(Target, State, Vec<Reached>)>;

fn of_risks_in(overview: &Overview) -> ReadTargets {
    let mut reached: BTreeMap<usize, Vec<Reached>> = BTreeMap::new();
    for found in overview.addressing.iter().filter(|found| found.grade >= Grade::PartlyCovers) {
        let (tool, group, grade, reviewed) = (found.tool, found.group, Some(found.grade), found.reviewed);
        reached.entry(found.risk).or_default().push(Reached { tool, group, grade, reviewed });
    }
    let risk = |(index, risk): (usize, &super::RiskNode)| {
        let phase = overview.phases.get(risk.phase);
        let layer = phase.and_then(|phase| overview.layers.get(phase.layer)).map(|layer| layer.name.clone());
        let under = layer.into_iter().chain(phase.map(|phase| phase.name.clone())).collect();
        let target = Target { iri: risk.iri.clone(), id: risk.code.clone(), name: risk.name.clone(), under };
        (target, state_of_risk(overview, index), reached.remove(&index).unwrap_or_default())
    };
    overview.risks.iter().enumerate().map(risk).collect()
}

fn of_items_in(overview: &Overview) -> ReadTargets {
    let mut reached: BTreeMap<usize, Vec<Reached>> = BTreeMap::new();
    for found in overview.reach.iter().filter(|found| found.grade != Some(Grade::RelatesTo)) {
        let (tool, group, grade, reviewed) = (found.tool, found.group, found.grade, found.reviewed);
        reached.entry(found.item).or_default().push(Reached { tool, group, grade, reviewed });
    }
    let item = |(index, item): (usize, &super::ItemNode)| {
        let (id, name, under) = (item.notation.clone(), item.label.clone(), item.groups.clone());
        let target = Target { iri: item.iri.clone(), id, name, under };
        (target, item.state, reached.remove(&index).unwrap_or_default())
    };
    overview.items.iter().enumerate().map(item).collect()
}
