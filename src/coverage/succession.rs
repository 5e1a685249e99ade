//! What became of the items of a framework from one edition to the next.

use super::graph::Facts;
use super::model::Provenance;
use super::overview::provenance;
use super::{CoverageError, edition_of};
use crate::catalog::{ReviewStatus, SuccessionKind};
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{dcterms, owl, rdfs, schema, skos};
use std::collections::{BTreeMap, BTreeSet};

/// The editions of a framework, oldest first, and what became of each item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// Title of the framework.
    pub framework: String,
    /// The editions it comes from; its review is the least among the rows of succession.
    pub provenance: Provenance,
    /// By date of publication.
    pub editions: Vec<SuccessionEdition>,
    /// By where they come from and lead to.
    pub moves: Vec<Move>,
}

/// One edition with its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuccessionEdition {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// In its order.
    pub items: Vec<SuccessionItem>,
}

/// An item as one edition has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuccessionItem {
    /// Its IRI in the edition.
    pub iri: String,
    /// Its notation.
    pub notation: String,
    /// Its label.
    pub label: String,
    /// Its Chinese label, if known.
    pub label_zh: Option<String>,
    /// Its page.
    pub url: Option<String>,
}

/// What became of an item in a later edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Index of the edition and of the item in it.
    pub from: (usize, usize),
    /// The same of what it became; `None` where a row says that it was dropped.
    pub to: Option<(usize, usize)>,
    /// What happened.
    pub kind: SuccessionKind,
    /// Whether somebody reviewed the row; `None` where both editions keep the item under one id and no row says more.
    pub review: Option<ReviewStatus>,
    /// Why, as the row says.
    pub comment: Option<String>,
}

/// Reads the editions of a framework, named by itself or by one of its editions, and what is said of their succession.
///
/// Items are those of the main class of each edition: threats; where it has none, outcomes; else controls. An item that
/// two neighbouring editions keep under one id, and that no row speaks of, is unchanged. O(items + rows).
///
/// # Errors
/// [`CoverageError::NoEdition`] when the snapshot does not have the framework.
pub fn succession(snapshot: &Snapshot, framework: &str) -> Result<Succession, CoverageError> {
    let facts = Facts::new(snapshot);
    let (edition, _) = edition_of(facts, framework)?;
    let of = facts.object(edition, property::EDITION_OF);
    let mut ids: Vec<TermId> = match of {
        Some(framework) => facts.subjects(property::EDITION_OF, framework).collect(),
        None => vec![edition],
    };
    ids.sort_by_key(|&id| (facts.text(id, dcterms::ISSUED), facts.text(id, skos::NOTATION), id));
    let items: Vec<Vec<TermId>> = ids.iter().map(|&edition| items(facts, edition)).collect();
    let mut places: BTreeMap<TermId, (usize, usize)> = BTreeMap::new();
    for (edition, items) in items.iter().enumerate() {
        places.extend(items.iter().enumerate().map(|(item, &id)| (id, (edition, item))));
    }
    let mut moves = rows(facts, &places);
    moves.extend(kept(facts, &items, &moves));
    moves.sort();
    let review = moves.iter().filter_map(|found| found.review).min();
    let editions: Vec<SuccessionEdition> =
        ids.iter().zip(&items).map(|(&id, items)| read_edition(facts, id, items)).collect();
    let sources = editions.iter().map(|edition| edition.title.clone()).collect();
    let of_graph = provenance(facts, Some(edition));
    Ok(Succession {
        framework: of.and_then(|id| facts.text(id, dcterms::TITLE)).unwrap_or(framework).to_owned(),
        provenance: Provenance { sources, mapping_review: review, claims: 0, added_mappings: Vec::new(), ..of_graph },
        editions,
        moves,
    })
}

/// Items in force of the main class of an edition, in its order.
fn items(facts: Facts<'_>, edition: TermId) -> Vec<TermId> {
    let in_force = |item: &TermId| facts.text(*item, property::STATUS) != Some("retired");
    let all: Vec<TermId> = facts.subjects(skos::IN_SCHEME, edition).filter(in_force).collect();
    let of = |wanted| -> Vec<TermId> { all.iter().copied().filter(|&id| facts.is_a(id, wanted)).collect() };
    let mut main = [class::THREAT, class::OUTCOME, class::CONTROL].into_iter();
    let main = main.find(|wanted| all.iter().any(|&id| facts.is_a(id, *wanted)));
    let mut items = main.map(of).unwrap_or_default();
    items.sort_by_cached_key(|&id| (facts.number(id, property::ORDER), facts.notation(id), id));
    items
}

fn read_edition(facts: Facts<'_>, id: TermId, items: &[TermId]) -> SuccessionEdition {
    let text = |predicate| facts.text(id, predicate).unwrap_or_default().to_owned();
    let item = |&id: &TermId| SuccessionItem {
        iri: facts.iri(id).to_owned(),
        notation: facts.notation(id).unwrap_or_default().to_owned(),
        label: facts.item_label(id),
        label_zh: facts.label_in(id, "zh-hans").map(str::to_owned),
        url: facts.text(id, schema::URL).map(str::to_owned),
    };
    SuccessionEdition {
        id: text(skos::NOTATION),
        title: text(dcterms::TITLE),
        version: text(schema::VERSION),
        items: items.iter().map(item).collect(),
    }
}

/// What rows say, each pair of items once.
fn rows(facts: Facts<'_>, places: &BTreeMap<TermId, (usize, usize)>) -> Vec<Move> {
    let mut moves: BTreeSet<Move> = BTreeSet::new();
    for (&item, &from) in places {
        for row in facts.subjects(owl::ANNOTATED_SOURCE, item) {
            let kind = facts.text(row, property::SUCCESSION_KIND).and_then(SuccessionKind::from_name);
            let (Some(kind), Some(target)) = (kind, facts.object(row, owl::ANNOTATED_TARGET)) else { continue };
            let to = places.get(&target).copied();
            if to.is_none() && kind != SuccessionKind::Dropped {
                continue;
            }
            let review = facts.text(row, property::REVIEW_STATUS).and_then(ReviewStatus::from_name);
            let comment = facts.text(row, rdfs::COMMENT).map(str::to_owned);
            let review = Some(review.unwrap_or(ReviewStatus::Unstated));
            moves.insert(Move { from, to, kind, review, comment });
        }
    }
    moves.into_iter().collect()
}

/// Items that neighbouring editions keep under one id, where no row speaks of them.
fn kept(facts: Facts<'_>, items: &[Vec<TermId>], rows: &[Move]) -> Vec<Move> {
    let concept = |item: &TermId| facts.object(*item, property::CONCEPT).filter(|concept| concept != item);
    let said: BTreeSet<(usize, usize)> = rows.iter().map(|row| row.from).collect();
    let mut out = Vec::new();
    for (edition, pair) in items.windows(2).enumerate() {
        let [old, new] = pair else { continue };
        let later: BTreeMap<TermId, usize> =
            new.iter().enumerate().filter_map(|(place, item)| Some((concept(item)?, place))).collect();
        for (place, item) in old.iter().enumerate().filter(|(place, _)| !said.contains(&(edition, *place))) {
            if let Some(&to) = concept(item).and_then(|concept| later.get(&concept)) {
                let (from, to) = ((edition, place), Some((edition + 1, to)));
                out.push(Move { from, to, kind: SuccessionKind::Unchanged, review: None, comment: None });
            }
        }
    }
    out
}
