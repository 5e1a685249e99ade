//! Whether a resource addresses a thing, in one sentence: coverage nodes go in, what counts of them comes out in words.

use super::sentence::short;
use super::{CoverageLine, coverage_line};
use crate::coverage::Facts;
use crate::snapshot::TermId;
use crate::vocab::{aisec, dcterms, skos};
use aisec::{class, property};
use std::collections::BTreeMap;

/// Grade, role groups with their evidence, and edition; that it is denied; that labels are all there is and a review
/// replaces them; or that nothing says so.
pub(super) fn verdict(facts: Facts<'_>, resource: TermId, thing: TermId, nodes: &[TermId], is_denied: bool) -> String {
    let by = short(facts, resource);
    let what = format!("{}{}", short(facts, thing), edition(facts, thing));
    let counting = counting(facts, nodes);
    if let Some(((_, first), _)) = counting.last_key_value() {
        let grades = counting.iter().rev().map(|((_, grade), groups)| {
            let groups = groups.join(", ");
            if grade == first { format!("{by} {grade} {what}: {groups}") } else { format!("{grade} it: {groups}") }
        });
        return grades.collect::<Vec<_>>().join("; ");
    }
    if is_denied {
        format!("{by} does not address {what}: a claim denies it")
    } else if nodes.is_empty() {
        format!("nothing says that {by} addresses {what}")
    } else {
        format!(
            "{by} does not count as addressing {what}: only a label says so, and a review of {by} replaces its labels"
        )
    }
}

/// Role groups and evidence of the nodes that count, by rank and name of their grade.
fn counting(facts: Facts<'_>, nodes: &[TermId]) -> BTreeMap<(u32, String), Vec<String>> {
    let mut counting: BTreeMap<(u32, String), Vec<String>> = BTreeMap::new();
    for &node in nodes {
        let CoverageLine { counts, grade, group, evidence, .. } = coverage_line(facts, node, property::OF);
        if counts {
            let rank = facts.object(node, property::GRADE).and_then(|grade| facts.number(grade, property::RANK));
            let group = if group == "unstated" { "role not stated" } else { &group };
            counting.entry((rank.unwrap_or_default(), grade)).or_default().push(format!("{group} ({evidence})"));
        }
    }
    for groups in counting.values_mut() {
        groups.sort();
    }
    counting
}

/// The edition that an item is of; of an item kept across releases the default one, if it is in that.
fn edition(facts: Facts<'_>, thing: TermId) -> String {
    let releases = facts.subjects(dcterms::IS_VERSION_OF, thing);
    let editions = std::iter::once(thing).chain(releases).filter_map(|item| facts.object(item, skos::IN_SCHEME));
    let editions = editions.filter(|&edition| facts.is_a(edition, class::EDITION));
    let is_default = |edition: TermId| facts.subjects(property::DEFAULT_EDITION, edition).next().is_some();
    let edition = editions.max_by_key(|&edition| is_default(edition));
    edition.map(|edition| format!(" in {}", facts.label(edition))).unwrap_or_default()
}
