//! Everything a picture of one edition needs, under one selection.

use super::graph::{Facts, MAX_LEVELS};
use super::model::{
    Addressing, Grade, ItemNode, LayerNode, MappedItem, Overview, PhaseNode, Provenance, Reach, RiskNode, Selection,
    ToolNode,
};
use super::states::{Counted, grade};
use super::{CoverageError, edition_of};
use crate::catalog::{DerivesCoverage, ReviewStatus};
use crate::rdf::iri;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{ID, aisec, dcterms, owl, prov, schema, skos};
use aisec::{class, property};
use oxrdf::Literal;
use std::collections::{BTreeMap, BTreeSet};

/// Reads tools, risks in lifecycle order and the items of an edition, with what joins them.
///
/// Risks and phases are those of every list with a taxonomy, lists in order of their id. Items are
/// the counted ones of the edition's main class (threats; else outcomes; else controls), in its order.
/// O(coverage nodes + items).
///
/// # Errors
/// [`CoverageError::NoEdition`] when the snapshot does not have the edition.
pub fn overview(snapshot: &Snapshot, selection: &Selection) -> Result<Overview, CoverageError> {
    let facts = Facts::new(snapshot);
    let (edition, _) = edition_of(facts, &selection.edition)?;
    Ok(read(facts, selection, Some((edition, Units::Main)), None))
}

/// The same with counted items of every class.
pub(super) fn all_units(facts: Facts<'_>, selection: &Selection, edition: TermId) -> Overview {
    read(facts, selection, Some((edition, Units::All)), None)
}

/// The same with counted items of the main class, and with one more item, whatever joins it to the rest.
pub(super) fn with_one_more(
    facts: Facts<'_>,
    selection: &Selection,
    edition: TermId,
    extra: Option<TermId>,
) -> Overview {
    read(facts, selection, Some((edition, Units::Main)), extra)
}

/// Which counted items to read: classes are never counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Units {
    /// Those of the edition's main class: threats; where it has none, outcomes; else controls.
    Main,
    /// All.
    All,
}

impl Overview {
    /// The same without any edition: tools and risks only.
    pub fn without_items(snapshot: &Snapshot, selection: &Selection) -> Self {
        read(Facts::new(snapshot), selection, None, None)
    }
}

fn read(facts: Facts<'_>, selection: &Selection, items_of: Option<(TermId, Units)>, extra: Option<TermId>) -> Overview {
    let edition = items_of.map(|(edition, _)| edition);
    let counted = Counted::new(facts, selection);
    let (layers, phases, risks, risk_ids) = lifecycle(facts);
    let (items, item_concepts) =
        items_of.map(|(edition, units)| items(facts, edition, (units, extra), &counted)).unwrap_or_default();
    let tool_ids = tools(facts, selection);
    let tool_index: BTreeMap<TermId, usize> = tool_ids.iter().enumerate().map(|(index, &id)| (id, index)).collect();
    let mut addressing = Vec::new();
    for (risk, &id) in risk_ids.iter().enumerate() {
        addressing.extend(counted.of(id).iter().filter_map(|covered| {
            let tool = *tool_index.get(&covered.by)?;
            let grade = covered.grade.unwrap_or(Grade::PartlyCovers);
            Some(Addressing { tool, risk, grade, reviewed: covered.reviewed, group: covered.group })
        }));
    }
    addressing.sort_unstable();
    let mut reach = Vec::new();
    for (item, &concept) in item_concepts.iter().enumerate() {
        reach.extend(counted.of(concept).iter().filter_map(|covered| {
            let tool = *tool_index.get(&covered.by)?;
            Some(Reach {
                tool,
                item,
                grade: covered.grade,
                group: covered.group,
                reviewed: covered.reviewed,
                claimed: covered.claimed,
            })
        }));
    }
    reach.sort_unstable();
    let groups = edition.map(|edition| groups(facts, edition)).unwrap_or_default();
    Overview {
        selection: selection.clone(),
        edition_title: edition.and_then(|edition| facts.text(edition, dcterms::TITLE)).unwrap_or_default().to_owned(),
        provenance: provenance(facts, edition),
        layers,
        phases,
        mapped: mapped(facts, &risk_ids, &item_concepts),
        risks,
        tools: tool_ids.iter().map(|&id| tool_node(facts, id)).collect(),
        items,
        groups: groups.iter().map(|&group| facts.label(group)).collect(),
        groups_zh: labels_zh(facts, &groups),
        addressing,
        reach,
    }
}

type Lifecycle = (Vec<LayerNode>, Vec<PhaseNode>, Vec<RiskNode>, Vec<TermId>);

pub(super) fn in_order(facts: Facts<'_>, things: impl Iterator<Item = TermId>) -> Vec<TermId> {
    let mut things: Vec<TermId> = things.collect();
    let scheme = |id| facts.text(id, skos::IN_SCHEME).unwrap_or_default();
    things.sort_by_key(|&id| (scheme(id), facts.number(id, property::ORDER), id));
    things
}

fn lifecycle(facts: Facts<'_>) -> Lifecycle {
    let owned_zh = |id| facts.label_in(id, "zh-hans").map(str::to_owned);
    let list_of = |id| {
        let scheme = facts.text(id, skos::IN_SCHEME).unwrap_or_default();
        scheme.strip_prefix(ID).unwrap_or(scheme).to_owned()
    };
    let layer_ids = in_order(facts, facts.members(class::LAYER));
    let phase_ids = in_order(facts, facts.members(class::PHASE));
    let position =
        |ids: &[TermId], id: Option<TermId>| ids.iter().position(|&other| Some(other) == id).unwrap_or_default();
    let mut layers: Vec<LayerNode> = layer_ids
        .iter()
        .map(|&id| LayerNode { list: list_of(id), name: facts.label(id), name_zh: owned_zh(id), phases: Vec::new() })
        .collect();
    let mut phases: Vec<PhaseNode> = phase_ids
        .iter()
        .map(|&id| PhaseNode {
            name: facts.label(id),
            name_zh: owned_zh(id),
            layer: position(&layer_ids, facts.object(id, skos::BROADER)),
            risks: Vec::new(),
        })
        .collect();
    let mut risk_ids = in_order(facts, facts.members(class::RISK));
    risk_ids.sort_by_key(|&id| position(&phase_ids, facts.object(id, property::ARISES_IN)));
    let risks: Vec<RiskNode> = risk_ids
        .iter()
        .map(|&id| RiskNode {
            iri: facts.iri(id).to_owned(),
            code: facts.text(id, skos::NOTATION).unwrap_or_default().to_owned(),
            name: facts.label(id),
            name_zh: owned_zh(id),
            definition: facts.text(id, skos::DEFINITION).unwrap_or_default().to_owned(),
            phase: position(&phase_ids, facts.object(id, property::ARISES_IN)),
        })
        .collect();
    for (index, phase) in phases.iter().enumerate() {
        layers.get_mut(phase.layer).into_iter().for_each(|layer| layer.phases.push(index));
    }
    for (index, risk) in risks.iter().enumerate() {
        phases.get_mut(risk.phase).into_iter().for_each(|phase| phase.risks.push(index));
    }
    (layers, phases, risks, risk_ids)
}

/// Counted items of an edition in its order: by tactic or group, then position; with the concept of each.
fn items(
    facts: Facts<'_>,
    edition: TermId,
    (units, extra): (Units, Option<TermId>),
    counted: &Counted,
) -> (Vec<ItemNode>, Vec<TermId>) {
    let mut ids: Vec<TermId> = facts.subjects(property::COUNTED_IN, edition).collect();
    let main = [class::THREAT, class::OUTCOME, class::CONTROL]
        .into_iter()
        .find(|class| ids.iter().any(|&id| facts.is_a(id, *class)));
    if let (Units::Main, Some(main)) = (units, main) {
        ids.retain(|&id| facts.is_a(id, main));
    }
    let is_there = |item: &TermId| facts.objects(*item, skos::IN_SCHEME).any(|scheme| scheme == edition);
    if let Some(extra) = extra.filter(|item| is_there(item) && !ids.contains(item)) {
        ids.push(extra);
    }
    let key = |id: TermId| {
        let first_group = group_ids(facts, id).first().map(|&group| (facts.number(group, property::ORDER), group));
        (first_group, facts.number(id, property::ORDER), facts.notation(id), id)
    };
    ids.sort_by_cached_key(|&id| key(id));
    let nodes = ids.iter().map(|&id| item_node(facts, id, counted)).collect();
    let concepts = ids.iter().map(|&id| facts.object(id, property::CONCEPT).unwrap_or(id)).collect();
    (nodes, concepts)
}

/// The goals and groups that counted items stand under, in the edition's order, once each.
fn groups(facts: Facts<'_>, edition: TermId) -> Vec<TermId> {
    let ids: BTreeSet<TermId> =
        facts.subjects(property::COUNTED_IN, edition).flat_map(|item| group_ids(facts, item)).collect();
    let mut groups = in_order(facts, ids.into_iter());
    groups.dedup_by_key(|&mut group| facts.label(group));
    groups
}

fn labels_zh(facts: Facts<'_>, groups: &[TermId]) -> BTreeMap<String, String> {
    let label = |&group: &TermId| Some((facts.label(group), facts.label_in(group, "zh-hans")?.to_owned()));
    groups.iter().filter_map(label).collect()
}

/// Goals an item serves, or its parent serves, or else the item at the top of its hierarchy; in order. Climbs
/// [`MAX_LEVELS`] at most.
pub(super) fn group_ids(facts: Facts<'_>, item: TermId) -> Vec<TermId> {
    let mut at = item;
    let mut seen = BTreeSet::new();
    loop {
        let goals = in_order(facts, facts.objects(at, property::ACHIEVES));
        if !goals.is_empty() {
            return goals;
        }
        match facts.object(at, skos::BROADER) {
            Some(parent) if seen.len() < MAX_LEVELS && seen.insert(parent) => at = parent,
            _ => return if at == item { Vec::new() } else { vec![at] },
        }
    }
}

fn item_node(facts: Facts<'_>, id: TermId, counted: &Counted) -> ItemNode {
    let concept = facts.object(id, property::CONCEPT).unwrap_or(id);
    ItemNode {
        iri: facts.iri(id).to_owned(),
        notation: facts.notation(id).unwrap_or_default().to_owned(),
        label: facts.item_label(id),
        label_zh: facts.label_in(id, "zh-hans").or_else(|| facts.label_in(concept, "zh-hans")).map(str::to_owned),
        url: facts.text(id, schema::URL).map(str::to_owned),
        groups: group_ids(facts, id).into_iter().map(|group| facts.label(group)).collect(),
        state: counted.state(facts, id),
    }
}

/// Tools of the selection, by name and IRI, whether or not a label or a claim says what they do.
pub(super) fn tools(facts: Facts<'_>, selection: &Selection) -> Vec<TermId> {
    let is_chosen = |tool: &TermId| selection.tools.includes(facts.iri(*tool));
    let mut tools: Vec<TermId> = selection.kinds.members(facts).into_iter().filter(is_chosen).collect();
    by_name(facts, &mut tools);
    tools
}

fn by_name(facts: Facts<'_>, tools: &mut [TermId]) {
    tools.sort_by_cached_key(|&id| (facts.label(id).to_lowercase(), facts.iri(id)));
}

pub(super) fn tool_node(facts: Facts<'_>, id: TermId) -> ToolNode {
    ToolNode {
        iri: facts.iri(id).to_owned(),
        name: facts.label(id),
        url: facts.text(id, schema::URL).map(str::to_owned),
    }
}

/// Which items counted mappings lead to from a risk: what they let through, the highest of several; outcomes
/// relevant to it without a grade.
fn mapped(facts: Facts<'_>, risks: &[TermId], concepts: &[TermId]) -> Vec<MappedItem> {
    let relevant = facts.id(property::RELEVANT_OUTCOME);
    let mut items: BTreeMap<TermId, Vec<usize>> = BTreeMap::new();
    for (index, &concept) in concepts.iter().enumerate() {
        items.entry(concept).or_default().push(index);
    }
    let mut best: BTreeMap<(usize, usize), Option<Grade>> = BTreeMap::new();
    for (risk, &id) in risks.iter().enumerate() {
        for mapping in facts.subjects(owl::ANNOTATED_SOURCE, id) {
            if !facts.is_a(mapping, class::COUNTED_MAPPING) {
                continue;
            }
            let predicate = facts.object(mapping, owl::ANNOTATED_PROPERTY);
            let through = predicate.and_then(|predicate| facts.object(predicate, property::LETS_THROUGH));
            let through = through.and_then(|id| grade(facts, id));
            let leads = through.is_some() || (predicate.is_some() && predicate == relevant);
            let (true, Some(target)) = (leads, facts.object(mapping, owl::ANNOTATED_TARGET)) else {
                continue;
            };
            for &item in items.get(&target).into_iter().flatten() {
                let known = best.entry((risk, item)).or_insert(through);
                *known = through.max(*known);
            }
        }
    }
    best.into_iter().map(|((risk, item), grade)| MappedItem { risk, item, grade }).collect()
}

/// Lists and the edition, with version; digest; whether drafts took part.
pub(super) fn provenance(facts: Facts<'_>, edition: Option<TermId>) -> Provenance {
    let mut sources = BTreeSet::new();
    for scheme in
        in_order(facts, facts.members(class::RISK)).into_iter().filter_map(|risk| facts.object(risk, skos::IN_SCHEME))
    {
        sources.extend(facts.text(scheme, dcterms::TITLE).map(str::to_owned));
    }
    let mut sources: Vec<String> = sources.into_iter().collect();
    sources.extend(edition.and_then(|edition| facts.text(edition, dcterms::TITLE)).map(str::to_owned));
    let added_mappings = added_mappings(facts);
    sources.extend(added_mappings.iter().cloned());
    let all = facts.id(iri::graph("all").as_ref());
    let made = all.and_then(|all| facts.object(all, prov::WAS_GENERATED_BY));
    let software = made.and_then(|made| facts.object(made, prov::WAS_ASSOCIATED_WITH));
    let text = |of, predicate| facts.text(of, predicate).unwrap_or_default().to_owned();
    Provenance {
        sources,
        claims: facts.members(class::CLAIM).count(),
        graph_digest: graph_digest(facts.snapshot).to_owned(),
        tool_version: software.map(|software| text(software, schema::SOFTWARE_VERSION)).unwrap_or_default(),
        added_mappings,
        mapping_review: edition.and_then(|_| mapping_review(facts)),
    }
}

/// The digest of the graph, as it says itself; empty where it does not.
pub fn graph_digest(snapshot: &Snapshot) -> &str {
    let facts = Facts::new(snapshot);
    let all = facts.id(iri::graph("all").as_ref());
    all.and_then(|all| facts.text(all, schema::SHA256)).unwrap_or_default()
}

/// Titles of the sets that coverage derives from because they were asked for, in their order.
fn added_mappings(facts: Facts<'_>) -> Vec<String> {
    let added = facts.snapshot.id(&Literal::new_simple_literal(DerivesCoverage::Added.name()).into());
    let sets = added.into_iter().flat_map(|added| facts.subjects(property::DERIVES_COVERAGE, added));
    let mut titles: Vec<String> = sets.filter_map(|set| facts.text(set, dcterms::TITLE)).map(str::to_owned).collect();
    titles.sort();
    titles
}

/// The least review among the mapping rows that count; `None` where none does.
pub(crate) fn mapping_review(facts: Facts<'_>) -> Option<ReviewStatus> {
    let counts = |status: &ReviewStatus| {
        let value = facts.snapshot.id(&Literal::new_simple_literal(status.name()).into());
        let mut rows = value.into_iter().flat_map(|value| facts.subjects(property::REVIEW_STATUS, value));
        rows.any(|row| facts.is_a(row, class::COUNTED_MAPPING))
    };
    ReviewStatus::ALL.into_iter().map(|(status, _)| status).find(counts)
}
