//! Two stacks side by side: what only one of them addresses, what both do, what neither does.

use super::CoverageError;
use super::model::{Grade, Provenance, Selection, ToolNode};
use super::stack::Stack;
use super::target::{Target, Targets};
use crate::catalog::StackStatus;
use crate::snapshot::Snapshot;
use crate::vocab::named;
use std::collections::BTreeSet;

named! {
    /// Which of two stacks addresses a target.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Side {
        /// Only the first.
        OnlyFirst = "only A",
        /// Only the second.
        OnlySecond = "only B",
        /// Both.
        Both = "both",
        /// Neither.
        Neither = "neither",
    }
}

/// What two stacks address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackComparison {
    /// What was asked.
    pub selection: Selection,
    /// The first and the second stack.
    pub stacks: [Stack; 2],
    /// Title of the edition; empty of risks.
    pub title: String,
    /// That the edition is superseded, and by which.
    pub notice: Option<String>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The tools that numbers point to.
    pub tools: Vec<ToolNode>,
    /// What was compared, in the order of its list or edition.
    pub targets: Vec<ComparedTarget>,
}

/// A target and what addresses it in each stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedTarget {
    /// The target.
    pub target: Target,
    /// Tools in use of the first and the second stack that address it at least in part.
    pub tools: [BTreeSet<usize>; 2],
    /// Whether any tool of the catalog does, in the role asked for.
    pub is_reachable: bool,
}

impl ComparedTarget {
    /// Which of the two addresses it.
    pub fn side(&self) -> Side {
        let [first, second] = &self.tools;
        match (first.is_empty(), second.is_empty()) {
            (false, true) => Side::OnlyFirst,
            (true, false) => Side::OnlySecond,
            (false, false) => Side::Both,
            (true, true) => Side::Neither,
        }
    }
}

/// Targets by what they stand under, counted by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideCounts {
    /// The layer, tactic or group.
    pub name: String,
    /// How many targets are on each side, in the order of [`Side::ALL`].
    pub counts: [usize; 4],
}

/// Compares two stacks by the risks or, where the selection names an edition, the items of its main class: those in its
/// scope and of the phases that one of the stacks names.
///
/// O(coverage nodes + items).
///
/// # Errors
/// [`CoverageError::NoEdition`] when the snapshot does not have the edition.
pub fn compare_stacks(
    snapshot: &Snapshot,
    stacks: [&Stack; 2],
    selection: &Selection,
) -> Result<StackComparison, CoverageError> {
    let scope = selection.scope.clone().and_phases(stacks.iter().flat_map(|stack| &stack.phases));
    let selection = &Selection { scope, ..selection.clone() };
    let read = Targets::read(snapshot, selection, &stacks)?;
    let in_use = stacks.map(|stack| -> BTreeSet<usize> {
        stack.with(StackStatus::InUse).filter_map(|member| read.tool(&member.iri)).collect()
    });
    let targets = read.list.iter().enumerate().map(|(index, target)| {
        let tools = read.tools_of(index, selection.role, Grade::PartlyCovers);
        let [first, second] = &in_use;
        ComparedTarget {
            target: target.clone(),
            is_reachable: !tools.is_empty(),
            tools: [&tools & first, &tools & second],
        }
    });
    Ok(StackComparison {
        selection: selection.clone(),
        targets: targets.collect(),
        stacks: stacks.map(Clone::clone),
        title: read.title,
        notice: read.notice,
        provenance: read.provenance,
        tools: read.tools,
    })
}

impl StackComparison {
    /// Targets of a side, in order.
    pub fn on(&self, side: Side) -> impl Iterator<Item = &ComparedTarget> {
        self.targets.iter().filter(move |target| target.side() == side)
    }

    /// Counts by what targets stand under first: the layer of a risk, each tactic or group of an item. An item under
    /// several counts in each. In the order they are met.
    pub fn by_group(&self) -> Vec<SideCounts> {
        let mut groups: Vec<SideCounts> = Vec::new();
        for compared in &self.targets {
            let under = &compared.target.under;
            let of_risk = self.selection.edition.is_empty();
            let names = if of_risk { under.get(..1).unwrap_or_default() } else { under.as_slice() };
            for name in names {
                let at = groups.iter().position(|group| group.name == *name).unwrap_or_else(|| {
                    groups.push(SideCounts { name: name.clone(), counts: [0; 4] });
                    groups.len() - 1
                });
                let sides = groups.get_mut(at).into_iter().flat_map(|group| group.counts.iter_mut().zip(Side::ALL));
                sides.filter(|(_, (side, _))| *side == compared.side()).for_each(|(count, _)| *count += 1);
            }
        }
        groups
    }

    /// Name of a tool.
    pub fn tool_name(&self, tool: usize) -> &str {
        self.tools.get(tool).map_or("", |tool| &tool.name)
    }
}
