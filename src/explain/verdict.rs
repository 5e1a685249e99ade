//! Whether a resource addresses a thing, in one sentence: coverage nodes go in, what counts of them comes out in words.

use super::sentence::short;
use super::{CoverageLine, coverage_line};
use crate::coverage::Facts;
use crate::snapshot::TermId;
use crate::vocab::{aisec, dcterms, skos};
use aisec::{class, property};
use std::collections::BTreeMap;
use std::fmt;

/// Whether a resource addresses a thing; shown as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The resource, by its CURIE.
    pub by: String,
    /// The thing, by its CURIE.
    pub what: String,
    /// The title of the edition that the thing is of.
    pub edition: Option<String>,
    /// Whether, and how far.
    pub how: How,
}

/// How far a resource addresses a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// So far, the furthest first.
    Addresses(Vec<Reach>),
    /// Not at all: a claim denies it.
    Denied,
    /// Nothing says so.
    Unsaid,
    /// Not as far as counts: labels are all there is, and a review replaces them.
    Replaced,
}

/// A grade, and in which role groups by which evidence it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// `covers`, `partly covers`, `relates to`, `supports` or `implements`.
    pub grade: String,
    /// Role group and evidence of each, in order.
    pub groups: Vec<(String, String)>,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, what, edition, how } = self;
        let what = format!("{what}{}", edition.as_ref().map(|edition| format!(" in {edition}")).unwrap_or_default());
        match how {
            How::Addresses(reaches) => {
                for (index, Reach { grade, groups }) in reaches.iter().enumerate() {
                    if index == 0 {
                        write!(f, "{by} {grade} {what}: ")?;
                    } else {
                        write!(f, "; {grade} it: ")?;
                    }
                    let role = |group: &str| if group == "unstated" { "role not stated" } else { group }.to_owned();
                    let mut groups: Vec<String> =
                        groups.iter().map(|(group, evidence)| format!("{} ({evidence})", role(group))).collect();
                    groups.sort();
                    f.write_str(&groups.join(", "))?;
                }
                Ok(())
            }
            How::Denied => write!(f, "{by} does not address {what}: a claim denies it"),
            How::Unsaid => write!(f, "nothing says that {by} addresses {what}"),
            How::Replaced => write!(
                f,
                "{by} does not count as addressing {what}: only a label says so, and a review of {by} replaces its labels"
            ),
        }
    }
}

/// What these coverage nodes come to.
pub(super) fn verdict(facts: Facts<'_>, resource: TermId, thing: TermId, nodes: &[TermId], is_denied: bool) -> Verdict {
    let reaches = counting(facts, nodes);
    let how = if !reaches.is_empty() {
        How::Addresses(reaches)
    } else if is_denied {
        How::Denied
    } else if nodes.is_empty() {
        How::Unsaid
    } else {
        How::Replaced
    };
    Verdict { by: short(facts, resource), what: short(facts, thing), edition: edition(facts, thing), how }
}

/// Role groups and evidence of the nodes that count, by their grade.
fn counting(facts: Facts<'_>, nodes: &[TermId]) -> Vec<Reach> {
    let mut counting: BTreeMap<(u32, String), Vec<(String, String)>> = BTreeMap::new();
    for &node in nodes {
        let CoverageLine { counts, grade, group, evidence, .. } = coverage_line(facts, node, property::OF);
        if counts {
            let rank = facts.object(node, property::GRADE).and_then(|grade| facts.number(grade, property::RANK));
            counting.entry((rank.unwrap_or_default(), grade)).or_default().push((group, evidence));
        }
    }
    let reach = |((_, grade), mut groups): ((u32, String), Vec<(String, String)>)| {
        groups.sort();
        Reach { grade, groups }
    };
    counting.into_iter().rev().map(reach).collect()
}

/// The edition that an item is of; of an item kept across releases the default one, if it is in that.
fn edition(facts: Facts<'_>, thing: TermId) -> Option<String> {
    let releases = facts.subjects(dcterms::IS_VERSION_OF, thing);
    let editions = std::iter::once(thing).chain(releases).filter_map(|item| facts.object(item, skos::IN_SCHEME));
    let editions = editions.filter(|&edition| facts.is_a(edition, class::EDITION));
    let is_default = |edition: TermId| facts.subjects(property::DEFAULT_EDITION, edition).next().is_some();
    let edition = editions.max_by_key(|&edition| is_default(edition));
    edition.map(|edition| facts.label(edition))
}
