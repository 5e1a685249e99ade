//! Why a resource does not address a thing, or not further: two things in, what is missing and what comes closest out.
//!
//! It follows the roads that the rules know: a label or claim on a risk and a mapping from there, a claim on the item
//! itself, for outcomes a claim whose role fits. It derives nothing.

use super::proof::coverage_nodes;
use super::sentence::{Place, place, sentence, short};
use super::verdict::{How, Verdict, verdict};
use crate::coverage::Facts;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{aisec, compact, named, owl, prov, skos};
use aisec::{class, property, value};
use oxrdf::{NamedNode, NamedNodeRef};
use std::collections::BTreeSet;

/// Why a resource does not address a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyNot {
    /// Whether and how it does, in one sentence.
    pub verdict: Verdict,
    /// How it addresses the thing after all, by coverage node; empty where it does not.
    pub addresses: Vec<String>,
    /// What is missing for it, or for more of it; the nearest first. Empty where nothing is.
    pub missing: Vec<Missing>,
}

/// One thing that would do, were it there, or that stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What sort of thing.
    pub lack: Lack,
    /// The same in words.
    pub says: String,
    /// Rows that come closest, or that stand against it, in order.
    pub closest: Vec<Place>,
}

named! {
    /// What is missing, in the order it is told. The name is the word of the JSON.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Lack {
        /// A claim denies it.
        Denied = "denied",
        /// No tool is meant to address the item.
        OutOfScope = "out-of-scope",
        /// Nothing leads to items of its kind.
        Kind = "kind",
        /// Only labels say so, and a review replaces them.
        Replaced = "replaced",
        /// A grade is too low.
        Grade = "grade",
        /// A label or claim on a risk.
        LabelOrClaim = "label-or-claim",
        /// A mapping.
        Mapping = "mapping",
        /// A claim on the thing itself.
        Claim = "claim",
    }
}

/// Most rows that are named of one sort.
const SHOWN: usize = 4;

/// Says why a resource does not address a risk or item, or not further than it does. O(claims and listings of the
/// resource and mappings to the item).
pub fn why_not(snapshot: &Snapshot, resource: &NamedNode, thing: &NamedNode) -> WhyNot {
    let facts = Facts::new(snapshot);
    let (Some(resource), Some(thing)) = (facts.id(resource.as_ref()), facts.id(thing.as_ref())) else {
        let [by, what] = [resource, thing].map(|node| compact(node.as_str()));
        let verdict = Verdict { by, what, edition: None, how: How::Unsaid };
        return WhyNot { verdict, addresses: Vec::new(), missing: Vec::new() };
    };
    let concept = facts.object(thing, property::CONCEPT).unwrap_or(thing);
    let case = Case { facts, resource, concept };
    let nodes: Vec<TermId> = coverage_nodes(facts, resource, concept).collect();
    let denied = case.denied();
    let is_denied = denied.is_some();
    let mut missing: Vec<Missing> = denied.into_iter().chain(case.out_of_scope()).collect();
    // What is denied is so whatever else there is.
    if !is_denied {
        missing.extend(if nodes.is_empty() { case.roads() } else { case.limits(&nodes) });
    }
    missing.sort_by_key(|missing| missing.lack);
    let verdict = verdict(facts, resource, thing, &nodes, is_denied);
    WhyNot { verdict, addresses: nodes.iter().map(|&node| sentence(facts, node)).collect(), missing }
}

/// A resource and what it is asked about.
#[derive(Clone, Copy)]
struct Case<'s> {
    facts: Facts<'s>,
    resource: TermId,
    concept: TermId,
}

impl Case<'_> {
    fn missing(self, lack: Lack, says: String, rows: impl IntoIterator<Item = TermId>) -> Missing {
        let closest: BTreeSet<Place> = rows.into_iter().filter_map(|row| place(self.facts, row)).collect();
        Missing { lack, says, closest: closest.into_iter().take(SHOWN).collect() }
    }

    fn name(self) -> String {
        short(self.facts, self.resource)
    }

    /// Things by name, with commas between.
    fn names(self, things: &BTreeSet<TermId>) -> String {
        let more = things.len().saturating_sub(SHOWN);
        let mut names: Vec<String> = things.iter().take(SHOWN).map(|&thing| short(self.facts, thing)).collect();
        if more > 0 {
            names.push(format!("{more} more"));
        }
        names.join(", ")
    }

    /// Claims of the resource that assert something.
    fn claims(self) -> impl Iterator<Item = TermId> {
        let claims = self.facts.subjects(property::CLAIM_SUBJECT, self.resource);
        claims.filter(move |&claim| self.facts.text(claim, property::POLARITY) == Some("asserts"))
    }

    fn denied(self) -> Option<Missing> {
        let facts = self.facts;
        let claims = facts.subjects(property::CLAIM_SUBJECT, self.resource);
        let denies = claims.filter(|&claim| {
            facts.text(claim, property::POLARITY) == Some("denies")
                && facts.object(claim, property::CLAIM_OBJECT) == Some(self.concept)
        });
        let denies: Vec<TermId> = denies.collect();
        (!denies.is_empty()).then(|| self.missing(Lack::Denied, "a claim denies it".to_owned(), denies))
    }

    fn out_of_scope(self) -> Option<Missing> {
        let items = std::iter::once(self.concept).chain(self.facts.subjects(property::CONCEPT, self.concept));
        let why = |item| Some((item, self.facts.text(item, property::OUT_OF_SCOPE_BECAUSE)?));
        let (item, why) = items.into_iter().find_map(why)?;
        Some(self.missing(Lack::OutOfScope, format!("no tool is meant to address it: {why}"), [item]))
    }

    /// What keeps it from addressing the thing further, or from counting.
    fn limits(self, nodes: &[TermId]) -> Vec<Missing> {
        let facts = self.facts;
        let is = |node, predicate, wanted: NamedNodeRef<'_>| {
            facts.id(wanted).is_some_and(|wanted| facts.objects(node, predicate).any(|found| found == wanted))
        };
        let mut missing = Vec::new();
        if !nodes.iter().any(|&node| is(node, property::EVIDENCE, value::BEST)) {
            let says = format!("only a label says so, and a review of {} replaces its labels", self.name());
            let claims = facts.subjects(property::CLAIM_SUBJECT, self.resource);
            let on_risks = claims.filter(|&claim| {
                facts.object(claim, property::CLAIM_OBJECT).is_some_and(|object| facts.is_a(object, class::RISK))
            });
            missing.push(self.missing(Lack::Replaced, says, on_risks));
        }
        let is_full = |node: &TermId| {
            [value::COVERS, value::SUPPORTS, value::IMPLEMENTS].iter().any(|grade| is(*node, property::GRADE, *grade))
        };
        if nodes.iter().any(is_full) {
            return missing;
        }
        let premises: BTreeSet<TermId> =
            nodes.iter().flat_map(|&node| facts.objects(node, prov::WAS_DERIVED_FROM)).collect();
        let covers = facts.id(value::COVERS);
        let lets_less = |row: &TermId| {
            let predicate = facts.object(*row, owl::ANNOTATED_PROPERTY);
            predicate.is_some_and(|predicate| facts.object(predicate, property::LETS_THROUGH) != covers)
        };
        let is_part = |row: &TermId| facts.text(*row, property::EXTENT) == Some("part");
        let low = premises.iter().copied().filter(|row| lets_less(row) || is_part(row));
        let says = "it is not covered whole: a label is never more than a part, a claim no more than its extent, and a \
                    mapping that is not exact or close lets no more through";
        missing.push(self.missing(Lack::Grade, says.to_owned(), low));
        missing
    }

    /// What is missing on each road to the thing.
    fn roads(self) -> Vec<Missing> {
        let facts = self.facts;
        if facts.is_a(self.concept, class::RISK) {
            let says = format!("no label and no claim says that {} addresses it", self.name());
            let others = self.claims().chain(facts.subjects(property::LISTS, self.resource));
            return vec![self.missing(Lack::LabelOrClaim, says, others)];
        }
        let class = facts.item_class(self.concept).map(|class| facts.iri(class)).unwrap_or_default();
        let is = |wanted: NamedNodeRef<'_>| class == wanted.as_str();
        if is(class::THREAT) {
            let mut missing = self.by_mapping();
            missing.push(self.no_claim("no claim says that"));
            missing
        } else if is(class::GOAL) {
            self.by_mapping()
        } else if is(class::OUTCOME) {
            vec![self.no_role(), self.no_claim("no claim says that")]
        } else if is(class::CONTROL) {
            vec![self.no_claim("a control is implemented only by a claim, and none says that")]
        } else {
            let kind = class.rsplit('#').next().unwrap_or_default().to_lowercase();
            let kind = if kind.is_empty() { "thing of its kind".to_owned() } else { kind };
            let says = format!("tools address risks, threats, goals, outcomes and controls, but no {kind}");
            vec![self.missing(Lack::Kind, says, [])]
        }
    }

    /// Mappings to the thing that coverage derives from, with where they lead from.
    fn counted(self) -> impl Iterator<Item = (TermId, TermId)> {
        let facts = self.facts;
        let rows = facts.subjects(owl::ANNOTATED_TARGET, self.concept);
        let rows = rows.filter(move |&row| facts.is_a(row, class::COUNTED_MAPPING));
        rows.filter_map(move |row| Some((row, facts.object(row, owl::ANNOTATED_SOURCE)?)))
    }

    /// Those that let something through from a risk or threat, with that risk or threat.
    fn mappings(self) -> Vec<(TermId, TermId)> {
        let facts = self.facts;
        let lets_through = |row| {
            let predicate = facts.object(row, owl::ANNOTATED_PROPERTY);
            predicate.is_some_and(|predicate| facts.object(predicate, property::LETS_THROUGH).is_some())
        };
        let threat = facts.id(class::THREAT);
        let leads_on = |from| facts.is_a(from, class::RISK) || threat.is_some() && facts.item_class(from) == threat;
        self.counted().filter(|&(row, from)| lets_through(row) && leads_on(from)).collect()
    }

    fn by_mapping(self) -> Vec<Missing> {
        let facts = self.facts;
        let mappings = self.mappings();
        let from: BTreeSet<TermId> = mappings.iter().map(|(_, from)| *from).collect();
        let mut missing = Vec::new();
        if from.is_empty() {
            let rows = facts.subjects(owl::ANNOTATED_TARGET, self.concept);
            let says = "no mapping that counts leads to it from a risk or threat".to_owned();
            missing.push(self.missing(Lack::Mapping, says, rows));
        } else {
            let says = format!(
                "no label or claim says that {} addresses {}, from where mappings lead to it",
                self.name(),
                self.names(&from)
            );
            let denials = facts.subjects(property::CLAIM_SUBJECT, self.resource).filter(|&claim| {
                facts.object(claim, property::CLAIM_OBJECT).is_some_and(|object| from.contains(&object))
            });
            let rows = mappings.iter().map(|(row, _)| *row).chain(denials);
            missing.push(self.missing(Lack::LabelOrClaim, says, rows));
        }
        let (own, best) = (facts.subjects(property::BY, self.resource), facts.id(value::BEST));
        let on_risk = |node: TermId| {
            let risk = facts.object(node, property::OF).filter(|&of| facts.is_a(of, class::RISK))?;
            // A label that a review has replaced says nothing any more.
            let counts = facts.objects(node, property::EVIDENCE).any(|evidence| Some(evidence) == best);
            counts.then_some((node, risk))
        };
        let own: Vec<(TermId, TermId)> = own.filter_map(on_risk).filter(|(_, risk)| !from.contains(risk)).collect();
        if !own.is_empty() {
            let risks: BTreeSet<TermId> = own.iter().map(|(_, risk)| *risk).collect();
            let says =
                format!("{} addresses {}, and no mapping leads from there to it", self.name(), self.names(&risks));
            let rows = own.iter().flat_map(|(node, _)| facts.objects(*node, prov::WAS_DERIVED_FROM));
            missing.push(self.missing(Lack::Mapping, says, rows));
        }
        missing
    }

    /// That no claim is on the thing itself; closest are claims on what stands above, beside or below it.
    fn no_claim(self, that: &str) -> Missing {
        let facts = self.facts;
        let items = || std::iter::once(self.concept).chain(facts.subjects(property::CONCEPT, self.concept));
        let above: BTreeSet<TermId> = items().flat_map(|item| facts.objects(item, skos::BROADER)).collect();
        let around = items().chain(above.iter().copied()).flat_map(|item| facts.subjects(skos::BROADER, item));
        let around: BTreeSet<TermId> = around.chain(above.iter().copied()).collect();
        let concepts: BTreeSet<TermId> =
            around.into_iter().map(|item| facts.object(item, property::CONCEPT).unwrap_or(item)).collect();
        let near = self.claims().filter(|&claim| {
            facts.object(claim, property::CLAIM_OBJECT).is_some_and(|object| concepts.contains(&object))
        });
        self.missing(Lack::Claim, format!("{that} {} addresses it", self.name()), near)
    }

    /// That no claim on a risk with this outcome has a role that fits it.
    fn no_role(self) -> Missing {
        let facts = self.facts;
        let relevant = facts.id(property::RELEVANT_OUTCOME);
        let rows = self.counted().filter(|(row, _)| facts.object(*row, owl::ANNOTATED_PROPERTY) == relevant);
        let risks: BTreeSet<TermId> = rows.map(|(_, risk)| risk).collect();
        if risks.is_empty() {
            let rows = facts.subjects(owl::ANNOTATED_TARGET, self.concept);
            let says = "no mapping that counts says that a risk has this outcome".to_owned();
            return self.missing(Lack::Mapping, says, rows);
        }
        let says = format!(
            "no claim says that {} addresses {}, of which it is an outcome, in a role that fits it",
            self.name(),
            self.names(&risks)
        );
        let on_them = self
            .claims()
            .filter(|&claim| facts.object(claim, property::CLAIM_OBJECT).is_some_and(|object| risks.contains(&object)));
        self.missing(Lack::LabelOrClaim, says, on_them)
    }
}
