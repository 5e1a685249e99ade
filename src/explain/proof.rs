//! Proofs: statements of a graph in, the steps that lead to them from what sources state out.

use super::coverage_line;
use super::outline::LineKind;
use super::sentence::{Place, has_place, in_words, predicate_in_words, short, stated};
use super::verdict::{Verdict, verdict};
use crate::coverage::Facts;
use crate::rules::{Absence, Derivation, Prover, RuleError, Slot, Statement};
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{aisec, rdf};
use aisec::{class, property};
use oxrdf::{NamedNode, NamedNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// How much of what proves a statement is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Of every statement the step with the fewest premises, and how many others there are.
    Best,
    /// Every step.
    All,
}

/// Statements, each once, and the steps that lead from one to the next.
///
/// A step's premises are proved by steps of rules of lower strata, so no statement rests on itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// What comes of it in one sentence, where it was asked whether a resource addresses a thing.
    pub verdict: Option<Verdict>,
    /// What was to be proved, as indices into the statements, in the order it was asked for.
    pub goals: Vec<usize>,
    /// The goals first, then what they rest on, depth first.
    pub statements: Vec<Proved>,
    /// In the order statements first rest on them.
    pub steps: Vec<Step>,
}

/// A statement and why it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// Subject, predicate and object.
    pub triple: [Term; 3],
    /// The same in words.
    pub says: String,
    /// What sort of statement it is.
    pub kind: LineKind,
    /// Lines that state it, any of which would do; empty for what is only derived, and where the data keep no lines.
    pub places: Vec<Place>,
    /// Steps that derive it, as indices into the steps; the best first.
    pub steps: Vec<usize>,
    /// How many more steps derive it that are not among `steps`, for the best was enough.
    pub others: usize,
}

/// A rule applied once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The rule's name: that of its file, without `.rq`.
    pub rule: String,
    /// What the rule says.
    pub title: String,
    /// The same in Chinese, where it is known.
    pub title_zh: Option<String>,
    /// What it takes, as indices into the statements.
    pub premises: Vec<usize>,
    /// What must not be there, and is not, in words; `?name` stands for anything that the conditions after `where`
    /// allow.
    pub absent: Vec<String>,
}

impl Proof {
    /// The lines that every proof of a statement uses, as source and line: take one away, and it no longer follows.
    ///
    /// Of a proof with [`Extent::All`]; O(statements and steps).
    pub fn needed(&self, statement: usize) -> BTreeSet<(String, u32)> {
        let mut known = BTreeMap::new();
        self.needed_by(statement, &mut known);
        known.remove(&statement).unwrap_or_default()
    }

    /// The same for all goals at once, in their order.
    pub fn needed_by_goals(&self) -> Vec<BTreeSet<(String, u32)>> {
        let mut known = BTreeMap::new();
        let goals = self.goals.iter().map(|&goal| {
            self.needed_by(goal, &mut known);
            known.get(&goal).cloned().unwrap_or_default()
        });
        goals.collect()
    }

    /// Depth is bounded by the number of strata: every step goes to a lower one.
    fn needed_by(&self, at: usize, known: &mut BTreeMap<usize, BTreeSet<(String, u32)>>) {
        let Some(proved) = self.statements.get(at).filter(|_| !known.contains_key(&at)) else { return };
        let lines = proved.places.iter().map(|place| BTreeSet::from([(place.source.clone(), place.line)]));
        let mut ways: Vec<BTreeSet<(String, u32)>> = lines.collect();
        for step in proved.steps.iter().filter_map(|&step| self.steps.get(step)) {
            let mut way = BTreeSet::new();
            for &premise in &step.premises {
                self.needed_by(premise, known);
                way.extend(known.get(&premise).into_iter().flatten().cloned());
            }
            ways.push(way);
        }
        let mut ways = ways.into_iter();
        let first = ways.next().unwrap_or_default();
        known.insert(at, ways.fold(first, |needed, way| needed.intersection(&way).cloned().collect()));
    }
}

/// Proves that a resource addresses a risk or item, or that it does not: denials first, then the grade of each coverage
/// node and that it counts by default where it does, those that do not count last.
///
/// Without goals when nothing says so.
///
/// # Errors
/// [`RuleError`].
pub fn proof_of_addressing(
    snapshot: &Snapshot,
    resource: &NamedNode,
    thing: &NamedNode,
    extent: Extent,
) -> Result<Proof, RuleError> {
    let facts = Facts::new(snapshot);
    let (Some(resource), Some(thing)) = (facts.id(resource.as_ref()), facts.id(thing.as_ref())) else {
        return Ok(Proof::default());
    };
    let concept = facts.object(thing, property::CONCEPT).unwrap_or(thing);
    let denied = facts.objects(resource, property::DENIES).any(|denied| denied == concept);
    let denial = facts.id(property::DENIES).filter(|_| denied).map(|denies| [resource, denies, concept]);
    let mut nodes: Vec<TermId> = coverage_nodes(facts, resource, concept).collect();
    nodes.sort_by_key(|&node| !coverage_line(facts, node, property::OF).counts);
    let verdict = verdict(facts, resource, thing, &nodes, denied);
    let goals = denial.into_iter().chain(nodes.into_iter().flat_map(|node| of_coverage(facts, node)));
    let proof = prove(snapshot, &goals.collect::<Vec<_>>(), extent)?;
    Ok(Proof { verdict: Some(verdict), ..proof })
}

/// Coverage nodes of a resource on a thing.
pub(super) fn coverage_nodes(facts: Facts<'_>, resource: TermId, thing: TermId) -> impl Iterator<Item = TermId> {
    let by_resource = move |node: &TermId| facts.objects(*node, property::BY).any(|by| by == resource);
    facts.subjects(property::OF, thing).filter(by_resource)
}

/// What is derived of a coverage node: its grade, and its evidence.
fn of_coverage(facts: Facts<'_>, node: TermId) -> Vec<Statement> {
    let of = |predicate: NamedNodeRef<'_>| {
        let id = facts.id(predicate);
        let predicate = predicate.into_owned();
        id.into_iter().flat_map(move |id| {
            facts.objects(node, predicate.as_ref()).map(move |object| [node, id, object]).collect::<Vec<_>>()
        })
    };
    of(property::GRADE).chain(of(property::EVIDENCE)).collect()
}

/// The statements of a graph with a subject, and with a predicate and object where they are given: what is derived of a
/// coverage node, and of an item that its framework keeps what is said of its releases, where it has no such itself.
pub fn statements(
    snapshot: &Snapshot,
    subject: &NamedNode,
    predicate: Option<&NamedNode>,
    object: Option<&Term>,
) -> Vec<Statement> {
    let facts = Facts::new(snapshot);
    let Some(subject) = facts.id(subject.as_ref()) else { return Vec::new() };
    let Some(predicate) = predicate else {
        return if facts.is_a(subject, class::COVERAGE) { of_coverage(facts, subject) } else { Vec::new() };
    };
    let Some(id) = facts.id(predicate.as_ref()) else { return Vec::new() };
    let wanted = object.map(|object| snapshot.id(object));
    let of = |subject| {
        let objects = facts.objects(subject, predicate.as_ref());
        let objects = objects.filter(|object| wanted.is_none_or(|wanted| wanted == Some(*object)));
        objects.map(move |object| [subject, id, object]).collect::<Vec<_>>()
    };
    let own = of(subject);
    if own.is_empty() { facts.subjects(property::CONCEPT, subject).flat_map(of).collect() } else { own }
}

/// Proves statements of a graph. What is neither stated nor derived gets no step and no place.
///
/// # Errors
/// [`RuleError`].
pub fn prove(snapshot: &Snapshot, goals: &[Statement], extent: Extent) -> Result<Proof, RuleError> {
    let mut search = Search::new(snapshot, extent)?;
    let mut found = Vec::new();
    for &goal in goals {
        found.extend(search.proved(goal, u32::MAX));
    }
    Ok(search.proof(&found))
}

/// A statement as it is found: how it was reached does not matter, only below which stratum.
struct Found {
    statement: Statement,
    is_stated: bool,
    steps: Vec<(Derivation, Vec<usize>)>,
    others: usize,
}

struct Search<'s> {
    facts: Facts<'s>,
    prover: Prover,
    extent: Extent,
    derivations: BTreeMap<Statement, Rc<Vec<Derivation>>>,
    /// By statement and the stratum above all that derive it; `None` for what does not hold below that.
    known: BTreeMap<(Statement, u32), Option<usize>>,
    found: Vec<Found>,
}

impl<'s> Search<'s> {
    fn new(snapshot: &'s Snapshot, extent: Extent) -> Result<Self, RuleError> {
        Ok(Self {
            facts: Facts::new(snapshot),
            prover: Prover::new(snapshot)?,
            extent,
            derivations: BTreeMap::new(),
            known: BTreeMap::new(),
            found: Vec::new(),
        })
    }

    /// The index of a statement among what was found, if it holds by what sources state and rules below a stratum.
    fn proved(&mut self, statement: Statement, below: u32) -> Option<usize> {
        let all = self.derivations(statement);
        let usable: Vec<&Derivation> = all.iter().filter(|one| self.prover.stratum(one) < below).collect();
        let above = usable.iter().map(|one| self.prover.stratum(one).saturating_add(1)).max().unwrap_or(0);
        if let Some(known) = self.known.get(&(statement, above)) {
            return *known;
        }
        let is_stated = self.prover.is_stated(statement, &all);
        let mut steps = Vec::new();
        let mut left = usable.len();
        for derivation in usable {
            left -= 1;
            let premises = self.all_proved(derivation);
            steps.extend(premises.map(|premises| (derivation.clone(), premises)));
            if self.extent == Extent::Best && !steps.is_empty() {
                break;
            }
        }
        let holds = is_stated || !steps.is_empty();
        let index = holds.then(|| {
            self.found.push(Found { statement, is_stated, steps, others: left });
            self.found.len() - 1
        });
        self.known.insert((statement, above), index);
        index
    }

    fn derivations(&mut self, statement: Statement) -> Rc<Vec<Derivation>> {
        let found = self.derivations.entry(statement);
        Rc::clone(found.or_insert_with(|| Rc::new(self.prover.derivations(statement))))
    }

    /// The premises of a derivation; `None` where one of them does not hold below it.
    fn all_proved(&mut self, derivation: &Derivation) -> Option<Vec<usize>> {
        let below = self.prover.stratum(derivation);
        derivation.premises.iter().map(|&premise| self.proved(premise, below)).collect()
    }

    /// What was found of the goals and below them, numbered anew.
    fn proof(&self, goals: &[usize]) -> Proof {
        let mut seen = BTreeSet::new();
        let mut order: Vec<usize> = goals.iter().copied().filter(|&goal| seen.insert(goal)).collect();
        let mut open: Vec<(usize, bool)> = order.iter().rev().map(|&goal| (goal, true)).collect();
        while let Some((at, is_goal)) = open.pop() {
            let premises = self.found.get(at).into_iter().flat_map(|found| &found.steps);
            let premises: Vec<usize> = premises.flat_map(|(_, premises)| premises).copied().collect();
            for &premise in premises.iter().rev() {
                if seen.insert(premise) {
                    open.push((premise, false));
                }
            }
            if !is_goal {
                order.push(at);
            }
        }
        self.numbered(&order, goals)
    }

    fn numbered(&self, order: &[usize], goals: &[usize]) -> Proof {
        let number: BTreeMap<usize, usize> = order.iter().enumerate().map(|(new, &old)| (old, new)).collect();
        let renumbered = |old: &[usize]| old.iter().filter_map(|old| number.get(old)).copied().collect::<Vec<_>>();
        let mut proof = Proof { goals: renumbered(goals), ..Proof::default() };
        let mut taken: BTreeMap<Step, usize> = BTreeMap::new();
        for found in order.iter().filter_map(|&old| self.found.get(old)) {
            let steps = found.steps.iter().map(|(derivation, premises)| {
                let step = self.step(derivation, renumbered(premises));
                *taken.entry(step.clone()).or_insert_with(|| {
                    proof.steps.push(step);
                    proof.steps.len() - 1
                })
            });
            let steps = steps.collect();
            let (facts, [subject, ..]) = (self.facts, found.statement);
            proof.statements.push(Proved {
                triple: found.statement.map(|id| facts.snapshot.term(id)),
                says: in_words(facts, found.statement),
                kind: if found.steps.is_empty() { kind(facts, subject) } else { derived(facts, found.statement) },
                places: if found.is_stated { stated(facts, found.statement) } else { Vec::new() },
                steps,
                others: found.others,
            });
        }
        proof
    }

    fn step(&self, derivation: &Derivation, premises: Vec<usize>) -> Step {
        let slot = |slot: &Slot| match slot {
            Slot::Term(id) => short(self.facts, *id),
            Slot::Any(name) => format!("?{name}"),
        };
        let pattern = |[subject, predicate, object]: &[Slot; 3]| {
            let verb = match predicate {
                Slot::Term(id) => predicate_in_words(self.facts, *id),
                Slot::Any(name) => format!("?{name}"),
            };
            format!("{} {verb} {}", slot(subject), slot(object))
        };
        let absent = |absence: &Absence| {
            let triples = absence.triples.iter().map(pattern).collect::<Vec<_>>().join(" and ");
            let parts = [triples, absence.conditions.join(" and ")];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" where ")
        };
        Step {
            rule: self.prover.name(derivation).to_owned(),
            title: self.prover.title(derivation).to_owned(),
            title_zh: self.prover.title_zh(derivation).map(str::to_owned),
            premises,
            absent: derivation.absent.iter().map(absent).collect(),
        }
    }
}

/// What sort of statement a derived one is.
fn derived(facts: Facts<'_>, [_, predicate, object]: Statement) -> LineKind {
    let says_little =
        facts.iri(predicate) == rdf::TYPE.as_str() && facts.iri(object) == class::COUNTED_MAPPING.as_str();
    if says_little { LineKind::Detail } else { LineKind::Derived }
}

/// What sort of statement one about a subject is, if nothing derives it: a row, or what defines a term or item.
pub(super) fn kind(facts: Facts<'_>, subject: TermId) -> LineKind {
    let is_one_of = |classes: &[NamedNodeRef<'_>]| classes.iter().any(|class| facts.is_a(subject, *class));
    if is_one_of(&[class::LISTING, class::CLAIM]) {
        LineKind::Evidence
    } else if !has_place(facts, subject) || is_one_of(&[class::ITEM, class::RISK, class::EDITION, class::MAPPING_SET]) {
        LineKind::Definition
    } else {
        LineKind::Row
    }
}
