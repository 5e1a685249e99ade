//! Counts by tactic, phase, layer, role or group, each with its denominator.

use super::edition::{UnitCounts, by_edition, count};
use super::graph::Facts;
use super::model::{Overview, Provenance, Selection, State};
use super::stack_coverage::state_of_risk;
use super::{CoverageError, ItemCoverage};
use crate::catalog::{RoleChoice, RoleGroup};
use crate::snapshot::Snapshot;
use crate::vocab::aisec::property;
use crate::vocab::named;
use oxrdf::NamedNodeRef;

named! {
    /// What coverage is counted by.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum By {
        /// Tactics of an edition: the goals that items serve.
        Tactic = "tactic",
        /// Lifecycle phases of the risks.
        Phase = "phase",
        /// Layers of the phases.
        Layer = "layer",
        /// Role groups: the whole edition in each of them.
        Role = "role",
        /// What items of an edition stand under: tactics, functions, categories.
        Group = "group",
    }
}

impl By {
    /// Whether items of an edition are counted; else risks of the lists are.
    pub fn is_of_edition(self) -> bool {
        match self {
            Self::Tactic | Self::Role | Self::Group => true,
            Self::Phase | Self::Layer => false,
        }
    }
}

/// Counts of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupCounts {
    /// Its name.
    pub name: String,
    /// Counts per unit; of phases and layers the unit is `risks`.
    pub units: Vec<UnitCounts>,
}

/// Counts by part, and in total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupedCoverage {
    /// What was asked.
    pub selection: Selection,
    /// By what it is counted.
    pub by: By,
    /// Id of the edition; empty of phases and layers.
    pub edition: String,
    /// Title of the edition; empty of phases and layers.
    pub title: String,
    /// That the edition is superseded, and by which.
    pub notice: Option<String>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The parts in the order of their edition, list or columns. An item under several counts in each.
    pub groups: Vec<GroupCounts>,
    /// Everything once; nothing for roles, which are never summed.
    pub total: Vec<UnitCounts>,
}

/// Why nothing can be counted by that.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    /// There is nothing to measure against.
    #[error(transparent)]
    Coverage(#[from] CoverageError),
    /// The items of the edition serve no goals.
    #[error("the items of `{edition}` are under no tactics{}", if *has_groups { "; count them by group" } else { "" })]
    NoTactics {
        /// Id of the edition.
        edition: String,
        /// Whether they stand under something else.
        has_groups: bool,
    },
    /// Nothing is grouped.
    #[error("the items of `{edition}` are under no group")]
    NoGroups {
        /// Id of the edition.
        edition: String,
    },
}

/// Counts coverage by a property of what is counted: risks for phases and layers, else the items of the edition.
///
/// O(coverage nodes + items).
///
/// # Errors
/// [`GroupError`] when the snapshot does not have the edition, or its items have no such property.
pub fn by_group(snapshot: &Snapshot, selection: &Selection, by: By) -> Result<GroupedCoverage, GroupError> {
    match by {
        By::Phase | By::Layer => Ok(of_risks(snapshot, selection, by)),
        By::Role => of_roles(snapshot, selection),
        By::Tactic | By::Group => of_items(snapshot, selection, by),
    }
}

fn of_risks(snapshot: &Snapshot, selection: &Selection, by: By) -> GroupedCoverage {
    let selection = Selection { edition: String::new(), ..selection.clone() };
    let overview = Overview::without_items(snapshot, &selection);
    let wanted = selection.scope.risks(Facts::new(snapshot), &overview);
    let counts = |risks: &mut dyn Iterator<Item = usize>| {
        let states: Vec<State> =
            risks.filter(|risk| wanted.contains(risk)).map(|risk| state_of_risk(&overview, risk)).collect();
        let of_state = |state| states.iter().filter(|found| **found == state).count();
        let counted = State::ALL.iter().map(|&(state, _)| (state, of_state(state))).collect();
        vec![UnitCounts { unit: "risks", of: states.len(), states: counted }]
    };
    let of_phase = |phase: &super::PhaseNode| GroupCounts {
        name: phase.name.clone(),
        units: counts(&mut phase.risks.iter().copied()),
    };
    let of_layer = |(index, layer): (usize, &super::LayerNode)| {
        let phases = overview.phases.iter().filter(|phase| phase.layer == index);
        let units = counts(&mut phases.flat_map(|phase| phase.risks.iter().copied()));
        GroupCounts { name: layer.name.clone(), units }
    };
    let mut groups: Vec<GroupCounts> = if by == By::Layer {
        overview.layers.iter().enumerate().map(of_layer).collect()
    } else {
        overview.phases.iter().map(of_phase).collect()
    };
    if !selection.scope.phases.is_empty() {
        groups.retain(|group| group.units.iter().any(|counts| counts.of > 0));
    }
    GroupedCoverage {
        by,
        edition: String::new(),
        title: String::new(),
        notice: None,
        groups,
        total: counts(&mut (0..overview.risks.len())),
        provenance: overview.provenance,
        selection,
    }
}

/// Each role group by itself, whatever role is selected.
fn of_roles(snapshot: &Snapshot, selection: &Selection) -> Result<GroupedCoverage, GroupError> {
    let whole = by_edition(snapshot, selection)?;
    let mut groups = Vec::new();
    for (group, name) in RoleGroup::ALL {
        let in_role = Selection { role: RoleChoice::Only(group), ..selection.clone() };
        groups.push(GroupCounts { name: name.to_owned(), units: by_edition(snapshot, &in_role)?.units });
    }
    Ok(GroupedCoverage {
        selection: whole.selection,
        by: By::Role,
        edition: whole.edition,
        title: whole.title,
        notice: whole.notice,
        provenance: whole.provenance,
        groups,
        total: Vec::new(),
    })
}

fn of_items(snapshot: &Snapshot, selection: &Selection, by: By) -> Result<GroupedCoverage, GroupError> {
    let whole = by_edition(snapshot, selection)?;
    let facts = Facts::new(snapshot);
    let is_used = |name: &&String| whole.items.iter().any(|item| item.item.groups.contains(name));
    let names: Vec<&str> = whole.groups.iter().filter(is_used).map(String::as_str).collect();
    let serves = |item: &ItemCoverage| {
        let id = NamedNodeRef::new(&item.item.iri).ok().and_then(|iri| facts.id(iri));
        id.is_some_and(|id| facts.object(id, property::ACHIEVES).is_some())
    };
    let edition = || whole.edition.clone();
    if by == By::Tactic && !whole.items.iter().any(serves) {
        return Err(GroupError::NoTactics { edition: edition(), has_groups: !names.is_empty() });
    }
    if names.is_empty() {
        return Err(GroupError::NoGroups { edition: edition() });
    }
    let units = |items: &[ItemCoverage]| {
        ["threats", "controls", "outcomes"].into_iter().filter_map(|unit| count(unit, items)).collect::<Vec<_>>()
    };
    let group = |name: &str| {
        let is_under = |item: &&ItemCoverage| item.item.groups.iter().any(|group| group == name);
        let items: Vec<ItemCoverage> = whole.items.iter().filter(is_under).cloned().collect();
        GroupCounts { name: name.to_owned(), units: units(&items) }
    };
    let groups = names.into_iter().map(group).collect();
    Ok(GroupedCoverage {
        by,
        groups,
        total: units(&whole.items),
        edition: whole.edition,
        title: whole.title,
        notice: whole.notice,
        provenance: whole.provenance,
        selection: whole.selection,
    })
}
