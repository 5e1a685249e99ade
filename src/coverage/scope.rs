//! What of the lists and of an edition matters to a team: some phases, or the techniques that a layer marks.

use super::graph::Facts;
use super::model::Overview;
use super::stack::StackPhase;
use super::tree::{EditionTree, TreeNode};
use crate::catalog::WrittenLayer;
use crate::query::{Sought, find};
use crate::snapshot::Snapshot;
use crate::vocab::aisec::property;
use crate::vocab::{counted, skos, thousands};
use oxrdf::{Literal, NamedNodeRef};
use std::collections::{BTreeMap, BTreeSet};

/// What is counted of the lists and of an edition; by default everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Risks that arise in one of these phases, and items that mappings lead to from them; none is all.
    pub phases: Vec<StackPhase>,
    /// Items that a layer marks.
    pub layer: Option<LayerScope>,
}

/// The items that a layer of ATT&CK Navigator marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayerScope {
    /// What the layer is called.
    pub name: String,
    /// IRIs of counted items.
    pub items: BTreeSet<String>,
}

impl Scope {
    /// These phases too.
    #[must_use]
    pub fn and_phases<'p>(mut self, phases: impl IntoIterator<Item = &'p StackPhase>) -> Self {
        for phase in phases {
            if !self.phases.iter().any(|known| known.iri == phase.iri) {
                self.phases.push(phase.clone());
            }
        }
        self
    }

    /// What it leaves, in words; nothing of everything.
    pub fn in_words(&self) -> Vec<String> {
        let phases: Vec<&str> = self.phases.iter().map(|phase| phase.name.as_str()).collect();
        let phases = (!phases.is_empty()).then(|| format!("phases {}", phases.join(", ")));
        let layer = self.layer.as_ref().map(|layer| format!("techniques marked in the layer {}", layer.name));
        phases.into_iter().chain(layer).collect()
    }

    /// Indices of the risks of an overview that it leaves.
    pub(super) fn risks(&self, facts: Facts<'_>, overview: &Overview) -> BTreeSet<usize> {
        let arises = |iri: &str| {
            let risk = NamedNodeRef::new(iri).ok().and_then(|iri| facts.id(iri));
            let mut found = risk.into_iter().flat_map(|risk| facts.objects(risk, property::ARISES_IN));
            self.phases.is_empty() || found.any(|phase| self.phases.iter().any(|wanted| wanted.iri == facts.iri(phase)))
        };
        let risks = overview.risks.iter().enumerate();
        risks.filter(|(_, risk)| arises(&risk.iri)).map(|(index, _)| index).collect()
    }

    /// Indices of the items of an overview that it leaves.
    pub(super) fn items(&self, facts: Facts<'_>, overview: &Overview) -> BTreeSet<usize> {
        let mut items: BTreeSet<usize> = (0..overview.items.len()).collect();
        if !self.phases.is_empty() {
            let risks = self.risks(facts, overview);
            let mapped = overview.mapped.iter().filter(|mapped| risks.contains(&mapped.risk));
            items = mapped.map(|mapped| mapped.item).collect();
        }
        if let Some(layer) = &self.layer {
            items.retain(|&item| overview.items.get(item).is_some_and(|item| layer.items.contains(&item.iri)));
        }
        items
    }
}

/// A layer against an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayerReading {
    /// What it marks.
    pub scope: LayerScope,
    /// Entries, by index, that are no technique of the edition, each with what it became where it was retired.
    pub unknown: Vec<(usize, Option<String>)>,
}

impl LayerReading {
    /// How many entries of the layer are no technique of the edition, and of how many; nothing where all are.
    pub fn unknown_in_words(&self, layer: &WrittenLayer) -> Option<String> {
        let retired = self.unknown.iter().filter(|(_, successor)| successor.is_some()).count();
        let parts = [(retired, "retired"), (self.unknown.len() - retired, "unknown")];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", thousands(*count)))
            .collect();
        let all = counted(layer.entries.len(), "technique");
        (!parts.is_empty()).then(|| format!("{all} in the layer: {}", parts.join(", ")))
    }
}

/// Looks up the techniques of a layer.
///
/// A technique with others below it means all of them, unless some of them are marked themselves. What was retired
/// counts as what it became. O(items + entries).
pub fn layer_reading(snapshot: &Snapshot, tree: &EditionTree, layer: &WrittenLayer) -> LayerReading {
    let by_id: BTreeMap<&str, usize> = tree.techniques().map(|(index, node)| (node.notation.as_str(), index)).collect();
    let mut marked = BTreeSet::new();
    let mut reading = LayerReading::default();
    reading.scope.name.clone_from(&layer.name);
    for (index, entry) in layer.entries.iter().enumerate() {
        let mut found = by_id.get(entry.id.as_str()).copied();
        if found.is_none() {
            let successor = successor(snapshot, &entry.id).filter(|id| by_id.contains_key(id.as_str()));
            found = successor.as_deref().and_then(|id| by_id.get(id).copied());
            reading.unknown.push((index, successor));
        }
        marked.extend(found.filter(|_| entry.is_marked));
    }
    for &node in &marked {
        let below: Vec<usize> = tree.below(node).collect();
        let is_split = below.iter().any(|found| marked.contains(found));
        let meant = below.into_iter().filter(|_| !is_split).chain([node]);
        let leaves = meant.filter_map(|index| tree.nodes.get(index)).filter(|found| found.unit.is_some());
        reading.scope.items.extend(leaves.map(|leaf| leaf.iri.clone()));
    }
    reading
}

/// The id of what an item became that was retired; nothing of what is no id as it stands there.
fn successor(snapshot: &Snapshot, id: &str) -> Option<String> {
    let facts = Facts::new(snapshot);
    let notation = snapshot.id(&Literal::new_simple_literal(id).into())?;
    facts.subjects(skos::NOTATION, notation).next()?;
    let thing = find(snapshot, id, Sought::Item).ok()?;
    let item = facts.id(thing.iri.as_ref())?;
    facts.notation(item).filter(|successor| *successor != id).map(str::to_owned)
}

impl EditionTree {
    /// Its techniques and sub-techniques in force, with their indices: threats with a state of their own.
    pub fn techniques(&self) -> impl Iterator<Item = (usize, &TreeNode)> {
        let is_technique =
            |node: &TreeNode| node.state.is_some() && matches!(node.level.as_str(), "technique" | "subtechnique");
        self.nodes.iter().enumerate().filter(move |(_, node)| is_technique(node))
    }

    /// Indices of everything below a node.
    pub fn below(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let mut open: Vec<usize> = self.nodes.get(node).map(|node| node.children.clone()).unwrap_or_default();
        std::iter::from_fn(move || {
            let next = open.pop()?;
            open.extend(self.nodes.get(next).into_iter().flat_map(|node| &node.children));
            Some(next)
        })
    }
}
