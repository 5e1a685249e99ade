//! The editions of a snapshot as a listing shows them: what each is, what it holds, what replaced it.

use super::graph::{CLASSES, Facts};
use super::{CoverageError, edition_of};
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{aisec, dcterms, rdf, schema, skos, source_id};
use aisec::{class, property};
use std::collections::{BTreeMap, BTreeSet};

/// An edition as listings show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionInfo {
    /// Its id.
    pub id: String,
    /// Id of the framework it is an edition of.
    pub framework: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// `current`, `superseded` or `legacy`.
    pub status: String,
    /// Date of publication as far as known; empty where it is not.
    pub published: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its licence.
    pub licence: String,
    /// Who holds the rights.
    pub rights_holder: String,
    /// Where it is published.
    pub homepage: String,
    /// Whether the framework's id means it.
    pub is_default: bool,
    /// Its items by level, in the order of classes, then by level.
    pub levels: Vec<LevelCount>,
    /// Id of the edition that its items were replaced in, else of the framework's default edition where it is not that.
    pub replaced_by: Option<String>,
    /// Ids of the sources that its items and relations stand in, in order.
    pub sources: Vec<String>,
}

/// How many items of one level an edition has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelCount {
    /// The publisher's word: `technique`, `subcategory`.
    pub level: String,
    /// Its class: `Threat`, `Control`, `Outcome`, `Goal`, `Group` or `Event`.
    pub class: &'static str,
    /// How many items are of it, those that were retired included.
    pub items: usize,
    /// How many of them are leaves in force: what coverage counts.
    pub counted: usize,
    /// How many of them the publisher has retired.
    pub retired: usize,
}

impl EditionInfo {
    /// Number of items.
    pub fn items(&self) -> usize {
        self.levels.iter().map(|level| level.items).sum()
    }

    /// Number of retired items.
    pub fn retired(&self) -> usize {
        self.levels.iter().map(|level| level.retired).sum()
    }

    /// How many leaves of a class coverage counts.
    pub fn counted(&self, class: &str) -> usize {
        self.levels.iter().filter(|level| level.class == class).map(|level| level.counted).sum()
    }
}

/// Every edition of the snapshot, by id. O(items + relations).
pub fn editions(snapshot: &Snapshot) -> Vec<EditionInfo> {
    let facts = Facts::new(snapshot);
    let mut editions: Vec<EditionInfo> = facts.members(class::EDITION).map(|id| info(facts, id)).collect();
    editions.sort_by(|a, b| a.id.cmp(&b.id));
    editions
}

/// The edition of that name, or the default edition of the framework of that name, with what is to be told of it.
///
/// # Errors
/// [`CoverageError`] when there is none, or when several may be meant.
pub fn edition_info(snapshot: &Snapshot, name: &str) -> Result<(EditionInfo, Option<String>), CoverageError> {
    let facts = Facts::new(snapshot);
    let (edition, notice) = edition_of(facts, name)?;
    Ok((info(facts, edition), notice))
}

fn info(facts: Facts<'_>, edition: TermId) -> EditionInfo {
    let text = |predicate| facts.text(edition, predicate).unwrap_or_default().to_owned();
    let framework = facts.object(edition, property::EDITION_OF);
    let items: Vec<TermId> = facts.subjects(skos::IN_SCHEME, edition).collect();
    EditionInfo {
        id: text(skos::NOTATION),
        framework: framework.and_then(|id| facts.text(id, skos::NOTATION)).unwrap_or_default().to_owned(),
        title: text(dcterms::TITLE),
        version: text(schema::VERSION),
        status: text(property::STATUS),
        published: text(dcterms::ISSUED),
        publisher: text(dcterms::PUBLISHER),
        licence: text(dcterms::RIGHTS),
        rights_holder: text(dcterms::RIGHTS_HOLDER),
        homepage: text(schema::URL),
        is_default: facts.subjects(property::DEFAULT_EDITION, edition).next().is_some(),
        levels: levels(facts, &items),
        replaced_by: replaced_by(facts, edition, framework, &items),
        sources: sources(facts, edition, &items),
    }
}

fn levels(facts: Facts<'_>, items: &[TermId]) -> Vec<LevelCount> {
    let classes = CLASSES.map(|(class, of)| (facts.id(class), of.name()));
    let mut counts: BTreeMap<(usize, &str), LevelCount> = BTreeMap::new();
    for &item in items {
        let types: Vec<TermId> = facts.objects(item, rdf::TYPE).collect();
        let of_item = |(class, _): &(Option<TermId>, &str)| class.is_some_and(|class| types.contains(&class));
        let Some((rank, &(_, class))) = classes.iter().enumerate().find(|(_, class)| of_item(class)) else { continue };
        let level = facts.text(item, property::LEVEL).unwrap_or_default();
        let count = counts.entry((rank, level)).or_insert_with(|| LevelCount {
            level: level.to_owned(),
            class,
            items: 0,
            counted: 0,
            retired: 0,
        });
        count.items += 1;
        count.counted += usize::from(facts.object(item, property::COUNTED_IN).is_some());
        count.retired += usize::from(facts.text(item, property::STATUS) == Some("retired"));
    }
    counts.into_values().collect()
}

/// The edition that most of its items were replaced in, else the default one of the framework where it is not that.
fn replaced_by(facts: Facts<'_>, edition: TermId, framework: Option<TermId>, items: &[TermId]) -> Option<String> {
    let mut later: BTreeMap<TermId, usize> = BTreeMap::new();
    for successor in items.iter().flat_map(|&item| facts.objects(item, dcterms::IS_REPLACED_BY)) {
        for scheme in facts.objects(successor, skos::IN_SCHEME).filter(|&scheme| scheme != edition) {
            *later.entry(scheme).or_default() += 1;
        }
    }
    let most = later.into_iter().max_by_key(|(_, count)| *count).map(|(scheme, _)| scheme);
    let default = framework.and_then(|framework| facts.object(framework, property::DEFAULT_EDITION));
    let successor = most.or(default).filter(|&successor| successor != edition)?;
    facts.text(successor, skos::NOTATION).map(str::to_owned)
}

fn sources(facts: Facts<'_>, edition: TermId, items: &[TermId]) -> Vec<String> {
    let rows = facts.subjects(property::EDITION, edition).filter(|&row| facts.is_a(row, class::RELATION));
    let found = items.iter().copied().chain(rows).flat_map(|row| facts.objects(row, dcterms::SOURCE));
    let found: BTreeSet<TermId> = found.collect();
    let name = |id| {
        let iri = facts.iri(id);
        source_id(iri).unwrap_or(iri).to_owned()
    };
    found.into_iter().map(name).collect::<BTreeSet<String>>().into_iter().collect()
}
