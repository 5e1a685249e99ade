//! Where the labels of lists and reviewed claims disagree, thing by thing and risk by risk.

use super::graph::Facts;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{dcterms, named, skos, source_id};
use oxrdf::NamedNode;
use std::collections::{BTreeMap, BTreeSet};

named! {
    /// How the labels a thing has of a risk compare with the claims of it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Verdict {
        /// A label, and a claim that denies it.
        Denied = "denied",
        /// A label of a thing that was reviewed, and no claim of it.
        Unconfirmed = "not confirmed",
        /// A claim, and no label in a list that labels the thing's neighbours with such risks.
        Unlabelled = "not labelled",
        /// A label of a thing that nobody reviewed.
        Unreviewed = "not reviewed",
        /// A label, and a claim that asserts it.
        Confirmed = "confirmed",
    }
}

impl Verdict {
    /// Whether labels and claims contradict each other, or one is missing beside the other.
    pub fn is_disagreement(self) -> bool {
        matches!(self, Self::Denied | Self::Unconfirmed | Self::Unlabelled)
    }
}

/// The source and line of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowPlace {
    /// Identifier of the source.
    pub source: String,
    /// Line, from 1.
    pub line: u32,
}

/// A claim of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReviewClaim {
    /// Where it stands.
    pub place: RowPlace,
    /// `asserts` or `denies`.
    pub polarity: String,
    /// In which role, where one is claimed.
    pub role: Option<String>,
    /// Why.
    pub justification: String,
    /// What was read.
    pub evidence: Vec<String>,
}

/// A thing or a risk of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// Its IRI.
    pub iri: String,
    /// The code of a risk.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
}

/// What lists and claims say of one thing and one risk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// The thing.
    pub thing: Reviewed,
    /// The risk.
    pub risk: Reviewed,
    /// How they compare.
    pub verdict: Verdict,
    /// Listings with the label, or those that lack it.
    pub listings: Vec<RowPlace>,
    /// Claims on both, those that deny first.
    pub claims: Vec<ReviewClaim>,
}

/// Rows by verdict, of one thing or risk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewTally {
    /// The thing or risk.
    pub of: Reviewed,
    /// Number of rows of each verdict that has one.
    pub counts: BTreeMap<Verdict, usize>,
}

impl ReviewTally {
    /// Rows of a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.counts.get(&verdict).copied().unwrap_or_default()
    }

    /// Rows where labels and claims disagree.
    pub fn disagreements(&self) -> usize {
        self.counts.iter().filter(|(verdict, _)| verdict.is_disagreement()).map(|(_, count)| count).sum()
    }
}

/// All rows, confirmed ones included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// By verdict, then name of the thing, then order of the risks in their list.
    pub rows: Vec<ReviewRow>,
    /// Things of the rows, the most disagreements first.
    pub things: Vec<ReviewTally>,
    /// Risks of the rows, the most disagreements first.
    pub risks: Vec<ReviewTally>,
}

/// Which rows are wanted; `None` is any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// Only rows of this thing.
    pub thing: Option<NamedNode>,
    /// Only rows of this risk.
    pub risk: Option<NamedNode>,
}

/// Compares the labels of lists with claims on risks.
///
/// A claim counts as missing a label only where a list that gives out labels of that taxonomy lists the thing. Claims
/// on framework items are left out: no list labels things with those. O(listings + claims).
pub fn review(snapshot: &Snapshot, filter: &ReviewFilter) -> Review {
    let facts = Facts::new(snapshot);
    let said = Said::of(facts);
    let wanted = |id, only: &Option<NamedNode>| only.as_ref().is_none_or(|only| facts.iri(id) == only.as_str());
    let pairs: BTreeSet<(TermId, TermId)> = said.labels.keys().chain(said.claims.keys()).copied().collect();
    let pairs = pairs.into_iter().filter(|&(thing, risk)| wanted(thing, &filter.thing) && wanted(risk, &filter.risk));
    let mut rows: Vec<(TermId, ReviewRow)> = pairs.filter_map(|(thing, risk)| said.row(facts, thing, risk)).collect();
    rows.sort_by_cached_key(|(risk, row)| {
        let scheme = facts.text(*risk, skos::IN_SCHEME).unwrap_or_default();
        let order = (scheme, facts.number(*risk, property::ORDER), *risk);
        (row.verdict, row.thing.name.to_lowercase(), row.thing.iri.clone(), order)
    });
    let rows: Vec<ReviewRow> = rows.into_iter().map(|(_, row)| row).collect();
    let (things, risks) = (tallies(&rows, |row| &row.thing), tallies(&rows, |row| &row.risk));
    Review { rows, things, risks }
}

/// Labels and claims by thing and risk.
struct Said {
    labels: BTreeMap<(TermId, TermId), Vec<TermId>>,
    claims: BTreeMap<(TermId, TermId), Vec<TermId>>,
    /// Things that any claim is about.
    reviewed: BTreeSet<TermId>,
    /// Sources of listings, each with a taxonomy it gives out labels of.
    labelling: BTreeSet<(TermId, TermId)>,
}

impl Said {
    fn of(facts: Facts<'_>) -> Self {
        let mut said = Self {
            labels: BTreeMap::new(),
            claims: BTreeMap::new(),
            reviewed: BTreeSet::new(),
            labelling: BTreeSet::new(),
        };
        for listing in facts.members(class::LISTING) {
            let Some(thing) = facts.object(listing, property::LISTS) else { continue };
            for risk in facts.objects(listing, property::DECLARES_RISK) {
                said.labels.entry((thing, risk)).or_default().push(listing);
                said.labelling.extend(facts.object(listing, dcterms::SOURCE).zip(facts.object(risk, skos::IN_SCHEME)));
            }
        }
        for claim in facts.members(class::CLAIM) {
            let Some(thing) = facts.object(claim, property::CLAIM_SUBJECT) else { continue };
            said.reviewed.insert(thing);
            for risk in facts.objects(claim, property::CLAIM_OBJECT).filter(|&object| facts.is_a(object, class::RISK)) {
                said.claims.entry((thing, risk)).or_default().push(claim);
            }
        }
        said
    }

    /// What is said of a thing and a risk; `None` where nothing is to be compared.
    fn row(&self, facts: Facts<'_>, thing: TermId, risk: TermId) -> Option<(TermId, ReviewRow)> {
        let labels = self.labels.get(&(thing, risk)).map(Vec::as_slice).unwrap_or_default();
        let claims = self.claims.get(&(thing, risk)).map(Vec::as_slice).unwrap_or_default();
        let has = |polarity| claims.iter().any(|&claim| facts.text(claim, property::POLARITY) == Some(polarity));
        let unlabelling: Vec<TermId> =
            if labels.is_empty() { self.unlabelling(facts, thing, risk) } else { Vec::new() };
        let verdict = match (labels.is_empty(), has("denies"), has("asserts")) {
            (false, true, _) => Verdict::Denied,
            (false, false, true) => Verdict::Confirmed,
            (false, false, false) if self.reviewed.contains(&thing) => Verdict::Unconfirmed,
            (false, false, false) => Verdict::Unreviewed,
            (true, _, true) if !unlabelling.is_empty() => Verdict::Unlabelled,
            (true, ..) => return None,
        };
        let places = labels.iter().chain(&unlabelling).filter_map(|&listing| place(facts, listing));
        let listings: BTreeSet<RowPlace> = places.collect();
        let mut claims: Vec<ReviewClaim> = claims.iter().filter_map(|&claim| review_claim(facts, claim)).collect();
        claims.sort_by(|a, b| b.polarity.cmp(&a.polarity).then_with(|| a.cmp(b)));
        let row = ReviewRow {
            thing: reviewed(facts, thing),
            risk: reviewed(facts, risk),
            verdict,
            listings: listings.into_iter().collect(),
            claims,
        };
        Some((risk, row))
    }

    /// Listings of a thing in lists that give out labels of the risk's taxonomy.
    fn unlabelling(&self, facts: Facts<'_>, thing: TermId, risk: TermId) -> Vec<TermId> {
        let Some(scheme) = facts.object(risk, skos::IN_SCHEME) else { return Vec::new() };
        let gives = |source| self.labelling.contains(&(source, scheme));
        let listings = facts.subjects(property::LISTS, thing);
        listings.filter(|&listing| facts.object(listing, dcterms::SOURCE).is_some_and(gives)).collect()
    }
}

fn reviewed(facts: Facts<'_>, id: TermId) -> Reviewed {
    let code = facts.is_a(id, class::RISK).then(|| facts.notation(id)).flatten();
    Reviewed { iri: facts.iri(id).to_owned(), code: code.map(str::to_owned), name: facts.label(id) }
}

fn place(facts: Facts<'_>, row: TermId) -> Option<RowPlace> {
    let source = facts.iri(facts.object(row, dcterms::SOURCE)?);
    let id = source_id(source).unwrap_or(source);
    Some(RowPlace { source: id.to_owned(), line: facts.number(row, property::LINE)? })
}

fn review_claim(facts: Facts<'_>, claim: TermId) -> Option<ReviewClaim> {
    let text = |predicate| facts.text(claim, predicate).unwrap_or_default().to_owned();
    Some(ReviewClaim {
        place: place(facts, claim)?,
        polarity: text(property::POLARITY),
        role: facts.object(claim, property::ROLE).map(|role| facts.label(role)),
        justification: text(property::JUSTIFICATION),
        evidence: facts.objects(claim, property::EVIDENCE_URL).map(|url| facts.iri(url).to_owned()).collect(),
    })
}

fn tallies(rows: &[ReviewRow], of: impl Fn(&ReviewRow) -> &Reviewed) -> Vec<ReviewTally> {
    let mut tallies: BTreeMap<&str, ReviewTally> = BTreeMap::new();
    for row in rows {
        let of = of(row);
        let tally = tallies.entry(&of.iri).or_insert_with(|| ReviewTally { of: of.clone(), counts: BTreeMap::new() });
        *tally.counts.entry(row.verdict).or_default() += 1;
    }
    let mut tallies: Vec<ReviewTally> = tallies.into_values().collect();
    tallies.sort_by_cached_key(|tally| {
        (std::cmp::Reverse((tally.disagreements(), tally.count(Verdict::Denied))), tally.of.name.to_lowercase())
    });
    tallies
}
