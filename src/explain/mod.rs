//! What a thing is, and the proof that one thing addresses another.
//!
//! A snapshot and IRIs go in; facts, or a proof that ends in lines of sources, come out. It derives nothing: proofs are
//! found by running rules again with their head bound.

mod grounds;
mod outline;
mod proof;
mod sentence;
mod verdict;
mod why_not;

pub use grounds::{Ground, Grounds, Row};
pub use outline::{Line, LineKind};
pub use proof::{Extent, Proof, Proved, Step, proof_of_addressing, prove, statements};
pub use sentence::Place;
pub(crate) use sentence::short;
pub use verdict::{How, Reach, Verdict};
pub use why_not::{Lack, Missing, WhyNot, why_not};

use crate::coverage::Facts;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{aisec, compact, dcat, dcterms, owl, rdf, schema, skos};
use aisec::{class, property};
use oxrdf::{NamedNode, NamedNodeRef};
use sentence::{place, verb};
use std::collections::BTreeMap;

/// What is known of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Its IRI.
    pub iri: String,
    /// Its label.
    pub label: String,
    /// Short names of its classes.
    pub classes: Vec<String>,
    /// What is said of it: name of the fact and its values.
    pub facts: Vec<(&'static str, Vec<String>)>,
    /// What it addresses by taxonomy or framework edition, or what addresses it by role group; first what counts
    /// by default, then labels that a review replaces.
    pub coverage: Vec<Group<CoverageLine>>,
    /// Where sources list, define or map it, then its reviewed claims by what they say.
    pub places: Vec<Group<Place>>,
}

/// Lines of one sort, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<T> {
    /// What the lines have in common.
    pub title: String,
    /// At least one.
    pub lines: Vec<T>,
}

/// Lines by their titles, both in order.
fn grouped<T: Ord>(lines: impl IntoIterator<Item = (String, T)>) -> Vec<Group<T>> {
    let mut groups: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for (title, line) in lines {
        groups.entry(title).or_default().push(line);
    }
    let ordered = |(title, mut lines): (String, Vec<T>)| {
        lines.sort();
        Group { title, lines }
    };
    groups.into_iter().map(ordered).collect()
}

/// One coverage node, seen from one of its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoverageLine {
    /// Whether it counts by default.
    pub counts: bool,
    /// `covers`, `partly covers`, `relates to`, `supports` or `implements`.
    pub grade: String,
    /// Role group.
    pub group: String,
    /// `listed` or `reviewed`.
    pub evidence: String,
    /// The thing at the other end, in short.
    pub other: String,
    /// Its label.
    pub label: String,
    /// Its IRI.
    pub iri: String,
}

/// What the snapshot knows of a thing. O(statements about it).
pub fn explain(snapshot: &Snapshot, iri: &NamedNode) -> Option<Explanation> {
    let facts = Facts::new(snapshot);
    let thing = facts.id(iri.as_ref())?;
    let kept = |class: &&str| !class.ends_with("#Resource") && !class.ends_with("#Item");
    let classes = facts.objects(thing, rdf::TYPE).map(|id| facts.iri(id)).filter(kept);
    let local = |class: &str| class.rsplit(['#', '/']).next().unwrap_or(class).to_owned();
    let mut classes: Vec<String> = classes.map(local).collect();
    if classes.is_empty() {
        // Of no known kind: what every thing of its sort is.
        classes.extend(facts.objects(thing, rdf::TYPE).map(|id| local(facts.iri(id))));
    }
    if facts.is_a(thing, class::STABLE_ITEM) {
        let of_items = facts.item_class(thing).map(|class| local(facts.iri(class))).unwrap_or_default();
        classes = vec![format!("{of_items}, kept across releases")];
    }
    let concept = facts.object(thing, property::CONCEPT).unwrap_or(thing);
    Some(Explanation {
        iri: iri.as_str().to_owned(),
        label: facts.item_label(thing),
        classes,
        facts: about(facts, thing).into_iter().chain(releases(facts, thing)).collect(),
        coverage: coverage(facts, thing, concept),
        places: places(facts, thing),
    })
}

/// What is told of a thing, and the words for it, in this order.
const TOLD: [(&str, NamedNodeRef<'static>); 25] = [
    ("also called", schema::NAME),
    ("code", skos::NOTATION),
    ("address", schema::URL),
    ("repository", schema::CODE_REPOSITORY),
    ("site of", property::SITE_OF),
    ("home", dcat::LANDING_PAGE),
    ("package", property::PURL),
    ("last release", property::LAST_RELEASE),
    ("maintenance", property::MAINTENANCE),
    ("definition", skos::DEFINITION),
    ("description", dcterms::DESCRIPTION),
    ("arises in", property::ARISES_IN),
    ("formerly", property::FORMER_TITLE),
    ("part of", skos::BROADER),
    ("scheme", skos::IN_SCHEME),
    ("level", property::LEVEL),
    ("status", property::STATUS),
    ("state", property::STATE),
    ("release of", dcterms::IS_VERSION_OF),
    ("serves", property::ACHIEVES),
    ("counters", property::MITIGATES),
    ("replaced by", dcterms::IS_REPLACED_BY),
    ("version", schema::VERSION),
    ("licence", dcterms::RIGHTS),
    ("no counterpart in", property::NO_COUNTERPART_IN),
];

fn about(facts: Facts<'_>, thing: TermId) -> Vec<(&'static str, Vec<String>)> {
    let value = |id: TermId| {
        let text = facts.iri(id);
        match text.strip_prefix(crate::vocab::ID) {
            Some(_) if facts.label(id) != compact(text) => format!("{} ({})", compact(text), facts.label(id)),
            _ => compact(text),
        }
    };
    let values = |predicate| facts.objects(thing, predicate).map(value).collect::<Vec<_>>();
    TOLD.into_iter()
        .map(|(name, predicate)| (name, values(predicate)))
        .filter(|(_, values)| !values.is_empty())
        .collect()
}

/// Releases of an item that its framework keeps: version, title, tactics and state in each.
fn releases(facts: Facts<'_>, thing: TermId) -> Option<(&'static str, Vec<String>)> {
    let mut releases: Vec<String> = facts
        .subjects(dcterms::IS_VERSION_OF, thing)
        .map(|release| {
            let edition =
                facts.object(release, skos::IN_SCHEME).map(|edition| facts.notation(edition).unwrap_or_default());
            let tactics: Vec<String> =
                facts.objects(release, property::ACHIEVES).map(|goal| facts.label(goal)).collect();
            let state = facts.object(release, property::STATE).map(|state| facts.label(state));
            let status = state.unwrap_or_else(|| facts.text(release, property::STATUS).unwrap_or_default().to_owned());
            let serves = if tactics.is_empty() { String::new() } else { format!(", serves {}", tactics.join("; ")) };
            format!("{}: {}{serves} ({status})", edition.unwrap_or_default(), facts.item_label(release))
        })
        .collect();
    releases.sort();
    (!releases.is_empty()).then_some(("releases", releases))
}

/// Coverage by the scheme of what is addressed, and by the role of what addresses.
fn coverage(facts: Facts<'_>, thing: TermId, concept: TermId) -> Vec<Group<CoverageLine>> {
    let scheme = |line: &CoverageLine| line.other.split(':').next().unwrap_or_default().to_owned();
    let by = lines(facts, property::OF, concept, property::BY).into_iter().map(|line| (line.group.clone(), line));
    let of = lines(facts, property::BY, thing, property::OF).into_iter().map(|line| (scheme(&line), line));
    let (counting, replaced): (Vec<_>, Vec<_>) = by.chain(of).partition(|(_, line)| line.counts);
    let replaced = replaced.into_iter().map(|(_, line)| ("labels that a review replaces".to_owned(), line));
    grouped(counting).into_iter().chain(grouped(replaced)).collect()
}

/// Listings, definitions and mappings, then claims by role.
fn places(facts: Facts<'_>, thing: TermId) -> Vec<Group<Place>> {
    let own = facts.object(thing, property::LINE).and_then(|_| place(facts, thing));
    let own = own.map(|place| ("defined".to_owned(), place));
    let pointing = |predicate, class: NamedNodeRef<'static>, title: &'static str| {
        let rows = facts.subjects(predicate, thing).filter(move |&row| facts.is_a(row, class));
        rows.filter_map(move |row| Some((title.to_owned(), place(facts, row)?)))
    };
    let rows = own.into_iter().chain(pointing(property::LISTS, class::LISTING, "listed"));
    let rows = rows.chain(pointing(owl::ANNOTATED_SOURCE, class::MAPPING, "mapped"));
    let rows = rows.chain(pointing(owl::ANNOTATED_SOURCE, class::IDENTITY_DECISION, "decided"));
    let rows = rows.chain(pointing(owl::ANNOTATED_TARGET, class::IDENTITY_DECISION, "decided"));
    let rows = rows.chain(pointing(owl::ANNOTATED_SOURCE, class::TOOL_FACT, "known"));
    let claims = [property::CLAIM_SUBJECT, property::CLAIM_OBJECT].into_iter().flat_map(|end| {
        let claims = facts.subjects(end, thing);
        claims.filter_map(move |claim| Some((format!("claimed: {}", verb(facts, claim)), place(facts, claim)?)))
    });
    grouped(rows).into_iter().chain(grouped(claims)).collect()
}

fn lines(facts: Facts<'_>, end: NamedNodeRef<'_>, thing: TermId, other: NamedNodeRef<'_>) -> Vec<CoverageLine> {
    let nodes = facts.subjects(end, thing).filter(|&node| facts.is_a(node, class::COVERAGE));
    nodes.map(|node| coverage_line(facts, node, other)).collect()
}

fn coverage_line(facts: Facts<'_>, node: TermId, other: NamedNodeRef<'_>) -> CoverageLine {
    let label = |predicate| facts.object(node, predicate).map(|id| facts.label(id)).unwrap_or_default();
    let evidence: Vec<String> = facts.objects(node, property::EVIDENCE).map(|id| facts.label(id)).collect();
    let end = facts.object(node, other);
    CoverageLine {
        counts: evidence.iter().any(|word| word == "best"),
        grade: label(property::GRADE),
        group: label(property::ROLE_GROUP),
        evidence: evidence.into_iter().filter(|word| word != "best").collect(),
        other: end.map(|id| compact(facts.iri(id))).unwrap_or_default(),
        label: end.map(|id| facts.item_label(id)).unwrap_or_default(),
        iri: end.map(|id| facts.iri(id).to_owned()).unwrap_or_default(),
    }
}
