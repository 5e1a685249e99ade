//! Counts of one edition: states over its leaves, per unit, with denominators.

use super::graph::Facts;
use super::model::{Grade, ItemNode, Overview, Provenance, Selection, State, ToolChoice};
use super::overview;
use super::scope::Scope;
use super::states::Counted;
use super::{CoverageError, edition_of};
use crate::catalog::RoleGroup;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{aisec, rdf, skos};
use aisec::{class, property};
use std::collections::{BTreeMap, BTreeSet};

/// What is counted, in the order of listings.
const UNITS: [&str; 3] = ["threats", "controls", "outcomes"];

/// Items of one class, counted by state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCounts {
    /// What is counted: `threats`, `controls`, `outcomes`.
    pub unit: &'static str,
    /// Number of leaves: the denominator.
    pub of: usize,
    /// How many are in each state, in the order of [`State::ALL`]; they add up to `of`.
    pub states: Vec<(State, usize)>,
}

impl UnitCounts {
    /// How many are in a state.
    pub fn in_state(&self, state: State) -> usize {
        self.states.iter().find(|(known, _)| *known == state).map_or(0, |(_, count)| *count)
    }

    /// Counts of the same units, added up: one entry a unit, in the order of listings.
    pub fn total<'a>(counts: impl Iterator<Item = &'a Self>) -> Vec<Self> {
        let mut out: Vec<Self> = Vec::new();
        for count in counts {
            match out.iter_mut().find(|known| known.unit == count.unit) {
                None => out.push(count.clone()),
                Some(known) => {
                    known.of += count.of;
                    known.states.iter_mut().for_each(|(state, number)| *number += count.in_state(*state));
                }
            }
        }
        out.sort_by_key(|count| UNITS.iter().position(|known| *known == count.unit));
        out
    }

    /// Covered and partly covered together; outcomes supported, controls implemented.
    pub fn addressed(&self) -> usize {
        [State::Covered, State::PartlyCovered, State::Supported, State::Implemented]
            .iter()
            .map(|&s| self.in_state(s))
            .sum()
    }
}

/// One counted item with the tools that reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemCoverage {
    /// The item.
    pub item: ItemNode,
    /// What it is counted as.
    pub unit: &'static str,
    /// Distinct tools that cover or partly cover it, support or implement it, by role group.
    pub tools: BTreeMap<RoleGroup, usize>,
}

/// Coverage of one edition under one selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionCoverage {
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
    /// Counts per unit; units without an item are left out.
    pub units: Vec<UnitCounts>,
    /// Counted items, in the edition's order.
    pub items: Vec<ItemCoverage>,
    /// Labels of the tactics or groups they stand under, in the edition's order.
    pub groups: Vec<String>,
}

/// The state of each item of a selection if all tools of the catalog counted, by IRI.
///
/// # Errors
/// As of [`by_edition`].
pub fn catalog_states(snapshot: &Snapshot, selection: &Selection) -> Result<BTreeMap<String, State>, CoverageError> {
    let all = by_edition(snapshot, &Selection { tools: ToolChoice::All, ..selection.clone() })?;
    Ok(all.items.into_iter().map(|item| (item.item.iri, item.item.state)).collect())
}

/// States and counts of one edition.
///
/// Leaves only: sub-techniques, and techniques without any; never goals, groups or retired items.
/// An item under several tactics counts once, and none outside the scope. O(coverage nodes + items).
///
/// # Errors
/// [`CoverageError::NoEdition`].
pub fn by_edition(snapshot: &Snapshot, selection: &Selection) -> Result<EditionCoverage, CoverageError> {
    Ok(with_reach(snapshot, selection)?.0)
}

/// The same, and what joins tools and all items of the edition, of which only what reaches items in the scope is kept.
///
/// # Errors
/// [`CoverageError::NoEdition`].
pub fn with_reach(snapshot: &Snapshot, selection: &Selection) -> Result<(EditionCoverage, Overview), CoverageError> {
    let (mut coverage, mut view) = with_overview(snapshot, selection)?;
    if selection.scope != Scope::default() {
        let kept = selection.scope.items(Facts::new(snapshot), &view);
        let items = coverage.items.into_iter().enumerate().filter(|(index, _)| kept.contains(index));
        coverage.items = items.map(|(_, item)| item).collect();
        coverage.units = UNITS.into_iter().filter_map(|unit| count(unit, &coverage.items)).collect();
        view.reach.retain(|reach| kept.contains(&reach.item));
    }
    Ok((coverage, view))
}

/// The same whatever the scope, and what joins tools, risks and all counted items of the edition, those of every
/// class. The items of both are the same, in the same order.
///
/// # Errors
/// [`CoverageError::NoEdition`].
pub fn with_overview(snapshot: &Snapshot, selection: &Selection) -> Result<(EditionCoverage, Overview), CoverageError> {
    let facts = Facts::new(snapshot);
    let (edition, notice) = edition_of(facts, &selection.edition)?;
    let view = overview::all_units(facts, selection, edition);
    let mut tools: Vec<BTreeMap<RoleGroup, BTreeSet<usize>>> = vec![BTreeMap::new(); view.items.len()];
    for reach in view.reach.iter().filter(|reach| reach.grade != Some(Grade::RelatesTo)) {
        if let Some(of_item) = tools.get_mut(reach.item) {
            of_item.entry(reach.group).or_default().insert(reach.tool);
        }
    }
    let items: Vec<ItemCoverage> = view
        .items
        .iter()
        .cloned()
        .zip(tools)
        .map(|(item, tools)| {
            let unit = unit(facts, &item.iri);
            ItemCoverage { item, unit, tools: tools.into_iter().map(|(group, tools)| (group, tools.len())).collect() }
        })
        .collect();
    let units = UNITS.into_iter().filter_map(|unit| count(unit, &items)).collect();
    let coverage = EditionCoverage {
        selection: selection.clone(),
        edition: facts.text(edition, skos::NOTATION).unwrap_or_default().to_owned(),
        title: view.edition_title.clone(),
        notice,
        provenance: view.provenance.clone(),
        units,
        items,
        groups: view.groups.clone(),
    };
    Ok((coverage, view))
}

/// A counted item, what it is counted as, and its state.
pub(crate) struct CountedState {
    pub(crate) item: TermId,
    pub(crate) unit: &'static str,
    pub(crate) state: State,
}

/// The counted items of every edition. O(coverage nodes + items).
pub(crate) fn counted_states(facts: Facts<'_>, selection: &Selection) -> Vec<(TermId, Vec<CountedState>)> {
    let counted = Counted::new(facts, selection);
    let state = |item| CountedState { item, unit: unit_of(facts, item), state: counted.state(facts, item) };
    let of_edition = |edition| (edition, facts.subjects(property::COUNTED_IN, edition).map(state).collect());
    facts.members(class::EDITION).map(of_edition).collect()
}

fn unit(facts: Facts<'_>, iri: &str) -> &'static str {
    let item = oxrdf::NamedNodeRef::new(iri).ok().and_then(|iri| facts.id(iri));
    item.map_or("items", |item| unit_of(facts, item))
}

pub(super) fn unit_of(facts: Facts<'_>, item: TermId) -> &'static str {
    let classes: Vec<&str> = facts.objects(item, rdf::TYPE).map(|id| facts.iri(id)).collect();
    let units = [(class::THREAT, "threats"), (class::CONTROL, "controls"), (class::OUTCOME, "outcomes")];
    units.into_iter().find(|(class, _)| classes.contains(&class.as_str())).map_or("items", |(_, unit)| unit)
}

pub(super) fn count(unit: &'static str, items: &[ItemCoverage]) -> Option<UnitCounts> {
    let of_unit: Vec<&ItemCoverage> = items.iter().filter(|item| item.unit == unit).collect();
    let states = State::ALL
        .iter()
        .map(|&(state, _)| (state, of_unit.iter().filter(|item| item.item.state == state).count()))
        .collect();
    (!of_unit.is_empty()).then_some(UnitCounts { unit, of: of_unit.len(), states })
}
